"""Below the ORM: the projector's own connection, inside the session's transaction.

One row at a time SQLAlchemy costs about 20 µs a statement; a merge has millions of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.models.faults import mendable

_ASKED_PER_ROW = ("change_insert", "base_insert", "cell_insert")


def raw(session: Session) -> sqlite3.Connection:
    """Return the driver's connection of the session's transaction, after a flush."""
    session.flush()
    connection = session.connection().connection.driver_connection
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError("this database is not SQLite")
    return connection


@contextmanager
def writing(session: Session) -> Iterator[sqlite3.Connection]:
    """Open the guard for the projector; a failure rolls the session's whole transaction back.

    A savepoint would keep what the caller wrote before, but it made merging twice as slow (SQLite
    journals every page once more); one transaction per action needs none. Objects that the session
    has loaded are read again.

    Raises:
        AppError: The disk is full, cannot be written or fails.
    """
    with mendable():
        db = raw(session)
        try:
            db.execute("UPDATE guard SET open = 1")
            yield db
            db.execute("UPDATE guard SET open = 0")
        except BaseException:
            session.rollback()
            raise
        session.expire_all()


@contextmanager
def triggers_aside(db: sqlite3.Connection) -> Iterator[Callable[[], None]]:
    """Hand out what puts the triggers aside that ask the guard at every row, until the block ends.

    They let everything pass while the guard is open, yet asking costs a fifth of a large merge.
    Nobody else can write meanwhile, nor see the database without them: taking them away and putting
    them back are part of the transaction. Whoever fails must roll it back, as `writing` does.
    """
    taken: list[str] = []

    def take() -> None:
        if taken:
            return
        marks = ",".join("?" * len(_ASKED_PER_ROW))
        query = f"SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name IN ({marks})"
        for name, sql in db.execute(query, _ASKED_PER_ROW).fetchall():
            db.execute(f"DROP TRIGGER {name}")
            taken.append(sql)

    yield take
    for sql in taken:
        db.execute(sql)
