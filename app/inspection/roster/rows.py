"""Places as the workspace knows them, as plain rows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.inspection.roster.columns import ATTRIBUTES
from app.inspection.roster.plan import PlaceRow
from app.models.tables import Place

_FIELDS = tuple(column.name for column in ATTRIBUTES)


def existing_places(session: Session, campaign: UUID) -> list[PlaceRow]:
    """Return all places of a campaign, removed ones too, in no order."""
    columns = [getattr(Place, name) for name in _FIELDS]
    fixed = [Place.id, Place.level, Place.code, Place.name, Place.parent]
    rows = session.execute(
        select(*fixed, Place.deleted, Place.sort_key, *columns).where(Place.campaign == campaign)
    )
    return [_place(tuple(row)) for row in rows]


def _place(row: tuple[Any, ...]) -> PlaceRow:
    subject, level, code, name, parent, deleted, sort_key = row[:7]
    fields = dict(zip(_FIELDS, row[7:], strict=True))
    return PlaceRow(
        subject,
        level or "",
        code or "",
        name or "",
        parent,
        bool(deleted),
        sort_key or "",
        {field: value for field, value in fields.items() if value is not None},
    )
