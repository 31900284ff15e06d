"""Which communities the work of a package is in."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.models.tables import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy.orm import Session

_AT_ONCE = 500


def communities(
    session: Session, places: Collection[str], names: Mapping[str, str]
) -> Counter[str]:
    """Count the places of each community, by its name.

    Args:
        session: Of the workspace that the package comes to.
        places: Ids of places, as the package has them: nobody has looked at them yet.
        names: What the package itself says of places: ``<id>/name``, ``/parent`` and ``/level``.
    """
    above = (value for key, value in names.items() if key.endswith("/parent"))
    known = _rows(session, [*places, *(key.partition("/")[0] for key in names), *above])
    found = (_community(known, one, names) for one in places)
    return Counter(one for one in found if one)


def community_of(session: Session, place: str) -> str:
    """Return the name of the community that a place of the workspace is in; empty: unknown."""
    return _community(_rows(session, [place]), place, {})


def _rows(session: Session, places: Iterable[str]) -> dict[UUID, Place]:
    """Return those of these places that the workspace has, and all above them."""
    found: dict[UUID, Place] = {}
    asked: set[UUID] = set()
    wanted = {at for one in places if (at := _uuid(one)) is not None}
    while wanted:
        asked |= wanted
        ids, above = sorted(wanted), set[UUID]()
        for start in range(0, len(ids), _AT_ONCE):
            query = select(Place).where(Place.id.in_(ids[start : start + _AT_ONCE]))
            for row in session.scalars(query):
                found[row.id] = row
                above |= {row.parent} if row.parent is not None else set()
        wanted = above - asked
    return found


def _community(known: Mapping[UUID, Place], place: str, names: Mapping[str, str]) -> str:
    """Return the community of a place, from this workspace or from the package itself."""
    for _level in range(16):
        at = _uuid(place)
        if at is None:
            return ""
        row = known.get(at)
        if row is not None:
            level, name, above = row.level, row.name, str(row.parent or "")
        else:
            level, name = names.get(f"{at}/level"), names.get(f"{at}/name")
            above = names.get(f"{at}/parent", "")
        if level == "community":
            return name or ""
        place = above
    return ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
