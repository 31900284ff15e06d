"""Whether the tables say what the log says: a copy of the database makes them anew from the log.

Screens and reports read the tables. Whoever opens the file with another program can write there and
leave the log alone; nothing of that shows in the digests of batches.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.files import cannot_write
from app.i18n import N_
from app.models import project
from app.models.database import SCRATCH
from app.models.faults import mendable
from app.models.raw import raw
from app.models.tables import PROJECTIONS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FOLDER = "verifying"
"""In the cache: the copy that is compared."""
_OLD_S = 86_400
# How lists sort and search may be refined by a newer program; neither is a fact.
_REFINED = {"sort_key", "search"}


def retold_problems(session: Session, cache: Path) -> list[AppError]:
    """Say which tables are not what follows from the log; nothing here is changed.

    Args:
        session: Of the workspace.
        cache: Its cache folder. For a moment a copy of the database lies there, and its tables
            once more; where it cannot be written (a stick under write protection), in the system's
            folder for such files.

    Raises:
        AppError: The copy cannot be made: the disk is full, or reports an error.
    """
    tables = ("cell", *PROJECTIONS, "origin")
    with (
        mendable(),
        _scratch(cache) as folder,
        closing(sqlite3.connect(folder / "anew.sqlite", isolation_level=None)) as anew,
    ):
        raw(session).backup(anew)
        # Nobody needs what is left of it after a crash; a second log of it would cost disk.
        anew.execute("PRAGMA journal_mode = OFF")
        anew.execute("PRAGMA synchronous = OFF")
        anew.execute("ATTACH ? AS kept", (str(folder / "kept.sqlite"),))
        anew.execute("PRAGMA kept.journal_mode = OFF")
        for table in tables:
            anew.execute(f"CREATE TABLE kept.{table} AS SELECT * FROM main.{table}")
        for (trigger,) in anew.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'"
                                       ).fetchall():  # fmt: skip
            anew.execute(f'DROP TRIGGER "{trigger}"')
        anew.execute(SCRATCH)
        anew.execute("BEGIN")
        project.rebuild(anew)
        return [
            AppError(
                N_("{count} rows of the table {table} do not say what the log says."),
                count=count,
                table=table,
            )
            for table in tables
            if (count := _differing(anew, table))
        ]


@contextmanager
def _scratch(cache: Path) -> Iterator[Path]:
    """Make a folder for a while; what a killed run left there goes first."""
    base = cache / FOLDER
    try:
        base.mkdir(parents=True, exist_ok=True)
        for left in base.iterdir():
            if time.time() - left.stat().st_mtime > _OLD_S:  # no other run is at it any more
                shutil.rmtree(left, ignore_errors=True)
        made = Path(tempfile.mkdtemp(dir=base))
    except OSError as error:
        if error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise cannot_write(FOLDER, error) from error
        made = Path(tempfile.mkdtemp(prefix="chengjian-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _differing(db: sqlite3.Connection, table: str) -> int:
    """Return how many rows are on one side only; a row that was altered counts once."""
    every = [row[1] for row in db.execute(f"PRAGMA main.table_info({table})")]
    names = ", ".join(name for name in every if name not in _REFINED)
    one_sided = (
        f"SELECT count(*) FROM (SELECT {names} FROM {{}}.{table} EXCEPT"
        f" SELECT {names} FROM {{}}.{table})"
    )
    return max(
        int(db.execute(one_sided.format(*sides)).fetchone()[0])
        for sides in (("main", "kept"), ("kept", "main"))
    )
