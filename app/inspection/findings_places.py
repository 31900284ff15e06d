"""Where findings stand: places in roster order, inspections, what joined records tell twice."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import LargeBinary, select, type_coerce

from app.inspection.conflict.joined import joined
from app.inspection.conflict.once import amount, doubled, once
from app.inspection.findings_table import LEVELS, Spot
from app.models.derived import Progress
from app.models.faults import mendable
from app.models.raw import raw
from app.models.tables import Inspection, Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_HIGHEST = 16


class Visit(NamedTuple):
    """An inspection: the number of its place, whether it is done, its checklist."""

    place: int
    done: bool
    form_id: str


class Twice(NamedTuple):
    """What several records of one building tell.

    Attributes:
        again: Findings that another one, which is shown, tells of too.
        lacking: Findings that some record of the building does not tell of.
    """

    again: frozenset[bytes]
    lacking: frozenset[bytes]


def same_places(session: Session) -> dict[bytes, bytes]:
    """Map the id of each joined place to that of the one it counts as."""
    return {place.bytes: chief.bytes for place, chief in joined(session).items()}


def spots_of(
    session: Session, campaign: UUID, same: Mapping[bytes, bytes]
) -> tuple[list[Spot], dict[bytes, int]]:
    """List the places that have checklists in roster order, and the number of each."""
    key = [type_coerce(column, LargeBinary) for column in (Place.id, Place.parent)]
    query = select(
        key[0].label("id"), key[1].label("parent"), Place.level, Place.name, Place.code,
        Place.sort_key, Place.search, Place.deleted,
    ).where(Place.campaign == campaign)  # fmt: skip
    rows = {row.id: row for row in session.connection().execute(query)}
    chains: dict[bytes, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def chain(place: bytes, depth: int = 0) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return sort keys and names from the community down."""
        row = rows.get(place)
        if row is None or depth > _HIGHEST or row.level in ("district", "street"):
            return (), ()
        if place not in chains:
            keys, names = chain(row.parent, depth + 1) if row.parent else ((), ())
            if row.deleted:  # what stood in a removed area stands in its community
                chains[place] = keys, names
            else:
                name = row.name or row.code or ""
                chains[place] = (*keys, row.sort_key or name), (*names, name)
        return chains[place]

    # Places that are one building stand there once; their inspections both belong to it.
    same = {place: chief for place, chief in same.items() if chief in rows}
    found = []
    for place, row in rows.items():
        if row.level in LEVELS and not row.deleted and place not in same:
            keys, names = chain(place)
            found.append((keys, place, row, names))
    found.sort(key=lambda one: (one[0], one[1]))
    spots = [
        Spot(
            UUID(bytes=place),
            row.level,
            names,
            f"{' '.join(names)} {row.search or ''}".casefold(),
        )
        for _keys, place, row, names in found
    ]
    numbers = {one[1]: number for number, one in enumerate(found)}
    numbers |= {place: numbers[chief] for place, chief in same.items() if chief in numbers}
    return spots, numbers


def visits_of(
    session: Session, round_: str | None, numbers: dict[bytes, int], spots: list[Spot]
) -> tuple[dict[bytes, Visit], int, int]:
    """Map inspections to places; count buildings with open answers, and inspections not done."""
    key = [type_coerce(column, LargeBinary) for column in (Inspection.id, Inspection.place)]
    query = (
        select(
            key[0].label("id"), key[1].label("place"), Progress.state, Progress.form_id,
            (Progress.undecidable + Progress.not_reached).label("open"),
        )
        .outerjoin(Progress, Progress.inspection == Inspection.id)
        .where(Inspection.deleted.is_(False))
    )  # fmt: skip
    if round_:
        query = query.where(Inspection.round == round_)
    visits: dict[bytes, Visit] = {}
    open_places: set[int] = set()
    unfinished = 0
    for row in session.connection().execute(query):
        number = numbers.get(row.place)
        if number is None:
            continue
        visits[row.id] = Visit(number, row.state == "done", row.form_id or "")
        if row.open and spots[number].level == "building":
            open_places.add(number)
        unfinished += row.state in ("in_progress", "incomplete")
    return visits, len(open_places), unfinished


def told_twice(session: Session, visits: Mapping[bytes, Visit]) -> Twice:
    """Find what the records of joined places tell more than once, or not all of them."""
    records = doubled(
        (visit.place, visit.form_id, inspection)
        for inspection, visit in visits.items()
        if visit.done
    )
    again: set[bytes] = set()
    lacking: set[bytes] = set()
    for inspections in records.values():
        rules: dict[str, dict[bytes, list[tuple[bytes, Decimal | None]]]] = {}
        for inspection in inspections:
            with mendable():
                found = raw(session).execute(
                    "SELECT id, rule, quantity FROM finding WHERE inspection = ?", (inspection,)
                )
                for key, rule, quantity in found:
                    own = rules.setdefault(rule, {}).setdefault(inspection, [])
                    own.append((key, amount(quantity)))
        for by_record in rules.values():
            for told, lacks in once(by_record, len(inspections), lambda one: one[1]):
                again.update(one[0] for one in told[1:])
                if lacks:
                    lacking.add(told[0][0])
    return Twice(frozenset(again), frozenset(lacking))
