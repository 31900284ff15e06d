"""Whether the tables say what the log says: a copy of the database makes them anew from the log.

Screens and reports read the tables. Whoever opens the file with another program can write there and
leave the log alone; nothing of that shows in the digests of batches.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.i18n import N_
from app.models import project
from app.models.database import SCRATCH
from app.models.faults import mendable
from app.models.raw import raw
from app.models.tables import PROJECTIONS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# How lists sort and search may be refined by a newer program; neither is a fact.
_REFINED = {"sort_key", "search"}


def retold_problems(session: Session) -> list[AppError]:
    """Say which tables are not what follows from the log; nothing here is changed.

    Args:
        session: Of the workspace; for a moment it takes the disk that the database takes, twice.

    Raises:
        AppError: The copy cannot be made.
    """
    with (
        mendable(),
        tempfile.TemporaryDirectory(prefix="chengjian-") as folder,
        closing(sqlite3.connect(Path(folder) / "kept.sqlite")) as kept,
        closing(sqlite3.connect(Path(folder) / "anew.sqlite", isolation_level=None)) as anew,
    ):
        raw(session).backup(kept)
        kept.backup(anew)
        kept.close()
        for (trigger,) in anew.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'"
                                       ).fetchall():  # fmt: skip
            anew.execute(f'DROP TRIGGER "{trigger}"')
        anew.execute(SCRATCH)
        anew.execute("ATTACH ? AS kept", (str(Path(folder) / "kept.sqlite"),))
        anew.execute("BEGIN")
        project.rebuild(anew)
        return [
            AppError(
                N_("{count} rows of the table {table} do not say what the log says."),
                count=count,
                table=table,
            )
            for table in ("cell", *PROJECTIONS, "origin")
            if (count := _differing(anew, table))
        ]


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
