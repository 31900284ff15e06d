"""Opening an inspection: finding it, or beginning it with what roster and form already know."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.forms import Instance
from app.i18n import N_
from app.inspection.answers import answers_of, value_of
from app.inspection.checklists import definition, newest
from app.inspection.effort.prefill import prefilled
from app.inspection.load import instance_of, is_kept
from app.models.ids import inspection_id
from app.models.log import Draft, restore, write
from app.models.tables import Campaign, Inspection, Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition
    from app.models.log import Json
    from app.workspace import Workspace


class Opened(NamedTuple):
    """An inspection that exists: its id, its place, the form version it began with."""

    inspection: UUID
    place: UUID
    form: Definition


def begin(workspace: Workspace, place: UUID, *, person: str, now_ms: int | None) -> Opened:
    """Find the inspection of a place in this campaign's round, or begin it; see `Visit.begin`."""
    with workspace.reading() as session:
        row = session.get(Place, place)
        if row is None or row.deleted:
            raise AppError(N_("This place is not in the roster any more."))
        round_ = session.scalar(select(Campaign.round).where(Campaign.id == row.campaign)) or ""
        form_of_level = newest(session, row.level or "")
        inspection = inspection_id(place, form_of_level.form_id, round_)
        known = session.get(Inspection, inspection)
        begun = known is not None and bool(known.form_hash)
        removed = known is not None and known.deleted
        form_hash = known.form_hash if known is not None and known.form_hash else form_of_level.hash
    form = definition(workspace, form_hash)
    if begun and removed:  # taken up again, with the answers that it had
        with workspace.sessions.begin() as session:
            author = workspace.writer(session, person)
            restore(session, author, "inspection", inspection, now_ms=now_ms)
    if not begun:
        with workspace.sessions.begin() as session:
            author = workspace.writer(session, person)
            facts: dict[str, Json] = {
                "place": str(place),
                "form_id": form.form_id,
                "form_hash": form_hash,
                "round": round_,
            }
            drafts = [Draft("inspection", inspection, *item) for item in facts.items()]
            answers: dict[str, Json] = {**_defaults(form), **prefilled(session, form, place)}
            there = answers_of(session, inspection)  # of a package whose first part is missing
            drafts += [
                Draft("inspection", inspection, *item)
                for item in answers.items()
                if item[0] not in there
            ]
            write(session, author, drafts, now_ms=now_ms)
    return Opened(inspection, place, form)


def find(workspace: Workspace, inspection: UUID) -> Opened:
    """Find an inspection by its id; see `Visit.open`."""
    with workspace.reading() as session:
        row = session.get(Inspection, inspection)
        if row is None or row.place is None or row.form_hash is None:
            raise AppError(N_("This inspection is not complete yet: a package is still missing."))
        place, form_hash = row.place, row.form_hash
    return Opened(inspection, place, definition(workspace, form_hash))


def _defaults(form: Definition) -> dict[str, Json]:
    """Return what a new record of the form starts with beyond its fixed defaults."""
    fixed = instance_of(form, {}, {}, {})
    found: dict[str, Json] = {}
    for field in Instance(form).fields():
        if field.kept and is_kept(field) and field.kept != fixed.node(field.path).kept:
            found[field.path] = value_of(form, field.path, field.kept, "", None, None)
    return found


def inspections_of(session: Session, place: UUID) -> list[UUID]:
    """List the inspections of a place that are not deleted."""
    query = select(Inspection.id).where(Inspection.place == place, Inspection.deleted.is_(False))
    return list(session.scalars(query.order_by(Inspection.id)))
