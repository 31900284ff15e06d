"""The roster as lists see it: communities, their areas, their buildings, in roster order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from app.reports.facts import NO_AREA, NO_COMMUNITY, Area, Community, Key, Place

_Home = TypeVar("_Home")


def arrange(places: Iterable[Place]) -> list[Community]:
    """Sort places into communities, areas and buildings, losing none.

    A building or area whose parent is missing or deleted stands under a name that says so.
    """
    by_id = {place.id: place for place in places}
    ordered = sorted(by_id.values(), key=_roster_order)
    communities = {
        place.id: Community(place, place.name) for place in ordered if place.level == "community"
    }
    stray = Community(None, NO_COMMUNITY)
    areas: dict[Key, Area] = {}
    loose: dict[int, Area] = {}
    for place in ordered:
        if place.level == "area":
            areas[place.id] = area = Area(place, place.name)
            (_above(place, by_id, communities) or stray).areas.append(area)
    for place in ordered:
        if place.level != "building":
            continue
        home = _above(place, by_id, areas)
        if home is None:
            community = _above(place, by_id, communities) or stray
            if id(community) not in loose:
                loose[id(community)] = Area(None, NO_AREA)
                community.areas.append(loose[id(community)])
            home = loose[id(community)]
        home.buildings.append(place)
    return [*communities.values(), *([stray] if stray.areas else [])]


def _roster_order(place: Place) -> tuple[str, str]:
    return place.sort_key, place.code


def _above(place: Place, by_id: Mapping[Key, Place], wanted: Mapping[Key, _Home]) -> _Home | None:
    seen = {place.id}
    parent = place.parent
    while parent is not None and parent not in seen and parent in by_id:
        if parent in wanted:
            return wanted[parent]
        seen.add(parent)
        parent = by_id[parent].parent
    return None


def locate(
    communities: Iterable[Community], places: Mapping[Key, Place]
) -> tuple[dict[Key, tuple[str, str, str]], dict[Key, int]]:
    """Return community, area and building name of every place, and its rank in roster order."""
    at: dict[Key, tuple[str, str, str]] = {}
    for community in communities:
        if community.place is not None:
            at[community.place.id] = (community.name, "", "")
        for area in community.areas:
            if area.place is not None:
                at[area.place.id] = (community.name, area.name, "")
            for building in area.buildings:
                at[building.id] = (community.name, area.name, building.name)
    order = {place: rank for rank, place in enumerate(at)}
    for place in places.values():
        if place.id in at:
            continue
        home = _above(place, places, at)
        below = place.name if place.level in ("unit", "household") else ""
        names = home or (place.name, "", "")
        at[place.id] = (names[0], names[1], f"{names[2]}{below}")
        order[place.id] = _above(place, places, order) or len(order)
    return at, order
