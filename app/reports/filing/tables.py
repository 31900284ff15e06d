"""Flat tables of a campaign: a row per building, per inspection, per finding, per photo.

What is sensitive (people's names, telephone numbers, answers that a checklist marks so) is not in
them unless it is asked for. Cells are words as people read them; counts stay numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.inspection.checklists import definition
from app.inspection.roster.columns import ATTRIBUTES
from app.models.tables import Inspection
from app.reports.city.read import read_city
from app.reports.facts import City, Place
from app.reports.filing.answers import Answers, asked
from app.reports.filing.columns import (
    STATES,
    UNSETTLED,
    WHERE,
    Cell,
    FlatColumn,
    FlatTable,
    clean,
    local_time,
    number_of,
    of_community,
    where_cells,
)
from app.reports.filing.found import findings_table, photos_table
from app.reports.filing.unsettled import Undecided
from app.reports.lookups import word

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace


def flat_tables(
    workspace: Workspace, session: Session, *, sensitive: bool = False
) -> tuple[City, list[FlatTable]]:
    """Return the tables of the workspace's campaign.

    Args:
        workspace: For the checklists.
        session: Must stay open while rows are read.
        sensitive: With what identifies people; never for a file that leaves the house.

    Raises:
        AppError: Findings are not up to date, or there is no campaign.
    """
    city = read_city(session)
    undecided = Undecided(city, workspace, session)
    tables = [_places(city, session, undecided)]
    tables += _answers(city, workspace, session, undecided, sensitive)
    tables += [
        findings_table(city, sensitive=sensitive),
        photos_table(city, workspace, session, sensitive=sensitive),
    ]
    return city, [replace(one, rows=_cleaned(one.rows)) for one in tables]


def _cleaned(
    rows: Callable[[str], Iterator[list[Cell]]],
) -> Callable[[str], Iterator[list[Cell]]]:
    return lambda community: map(clean, rows(community))


_NUMBERS = ("floor_area", "longitude", "latitude")
"""Kept as texts, so that nothing of them is lost; in a sheet they are to be reckoned with."""


def _own() -> list[FlatColumn]:
    left_out = ("manager", "note", "sample", "temporary")  # a person, remarks, and what is ours
    return [
        FlatColumn(f"place.{one.name}", one.zh) for one in ATTRIBUTES if one.name not in left_out
    ]


def _own_cells(session: Session, place: Place) -> list[Cell]:
    from app.models.tables import Place as Row

    row = session.get(Row, UUID(bytes=place.id))
    names = [column.key.partition(".")[2] for column in _own()]
    doubts = place.doubts
    return [doubts.get(name) or _attribute(name, getattr(row, name, None)) for name in names]


def _places(city: City, session: Session, undecided: Undecided) -> FlatTable:
    columns = (
        *WHERE,
        FlatColumn("visit.state", "检查情况"),
        FlatColumn("visit.unsettled", UNSETTLED, wide=True),
        FlatColumn("visit.findings", "问题数（处）"),
        FlatColumn("visit.date", "检查时间", time=True),
        *_own(),
    )

    # What is dismissed, disputed or of an unfinished record is not counted, here as in the lists.
    counted = Counter(one.place for one in city.findings if not one.mark)

    def rows(community: str) -> Iterator[list[Cell]]:
        wanted = of_community(city, community)
        for place in city.buildings:
            if not wanted(place):
                continue
            visit = city.visits.get((place.id, "housing"))
            yield [
                *where_cells(city, place),
                STATES.get(visit.state if visit else "not_started", ""),
                undecided.words(place, visit),
                counted[place.id] or (0 if undecided.nothing_found(place, visit) else None),
                local_time(visit.date_ms or None, city.campaign.zone) if visit else None,
                *_own_cells(session, place),
            ]

    return FlatTable("places", "楼栋", columns, rows)


def _attribute(name: str, value: object) -> Cell:
    if value is None or isinstance(value, bool):
        return "" if value is None else ("是" if value else "否")
    if isinstance(value, int):
        return value
    text = str(value)
    if name in _NUMBERS:
        return number_of(text) or text
    return word(name, text) if name in ("house_type", "structure", "lift", "area_type") else text


def _answers(
    city: City, workspace: Workspace, session: Session, undecided: Undecided, sensitive: bool
) -> list[FlatTable]:
    query = select(Inspection.form_id, Inspection.form_hash).where(
        Inspection.deleted.is_(False), Inspection.form_hash.is_not(None)
    )
    hashes: dict[str, set[str]] = {}
    for form_id, form_hash in session.execute(query.distinct()):
        hashes.setdefault(str(form_id), set()).add(str(form_hash))
    tables = []
    for form_id in sorted(hashes):
        forms = [definition(workspace, one) for one in sorted(hashes[form_id])]
        questions = asked(forms, sensitive=sensitive)
        columns = (
            *WHERE,
            FlatColumn("visit.state", "检查情况"),
            FlatColumn("visit.unsettled", UNSETTLED, wide=True),
            *_own(),
            *(FlatColumn(one.key, one.head, wide=one.wide) for one in questions),
        )
        words = Answers(session, questions, sensitive=sensitive)
        title = f"{forms[-1].title or form_id}·答案"
        tables.append(
            FlatTable(
                form_id, title, columns, _answer_rows(city, session, words, undecided, form_id)
            )
        )
    return tables


def _answer_rows(
    city: City, session: Session, words: Answers, undecided: Undecided, form_id: str
) -> Callable[[str], Iterator[list[Cell]]]:
    def rows(community: str) -> Iterator[list[Cell]]:
        wanted = of_community(city, community)
        places = {place.id: place for place in city.places.values()}
        for (place_id, form), visit in city.visits.items():
            place = places.get(place_id)
            if form != form_id or place is None or not wanted(place):
                continue
            yield [
                *where_cells(city, place),
                STATES.get(visit.state, visit.state),
                undecided.words(place, visit),
                *_own_cells(session, place),
                *words.row(UUID(bytes=visit.inspection), undecided.twice(visit)),
            ]

    return rows
