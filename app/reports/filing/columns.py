"""Columns of the flat tables, and what every row begins with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.reports.facts import City, Place

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Fifteen digits are what a spreadsheet's number keeps; what begins with 0 is a code.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?")
Cell = str | int | Decimal | date | None
"""A time (`datetime`) is in the campaign's zone and knows none itself, as spreadsheets want it."""

STATES = {"not_started": "未开始", "in_progress": "检查中", "incomplete": "待补", "done": "查完"}
MARKS = {"dismissed": "已排除（误报）", "disputed": "有冲突", "unfinished": "没查完"}
UNSETTLED = "待定"
"""Heading of the column that says in every row what of it nobody has decided."""


@dataclass(frozen=True)
class FlatColumn:
    """A column.

    Attributes:
        key: Stable name for templates, such as ``place.name`` or a question's code ``ZF-B01``.
        head: What people read above it.
        wide: Holds sentences.
        time: Holds points in time.
    """

    key: str
    head: str
    wide: bool = False
    time: bool = False


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


def local_time(at_ms: int | None, zone: str) -> datetime | None:
    """Return a UTC time as the clock on the wall showed it in a zone, to the minute."""
    if at_ms is None:
        return None
    there = datetime.fromtimestamp(at_ms / 1000, ZoneInfo(zone))
    return there.replace(second=0, microsecond=0, tzinfo=None)


def number_of(text: str) -> Decimal | None:
    """Return a text that is a plain number as one, so that it can be added up; else `None`."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def clean(row: Iterable[Cell]) -> list[Cell]:
    """Drop what no spreadsheet takes: control characters and halves of signs."""
    return [_UNFIT.sub("", cell) if isinstance(cell, str) else cell for cell in row]


def of_community(city: City, community: str) -> Callable[[Place], bool]:
    """Return what lets the places of one community through; an empty name: all.

    ``community`` is a name of `City.by_name`: two communities may be called the same.
    """
    wanted = city.by_name.get(community)
    if not community:
        return lambda _place: True
    return lambda place: wanted is not None and city.community_of(place.id) is wanted
