"""The buildings before and behind one, in the order of the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import aliased

from app.inspection.place_lines import PlaceLine, in_state, line_of, lines_of
from app.inspection.whereabouts import place_path, place_paths
from app.models.tables import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def neighbour(session: Session, place: UUID | None, by: int, state: str = "") -> PlaceLine | None:
    """Return the next (``by`` 1) or previous (-1) building in tree order; see `neighbours`."""
    return next(iter(neighbours(session, place, by, 1, state)), None)


def neighbours(
    session: Session, place: UUID | None, by: int, count: int, state: str = ""
) -> list[PlaceLine]:
    """Return the buildings behind (``by`` 1) or before (-1) one in tree order, nearest first.

    Args:
        session: A reading session.
        place: Where to start; None: at the very first or last.
        by: Direction.
        count: At most so many.
        state: Only buildings of this state.
    """
    near = _in_the_area(session, place, by, count, state) if place is not None else []
    if len(near) == count:
        return near
    area, community = aliased(Place), aliased(Place)
    key = (community.sort_key, area.sort_key, Place.sort_key, Place.id)
    query = (
        lines_of("building")
        .join(area, area.id == Place.parent)
        .join(community, community.id == area.parent)
        .where(*in_state(state))
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
    rows = session.execute(query.order_by(*order).limit(count)).all()
    paths = place_paths(session, (row[0].parent for row in rows))
    return [line_of(row, paths.get(row[0].parent, "")) for row in rows]


def _in_the_area(session: Session, place: UUID, by: int, count: int, state: str) -> list[PlaceLine]:
    """Return `neighbours` as far as they lie in the same area: no other place is looked at."""
    above = aliased(Place)
    here = session.execute(
        select(Place.sort_key, Place.id, Place.parent)
        .join(above, above.id == Place.parent)
        .where(Place.id == place, above.parent.is_not(None))
    ).first()
    if here is None:
        return []
    key = (Place.sort_key, Place.id)
    mine, there = tuple_(*key), (here.sort_key, here.id)
    query = lines_of("building", planned=False).where(Place.parent == here.parent, *in_state(state))
    query = query.where(mine > there if by > 0 else mine < there)
    order = key if by > 0 else tuple(column.desc() for column in key)
    rows = session.execute(query.order_by(*order).limit(count)).all()
    where = place_path(session, here.parent)
    return [line_of(row, where) for row in rows]
