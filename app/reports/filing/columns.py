"""Columns of the flat tables, and what every row begins with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from app.reports.facts import City, Place

Cell = str | int | None

STATES = {"not_started": "未开始", "in_progress": "检查中", "incomplete": "待补", "done": "查完"}
MARKS = {"dismissed": "已排除（误报）", "disputed": "有冲突", "unfinished": "没查完"}


@dataclass(frozen=True)
class FlatColumn:
    """A column.

    Attributes:
        key: Stable name for templates, such as ``place.name`` or a question's code ``ZF-B01``.
        head: What people read above it.
        wide: Holds sentences.
    """

    key: str
    head: str
    wide: bool = False


@dataclass(frozen=True)
class FlatTable:
    """A table whose rows are made while they are read.

    Attributes:
        key: ``places``, ``housing``, ``residential_area``, ``community``, ``findings``, ``photos``.
        title: In words.
        columns: In order.
        rows: Yields rows, of one community (see `of_community`) or of all (an empty name).
    """

    key: str
    title: str
    columns: tuple[FlatColumn, ...]
    rows: Callable[[str], Iterator[list[Cell]]] = field(compare=False)


WHERE = (
    FlatColumn("where.community", "社区"),
    FlatColumn("where.area", "小区"),
    FlatColumn("where.name", "楼栋"),
    FlatColumn("where.code", "编号"),
)


def where_cells(city: City, place: Place) -> list[Cell]:
    """Return the cells of `WHERE`."""
    community, area, _building = city.at.get(place.id, ("", "", ""))
    name = "" if place.level in ("community", "area") else place.name
    return [community, area or (place.name if place.level == "area" else ""), name, place.code]


def of_community(city: City, community: str) -> Callable[[Place], bool]:
    """Return what lets the places of one community through; an empty name: all.

    ``community`` is a name of `City.by_name`: two communities may be called the same.
    """
    wanted = city.by_name.get(community)
    if not community:
        return lambda _place: True
    return lambda place: wanted is not None and city.community_of(place.id) is wanted
