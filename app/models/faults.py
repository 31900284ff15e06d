"""Faults of disk and file that a person can mend, told apart from bugs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError

from app.errors import AppError
from app.i18n import N_

_SENTENCES = {
    sqlite3.SQLITE_FULL: N_("The disk is full; nothing was changed. Free some space and try again"),
    sqlite3.SQLITE_READONLY: N_(
        "The workspace cannot be written; copy it to a folder where you may write"
    ),
    sqlite3.SQLITE_BUSY: N_("Another program is using this workspace; close it and try again"),
    sqlite3.SQLITE_LOCKED: N_("Another program is using this workspace; close it and try again"),
    sqlite3.SQLITE_IOERR: N_(
        "The disk reported an error while reading or writing; nothing was changed. "
        "Check the disk, then try again"
    ),
    sqlite3.SQLITE_CORRUPT: N_("The database is damaged; restore the latest backup"),
    sqlite3.SQLITE_NOTADB: N_("The file is not a database of this program, or it is damaged"),
    sqlite3.SQLITE_CANTOPEN: N_(
        "The database cannot be opened; check that the folder exists and may be written"
    ),
}

# What a full disk looks like where SQLite makes room for its index of the log.
_FULL = (sqlite3.SQLITE_IOERR_SHMSIZE,)


class StorageError(AppError):
    """Our own database cannot be read or written; nobody's package is to blame.

    Attributes:
        ours: Always true, see `app.files.WriteError`.
    """

    ours = True


def sentence(error: BaseException) -> AppError | None:
    """Return what to tell the user about a database error, or None when it is a bug."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(error, sqlite3.Error) or code is None:
        return None
    if code in _FULL:
        code = sqlite3.SQLITE_FULL
    template = _SENTENCES.get(code & 0xFF)
    return StorageError(template) if template else None


@contextmanager
def mendable() -> Iterator[None]:
    """Turn database errors that a person can solve into `AppError`; others pass."""
    try:
        yield
    except (sqlite3.Error, DBAPIError) as error:
        known = sentence(error)
        if known is None:
            raise
        raise known from error


def translate(context: Any) -> None:
    """Do the same for whatever SQLAlchemy itself executes (`handle_error` event)."""
    known = sentence(context.original_exception)
    if known is not None:
        raise known from context.original_exception
