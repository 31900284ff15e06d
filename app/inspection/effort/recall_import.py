"""Taking over what an earlier round found: see `app.inspection.effort.recall`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select

from app.errors import AppError
from app.i18n import N_, _
from app.inspection.checklists import checklists, definition, version_key
from app.inspection.effort.earlier_answers import FIELD as LAST_ROUND
from app.inspection.effort.earlier_answers import fact_of
from app.inspection.effort.recall_read import EarlierRound, OldFinding, read_earlier
from app.inspection.photo.pictures import store
from app.models.acts import acting
from app.models.ids import earlier_id, earlier_photo_id
from app.models.log import Draft, write
from app.models.tables import Earlier, Photo, Place
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Json
    from app.workspace import Workspace

_PHOTO_FACTS = (
    "sha256", "extension", "size", "width", "height", "taken_at", "taken_zone", "longitude",
    "latitude", "caption", "position", "original_name", "camera",
)  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """What an import did.

    Attributes:
        findings: Earlier findings that are here now; ``new``: that were not before.
        photos: Photos of theirs that came along; ``lost``: whose bytes were not there.
        unmatched: Places that are not in this roster, in words, with their findings left out.
        stale: Inspections of the earlier round whose findings were not up to date.
        defaults: Places whose answers of then become defaults of now.
    """

    findings: int
    new: int
    photos: int
    lost: int
    unmatched: tuple[str, ...]
    stale: int
    defaults: int = 0


def import_earlier(
    workspace: Workspace, source: Path, *, person: str = "", progress: Progress = silent
) -> Taken:
    """Take over what an earlier round found on the places of this roster; twice is once.

    Its answers become defaults, see `app.inspection.effort.earlier_answers`.

    Places meet by id, else by code, census code, or their names from the district down.

    Args:
        workspace: Where this round is.
        source: Workspace folder of the earlier round, or a folder that ``dump`` wrote.
        person: Who does it.
        progress: Told per finding; cancelling takes nothing over.

    Raises:
        AppError: The source cannot be read, is this very round, or there is no campaign here.
    """
    campaign = workspace.campaign()
    if campaign is None:
        raise AppError(N_("This workspace has no campaign yet."))
    progress(0, 0, _("Reading the earlier round"))
    earlier = read_earlier(source)
    if (earlier.campaign, earlier.round) == (campaign.id, campaign.round or ""):
        raise AppError(
            N_("This is the campaign that is open here; its problems are not of an earlier round")
        )
    with workspace.reading() as session:
        places, unmatched = _match(session, earlier)
        here = set(session.scalars(select(Earlier.id)))  # what was said of them since stays
        here |= set(session.scalars(select(Photo.id).where(Photo.finding.is_not(None))))
    drafts: list[Draft] = []
    taken = [one for one in earlier.findings if one.place in places]
    photos = lost = 0
    for number, one in enumerate(taken):
        progress(number, len(taken), _("Taking over what was found"))
        subject = earlier_id(places[one.place], one.id)
        if subject not in here:
            drafts += _drafts(subject, places[one.place], earlier, one)
        for photo in one.photos:
            if photo.file is not None and photo.file.is_file():
                store(photo.file, workspace.photos)
            elif photo.file is not None:
                lost += 1
                continue
            photos += 1
            if earlier_photo_id(subject, photo.facts["sha256"]) not in here:
                drafts += _photo_drafts(subject, photo.facts)
    facts = _defaults(workspace, earlier, places)
    drafts += facts
    with acting(None), workspace.sessions.begin() as session:
        before = session.scalar(select(func.count()).select_from(Earlier)) or 0
        write(session, workspace.writer(session, person), drafts)
        after = session.scalar(select(func.count()).select_from(Earlier)) or 0
    progress(len(taken), len(taken), _("Taking over what was found"))
    return Taken(len(taken), after - before, photos, lost, unmatched, earlier.stale, len(facts))


def _defaults(
    workspace: Workspace, earlier: EarlierRound, places: Mapping[UUID, UUID]
) -> list[Draft]:
    """Make the field of each place that holds what its last record says."""
    drafts = []
    with workspace.reading() as session:
        known = sorted(checklists(session), key=lambda one: version_key(one.version))
        forms = {one.form_id: definition(workspace, one.hash) for one in known}  # the newest
    for place, by_form in earlier.answers.items():
        if place not in places:
            continue
        for form_id, answers in by_form.items():
            form = forms.get(form_id)
            fact = fact_of(earlier.round, form, answers) if form is not None else None
            if fact is not None:
                drafts.append(Draft("place", places[place], LAST_ROUND, fact))
    return drafts


def _match(session: Session, earlier: EarlierRound) -> tuple[dict[UUID, UUID], tuple[str, ...]]:
    """Find the places of the earlier round here; one that could be two is none."""
    rows = session.execute(
        select(Place.id, Place.code, Place.census_code, Place.name, Place.parent).where(
            Place.deleted.is_(False)
        )
    ).all()
    by_id = {row.id: row for row in rows}
    keys: dict[tuple[str, object], set[UUID]] = {}

    def names(place: UUID) -> tuple[str, ...]:
        chain: list[str] = []
        current: UUID | None = place
        while current is not None and current in by_id and len(chain) < 16:
            chain.append(by_id[current].name or "")
            current = by_id[current].parent
        return tuple(chain[::-1])

    for row in rows:
        for key in (("code", row.code), ("census", row.census_code), ("names", names(row.id))):
            if key[1]:
                keys.setdefault(key, set()).add(row.id)
    found: dict[UUID, UUID] = {}
    unmatched: list[str] = []
    had = {one.place for one in earlier.findings}
    for place, (code, census, path) in earlier.places.items():
        if place in by_id:
            found[place] = place
            continue
        for key in (("code", code), ("census", census), ("names", path)):
            there = keys.get(key, set()) if key[1] else set()
            if len(there) == 1:
                (found[place],) = there
                break
        else:
            if place in had:  # without a finding nothing is lost
                unmatched.append(" · ".join(name for name in path if name) or code)
    return found, tuple(sorted(unmatched))


def _drafts(subject: UUID, place: UUID, earlier: EarlierRound, finding: OldFinding) -> list[Draft]:
    facts: dict[str, Json] = {
        "place": str(place),
        "campaign": earlier.name,
        "round": earlier.round,
        **finding.facts,
    }
    return [
        Draft("earlier", subject, name, value) for name, value in facts.items() if value is not None
    ]


def _photo_drafts(subject: UUID, facts: Mapping[str, Any]) -> list[Draft]:
    photo = earlier_photo_id(subject, facts["sha256"])
    values: dict[str, Json] = {"finding": str(subject)}
    values |= {name: facts[name] for name in _PHOTO_FACTS}
    return [Draft("photo", photo, *one) for one in values.items() if one[1] is not None]
