"""Opening and making the database file: one SQLite file in WAL mode, migrated when it is older."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from app.errors import AppError
from app.i18n import N_
from app.models.faults import mendable, translate
from app.progress import give_way

APPLICATION_ID = 0x434A3031
"""Marks the file as ours (`PRAGMA application_id`): CJ01."""
REVISION = "0007"
"""The newest revision that this program knows."""
KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_S = 10
_CACHE_KB = 24_000
SCRATCH = """
CREATE TEMP TABLE touched (
    subject BLOB, field TEXT, kind TEXT, PRIMARY KEY (subject, field, kind)) WITHOUT ROWID
"""


@dataclass(frozen=True)
class Database:
    """An open database.

    Attributes:
        path: The file.
        engine: Connections that may write.
        sessions: Sessions for work that writes; a transaction takes the write lock at once, so that
            what it read cannot change under it.
        reading: Sessions that only read; they neither wait for a writer nor hold one up.
        read_only: Nothing can be written at all.
    """

    path: Path
    engine: Engine
    sessions: sessionmaker[Session]
    reading: sessionmaker[Session]
    read_only: bool = False

    def close(self) -> None:
        """Close all connections; the last one folds the write-ahead log into the file."""
        for maker in (self.reading, self.sessions):
            maker.kw["bind"].dispose()


def create(path: Path) -> Database:
    """Make a new database.

    Raises:
        AppError: The file is there already, or the disk does not allow it.
    """
    if path.exists():
        raise AppError(N_("{file} is already there"), file=path.name)
    return _open(path, read_only=False)


def open_database(path: Path, *, read_only: bool = False) -> Database:
    """Open a database, bringing an older one up to date.

    Raises:
        AppError: The file is missing, no database, damaged, of a newer program, or read-only.
    """
    if not path.is_file():
        raise AppError(N_("{file} is not there"), file=path.name)
    return _open(path, read_only=read_only)


def _open(path: Path, *, read_only: bool) -> Database:
    immutable = read_only and not _wal_possible(path)
    writer = _engine(path, "rwc", writes=True) if not read_only else None
    try:
        if writer is not None:
            with mendable(), writer.connect() as connection, connection.begin():
                _migrate(connection, path)
        reader = _engine(path, "ro" if read_only else "rw", immutable=immutable)
        if read_only:
            with mendable(), reader.connect() as connection:
                if _check(connection, path) != REVISION:
                    raise AppError(
                        N_("This workspace is of an older version; open it for writing once")
                    )
    except BaseException:
        if writer is not None:
            writer.dispose()
        raise
    return Database(
        path,
        writer or reader,
        sessionmaker(writer or reader, expire_on_commit=False),
        sessionmaker(reader, expire_on_commit=False),
        read_only,
    )


def _wal_possible(path: Path) -> bool:
    """Tell whether readers may join the write-ahead log; on read-only media they cannot."""
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        return True  # what was committed last is in there, it must be read
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        connection.execute("SELECT 1 FROM sqlite_schema")
    except sqlite3.OperationalError:
        return False
    except sqlite3.DatabaseError:
        pass  # no database at all: said when it is opened
    finally:
        connection.close()
    return True


def _engine(path: Path, mode: str, *, writes: bool = False, immutable: bool = False) -> Engine:
    address = f"{path.absolute().as_uri()}?mode={mode}" + ("&immutable=1" if immutable else "")

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            address,
            uri=True,
            timeout=_BUSY_S,
            isolation_level=None,  # we say BEGIN ourselves: the module's own guesses commit early
            check_same_thread=False,
            cached_statements=256,
        )

    def prepare(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for statement in ("foreign_keys = ON", "recursive_triggers = ON", "synchronous = FULL"):
            cursor.execute(f"PRAGMA {statement}")
        cursor.execute(f"PRAGMA cache_size = -{_CACHE_KB if writes else _CACHE_KB // 2}")
        if writes:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA journal_size_limit = 67108864")
            cursor.execute(SCRATCH)
        else:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_writing if writes else _begin_reading)
    event.listen(engine, "before_cursor_execute", _give_way)
    event.listen(engine, "handle_error", translate)
    return engine


def _give_way(*_statement: object) -> None:
    give_way()


def _begin_writing(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_reading(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")


def _check(connection: Any, path: Path) -> str:
    """Return the file's revision, empty for a new file; refuse what is not ours or newer."""
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema").scalar()
    if not tables:
        return ""
    if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION_ID:
        raise AppError(N_("{file} is not a database of this program"), file=path.name)
    revision = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
    if revision not in KNOWN:
        raise AppError(
            N_(
                "This workspace was made by a newer version of the program; "
                "update the program and open it again"
            )
        )
    return revision


def _migrate(connection: Any, path: Path) -> None:
    if _check(connection, path) == REVISION:
        return
    from alembic import command  # slow to import, and rarely needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
