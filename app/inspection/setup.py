"""Making a workspace ready to inspect: campaign, checklists, roster, and the sample city."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from sqlalchemy import select

from app.errors import AppError
from app.i18n import N_
from app.inspection.checklists import register_shipped
from app.inspection.effort.allowance import allow
from app.inspection.roster.actions import (
    RosterPlan,
    add_place,
    apply,
    change_place,
    plan_import,
    read_roster,
    remove_place,
    restore_places,
)
from app.inspection.roster.columns import BY_NAME, LEVELS
from app.inspection.roster.values import name_key
from app.inspection.roster.words import WORDS
from app.models.acts import recorded
from app.models.tables import Place
from app.paths import resource
from app.progress import Progress, silent
from app.workspace import CampaignInfo, Workspace

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# Campaigns that two laptops start under one code are one campaign.
_CAMPAIGNS = UUID("7a2f3f5e-6a43-5c0d-9f0e-2f6d3c1b8a57")


@dataclass(frozen=True)
class AddedPlaces:
    """What was added by hand.

    Attributes:
        place: The place asked for.
        made: All places that were not there before, upper ones first; for `take_back`.
    """

    place: UUID
    made: tuple[UUID, ...]


def campaign_info(code: str, name: str, city: str, round_: str, *, rehearsal: bool) -> CampaignInfo:
    """Describe a campaign; the same code on two laptops means the same campaign."""
    return CampaignInfo(
        name=name, round=round_, city=city, rehearsal=rehearsal, id=uuid5(_CAMPAIGNS, code)
    )


def sample_campaign() -> CampaignInfo:
    """Return the sample campaign, marked as practice."""
    raw = _sample()
    facts = {name: value for name, value in raw.items() if not name.startswith("allow_")}
    return CampaignInfo(**{**facts, "id": UUID(raw["id"])})


def _sample() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(resource("sample/campaign.json").read_text(encoding="utf-8"))
    return raw


def import_roster(workspace: Workspace, file: Path, progress: Progress = silent) -> int:
    """Import a roster that must be without problems; returns how many places it added.

    Raises:
        AppError: It cannot be read, or has problems; nothing was imported.
    """
    info = workspace.campaign()
    if info is None:
        raise AppError(N_("This workspace has no campaign yet."))
    with workspace.sessions.begin() as session:
        plan = plan_import(session, read_roster(file), info.id)
        return len(apply(plan, session, workspace.writer(session), progress))


def preview_roster(workspace: Workspace | None, file: Path, campaign: UUID) -> RosterPlan:
    """Dry run of a roster import; without a workspace as into an empty one."""
    from app.inspection.roster.actions import check

    draft = read_roster(file)
    if workspace is None:
        return check(draft, (), campaign)
    with workspace.reading() as session:
        return plan_import(session, draft, campaign)


def take_roster(workspace: Workspace, plan: RosterPlan, progress: Progress = silent) -> int:
    """Import what a preview showed, in one transaction; returns how many places were written."""
    with workspace.sessions.begin() as session:
        return len(apply(plan, session, workspace.writer(session), progress))


def make_workspace(
    root: Path, person: str, campaign: CampaignInfo, progress: Progress = silent
) -> Workspace:
    """Make a workspace with the shipped checklists.

    Raises:
        AppError: The folder is not empty or cannot be written.
    """
    progress(0, 2)
    workspace = Workspace.create(root, person=person, campaign=campaign)
    try:
        progress(1, 2)
        register_shipped(workspace)
        progress(2, 2)
    except BaseException:
        workspace.close()
        raise
    return workspace


def make_sample(root: Path, person: str, progress: Progress = silent) -> Workspace:
    """Make the sample city: every place in it is made up."""
    workspace = make_workspace(root, person, sample_campaign(), progress)
    try:
        import_roster(workspace, resource("sample/roster.xlsx"))
        raw = _sample()
        allow(workspace, copy=raw["allow_copy"], statement=raw["allow_statement"])
    except BaseException:
        workspace.close()
        raise
    return workspace


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
    """Remove a place and all in it; hand the result to `restore_by_hand` to undo."""
    with workspace.sessions.begin() as session:
        return remove_place(session, workspace.writer(session), place)


@recorded("place_restore")
def restore_by_hand(workspace: Workspace, places: list[UUID]) -> None:
    """Undo a removal."""
    with workspace.sessions.begin() as session:
        restore_places(session, workspace.writer(session), places)


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


def text_of(column: str, value: object) -> str:
    """Return a stored value as a roster would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    for word in WORDS.get(column, ()):
        if word.code == value:
            return word.zh
    return str(value)


def column_title(column: str) -> str:
    """Return what a column of the roster is called, in the language in use."""
    from app.i18n import language

    found = BY_NAME[column]
    return found.en if language() == "en" else found.zh


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
