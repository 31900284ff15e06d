"""An answer goes along to the new name of its question, with everything people said of it.

A field in conflict arrives in conflict: every head is carried. An answer that somebody gave under
the new name without knowing this one is not written over: both stand, and a person decides. A
value that came from here at an earlier move is only replaced.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from app.models.clock import tick, wall_ms
from app.models.heads import Settled, Version
from app.models.ids import new_id
from app.models.line import ChangeLine
from app.models.log import Author
from app.models.project import field_heads
from app.models.raw import writing
from app.models.values import answer_key
from app.models.write import append

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy.orm import Session

_KIND = "inspection"
_SAID = "SELECT value FROM change WHERE subject = ? AND field = ? AND kind = ?"


def carry(
    session: Session,
    author: Author,
    inspection: UUID,
    pairs: Iterable[tuple[str, str]],
    *,
    now_ms: int | None = None,
) -> int:
    """Write answers under their new names; the old fields stay as they are.

    Args:
        session: One that writes.
        author: Who moves them.
        inspection: Whose answers.
        pairs: (old field, new field); names may be exchanged among them.
        now_ms: Wall clock, UTC milliseconds.

    Returns:
        How many changes were written.
    """
    now = wall_ms() if now_ms is None else now_ms
    with writing(session) as db:
        found: list[ChangeLine] = []
        known = list(pairs)
        sources = {old for old, _new in known}
        for old, new in known:
            mine = field_heads(db, _KIND, inspection.bytes, old)
            if mine is not None:
                theirs = field_heads(db, _KIND, inspection.bytes, new)
                leaves = new in sources  # what stands there goes along to its own new name
                found += _lines(db, author, inspection, old, new, (mine, theirs, leaves), now)
        append(db, found)
    return len(found)


def _lines(
    db: sqlite3.Connection,
    author: Author,
    inspection: UUID,
    old: str,
    new: str,
    heads: tuple[Settled, Settled | None, bool],
    now: int,
) -> list[ChangeLine]:
    mine, theirs, leaves = heads
    wanted = _distinct(mine.heads)
    standing = _distinct(theirs.heads) if theirs else {}
    if wanted.keys() == standing.keys() or (theirs is None and wanted.keys() == {"null"}):
        return []
    replaced: list[Version] = []
    if theirs is not None:
        rows = db.execute(_SAID, (inspection.bytes, old, _KIND))
        said = {answer_key(value) for (value,) in rows} | {"null"}
        if leaves or standing.keys() <= said:
            replaced = theirs.heads
        else:
            wanted = {key: text for key, text in wanted.items() if key not in standing}
            if wanted.keys() <= {"null"}:
                return []
    later = [head.clock for head in (*mine.heads, *(theirs.heads if theirs else ()))]
    clock = tick(now, later)
    bases = tuple(sorted(UUID(bytes=head.id) for head in replaced))
    # What is shown has the latest clock here too.
    return [
        ChangeLine(
            new_id(), _KIND, inspection, new, text, bases, clock + place,
            author.device, author.person, author.batch, now,
        )
        for place, text in enumerate(reversed(wanted.values()))
    ]  # fmt: skip


def _distinct(heads: Iterable[Version]) -> dict[str, str]:
    """Return the values by what decides equality, the shown one first."""
    found: dict[str, str] = {}
    for head in heads:
        found.setdefault(answer_key(head.value), head.value)
    return found
