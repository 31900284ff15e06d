"""Places added, corrected and removed by hand, under the rules of the roster; all can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.i18n import N_
from app.inspection.roster.actions import add_place, change_place, remove_place
from app.inspection.roster.columns import LEVELS
from app.inspection.roster.shown import text_of
from app.inspection.roster.values import name_key
from app.models.acts import recorded
from app.models.tables import Place
from app.workspace import Workspace

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class AddedPlaces:
    """What was added by hand.

    Attributes:
        place: The place asked for.
        made: All places that were not there before, upper ones first; for `take_back`.
    """

    place: UUID
    made: tuple[UUID, ...]


@recorded("place_add")
def add_by_hand(
    workspace: Workspace, names: Mapping[str, str], values: Mapping[str, str]
) -> AddedPlaces:
    """Add a building, and what it lies in as far as that is not there yet.

    Args:
        workspace: Where; it must have a campaign.
        names: Names by level, from the district down to the building.
        values: Further fields of the building, as a roster would write them.

    Raises:
        AppError: A name or value is wrong, or the building is there already.
    """
    campaign = workspace.campaign()
    if campaign is None:
        raise AppError(N_("This workspace has no campaign yet."))
    wanted = list(LEVELS[: LEVELS.index("building") + 1])
    made: list[UUID] = []
    parent: UUID | None = None
    with workspace.sessions.begin() as session:
        author = workspace.writer(session)
        for level in wanted:
            last = level == "building"
            known = None if last else _named(session, campaign.id, level, parent, names[level])
            if known is None:
                facts = values if last else {}
                known = add_place(session, author, campaign.id, level, names[level], parent, facts)
                made.append(known)
            parent = known
    assert parent is not None
    return AddedPlaces(parent, tuple(made))


@recorded("place_remove")
def take_back(workspace: Workspace, added: AddedPlaces) -> None:
    """Undo `add_by_hand`."""
    with workspace.sessions.begin() as session:
        author = workspace.writer(session)
        if added.made:
            remove_place(session, author, added.made[0])


@recorded("place_change")
def correct(workspace: Workspace, place: UUID, values: Mapping[str, str]) -> dict[str, str]:
    """Correct fields of a place by hand.

    Returns:
        What stood there before, as texts: hand it to `correct` again to undo.

    Raises:
        AppError: A value is wrong, or the name belongs to another place.
    """
    with workspace.sessions.begin() as session:
        row = session.get(Place, place)
        before = {name: text_of(name, getattr(row, name, None)) for name in values}
        changed = change_place(session, workspace.writer(session), place, values)
    return {name: before[name] for name in changed}


@recorded("place_remove")
def remove_by_hand(workspace: Workspace, place: UUID) -> list[UUID]:
    """Remove a place and all in it; undone as every act is. Returns what was removed."""
    with workspace.sessions.begin() as session:
        return remove_place(session, workspace.writer(session), place)


def names_above(session: Session, place: UUID | None) -> dict[str, str]:
    """Return the names by level from the district down to a place."""
    names: dict[str, str] = {}
    while place is not None and len(names) < len(LEVELS):
        row = session.get(Place, place)
        if row is None:
            break
        names[row.level or ""] = row.name or ""
        place = row.parent
    return names


def any_path(session: Session) -> dict[str, str]:
    """Return the names above the first residential area there is, to start a form with."""
    area = session.scalars(
        select(Place.id)
        .where(Place.level == "area", Place.deleted.is_(False))
        .order_by(Place.sort_key)
        .limit(1)
    ).first()
    return names_above(session, area)


def _named(
    session: Session, campaign: UUID, level: str, parent: UUID | None, name: str
) -> UUID | None:
    rows = session.execute(
        select(Place.id, Place.name).where(
            Place.campaign == campaign,
            Place.level == level,
            Place.parent == parent,
            Place.deleted.is_(False),
        )
    )
    return next((row.id for row in rows if name_key(row.name or "") == name_key(name)), None)
