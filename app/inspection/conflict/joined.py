"""Two places of the roster that are one building: joined and parted without losing a record.

A join is one field of the place, ``same_as``, that names the other one; nothing is moved. Whatever
is joined with one another counts as the place that itself names no other. Places that name one
another in a circle, as two desks may say at once, count as the one with the smallest id; the same
set of changes gives the same places everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.i18n import N_
from app.models.acts import recorded
from app.models.derived import Progress
from app.models.log import Draft, write
from app.models.tables import Cell, Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

FIELD = "same_as"


@dataclass(frozen=True)
class Twice:
    """A building that was inspected under several of its places with the same form.

    Attributes:
        inspections: The record of the place that all count as first.
    """

    place: UUID
    form_id: str
    inspections: tuple[UUID, ...]


def joined(session: Session) -> dict[UUID, UUID]:
    """Map each joined place to the one that it counts as; the others are left out."""
    query = (
        select(Place.id, Cell.value)
        .join(Cell, (Cell.subject == Place.id) & (Cell.field == FIELD) & (Cell.kind == "place"))
        .where(Place.deleted.is_(False))
    )
    named = {row.id: other for row in session.execute(query) if (other := _id(row.value))}
    alive = set(
        session.scalars(
            select(Place.id).where(Place.id.in_(set(named.values())), Place.deleted.is_(False))
        )
    )
    return one_of_each({place: other for place, other in named.items() if other in alive})


def one_of_each(named: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """Map every place of a group to the one it counts as.

    Args:
        named: Which place each one says that it is the same as.
    """
    found: dict[UUID, UUID] = {}
    for start in named:
        trail: list[UUID] = []
        place = start
        while place in named and place not in trail:
            trail.append(place)
            place = named[place]
        # A place that is met again closes a circle: all of it counts as its smallest.
        end = min(trail[trail.index(place) :]) if place in trail else place
        if start != end:
            found[start] = end
    return found


@recorded("place_join")
def join(workspace: Workspace, place: UUID, other: UUID, *, person: str = "") -> None:
    """Say that a place is another one; from now on it counts as that.

    Raises:
        AppError: They are one already, are of different levels, or one of them is not here.
    """
    with workspace.sessions.begin() as session:
        rows = [session.get(Place, one) for one in (place, other)]
        if any(row is None or row.deleted for row in rows) or rows[0].level != rows[1].level:  # type: ignore[union-attr]
            raise AppError(N_("Only two places of the same kind can be one"))
        same = joined(session)
        if same.get(place, place) == same.get(other, other):
            raise AppError(N_("These two are one place already"))
        # The place that it counts as now joins too, so that nobody who joined it is left behind.
        draft = Draft("place", same.get(place, place), FIELD, str(same.get(other, other)))
        write(session, workspace.writer(session, person), [draft])


@recorded("place_part")
def part(workspace: Workspace, place: UUID, *, person: str = "") -> None:
    """Say that a place is one of its own again; its record says again what it had said.

    Raises:
        AppError: It was not joined.
    """
    with workspace.sessions.begin() as session:
        if place not in joined(session):
            raise AppError(N_("This place is not joined with another"))
        from app.inspection.effort.taking_back import take_back_apart

        author = workspace.writer(session, person)
        write(session, author, [Draft("place", place, FIELD, None)])
        take_back_apart(session, author)


def inspected_twice(session: Session) -> list[Twice]:
    """List the joined places that more than one of their inspections speaks of: to be compared."""
    same = joined(session)
    members = {*same, *same.values()}
    query = select(Progress.inspection, Progress.place, Progress.form_id).where(
        Progress.place.in_(members), Progress.state != "not_started"
    )
    found: dict[tuple[UUID, str], list[tuple[bool, UUID]]] = {}
    for row in session.execute(query):
        key = (same.get(row.place, row.place), row.form_id or "")
        found.setdefault(key, []).append((row.place in same, row.inspection))
    return [
        Twice(place, form_id, tuple(one for _joined, one in sorted(ids)))
        for (place, form_id), ids in sorted(found.items())
        if len(ids) > 1
    ]


def group_of(session: Session, place: UUID) -> Sequence[UUID]:
    """Return all places that are one with a place, the one they count as first."""
    same = joined(session)
    chief = same.get(place, place)
    return [chief, *sorted(one for one, other in same.items() if other == chief)]


def _id(value: str) -> UUID | None:
    said = json.loads(value)
    try:
        return UUID(said) if isinstance(said, str) else None
    except ValueError:
        return None
