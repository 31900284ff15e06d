"""Decisions as the log has them: who decided what and how, and whether it still holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.inspection.conflict.case import Key
from app.models.raw import raw
from app.models.tables import Cell

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Json

KIND, SAID, UNDONE = "decision", "said", "taken_back"


def decisions(session: Session, act: UUID | None = None) -> list[tuple[UUID, dict[str, Json]]]:
    """List decisions, or those of one act, in the order in which they were made."""
    query = select(Cell.subject, Cell.value).where(Cell.kind == KIND, Cell.field == SAID)
    found = []
    for row in session.execute(query.order_by(Cell.change)):
        said = json.loads(row.value)
        if not isinstance(said, dict) or "again" in said or not is_whole(said):
            continue
        if act is None or said["act"] == act.hex:
            found.append((row.subject, said))
    return found


def acts_of(session: Session, changes: Sequence[UUID]) -> dict[UUID, dict[str, Json]]:
    """Return what is kept beside those changes that decided something, or said it again."""
    query = select(Cell.subject, Cell.value).where(
        Cell.kind == KIND, Cell.field == SAID, Cell.subject.in_(list(changes))
    )
    found = {row.subject: json.loads(row.value) for row in session.execute(query)}
    return {change: said for change, said in found.items() if isinstance(said, dict)}


def act_word(said: dict[str, Json]) -> str:
    """Return how a change came about, see `app.inspection.record_parts.Said`."""
    if not said:
        return ""
    if "again" in said:
        return "again"
    return "returned" if said.get("how") == "return" else "decided"


def key_of(said: dict[str, Json]) -> Key:
    """Return what a decision was about."""
    return Key(str(said["kind"]), UUID(hex=str(said["subject"])), str(said["field"]))


def case_of(said: dict[str, Json]) -> Key:
    """Return the case that a decision was made of; `key_of` is the field that it was written to."""
    key, records = key_of(said), said.get("joined")
    if not isinstance(records, list):
        return key
    # Of several records the case is that of the first; an entry has another key in the others.
    return Key(key.kind, UUID(hex=str(records[0])), str(said.get("for") or key.field))


def thread_of(said: dict[str, Json]) -> tuple[object, ...]:
    """Return what is alike in a decision and in all that was written with it."""
    records = said.get("joined")
    of = tuple(sorted(map(str, records))) if isinstance(records, list) else said["subject"]
    return said["act"], said["kind"], said.get("with") or said.get("for") or said["field"], of


def is_whole(said: dict[str, Json]) -> bool:
    """Tell whether what stands beside a change is a decision that can be read."""
    names = ("act", "kind", "subject", "field", "how", "reason")
    return all(isinstance(said.get(name), str) for name in names)


def stands(session: Session, change: UUID, said: dict[str, Json]) -> bool:
    """Tell whether a decision is what holds now: not taken back, replaced or withdrawn."""
    key = key_of(said)
    shown = raw(session).execute(
        "SELECT c.id FROM cell JOIN change c ON c.n = cell.change WHERE cell.subject = ?"
        " AND cell.field = ? AND cell.kind = ?",
        (key.subject.bytes, key.field, key.kind),
    )
    found = shown.fetchone()
    return found is not None and found[0] == change.bytes


def made_at(change: UUID) -> int:
    """Return when a change was made, UTC milliseconds: its id begins with that."""
    return change.int >> 80
