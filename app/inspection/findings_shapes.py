"""What a table of findings is made of, and what is asked of it; `app.inspection.findings_table`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from app.inspection.findings_table import FindingsTable

FACETS = ("severity", "deadline", "indicator", "community", "standing", "visit")
"""Columns that can be filtered by value."""
SORTS = ("place", "location", "title", "severity", "deadline", "responsible", "standing")
"""Columns that can be sorted by."""
GROUPS = ("indicator", "place", "responsible", "community", "")
"""Columns that can be grouped by; empty for none."""
LEVELS = ("building", "area", "community")


@dataclass(frozen=True)
class Spot:
    """A place that findings are about.

    Attributes:
        level: ``building``, ``area`` or ``community``.
        names: Community, residential area, building: as far as its level goes.
        search: Everything it can be found by, folded.
    """

    id: UUID
    level: str
    names: tuple[str, ...]
    search: str

    @property
    def name(self) -> str:
        """The names from the community down."""
        return " ".join(self.names)


@dataclass(frozen=True)
class Column:
    """Values of one column.

    Attributes:
        codes: Number of the value, per finding.
        values: The values, in the order in which they are shown and sorted.
    """

    codes: Sequence[int]
    values: Sequence[str]


@dataclass(frozen=True)
class Line:
    """One finding as a table shows it."""

    finding: UUID
    inspection: UUID
    spot: Spot
    item: str
    title: str
    location: str
    severity: str
    deadline: str
    indicator: str
    responsible: str
    standing: str
    done: bool


@dataclass(frozen=True)
class Wish:
    """What is to be shown.

    Attributes:
        hidden: Values of each facet that are left out.
        text: Words that all must occur in place, title, item, location or unit responsible.
        sort: Column of `SORTS`; empty: roster order, gravest first.
        falling: From the last value to the first.
        group: Column of `GROUPS`.
    """

    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict)
    text: str = ""
    sort: str = ""
    falling: bool = False
    group: str = "indicator"


@dataclass(frozen=True)
class Counts:
    """How many, without counting a place twice.

    Attributes:
        places: Distinct places by level, those without any left out.
        findings: Findings.
        severities: Findings by severity.
    """

    places: Mapping[str, int]
    findings: int
    severities: Mapping[str, int]


class Group:
    """Findings that share a value."""

    def __init__(self, table: FindingsTable, value: str, rows: Sequence[int]) -> None:
        self._table = table
        self.value = value
        self.rows = rows
        self._counts: Counts | None = None

    @property
    def counts(self) -> Counts:
        """How many places and findings; counted when first asked for.

        No ``cached_property``: its lock, one for all groups, would let the thread that paints wait
        for the one that counts.
        """
        found = self._counts
        if found is None:
            found = self._counts = self._table.count(self.rows)
        return found


@dataclass(frozen=True)
class Shown:
    """What a wish gave.

    Attributes:
        groups: In order; one with an empty value when nothing is grouped.
        counts: Of all that is shown.
        facets: Per facet and value how many findings would be shown were it ticked.
        sizes: How many findings each group has.
        at: Place of each group by its value.
    """

    wish: Wish
    groups: list[Group]
    counts: Counts
    facets: Mapping[str, Mapping[str, int]]
    sizes: Sequence[int]
    at: Mapping[str, int]
