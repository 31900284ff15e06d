"""Below the ORM: the projector's own connection, inside the session's transaction.

One row at a time SQLAlchemy costs about 20 µs a statement; a merge has millions of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.models.faults import mendable


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
