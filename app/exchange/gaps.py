"""The hub's gap finder (查缺): what should be here and is not, and what is here twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.exchange.inbox.parcels import Sequenced, parcels, sequences
from app.exchange.task.lines import assigned as assignments
from app.models.clock import wall_ms
from app.models.derived import PackageIn, Progress
from app.models.tables import Change, Inspection, Origin, Photo, Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

DAY_MS = 86_400_000
_BUILDINGS = ("building",)


@dataclass(frozen=True)
class Absent:
    """A photo that changes name but whose bytes are not here.

    Attributes:
        sender: Device that named it.
    """

    sha256: str
    inspection: UUID | None
    place: UUID | None
    sender: UUID | None


@dataclass(frozen=True)
class Twice:
    """A building that several devices inspected in one round; their answers met in one record.

    Attributes:
        people: Who answered there.
    """

    place: UUID
    name: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class Silent:
    """A laptop that nothing has come from.

    Attributes:
        last_at: When its last package came, UTC milliseconds; ``days``: how long ago, whole days.
    """

    device: UUID
    sender: str
    last_at: int
    days: int


@dataclass(frozen=True)
class Gaps:
    """All that the gap finder found.

    Attributes:
        numbers: Devices with running numbers or volumes that never came.
        photos: Photos named but absent.
        twice, never: Buildings inspected by several devices, and by none.
        strangers: Buildings inspected by people who were not to; empty when nobody says who was.
        silent: Laptops silent for some days.
    """

    numbers: tuple[Sequenced, ...] = ()
    photos: tuple[Absent, ...] = ()
    twice: tuple[Twice, ...] = ()
    never: tuple[tuple[UUID, str], ...] = ()
    strangers: tuple[Twice, ...] = ()
    silent: tuple[Silent, ...] = ()


def find_gaps(
    session: Session,
    workspace: Workspace,
    *,
    days: int = 3,
    inspectors: Collection[str] = (),
    assigned: Mapping[str, Collection[str]] | None = None,
    now_ms: int | None = None,
) -> Gaps:
    """Look for everything that is missing.

    Args:
        session: Any session of the hub.
        workspace: The hub.
        days: A laptop is silent after so many.
        inspectors: Who is to inspect; none: nobody says, and strangers are not looked for.
        assigned: Who is to inspect by community's id, ``""`` for everywhere; None: as the task
            packages that were made here say.
        now_ms: Wall clock, UTC milliseconds.
    """
    lines = sequences(parcels(session, workspace))
    several, by = _inspected(session)
    given = {"": inspectors} if inspectors else assigned
    strangers = _strangers(session, by, assignments(session) if given is None else given)
    return Gaps(
        tuple(line for line in lines if line.missing),
        tuple(_absent(session, workspace)),
        tuple(several),
        tuple(_never(session)),
        tuple(strangers),
        tuple(_silent(session, lines, days, wall_ms() if now_ms is None else now_ms)),
    )


def checked(session: Session, workspace: Workspace) -> tuple[int, int, int]:
    """Return how many devices, photos and buildings the gap finder looks at."""
    photos = select(func.count()).where(Photo.sha256.is_not(None), Photo.deleted.is_(False))
    buildings = select(func.count()).where(Place.level.in_(_BUILDINGS), Place.deleted.is_(False))
    return (
        len(sequences(parcels(session, workspace))),
        session.scalar(photos) or 0,
        session.scalar(buildings) or 0,
    )


def _absent(session: Session, workspace: Workspace) -> list[Absent]:
    query = (
        select(Photo.id, Photo.sha256, Photo.extension, Photo.inspection, Inspection.place)
        .outerjoin(Inspection, Inspection.id == Photo.inspection)
        .where(Photo.sha256.is_not(None), Photo.deleted.is_(False))
        .order_by(Photo.id)
    )
    found = []
    for photo, sha256, extension, record, place in session.execute(query):
        if not workspace.photo_file(str(sha256), str(extension)).is_file():
            sender = session.scalar(
                select(Origin.device)
                .join(Change, Change.origin == Origin.n)
                .where(Change.subject == photo, Change.field == "sha256")
                .limit(1)
            )
            found.append(Absent(str(sha256), record, place, sender))
    return found


def _inspected(session: Session) -> tuple[list[Twice], list[Twice]]:
    """List the buildings that several devices inspected, and who inspected each building."""
    query = (
        select(Inspection.place, Place.name, Origin.device, Origin.person)
        .join(Place, Place.id == Inspection.place)
        .join(Change, Change.subject == Inspection.id)
        .join(Origin, Origin.n == Change.origin)
        .where(
            Inspection.deleted.is_(False),
            Place.level.in_(_BUILDINGS),
            Change.field.like("/%"),
            Origin.withdrawn.is_(False),
        )
        .distinct()
        .order_by(Place.sort_key, Inspection.place, Origin.person)
    )
    names: dict[UUID, str] = {}
    devices: dict[UUID, set[UUID]] = {}
    people: dict[UUID, list[str]] = {}
    for place, name, device, person in session.execute(query):
        if place is None:
            continue
        names[place] = name or ""
        devices.setdefault(place, set()).add(device)
        if person not in people.setdefault(place, []):
            people[place].append(person)
    every = [Twice(place, names[place], tuple(people[place])) for place in names]
    return [one for one in every if len(devices[one.place]) > 1], every


def _strangers(
    session: Session, by: list[Twice], assigned: Mapping[str, Collection[str]]
) -> list[Twice]:
    """List the buildings where somebody inspected who was not to."""
    if not any(assigned.values()):
        return []
    above = {row.id: row for row in session.execute(select(Place.id, Place.parent, Place.level))}
    everywhere = set(assigned.get("", ()))
    found = []
    for one in by:
        row = above.get(one.place)
        for _level in range(16):
            if row is None or row.level == "community":
                break
            row = above.get(row.parent)
        known = everywhere | set(assigned.get(str(row.id), ()) if row is not None else ())
        others = tuple(person for person in one.people if person not in known)
        if known and others:
            found.append(Twice(one.place, one.name, others))
    return found


def _never(session: Session) -> list[tuple[UUID, str]]:
    begun = select(Progress.place).where(
        Progress.state != "not_started", Progress.place.is_not(None)
    )
    query = (
        select(Place.id, Place.name)
        .where(Place.level.in_(_BUILDINGS), Place.deleted.is_(False), Place.id.not_in(begun))
        .order_by(Place.sort_key, Place.id)
    )
    return [(place, name or "") for place, name in session.execute(query)]


def _silent(session: Session, lines: list[Sequenced], days: int, now: int) -> list[Silent]:
    query = (
        select(PackageIn.device, func.max(PackageIn.received_at))
        .where(PackageIn.device.is_not(None))
        .group_by(PackageIn.device)
    )
    last = {device: at or 0 for device, at in session.execute(query)}
    found = [
        Silent(line.device, line.sender, at, (now - at) // DAY_MS)
        for line in lines
        if (at := last.get(line.device, 0)) <= now - days * DAY_MS
    ]
    return sorted(found, key=lambda one: one.last_at)
