"""What the lists know: places, findings, verdicts and progress of one campaign, read once.

Only the derived tables are read, never the answers: a city of 283,500 answers has some tens of
thousands of rows here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

Key = bytes
"""An id as the database keeps it: as UUID objects they would cost more than all the counting."""
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Place(NamedTuple):
    """One place of the roster; texts are empty and numbers `None` when the roster lacks them.

    Attributes:
        doubts: Words by field that people have not settled, such as 有冲突. The text of such a
            field is these words, a number is `None`; behind a name they stand in brackets.
    """

    id: Key
    level: str
    code: str
    name: str
    parent: Key | None
    address: str
    temporary: bool
    house_type: str
    built_year: int | None
    floors_above: int | None
    floors_below: int | None
    households: int | None
    structure: str
    sample: bool
    sort_key: str
    doubts: Mapping[str, str] = _NOTHING

    def said(self, field: str) -> str | int | None:
        """Return a field as it is printed: what is in doubt says so in place of its number."""
        found: str | int | None = self.doubts.get(field) or getattr(self, field)
        return found


class Finding(NamedTuple):
    """One problem as the lists show it, with what people judged about it.

    Attributes:
        severity: ``critical``, ``serious``, ``minor`` or empty; a judgement's severity wins.
        mark: Why it is not counted: ``dismissed``, ``disputed``, ``unfinished``; empty if counted.
        photos: Photos of it and of the question it rests on.
        doubts: What people have not settled: ``finding`` (whether it is one), ``severity``,
            ``location``, each with its word such as 有冲突.
    """

    id: Key
    inspection: Key
    place: Key
    form_id: str
    rule: str
    item: str
    title: str
    severity: str
    deadline: str
    difficulty: str
    indicator: str
    responsible: str
    measure: str
    appraisal: bool
    suspected: bool
    quantity: Decimal | None
    unit: str
    location: str
    remark: str
    source: str
    confidence: str
    mark: str
    note: str
    photos: int
    inspector: str
    date_ms: int | None
    doubts: Mapping[str, str] = _NOTHING

    @property
    def words(self) -> str:
        """Return the title as printed: 疑似 stands before what no professional has settled."""
        return f"疑似：{self.title}" if self.suspected else self.title


class Verdict(NamedTuple):
    """The outcome of one indicator at one place; ``why`` holds item codes and reasons."""

    place: Key
    form_id: str
    indicator: str
    outcome: str
    why: tuple[tuple[str, str], ...]


class Visit(NamedTuple):
    """How far one inspection is.

    Attributes:
        copied: Answers copied from a neighbour that nobody has looked at.
    """

    inspection: Key
    place: Key
    form_id: str
    state: str
    relevant: int
    answered: int
    missing_answers: int
    missing_photos: int
    undecidable: int
    not_reached: int
    conflicts: int
    waiting: int
    contested: bool
    photos: int
    outcome: str
    inspector: str
    date_ms: int | None
    copied: int = 0

    @property
    def unsettled(self) -> str:
        """Return what people still have to decide about it in words; empty when nothing is."""
        parts = [f"{self.conflicts} 处两人答得不一样"] if self.conflicts else []
        if self.waiting:
            parts.append(f"{self.waiting} 处等前面的包到齐")
        if self.contested:
            parts.append("删与改碰头")
        return "，".join(parts)


@dataclass(slots=True)
class Area:
    """A residential area with its buildings in roster order; ``place`` is `None` for strays."""

    place: Place | None
    name: str
    buildings: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class Community:
    """A community with its areas in roster order; ``place`` is `None` for strays."""

    place: Place | None
    name: str
    areas: list[Area] = field(default_factory=list)

    @property
    def buildings(self) -> list[Place]:
        """Return the buildings of all areas."""
        return [building for area in self.areas for building in area.buildings]

    @property
    def places(self) -> list[Place]:
        """Return the community, its areas and their buildings."""
        areas = [area.place for area in self.areas if area.place is not None]
        return [*([self.place] if self.place else []), *areas, *self.buildings]


@dataclass(frozen=True)
class Campaign:
    """The campaign that the lists are made for; of fields in doubt the words say so.

    Attributes:
        round: As inspections name it, also when people disagree about it.
    """

    id: Key
    name: str
    round: str
    city: str
    data_date: str
    zone: str
    rehearsal: bool
    doubts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class City:
    """All that one set of lists is made from.

    Attributes:
        places: Every place that is not deleted.
        findings: In roster order, then by item.
        at: Where a place or one below it belongs: community and area names, building name.
        order: Rank of each place in the roster.
        labels: Questions in words by item code, from the checklists; may be empty.
    """

    campaign: Campaign
    communities: list[Community]
    places: Mapping[Key, Place]
    findings: list[Finding]
    visits: Mapping[tuple[Key, str], Visit]
    verdicts: Mapping[tuple[Key, str], Verdict]
    by_place: Mapping[tuple[Key, str], list[Finding]]
    at: Mapping[Key, tuple[str, str, str]]
    order: Mapping[Key, int]
    labels: Mapping[str, str] = field(default_factory=dict)

    def item_words(self, item: str) -> str:
        """Return an item code with its question in words, where the caller knows them."""
        label = self.labels.get(item)
        return f"{item} {label}" if label else item

    def indicators_of(self, form_id: str) -> list[str]:
        """Return the codes of all indicators that a form's verdicts speak of."""
        return self._indicators.get(form_id, [])

    @cached_property
    def _indicators(self) -> dict[str, list[str]]:
        pairs = {(one.form_id, one.indicator) for one in self.verdicts.values()}
        found: dict[str, list[str]] = {}
        for form_id, indicator in sorted(pairs):
            found.setdefault(form_id, []).append(indicator)
        return found

    @cached_property
    def buildings(self) -> list[Place]:
        """Return every building in roster order."""
        return [building for community in self.communities for building in community.buildings]

    @cached_property
    def areas(self) -> list[Place]:
        """Return every residential area of the roster, in roster order."""
        areas = (area for community in self.communities for area in community.areas)
        return [area.place for area in areas if area.place is not None]

    @cached_property
    def by_name(self) -> dict[str, Community]:
        """Return the communities by a name that no other has: of namesakes the street is told."""
        counted = Counter(community.name for community in self.communities)
        found: dict[str, Community] = {}
        for community in self.communities:
            name, place = community.name, community.place
            if counted[name] > 1 and place is not None:
                above = self.places.get(place.parent) if place.parent is not None else None
                name = f"{name}（{above.name if above else place.code}）"
                name = f"{name}（{place.code}）" if name in found else name
            found[name] = community
        return found

    def community_of(self, place: Key | None) -> Community | None:
        """Return the community that a place stands in; none for what stands above them."""
        while place is not None and place not in self._homes:
            place = self.places[place].parent if place in self.places else None
        return None if place is None else self.communities[self._homes[place]]

    @cached_property
    def _homes(self) -> dict[Key, int]:
        return {
            place.id: number
            for number, community in enumerate(self.communities)
            for place in community.places
        }

    @cached_property
    def by_community(self) -> list[tuple[str, Community | None, list[Finding]]]:
        """Return each community's name and findings; none is lost, whatever it belongs to."""
        groups: dict[int, list[Finding]] = {id(community): [] for community in self.communities}
        stray: list[Finding] = []
        for finding in self.findings:
            home = self.community_of(finding.place)
            (stray if home is None else groups[id(home)]).append(finding)
        found: list[tuple[str, Community | None, list[Finding]]] = [
            (community.name, community, groups[id(community)]) for community in self.communities
        ]
        return [*found, *([(NO_COMMUNITY, None, stray)] if stray else [])]

    @property
    def has_samples(self) -> bool:
        """Tell whether made-up places are among them, so that every list says so."""
        return any(place.sample for place in self.places.values())


NO_COMMUNITY = "（未归社区）"
NO_AREA = "（未归小区）"
