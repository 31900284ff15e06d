"""Withdrawn batches set aside: they used ids of changes that another device had made.

The id of a change is its name on every machine, so two contents of one id cannot both be in the
log. A batch that is withdrawn counts nowhere; where it stands in the way of another device's work
it is taken out of the log, whole, and kept as it came in a local note. It may come again once the
other one is withdrawn instead.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from app.models.merge import lines
from app.models.project import TOUCH_BUILT_ON, TOUCH_ORIGIN, settle_again
from app.models.raw import raw, writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.carried import Batch

_PREFIX = "aside "


def holder(session: Session, change: UUID) -> tuple[Batch, bool] | None:
    """Return the batch that a change is in and whether that is withdrawn; None: it is not here."""
    row = (
        raw(session)
        .execute(
            "SELECT o.device, o.batch, o.withdrawn FROM change c JOIN origin o ON o.n = c.origin"
            " WHERE c.id = ?",
            (change.bytes,),
        )
        .fetchone()
    )
    return ((UUID(bytes=row[0]), int(row[1])), bool(row[2])) if row is not None else None


def set_aside(session: Session, device: UUID, batch: int) -> int:
    """Take a withdrawn batch out of the log and keep it in a note; returns how many changes.

    Raises:
        ValueError: It is not withdrawn.
    """
    kept = [line.to_json() for line in lines(session, device=device, batch=batch)]
    with writing(session) as db:
        key = (device.bytes, batch)
        rows = db.execute("SELECT n, withdrawn FROM origin WHERE device = ? AND batch = ?", key)
        origins = [(n,) for n, withdrawn in rows.fetchall() if withdrawn]
        if not origins:
            raise ValueError("only what is withdrawn may be set aside")
        db.execute(
            "INSERT INTO local (name, value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (f"{_PREFIX}{device.hex} {batch}", json.dumps(kept)),
        )
        db.execute("DELETE FROM temp.touched")
        batches: set[bytes] = set()
        for origin in origins:
            db.execute(TOUCH_ORIGIN, origin)
            db.execute(TOUCH_BUILT_ON, origin)
            said = "SELECT DISTINCT subject FROM change WHERE origin = ? AND kind = 'batch'"
            batches |= {subject for (subject,) in db.execute(said, origin)}
        # Nothing else ever leaves the log, and nobody else can write before it is shut again.
        (shut,) = db.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'change_delete'"
        ).fetchone()
        db.execute("DROP TRIGGER change_delete")
        of = "SELECT n FROM change NOT INDEXED WHERE origin = ?"
        db.executemany(f"DELETE FROM base WHERE change IN ({of})", origins)
        db.executemany("DELETE FROM change WHERE origin = ?", origins)
        db.execute(shut)
        db.execute("DELETE FROM batch WHERE device = ? AND number = ?", key)
        forget = "DELETE FROM cell WHERE subject = ? AND kind = 'batch'"
        db.executemany(forget, [(subject,) for subject in sorted(batches)])
        settle_again(db, batches)
    return len(kept)


def put_aside(session: Session) -> set[Batch]:
    """List the batches that were set aside here."""
    names = raw(session).execute("SELECT name FROM local WHERE name LIKE 'aside %'").fetchall()
    parts = [name.removeprefix(_PREFIX).split() for (name,) in names]
    return {(UUID(hex=device), int(batch)) for device, batch in parts}
