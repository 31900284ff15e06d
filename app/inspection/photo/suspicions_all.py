"""Doubts about all photos of a workspace at once: every pair is compared without comparing all."""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select, true

from app.inspection.photo.evidence import (
    ALIKE,
    SAME,
    Doubt,
    Seen,
    place_doubts,
    seen_photos,
    time_doubts,
)
from app.inspection.photo.likeness import NEAR, Likenesses, distance
from app.inspection.photo.suspicions import checked_kinds, unasked
from app.inspection.whereabouts import place_paths
from app.models.tables import Change, Inspection, Photo, Place
from app.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.workspace import Workspace

_BITS = 128
_PARTS = NEAR + 1


@dataclass(frozen=True)
class Suspect:
    """A photo with doubts that nobody has looked into.

    Attributes:
        photo: The photo.
        name: Its file's own name.
        where: Its building in words.
        doubts: At least one.
    """

    photo: UUID
    name: str
    where: str
    doubts: tuple[Doubt, ...]


def all_suspicions(workspace: Workspace, now_ms: int, progress: Progress = silent) -> list[Suspect]:
    """Return every photo with doubts, building by building.

    Args:
        workspace: Where they are.
        now_ms: Wall clock, UTC milliseconds.
        progress: Told per photo whose likeness is not known yet.
    """
    with workspace.reading() as session:
        photos = [one for one in seen_photos(session, true()) if one.inspection is not None]
        known = unasked(session)
        photos = [one for one in photos if one.sha256 not in known]
        wanted = {one.inspection for one in photos}
        rows = session.execute(select(Inspection.id, Inspection.place))
        places = {key: place for key, place in rows if key in wanted}
        begun_query = (
            select(Change.subject, func.min(Change.time))
            .join(Inspection, Inspection.id == Change.subject)
            .group_by(Change.subject)
        )
        begun = {row[0]: row[1] for row in session.execute(begun_query)}
        standing = {place for place in places.values() if place is not None}
        buildings = {
            place: session.get(Place, place)
            for place in sorted(standing, key=lambda key: key.bytes)
        }
        paths = place_paths(session, standing)
        columns = select(Photo.id, Photo.checked, Photo.original_name)
        facts = {row.id: row for row in session.execute(columns)}
    where = {one.id: places.get(one.inspection) for one in photos if one.inspection}
    found: dict[UUID, list[Doubt]] = defaultdict(list)
    for one in photos:
        assert one.inspection is not None
        place = where[one.id]
        found[one.id] += time_doubts(one, begun.get(one.inspection), now_ms)
        found[one.id] += place_doubts(one, buildings.get(place) if place else None)
    with closing(Likenesses(workspace)) as store:
        bits = store.of(((one.sha256, one.extension) for one in photos), progress)
    for doubt in _twins(photos, where, bits):
        assert doubt.other is not None
        found[doubt.photo].append(replace(doubt, where=paths.get(where[doubt.other], "")))
    return _asked(photos, found, where, paths, facts)


def _asked(
    photos: Iterable[Seen],
    found: dict[UUID, list[Doubt]],
    where: dict[UUID, UUID | None],
    paths: dict[UUID | None, str],
    facts: dict[Any, Any],
) -> list[Suspect]:
    suspects = []
    for one in photos:
        row = facts[one.id]
        done = checked_kinds(row.checked)
        left = tuple(doubt for doubt in found[one.id] if doubt.kind not in done)
        if left:
            name = row.original_name or ""
            suspects.append(Suspect(one.id, name, paths.get(where[one.id], ""), left))
    return sorted(suspects, key=lambda one: (one.where, str(one.photo)))


def _twins(
    photos: list[Seen], where: dict[UUID, UUID | None], bits: dict[str, int]
) -> Iterator[Doubt]:
    """Yield for each photo the first of another building with the same bytes, else the likest."""
    by_digest: dict[str, list[Seen]] = defaultdict(list)
    for one in photos:
        by_digest[one.sha256].append(one)
    near = _near(bits)
    for one in photos:
        same = [o for o in by_digest[one.sha256] if where[o.id] != where[one.id]]
        if same:
            yield Doubt(one.id, SAME, 0, same[0].id)
            continue
        for apart, digest in sorted(near.get(one.sha256, ())):
            alike = [o for o in by_digest[digest] if where[o.id] != where[one.id]]
            if alike:
                yield Doubt(one.id, ALIKE, apart, alike[0].id)
                break


def _near(bits: dict[str, int]) -> dict[str, set[tuple[int, str]]]:
    """Return for each picture those that differ in at most `NEAR` bits.

    Two numbers that differ in ten bits agree in at least one of eleven parts (the pigeonhole
    principle), so that only numbers with a part in common are compared.
    """
    found: dict[str, set[tuple[int, str]]] = defaultdict(set)
    edges = [_BITS * part // _PARTS for part in range(_PARTS + 1)]
    for low, high in pairwise(edges):
        mask = (1 << (high - low)) - 1
        piles: dict[int, list[str]] = defaultdict(list)
        for digest, number in bits.items():
            piles[number >> low & mask].append(digest)
        for pile in piles.values():
            for at, one in enumerate(pile):
                for other in pile[at + 1 :]:
                    apart = distance(bits[one], bits[other])
                    if apart <= NEAR:
                        found[one].add((apart, other))
                        found[other].add((apart, one))
    return found
