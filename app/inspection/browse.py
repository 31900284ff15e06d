"""What the windows list: places with their state, a page at a time; plain values, never rows.

Long lists hold ids or offsets and come back for the next page; whatever walks all places (counts,
search, the next building in order) is meant for a reader's lane, not for the thread that paints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import aliased

from app.inspection.neighbours import neighbour
from app.inspection.place_lines import (
    FORM_OF_LEVEL,
    GroupLine,
    PlaceLine,
    in_state,
    line_of,
    lines_of,
    progress_of,
    state_of,
)
from app.inspection.place_search import LEVELS, found_places
from app.inspection.whereabouts import place_path, place_paths
from app.models.derived import Progress
from app.models.tables import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = [
    "FORM_OF_LEVEL",
    "MOST_HITS",
    "PAGE",
    "Card",
    "GroupLine",
    "PlaceLine",
    "ancestors",
    "areas",
    "buildings",
    "card",
    "communities",
    "find",
    "line",
    "lines",
    "neighbour",
    "state_counts",
    "unfinished",
]

PAGE = 100
MOST_HITS = 200


@dataclass(frozen=True)
class Card:
    """What a person may correct about one place, as a roster would write it.

    Attributes:
        fields: Present values by column; columns without a value are left out.
    """

    id: UUID
    level: str
    name: str
    parent: UUID | None
    fields: dict[str, Any]


def communities(session: Session, state: str = "") -> list[GroupLine]:
    """List the communities with their counts; ``state`` leaves out those without a match."""
    building, area = aliased(Place), aliased(Place)
    counts = (
        select(area.parent.label("top"), *_counts(state))
        .select_from(building)
        .join(area, area.id == building.parent)
        .outerjoin(Progress, progress_of(building, "building"))
        .where(building.level == "building", building.deleted.is_(False))
        .group_by(area.parent)
        .subquery()
    )
    return _groups(session, Place.level == "community", counts, state)


def areas(session: Session, community: UUID, state: str = "") -> list[GroupLine]:
    """List the residential areas of a community with their counts."""
    building, area = aliased(Place), aliased(Place)
    counts = (
        select(building.parent.label("top"), *_counts(state))
        .select_from(building)
        .join(area, area.id == building.parent)
        .outerjoin(Progress, progress_of(building, "building"))
        .where(area.parent == community, building.level == "building", building.deleted.is_(False))
        .group_by(building.parent)
        .subquery()
    )
    return _groups(session, and_(Place.parent == community, Place.level == "area"), counts, state)


def buildings(session: Session, area: UUID, state: str = "", offset: int = 0) -> list[PlaceLine]:
    """Return one page of the buildings of an area, in roster order."""
    # Buildings are all of one level: without a hint the planner walks that level, not the area.
    query = lines_of("building", planned=False).where(Place.parent == area, *in_state(state))
    query = query.order_by(Place.sort_key, Place.id).offset(offset).limit(PAGE)
    return [line_of(row) for row in session.execute(query)]


def line(session: Session, place: UUID) -> PlaceLine | None:
    """Return one place that has a checklist, or None when it is not there (any more)."""
    level = session.scalar(select(Place.level).where(Place.id == place))
    if level not in FORM_OF_LEVEL:
        return None
    row = session.execute(lines_of(level).where(Place.id == place)).first()
    return line_of(row, place_path(session, row[0].parent)) if row is not None else None


def find(session: Session, text: str, state: str = "") -> list[PlaceLine]:
    """Find buildings, areas and communities by name, code, address, pinyin or initials.

    Names that begin with what was typed come first, buildings before areas and communities;
    see `app.inspection.place_search`.
    """
    keys = [UUID(bytes=key) for key in found_places(session, text, state, MOST_HITS)]
    rows = session.execute(select(Place.id, Place.level).where(Place.id.in_(keys)))
    levels = {row.id: row.level for row in rows}
    found: dict[UUID, PlaceLine] = {}
    for level in LEVELS:
        ids = [key for key in keys if levels.get(key) == level]
        # Rows are read for what is shown alone, not for all that was looked at.
        query = lines_of(level, planned=False).where(Place.id.in_(ids))
        found |= {one.id: one for one in _with_paths(session, query, ids)}
    return [found[key] for key in keys if key in found]


def _with_paths(session: Session, query: Select[Any], ids: list[UUID]) -> list[PlaceLine]:
    """Return the lines of places in the order of ``ids``, each with the names above it."""
    rows = {row[0].id: row for row in session.execute(query)} if ids else {}
    paths = place_paths(session, (row[0].parent for row in rows.values()))
    return [line_of(rows[key], paths.get(rows[key][0].parent, "")) for key in ids if key in rows]


def lines(session: Session, places: list[UUID]) -> list[PlaceLine]:
    """Return buildings in a given order, each with the names above it."""
    query = lines_of("building", planned=False).where(Place.id.in_(places))
    return _with_paths(session, query, places)


def unfinished(session: Session) -> list[PlaceLine]:
    """List the places that were begun and are not 查完, those with least missing first."""
    found: list[PlaceLine] = []
    for level in FORM_OF_LEVEL:
        query = lines_of(level).where(Progress.state.in_(("in_progress", "incomplete")))
        gaps = Progress.missing_answers + Progress.missing_photos
        rows = session.execute(query.order_by(gaps, Place.sort_key).limit(MOST_HITS)).all()
        paths = place_paths(session, (row[0].parent for row in rows))
        found += [line_of(row, paths.get(row[0].parent, "")) for row in rows]
    return sorted(found, key=lambda one: one.missing)[:MOST_HITS]


def ancestors(session: Session, place: UUID) -> list[tuple[UUID, str, str]]:
    """Return (id, level, name) from the community down to the place itself."""
    chain: list[tuple[UUID, str, str]] = []
    current: UUID | None = place
    while current is not None and len(chain) < 16:  # a loop of parents must not hang the program
        row = session.get(Place, current)
        if row is None or row.level in ("district", "street"):
            break
        chain.append((row.id, row.level or "", row.name or row.code or ""))
        current = row.parent
    return chain[::-1]


def state_counts(session: Session) -> dict[str, int]:
    """Count the buildings by state; ``not_started`` includes those nobody opened."""
    query = (
        select(state_of(), func.count())
        .select_from(Place)
        .outerjoin(Progress, progress_of(Place, "building"))
        .where(Place.level == "building", Place.deleted.is_(False))
        .group_by(state_of())
    )
    return {str(state): int(count) for state, count in session.execute(query)}


def card(session: Session, place: UUID) -> Card | None:
    """Return what may be corrected about a place."""
    row = session.get(Place, place)
    if row is None or row.deleted:
        return None
    from app.inspection.roster.columns import ATTRIBUTES  # only this needs the columns

    fields = {column.name: getattr(row, column.name) for column in ATTRIBUTES}
    known = {name: value for name, value in fields.items() if value is not None}
    return Card(row.id, row.level or "", row.name or "", row.parent, known)


def _counts(state: str) -> list[Any]:
    found = func.sum(case((state_of() == state, 1), else_=0)) if state else func.count()
    done = func.sum(case((Progress.state == "done", 1), else_=0))
    return [func.count().label("total"), done.label("done"), found.label("found")]


def _groups(session: Session, which: Any, counts: Any, state: str) -> list[GroupLine]:
    query = (
        select(Place.id, Place.name, Place.code, counts.c.done, counts.c.total, counts.c.found)
        .outerjoin(counts, counts.c.top == Place.id)
        .where(which, Place.deleted.is_(False))
        .order_by(Place.sort_key, Place.id)
    )
    if state:
        query = query.where(counts.c.found > 0)
    return [
        GroupLine(row.id, row.name or row.code or "", row.done or 0, row.total or 0, row.found or 0)
        for row in session.execute(query)
    ]
