"""What the hub's windows ask for: checklists that can be given out, the record of a place."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.models.derived import Form
from app.models.tables import Inspection

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def checklists(session: Session) -> list[tuple[str, str]]:
    """Return hash and title with version of each checklist here, the newest version first."""
    rows = session.scalars(select(Form).order_by(Form.form_id, Form.version.desc()))
    return [(one.hash, f"{one.title or one.form_id} {one.version or ''}".strip()) for one in rows]


def first_record(session: Session, place: UUID) -> UUID | None:
    """Return the first record of a place; None: nobody inspected it."""
    query = select(Inspection.id).where(Inspection.place == place, Inspection.deleted.is_(False))
    return session.scalars(query.order_by(Inspection.id).limit(1)).first()
