"""What the windows list: places with their state, a page at a time; plain values, never rows.

Long lists hold ids or offsets and come back for the next page; whatever walks all places (counts,
search, the next building in order) is meant for a reader's lane, not for the thread that paints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from app.inspection.checklists import LEVEL_OF_FORM
from app.inspection.whereabouts import place_path, place_paths
from app.models.derived import Finding, Progress
from app.models.names import find_terms
from app.models.tables import Cell, Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PAGE = 100
MOST_HITS = 200
FORM_OF_LEVEL = {level: form for form, level in LEVEL_OF_FORM.items()}
_RANKS = {"critical": 3, "serious": 2, "minor": 1}
_SEVERITIES = {rank: severity for severity, rank in _RANKS.items()}


@dataclass(frozen=True)
class GroupLine:
    """A community or residential area.

    Attributes:
        done: Buildings in it that are 查完.
        total: Buildings in it.
        found: Buildings in it that the filter lets through.
    """

    id: UUID
    name: str
    done: int
    total: int
    found: int


@dataclass(frozen=True)
class PlaceLine:
    """A place that has a checklist: a building, or an area or community for its own form.

    Attributes:
        where: Names above it, for lists that show no tree.
        state: ``not_started``, ``in_progress``, ``incomplete``, ``done`` or ``returned``: a
            reviewer wants it looked at again.
        missing: Answers and photos that are still missing.
        worst: Severity of its worst finding, empty for none.
        conflicts: Fields in conflict.
        undecided: Questions with 判不了 or 未查到, or in conflict: no findings is then not 无.
    """

    id: UUID
    level: str
    name: str
    floors: int | None
    structure: str
    households: int | None
    where: str
    inspection: UUID | None
    state: str
    answered: int
    relevant: int
    missing: int
    findings: int
    worst: str
    conflicts: int
    undecided: int = 0


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
        .outerjoin(Progress, _progress_of(building, "building"))
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
        .outerjoin(Progress, _progress_of(building, "building"))
        .where(area.parent == community, building.level == "building", building.deleted.is_(False))
        .group_by(building.parent)
        .subquery()
    )
    return _groups(session, and_(Place.parent == community, Place.level == "area"), counts, state)


def buildings(session: Session, area: UUID, state: str = "", offset: int = 0) -> list[PlaceLine]:
    """Return one page of the buildings of an area, in roster order."""
    # Buildings are all of one level: without a hint the planner walks that level, not the area.
    query = _lines("building", planned=False).where(Place.parent == area, *_in_state(state))
    query = query.order_by(Place.sort_key, Place.id).offset(offset).limit(PAGE)
    return [_line(row) for row in session.execute(query)]


def line(session: Session, place: UUID) -> PlaceLine | None:
    """Return one place that has a checklist, or None when it is not there (any more)."""
    level = session.scalar(select(Place.level).where(Place.id == place))
    if level not in FORM_OF_LEVEL:
        return None
    row = session.execute(_lines(level).where(Place.id == place)).first()
    return _line(row, place_path(session, row[0].parent)) if row is not None else None


def find(session: Session, text: str, state: str = "") -> list[PlaceLine]:
    """Find buildings, areas and communities by name, code, address, pinyin or initials.

    Names that begin with what was typed come first. A building is also found by the names above
    it, since its code holds them.
    """
    terms = find_terms(text)
    if not terms:
        return []
    # instr() compares as they are texts that are folded already; LIKE would fold each row again.
    holds = [func.instr(Place.search, term) > 0 for term in terms]
    starts = case((func.instr(Place.search, terms[0]) == 1, 0), else_=1)
    found: list[PlaceLine] = []
    for level in ("building", "area", "community"):
        first = select(Place.id).where(Place.level == level, Place.deleted.is_(False), *holds)
        if state:
            first = first.outerjoin(Progress, _progress_of(Place, level)).where(*_in_state(state))
        first = first.order_by(starts, Place.sort_key, Place.id).limit(MOST_HITS - len(found))
        # Rows are read for what is shown alone, not for all that the sorter looks at.
        ids = list(session.scalars(first))
        found += _with_paths(session, _lines(level, planned=False).where(Place.id.in_(ids)), ids)
        if len(found) >= MOST_HITS:
            break
    return found


def _with_paths(session: Session, query: Select[Any], ids: list[UUID]) -> list[PlaceLine]:
    """Return the lines of places in the order of ``ids``, each with the names above it."""
    rows = {row[0].id: row for row in session.execute(query)} if ids else {}
    paths = place_paths(session, (row[0].parent for row in rows.values()))
    return [_line(rows[key], paths.get(rows[key][0].parent, "")) for key in ids if key in rows]


def lines(session: Session, places: list[UUID]) -> list[PlaceLine]:
    """Return buildings in a given order, each with the names above it."""
    query = _lines("building", planned=False).where(Place.id.in_(places))
    return _with_paths(session, query, places)


def unfinished(session: Session) -> list[PlaceLine]:
    """List the places that were begun and are not 查完, those with least missing first."""
    found: list[PlaceLine] = []
    for level in FORM_OF_LEVEL:
        query = _lines(level).where(Progress.state.in_(("in_progress", "incomplete")))
        gaps = Progress.missing_answers + Progress.missing_photos
        rows = session.execute(query.order_by(gaps, Place.sort_key).limit(MOST_HITS)).all()
        paths = place_paths(session, (row[0].parent for row in rows))
        found += [_line(row, paths.get(row[0].parent, "")) for row in rows]
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


def neighbour(session: Session, place: UUID | None, by: int, state: str = "") -> PlaceLine | None:
    """Return the next (``by`` 1) or previous (-1) building in tree order, of a state if given.

    Args:
        session: A reading session.
        place: Where to start; None: at the very first or last.
        by: Direction.
        state: Only buildings of this state.
    """
    area, community = aliased(Place), aliased(Place)
    key = (community.sort_key, area.sort_key, Place.sort_key, Place.id)
    query = (
        _lines("building")
        .join(area, area.id == Place.parent)
        .join(community, community.id == area.parent)
        .where(*_in_state(state))
    )
    if place is not None:
        here = session.execute(
            select(*key)
            .select_from(Place)
            .join(area, area.id == Place.parent)
            .join(community, community.id == area.parent)
            .where(Place.id == place)
        ).first()
        if here is not None:
            mine = tuple_(*key)
            there = tuple(here)
            query = query.where(mine > there if by > 0 else mine < there)
    order = key if by > 0 else tuple(column.desc() for column in key)
    row = session.execute(query.order_by(*order).limit(1)).first()
    return _line(row, place_path(session, row[0].parent)) if row is not None else None


def state_counts(session: Session) -> dict[str, int]:
    """Count the buildings by state; ``not_started`` includes those nobody opened."""
    query = (
        select(_state(), func.count())
        .select_from(Place)
        .outerjoin(Progress, _progress_of(Place, "building"))
        .where(Place.level == "building", Place.deleted.is_(False))
        .group_by(_state())
    )
    return {str(state): int(count) for state, count in session.execute(query)}


def card(session: Session, place: UUID) -> Card | None:
    """Return what may be corrected about a place."""
    row = session.get(Place, place)
    if row is None or row.deleted:
        return None
    from app.inspection.roster_columns import ATTRIBUTES  # only this needs the columns

    fields = {column.name: getattr(row, column.name) for column in ATTRIBUTES}
    known = {name: value for name, value in fields.items() if value is not None}
    return Card(row.id, row.level or "", row.name or "", row.parent, known)


def _state() -> Any:
    return func.coalesce(Progress.state, "not_started")


def _counts(state: str) -> list[Any]:
    found = func.sum(case((_state() == state, 1), else_=0)) if state else func.count()
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


def _progress_of(place: Any, level: str) -> Any:
    return and_(Progress.place == place.id, Progress.form_id == FORM_OF_LEVEL[level])


def _in_state(state: str) -> list[Any]:
    if not state:
        return []
    if state == "not_started":
        return [or_(Progress.state.is_(None), Progress.state == state)]
    return [Progress.state == state]


_RETURNED = '"returned"'


def _lines(level: str, *, planned: bool = True) -> Select[Any]:
    """Select places of a level with their progress; not ``planned``: no index by level."""
    ranks = case(*((Finding.severity == name, rank) for name, rank in _RANKS.items()), else_=0)
    worst = (
        select(func.max(ranks))
        .where(Finding.inspection == Progress.inspection)
        .correlate(Progress)
        .scalar_subquery()
    )
    returned = (
        select(Cell.value)
        .where(Cell.subject == Progress.inspection, Cell.field == "state", Cell.kind == "review")
        .correlate(Progress)
        .scalar_subquery()
    )
    return (
        select(Place, Progress, worst, returned)
        .outerjoin(Progress, _progress_of(Place, level))
        .where((Place.level if planned else Place.level.concat("")) == level)
        .where(Place.deleted.is_(False))
    )


def _line(row: Any, where: str = "") -> PlaceLine:
    place, progress, worst, review = row
    state = progress.state if progress else "not_started"
    return PlaceLine(
        id=place.id,
        level=place.level or "",
        name=place.name or place.code or "",
        floors=place.floors_above,
        structure=place.structure or "",
        households=place.households,
        where=where,
        inspection=progress.inspection if progress else None,
        state="returned" if review == _RETURNED else state,
        answered=progress.answered if progress else 0,
        relevant=progress.relevant if progress else 0,
        missing=progress.missing_answers + progress.missing_photos if progress else 0,
        findings=progress.findings if progress else 0,
        worst=_SEVERITIES.get(worst or 0, ""),
        conflicts=progress.conflicts if progress else 0,
        undecided=(
            progress.undecidable + progress.not_reached + progress.conflicts if progress else 0
        ),
    )
