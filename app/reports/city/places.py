"""The places of a campaign and how far each was inspected."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.models import derived, tables
from app.reports.city.keys import key_of, own_columns
from app.reports.city.unsettled import RECORD, Marks, Unsettled
from app.reports.facts import Key, Place, Visit

_LEVELS = 8  # more than there are from household to district


_BELONGS = ("parent", "level", "same_as")


def places_of(session: Session, campaign: Key, unsettled: Unsettled) -> Iterable[Place]:
    """Read the places of a campaign; what stood in a removed one stands in the one above it."""
    model = tables.Place
    columns = (
        model.level, model.code, model.name, model.address, model.temporary, model.house_type,
        model.built_year, model.floors_above, model.floors_below, model.households,
        model.structure, model.sample, model.sort_key,
    )  # fmt: skip
    ids = (key_of(model.id).label("id"), key_of(model.parent).label("parent"), model.deleted)
    query = select(*ids, *columns).where(key_of(model.campaign) == campaign)
    rows = session.execute(query).all()
    gone = {row.id: row.parent for row in rows if row.deleted}
    for row in rows:
        if row.deleted:
            continue
        parent = row.parent
        for _level in range(_LEVELS):  # what stood in a deleted area stands in its community
            parent = gone.get(parent, parent)
        doubts = unsettled.of("place", row.id)
        number = partial(_number, row, doubts)
        yield Place(
            id=row.id,
            level=row.level or "",
            code=f"{row.code or ''}（{doubts['code']}）" if "code" in doubts else row.code or "",
            name=(row.name or row.code or "（未命名）") + _beside(doubts),
            parent=parent,
            address=doubts.get("address") or row.address or "",
            temporary=bool(row.temporary),
            house_type=doubts.get("house_type") or row.house_type or "",
            built_year=number("built_year"),
            floors_above=number("floors_above"),
            floors_below=number("floors_below"),
            households=number("households"),
            structure=doubts.get("structure") or row.structure or "",
            sample=bool(row.sample),
            sort_key=row.sort_key or row.name or "",
            doubts=doubts,
        )


def _number(row: Any, doubts: Marks, field: str) -> int | None:
    return None if field in doubts else getattr(row, field)


def _beside(doubts: Marks) -> str:
    """Return what stands behind a name that nobody has settled, or a place that somebody moved."""
    if "name" in doubts:
        return f"（{doubts['name']}）"
    if RECORD in doubts:
        return f"（{doubts[RECORD]}）"
    found = next((doubts[field] for field in _BELONGS if field in doubts), "")
    return f"（归属{found}）" if found else ""


def visits_of(
    session: Session, scope: list[ColumnElement[bool]], places: dict[Key, Place]
) -> Iterable[Visit]:
    """Read how far each inspection of `scope` at one of `places` is."""
    model, inspection = derived.Progress, tables.Inspection
    query = (
        select(*own_columns(model), key_of(inspection.place).label("of"))
        .join(inspection, inspection.id == model.inspection)
        .where(*scope)
    )
    for row in session.execute(query):
        if row.of not in places:
            continue
        yield Visit(
            inspection=row.inspection,
            place=row.of,
            form_id=row.form_id or "",
            state=row.state,
            relevant=row.relevant,
            answered=row.answered,
            missing_answers=row.missing_answers,
            missing_photos=row.missing_photos,
            undecidable=row.undecidable,
            not_reached=row.not_reached,
            conflicts=row.conflicts,
            waiting=row.waiting,
            contested=row.contested,
            photos=row.photos,
            outcome=row.outcome or "",
            inspector=row.inspector or "",
            date_ms=row.finished_at if row.finished_at is not None else row.started_at,
            copied=row.copied,
        )
