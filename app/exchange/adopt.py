"""Adopting a campaign that a laptop began by itself: its work moves to the hub's places, by code.

Ids of places follow from the campaign, so the records of the laptop's own campaign would never
meet those of others. They are written again under the hub's ids; the old ones are deleted. All of
it is changes, so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.errors import AppError
from app.i18n import N_
from app.models.derived import Finding
from app.models.ids import finding_id, inspection_id, place_id
from app.models.log import Author, Draft, delete, write
from app.models.tables import Campaign, Cell, Earlier, Inspection, Judgement, Photo, Place
from app.models.values import Json, parsed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Adoption:
    """What becomes of a campaign that was begun here.

    Attributes:
        campaign: The campaign that takes it over; ``old``: those that go.
        places: New id of each place that is here.
        matched: How many of them the hub's roster has, by code.
        added: How many it has not: they stay, as places added on the spot.
        inspections: Records that move.
    """

    campaign: UUID
    old: tuple[UUID, ...]
    places: Mapping[UUID, UUID]
    matched: int
    added: int
    inspections: int


def adoption(
    session: Session, campaign: UUID, roster: set[UUID], codes: Mapping[str, UUID]
) -> Adoption | None:
    """Plan the adoption of what was begun here; None: there is nothing to adopt.

    Args:
        session: Of the laptop.
        campaign: The hub's.
        roster: Ids of the places in the hub's roster.
        codes: Those ids by their codes.

    Raises:
        AppError: Conflicts are open here; they are decided first.
    """
    old = tuple(
        session.scalars(
            select(Campaign.id).where(Campaign.deleted.is_(False), Campaign.id != campaign)
        )
    )
    if not old:
        return None
    conflicts = session.scalar(
        select(func.count()).select_from(Cell).where(Cell.conflict.is_(True))
    )
    if conflicts:
        raise AppError(
            N_("{count} conflicts are open here; decide them before the hub takes over."),
            count=conflicts,
        )
    places: dict[UUID, UUID] = {}
    rows = session.execute(
        select(Place.id, Place.code).where(Place.deleted.is_(False), Place.campaign.in_(old))
    ).all()
    for one, code in rows:
        same = place_id(campaign, code or str(one))
        places[one] = codes.get(code or "", same)
    matched = sum(new in roster for new in places.values())
    moving = session.scalar(
        select(func.count())
        .select_from(Inspection)
        .where(Inspection.place.in_(places), Inspection.deleted.is_(False))
    )
    return Adoption(campaign, old, places, matched, len(places) - matched, moving or 0)


def adopt(session: Session, author: Author, plan: Adoption, *, now_ms: int | None = None) -> None:
    """Move the work of a laptop's own campaign to the hub's; the hub's roster is here already.

    Args:
        session: The transaction that takes the task.
        author: Who writes.
        plan: From `adoption`.
        now_ms: Wall clock, UTC milliseconds.
    """
    known = set(session.scalars(select(Place.id).where(Place.campaign == plan.campaign)))
    round_ = session.scalar(select(Campaign.round).where(Campaign.id == plan.campaign)) or ""
    drafts: list[Draft] = []
    for old, new in plan.places.items():
        if new in known:
            continue
        for field, value in _fields(session, "place", old).items():
            if field == "campaign":
                value = str(plan.campaign)
            elif field == "parent" and isinstance(value, str):
                value = str(plan.places.get(UUID(value), UUID(value)))
            drafts.append(Draft("place", new, field, value))
    moved = _inspections(session, plan.places, round_, drafts)
    _photos(session, moved, drafts)
    for one in session.scalars(select(Earlier).where(Earlier.place.in_(plan.places))):
        assert one.place is not None
        drafts.append(Draft("earlier", one.id, "place", str(plan.places[one.place])))
    write(session, author, drafts, now_ms=now_ms)
    for inspection in moved:
        delete(session, author, "inspection", inspection, now_ms=now_ms)
    for place in plan.places:
        delete(session, author, "place", place, now_ms=now_ms)
    for campaign in plan.old:
        delete(session, author, "campaign", campaign, now_ms=now_ms)


def into_round(
    session: Session,
    author: Author,
    campaign: UUID,
    rounds: Collection[str],
    *,
    now_ms: int | None = None,
) -> None:
    """Move the records of rounds that were called otherwise here to the campaign's round.

    Ids of records follow from the round, so they would never meet those of other laptops.

    Args:
        session: The transaction that takes the task.
        author: Who writes.
        campaign: Whose round holds.
        rounds: What it was called here.
        now_ms: Wall clock, UTC milliseconds.
    """
    round_ = session.scalar(select(Campaign.round).where(Campaign.id == campaign)) or ""
    places = session.scalars(select(Place.id).where(Place.campaign == campaign))
    same = {one: one for one in places}
    drafts: list[Draft] = []
    moved = _inspections(session, same, round_, drafts, set(rounds) - {round_})
    _photos(session, moved, drafts)
    write(session, author, drafts, now_ms=now_ms)
    for inspection in moved:
        delete(session, author, "inspection", inspection, now_ms=now_ms)


def _inspections(
    session: Session,
    places: Mapping[UUID, UUID],
    round_: str,
    drafts: list[Draft],
    rounds: Collection[str] | None = None,
) -> dict[UUID, UUID]:
    """Draft the records of these places anew; ``rounds``: only those of these rounds."""
    moved: dict[UUID, UUID] = {}
    rows = session.scalars(
        select(Inspection).where(Inspection.place.in_(places), Inspection.deleted.is_(False))
    )
    for row in rows:
        if rounds is not None and row.round not in rounds:
            continue
        assert row.place is not None
        place = places[row.place]
        new = moved[row.id] = inspection_id(place, row.form_id or "", round_)
        for field, value in _fields(session, "inspection", row.id).items():
            fixed = {"place": str(place), "round": round_}
            drafts.append(Draft("inspection", new, field, fixed.get(field, value)))
    return moved


def _photos(session: Session, moved: Mapping[UUID, UUID], drafts: list[Draft]) -> None:
    """Move photos, and what people said of findings: their ids follow from the record's."""
    findings = {
        row.id: finding_id(moved[row.inspection], row.rule, row.repeat)
        for row in session.scalars(select(Finding).where(Finding.inspection.in_(moved)))
    }
    for row in session.scalars(select(Photo).where(Photo.inspection.in_(moved))):
        assert row.inspection is not None
        drafts.append(Draft("photo", row.id, "inspection", str(moved[row.inspection])))
        if row.finding in findings:
            drafts.append(Draft("photo", row.id, "finding", str(findings[row.finding])))
    for one in session.scalars(select(Judgement.id).where(Judgement.id.in_(findings))):
        for field, value in _fields(session, "judgement", one).items():
            drafts.append(Draft("judgement", findings[one], field, value))


def _fields(session: Session, kind: str, subject: UUID) -> dict[str, Json]:
    rows = session.execute(
        select(Cell.field, Cell.value).where(Cell.subject == subject, Cell.kind == kind)
    )
    return {field: parsed(value) for field, value in rows if field != "*" and value != "null"}
