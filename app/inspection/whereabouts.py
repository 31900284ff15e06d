"""Where something is, in words: 长安社区 · 样例小区甲 · 3号楼."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.derived import Finding
from app.models.tables import Inspection, Photo, Place

_FROM_LEVEL = {"district", "street"}


def place_path(session: Session, place: UUID | None, *, full: bool = False) -> str:
    """Return the names from the community down to a place; ``full``: from the district."""
    names: list[str] = []
    while place is not None and len(names) < 16:
        row = session.get(Place, place)
        if row is None or (row.level in _FROM_LEVEL and not full):
            break
        names.append(row.name or row.code or str(row.id)[:8])
        place = row.parent
    return " · ".join(reversed(names))


def place_paths(session: Session, places: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Return `place_path` of many places at once, with one query a level instead of one a name."""
    known: dict[UUID, tuple[str, str, UUID | None]] = {}
    asked = {place for place in places if place is not None}
    wanted = set(asked)
    for _level in range(16):  # a loop of parents must not hang the program
        if not wanted:
            break
        columns = (Place.id, Place.level, Place.name, Place.code, Place.parent)
        rows = session.execute(select(*columns).where(Place.id.in_(wanted))).all()
        for key, level, name, code, parent in rows:
            known[key] = (level or "", name or code or str(key)[:8], parent)
        wanted = {row.parent for row in rows if row.parent is not None} - set(known)
    found: dict[UUID | None, str] = {None: ""}
    for place in asked:
        names: list[str] = []
        current: UUID | None = place
        while current in known and len(names) < 16:
            level, name, parent = known[current]
            if level in _FROM_LEVEL:
                break
            names.append(name)
            current = parent
        found[place] = " · ".join(reversed(names))
    return found


def describe_subject(session: Session, kind: str, subject: UUID) -> str:
    """Return where the subject of a change is; its id when its place is not known yet."""
    place: UUID | None = None
    if kind == "place":
        place = subject
    elif kind == "inspection":
        place = session.scalar(select(Inspection.place).where(Inspection.id == subject))
    elif kind == "photo":
        place = session.scalar(
            select(Inspection.place)
            .join(Photo, Photo.inspection == Inspection.id)
            .where(Photo.id == subject)
        )
    elif kind == "judgement":
        place = session.scalar(select(Finding.place).where(Finding.id == subject))
    return place_path(session, place) or f"{kind} {subject}"
