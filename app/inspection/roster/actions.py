"""The roster (名册): read a file, check it, take it in, write it out again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import AppError
from app.i18n import N_
from app.inspection.roster.check import check
from app.inspection.roster.export import export_roster, write_template
from app.inspection.roster.places import (
    add_place,
    change_place,
    move_place,
    remove_place,
    restore_places,
)
from app.inspection.roster.plan import PlaceRow, PlannedPlace, RosterPlan
from app.inspection.roster.read import Note, Problem, RosterDraft, read_roster
from app.inspection.roster.rows import existing_places
from app.models.log import Author, Draft, write
from app.progress import Progress, silent

__all__ = [
    "Note",
    "PlaceRow",
    "PlannedPlace",
    "Problem",
    "RosterDraft",
    "RosterPlan",
    "add_place",
    "apply",
    "change_place",
    "check",
    "existing_places",
    "export_roster",
    "move_place",
    "plan_import",
    "read_roster",
    "remove_place",
    "restore_places",
    "write_template",
]
_AT_ONCE = 500
"""Places per call of the log: often enough to cancel, seldom enough to stay fast."""


def plan_import(session: Session, draft: RosterDraft, campaign: UUID) -> RosterPlan:
    """Dry run of an import into this workspace."""
    return check(draft, existing_places(session, campaign), campaign)


def apply(
    plan: RosterPlan, session: Session, author: Author, progress: Progress = silent
) -> list[UUID]:
    """Write what the plan says, in the session's transaction; the caller commits.

    Returns:
        Ids of the places written.

    Raises:
        AppError: The plan has problems, or the places changed since it was made.
    """
    if plan.problems:
        raise AppError(
            N_("The roster has {count} problems; nothing was imported"), count=len(plan.problems)
        )
    now = plan_import(session, plan.draft, plan.campaign)
    if (now.new, now.changed) != (plan.new, plan.changed):
        raise AppError(N_("The places were changed meanwhile; look at the preview again"))
    places = [*plan.new, *plan.changed]
    for start in range(0, len(places), _AT_ONCE):
        progress(start, len(places))
        chunk = places[start : start + _AT_ONCE]
        write(
            session,
            author,
            [
                Draft("place", place.id, name, value)
                for place in chunk
                for name, value in place.fields.items()
            ],
        )
    progress(len(places), len(places))
    return [place.id for place in places]
