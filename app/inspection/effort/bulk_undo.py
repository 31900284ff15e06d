"""Buildings that an answer for several began, when that answer is taken back.

Such a building holds then nothing that a person said: what the program wrote when it was begun is
no inspection. It is removed by a tombstone; redo, or whoever begins it, brings it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import exists, select

from app.inspection.answers import FACTS, Stored
from app.inspection.provenance import EARLIER, ROSTER
from app.models.acts import acting
from app.models.log import delete, restore
from app.models.reversal import steps_of
from app.models.tables import Cell, Inspection, Photo

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Author


def unbegin(session: Session, author: Author, inspections: Iterable[UUID]) -> list[UUID]:
    """Remove those of these inspections in which nobody has said anything; returns them."""
    removed = []
    for one in inspections:
        row = session.get(Inspection, one, populate_existing=True)
        if row is None or row.deleted or row.contested or row.finished or _said(session, one):
            continue
        with acting(None):
            delete(session, author, "inspection", one)
        removed.append(one)
    return removed


def begin_again(session: Session, author: Author, act: int) -> None:
    """Bring back the inspections of an act that `unbegin` removed, before it is done again."""
    for one in dict.fromkeys(step.subject for step in steps_of(session, act)):
        row = session.get(Inspection, one, populate_existing=True)
        if row is not None and row.deleted:
            with acting(None):
                restore(session, author, "inspection", one)


def _said(session: Session, inspection: UUID) -> bool:
    """Tell whether a person has left anything: an answer, a photo, a remark, a call."""
    if session.scalar(select(exists().where(Photo.inspection == inspection))):
        return True
    cells = session.execute(
        select(Cell.field, Cell.value, Cell.conflict, Cell.waiting).where(
            Cell.subject == inspection, Cell.kind == "inspection"
        )
    )
    for cell in cells:
        stored = Stored(json.loads(cell.value))
        if cell.field in FACTS or cell.field == "*" or stored.value is None:
            continue
        ours = stored.basis == "imported" and stored.source.startswith((ROSTER, EARLIER))
        if cell.conflict or cell.waiting or not ours:
            return True
    return False
