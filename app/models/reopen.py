"""Taking a decision back: what it replaced is said again, so that the field is open as before.

The log forgets nothing and a change is never removed. So each head that the decision named is said
once more, by a change whose bases are the decision and the change that it repeats. The field then
has the same sides as before; whose words they are is read from the repeated change (`original`).
"""

from __future__ import annotations

import sqlite3
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.clock import tick, wall_ms
from app.models.heads import split_ids
from app.models.ids import new_id
from app.models.line import ChangeLine
from app.models.project import field_heads
from app.models.raw import raw, writing
from app.models.values import answer_key
from app.models.voices import LIVE
from app.models.write import DELETED, Author, append

_SAME_FIELD = (
    "SELECT c.id, c.clock, c.value, c.bases FROM change c"
    f" WHERE c.id = ? AND c.kind = ? AND c.subject = ? AND c.field = ? AND {LIVE}"
)
_Row = tuple[bytes, int, str, bytes | None]


def reopen(
    session: Session,
    author: Author,
    kind: str,
    subject: UUID,
    field: str,
    decision: UUID,
    *,
    now_ms: int | None = None,
) -> list[UUID]:
    """Say again what a decision replaced; works for answers and for deletions (field ``*``).

    Args:
        session: A writing session.
        author: Who takes it back.
        kind: Of the record.
        subject: The record.
        field: The field that was decided.
        decision: The change that decided.
        now_ms: Wall clock, UTC milliseconds.

    Returns:
        Ids of the changes written, one for each side; empty when somebody has changed the field
        since, or when the decision replaced nothing: then nothing is written.
    """
    now = wall_ms() if now_ms is None else now_ms
    with writing(session) as db:
        settled = field_heads(db, kind, subject.bytes, field)
        if settled is None or [head.id for head in settled.heads] != [decision.bytes]:
            return []
        said = settled.heads[0]
        sides = _sides(db, kind, subject, field, split_ids(said.bases))
        lines = [
            _again(author, kind, subject, field, side, (said.id, said.clock), now) for side in sides
        ]
        append(db, lines)
    return [line.id for line in lines]


def original(session: Session, change: UUID) -> UUID:
    """Return the change whose words a change repeats; itself when it repeats none."""
    db = raw(session)
    seen = {change.bytes}
    current = change.bytes
    while (found := _repeated(db, current)) is not None and found not in seen:
        seen.add(found)
        current = found
    return UUID(bytes=current)


def _repeated(db: sqlite3.Connection, change: bytes) -> bytes | None:
    """Return the base of the same field that says just the same, beside one that decided."""
    row = db.execute(
        "SELECT kind, subject, field, value, bases FROM change WHERE id = ?", (change,)
    ).fetchone()
    if row is None:
        return None
    kind, subject, field, value, joined = row
    bases = split_ids(joined)
    if len(bases) < 2:  # a repetition names its decision and what it repeats
        return None
    rows: list[_Row] = [
        found
        for base in bases
        if (found := db.execute(_SAME_FIELD, (base, kind, subject, field)).fetchone()) is not None
    ]
    for base, _clock, text, _older in rows:
        if text == value and any(base in split_ids(other[3]) for other in rows if other[0] != base):
            return base
    return None


def _sides(
    db: sqlite3.Connection, kind: str, subject: UUID, field: str, bases: list[bytes]
) -> list[_Row]:
    """Return what the decision replaced in its field, the one shown meanwhile last."""
    rows: list[_Row] = []
    for base in bases:
        found = db.execute(_SAME_FIELD, (base, kind, subject.bytes, field)).fetchone()
        if found is not None:
            rows.append(found)
    rows.sort(key=lambda row: (row[1], row[0]))
    if field == DELETED:
        return rows
    # Sides that say the same were one side; one repetition is enough.
    return list({answer_key(row[2]): row for row in rows}.values())


def _again(
    author: Author,
    kind: str,
    subject: UUID,
    field: str,
    side: _Row,
    decision: tuple[bytes, int],
    now: int,
) -> ChangeLine:
    bases = {side[0], decision[0]}
    if field == DELETED:  # a deletion stands for all that its writer saw, and for no more
        bases |= set(split_ids(side[3]))
    return ChangeLine(
        new_id(),
        kind,
        subject,
        field,
        side[2],
        tuple(sorted(UUID(bytes=base) for base in bases)),
        tick(now, [side[1], decision[1]]),
        author.device,
        author.person,
        author.batch,
        now,
    )
