"""Read all findings of the campaign into a `FindingsTable`.

What counts as in scope is what the lists take: inspections of the campaign's round and its places,
neither of them removed; a person's judgement overrules what the rule said.
"""

from __future__ import annotations

import csv
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, func, or_, select, type_coerce

from app.inspection.findings_places import Twice, same_places, spots_of, told_twice, visits_of
from app.inspection.findings_table import Column, FindingsTable, Spot
from app.models.derived import Stale
from app.models.faults import mendable
from app.models.raw import raw
from app.models.tables import Campaign, Cell, Inspection, Judgement, Photo
from app.paths import resource

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

STANDINGS = ("suspected", "settled_on_site", "conflict", "dismissed")
_SEVERITIES = ("critical", "serious", "minor", "")
_DEADLINES = ("limited", "best_effort", "")
_AT_ONCE = 2000


class _Codes(dict[Any, int]):
    """Gives each value that it meets the next number."""

    def __missing__(self, value: Any) -> int:
        code = self[value] = len(self)
        return code


def load_findings(session: Session) -> FindingsTable:
    """Read the findings; about 0.4 s for 100,000, in pieces that let other threads run."""
    campaign = session.scalars(
        select(Campaign).where(Campaign.deleted.is_(False)).order_by(Campaign.id).limit(1)
    ).first()
    if campaign is None:
        return _table([], [], {}, [], [], 0, 0)
    same = same_places(session)
    spots, numbers = spots_of(session, campaign.id, same)
    visits, open_places, unfinished = visits_of(session, campaign.round, numbers, spots)
    twice = told_twice(session, visits) if same else Twice(frozenset(), frozenset())
    judged, denied = _judged(session)
    ids: list[bytes] = []
    inspections: list[bytes] = []
    locations: list[str] = []
    columns: dict[str, list[Any]] = {
        name: []
        for name in (
            "item", "title", "severity", "deadline", "indicator", "responsible", "standing",
            "place", "visit",
        )
    }  # fmt: skip
    codes: dict[str, _Codes] = {name: _Codes() for name in ("item", "title", "responsible")}
    for piece in _pieces(session):
        rows = [row for row in piece if row[1] in visits and row[0] not in twice.again]
        if not rows:
            continue
        key, visit, item, title, severity, deadline, indicator, unit, suspected, disputed, at = zip(
            *rows, strict=True
        )
        found = [visits[one] for one in visit]
        marks = [judged.get(one, ("", "")) for one in key]
        ids += key
        inspections += visit
        locations += [one or "" for one in at]
        columns["item"] += map(codes["item"].__getitem__, item)
        columns["title"] += map(codes["title"].__getitem__, title)
        columns["responsible"] += map(codes["responsible"].__getitem__, unit)
        columns["severity"] += [
            mark[1] or one or "" for mark, one in zip(marks, severity, strict=True)
        ]
        columns["deadline"] += [one or "" for one in deadline]
        columns["indicator"] += [one or "" for one in indicator]
        columns["standing"] += [
            "conflict"
            if id_ in denied
            else _standing(mark[0], suspected=one, disputed=two or id_ in twice.lacking)
            for mark, one, two, id_ in zip(marks, suspected, disputed, key, strict=True)
        ]
        columns["place"] += [one.place for one in found]
        columns["visit"] += ["done" if one.done else "unfinished" for one in found]
    words = {name: [value or "" for value in table] for name, table in codes.items()}
    return _table(ids, inspections, columns, locations, spots, open_places, unfinished, words)


def _judged(session: Session) -> tuple[dict[bytes, tuple[str, str]], set[bytes]]:
    """Read what people judged of findings, and of which of these somebody says otherwise."""
    rows = session.execute(
        select(
            type_coerce(Judgement.id, LargeBinary), Judgement.verdict, Judgement.severity,
            Judgement.contested,
        ).where(Judgement.deleted.is_(False))
    ).all()  # fmt: skip
    open_ = session.scalars(
        select(type_coerce(Cell.subject, LargeBinary)).where(
            Cell.kind == "judgement",
            Cell.field == "verdict",
            or_(Cell.conflict.is_(True), Cell.waiting.is_(True)),
        )
    )
    judged = {row.id: (row.verdict or "", row.severity or "") for row in rows}
    return judged, set(open_) | {row.id for row in rows if row.contested}


def _standing(verdict: str, *, suspected: object, disputed: object) -> str:
    if verdict == "dismissed":
        return "dismissed"
    if disputed:
        return "conflict"
    return "suspected" if suspected and verdict != "confirmed" else "settled_on_site"


def _pieces(session: Session) -> Iterable[Sequence[Any]]:
    """Read the rows past the ORM, which would take longer than all the rest."""
    with mendable():
        found = raw(session).execute(
            "SELECT id, inspection, item, title, severity, deadline, indicator, responsible,"
            " suspected, disputed, location FROM finding"
        )
        while rows := found.fetchmany(_AT_ONCE):
            yield rows


def _table(
    ids: list[bytes],
    inspections: list[bytes],
    raw: dict[str, list[Any]],
    locations: list[str],
    spots: list[Spot],
    open_places: int,
    unfinished: int,
    words: dict[str, list[str]] | None = None,
) -> FindingsTable:
    """Give out the final numbers: in the order in which values are shown."""
    words = words or {}
    columns = {}
    for name in ("item", "title", "responsible"):
        columns[name] = _renumbered(raw.get(name, []), words.get(name, []), sorted)
    indicators = set(raw.get("indicator", []))
    shown: dict[str, Sequence[str]] = {
        "severity": _SEVERITIES,
        "deadline": _DEADLINES,
        "standing": STANDINGS,
        "visit": ("done", "unfinished"),
        "indicator": [code for code in indicator_names() if code in indicators],
    }
    for name, values in shown.items():
        column = raw.get(name, [])
        extra = sorted(set(column) - set(values))  # a later version may know more words
        known = {value: code for code, value in enumerate((*values, *extra))}
        columns[name] = Column(array("i", map(known.__getitem__, column)), list(known))
    places = raw.get("place", [])
    columns["place"] = Column(array("i", places), [str(number) for number in range(len(spots))])
    communities = list(dict.fromkeys(spot.names[0] if spot.names else "" for spot in spots))
    number = {name: code for code, name in enumerate(communities)}
    of_spot = [number[spot.names[0] if spot.names else ""] for spot in spots]
    columns["community"] = Column(array("i", map(of_spot.__getitem__, places)), communities)
    return FindingsTable(ids, inspections, columns, locations, spots, open_places, unfinished)


def _renumbered(
    codes: list[int], values: list[str], order: Callable[[Iterable[str]], list[str]]
) -> Column:
    ranked = order(set(values))
    rank = {value: place for place, value in enumerate(ranked)}
    final = [rank[value] for value in values]
    return Column(array("i", map(final.__getitem__, codes)), ranked)


def stale_inspections(session: Session) -> int:
    """Count the inspections whose findings are not up to date, without loading the form engine."""
    return session.scalar(select(func.count()).select_from(Stale)) or 0


def held(session: Session) -> tuple[int, int]:
    """Count the inspections and photos that this workspace holds."""
    inspections = select(func.count()).select_from(Inspection).where(Inspection.deleted.is_(False))
    photos = select(func.count()).select_from(Photo).where(Photo.deleted.is_(False))
    return session.scalar(inspections) or 0, session.scalar(photos) or 0


@cache
def indicator_names() -> dict[str, str]:
    """Return the published names of the indicators by code, in published order."""
    with resource("lists/indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}
