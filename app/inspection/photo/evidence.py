"""Photos as evidence: what contradicts the inspection that they are to prove.

Nothing here refuses a photo; it says what a person should look at before somebody else does.
"""

from __future__ import annotations

import math
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.inspection.photo.likeness import NEAR, Likenesses, distance
from app.inspection.whereabouts import place_paths
from app.models.tables import Change, Inspection, Photo, Place
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

EARLY, LATE, FAR, SAME, ALIKE = "early", "late", "far", "same", "alike"
_DAY_MS = 24 * 3600 * 1000
EARLY_MS = 2 * _DAY_MS
"""A photo taken longer than this before the inspection began is asked about."""
LATE_MS = 15 * 60 * 1000
"""A photo from the future, beyond clocks that differ a little."""
FAR_M = 300.0
"""Metres from the building beyond which a photo's own position is asked about."""
_ZONE_MS = 8 * 3600 * 1000  # a camera that does not say its zone stands on the clock of China
_WORLD = {"WGS84", "CGCS2000", "", None}
"""Systems that differ by less than a metre here; others lie hundreds of metres apart."""
_EARTH_M = 6_371_008.8


@dataclass(frozen=True)
class Doubt:
    """A photo to be looked at.

    Attributes:
        photo: The photo.
        kind: ``early`` (taken days before), ``late`` (after now), ``far`` (taken elsewhere),
            ``same`` (the same file serves another building), ``alike`` (the same view, it seems).
        amount: Milliseconds, or metres, or differing bits.
        other: The other photo, for ``same`` and ``alike``.
        where: Where the other one belongs, in words.
    """

    photo: UUID
    kind: str
    amount: int
    other: UUID | None = None
    where: str = ""


def doubts(
    workspace: Workspace, inspection: UUID, now_ms: int, progress: Progress = silent
) -> list[Doubt]:
    """Compare the photos of an inspection with its time, its place and all other buildings.

    Args:
        workspace: Where they are.
        inspection: Whose photos.
        now_ms: Wall clock, UTC milliseconds.
        progress: Told per photo whose likeness is not known yet.
    """
    with workspace.reading() as session:
        place = session.scalar(select(Inspection.place).where(Inspection.id == inspection))
        mine = seen_photos(session, Photo.inspection == inspection)
        begun = session.scalar(select(func.min(Change.time)).where(Change.subject == inspection))
        building = session.get(Place, place) if place is not None else None
        found = [
            doubt
            for one in mine
            for doubt in (*time_doubts(one, begun, now_ms), *place_doubts(one, building))
        ]
        others = seen_photos(session, Photo.inspection != inspection)
        there = _places(session, {one.inspection for one in others if one.inspection})
    others = [one for one in others if one.inspection and there.get(one.inspection) != place]
    same = _same(mine, others)
    known = {doubt.photo for doubt in same}
    with closing(Likenesses(workspace)) as store:
        bits = store.of(((one.sha256, one.extension) for one in [*mine, *others]), progress)
    alike = _alike([one for one in mine if one.id not in known], others, bits)
    return found + _worded(workspace, same + alike, others, there)


@dataclass(frozen=True)
class Seen:
    """What is compared of a photo."""

    id: UUID
    inspection: UUID | None
    sha256: str
    extension: str
    taken_at: int | None
    taken_zone: str | None
    longitude: str | None
    latitude: str | None


def seen_photos(session: Session, which: object) -> list[Seen]:
    """List pictures with what is compared of them."""
    names = ("id", "inspection", "sha256", "extension", "taken_at", "taken_zone")
    columns = [getattr(Photo, name) for name in (*names, "longitude", "latitude")]
    query = select(*columns).where(
        which,  # type: ignore[arg-type]
        Photo.deleted.is_(False),
        Photo.sha256.is_not(None),
        Photo.extension.in_(("jpg", "jpeg", "png", "heic", "heif")),
    )
    return [Seen(*row) for row in session.execute(query.order_by(Photo.id))]


def time_doubts(one: Seen, begun: int | None, now_ms: int) -> list[Doubt]:
    """Compare when a photo was taken with when the inspection began."""
    if one.taken_at is None:
        return []
    taken = one.taken_at if one.taken_zone else one.taken_at - _ZONE_MS
    if taken > now_ms + LATE_MS:
        return [Doubt(one.id, LATE, taken - now_ms)]
    if begun is not None and taken < begun - EARLY_MS:
        return [Doubt(one.id, EARLY, begun - taken)]
    return []


def place_doubts(one: Seen, place: Place | None) -> list[Doubt]:
    """Compare where a photo was taken with where the building stands."""
    if place is None or place.crs not in _WORLD:
        return []
    here, there = _point(place.longitude, place.latitude), _point(one.longitude, one.latitude)
    if here is None or there is None:
        return []
    metres = metres_between(here, there)
    return [Doubt(one.id, FAR, round(metres))] if metres > FAR_M else []


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the way over the ground between two points (longitude, latitude in degrees)."""
    (x1, y1), (x2, y2) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((y2 - y1) / 2) ** 2
    half += math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * _EARTH_M * math.asin(min(1.0, math.sqrt(half)))


def _point(longitude: str | None, latitude: str | None) -> tuple[float, float] | None:
    try:
        return (float(longitude or ""), float(latitude or ""))
    except ValueError:
        return None


def _same(mine: list[Seen], others: list[Seen]) -> list[Doubt]:
    by_digest: dict[str, Seen] = {}
    for one in others:
        by_digest.setdefault(one.sha256, one)
    return [
        Doubt(one.id, SAME, 0, by_digest[one.sha256].id) for one in mine if one.sha256 in by_digest
    ]


def _alike(mine: list[Seen], others: list[Seen], bits: dict[str, int]) -> list[Doubt]:
    told = [(bits[one.sha256], one) for one in others if one.sha256 in bits]
    found = []
    for one in mine:
        own = bits.get(one.sha256)
        if own is None or not told:
            continue
        apart, other = min(((distance(own, their), seen) for their, seen in told), key=_first)
        if apart <= NEAR:
            found.append(Doubt(one.id, ALIKE, apart, other.id))
    return found


def _first(pair: tuple[int, Seen]) -> int:
    return pair[0]


def _places(session: Session, inspections: set[UUID]) -> dict[UUID, UUID | None]:
    rows = session.execute(select(Inspection.id, Inspection.place))
    return {key: place for key, place in rows if key in inspections}


def _worded(
    workspace: Workspace, found: list[Doubt], others: list[Seen], there: dict[UUID, UUID | None]
) -> list[Doubt]:
    at = {one.id: there.get(one.inspection) for one in others if one.inspection}
    with workspace.reading() as session:
        paths = place_paths(session, {at.get(doubt.other) for doubt in found if doubt.other})
    return [
        Doubt(one.photo, one.kind, one.amount, one.other, paths.get(at.get(one.other), ""))
        if one.other
        else one
        for one in found
    ]
