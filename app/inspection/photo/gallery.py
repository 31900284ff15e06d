"""All photos of a workspace as plain rows for the gallery: read at once, grouped in memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.i18n import N_, _
from app.inspection.people import SIGNATURE
from app.inspection.whereabouts import place_paths
from app.models.custody import Purged
from app.models.derived import PhotoSent
from app.models.media import is_picture
from app.models.names import sort_key
from app.models.tables import Inspection, Photo, Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_ZONE = ZoneInfo("Asia/Shanghai")
BUILDING, DAY, QUESTION, DOUBT = "building", "day", "question", "doubt"
GROUPS = {
    BUILDING: N_("By building"),
    DAY: N_("By day"),
    QUESTION: N_("By question"),
    DOUBT: N_("To look into"),
}
EVERY, UNASSIGNED, HERE_ONLY, MARKED = "every", "unassigned", "here_only", "marked"
FILTERS = {
    EVERY: N_("All photos"),
    UNASSIGNED: N_("Not assigned to a question"),
    HERE_ONLY: N_("Only on this machine"),
    MARKED: N_("With marks"),
}


_CODE = re.compile(r"[A-Z]{2}_([A-Z]\d+)")
_COLUMNS = (
    *("id", "inspection", "question", "finding", "sha256", "extension", "marks", "caption"),
    *("original_name", "taken_at", "taken_zone", "added_at"),
)


class GalleryPhoto(NamedTuple):
    """One photo; small, since there may be tens of thousands.

    Attributes:
        where: Its building in words; shared by all photos of the building.
        code: Of the question, such as B03; empty: of the building.
        day: Day it was taken, or else taken in, such as 2026-11-22.
        time: Such as 14:36.
        sent: A package that was written here carries it.
        away: Its original was let go here: the hub has it.
    """

    id: UUID
    inspection: UUID
    place: UUID
    where: str
    question: str | None
    finding: UUID | None
    code: str
    day: str
    time: str
    sha256: str
    extension: str
    marks: str
    caption: str
    name: str
    sent: bool
    away: bool = False


@dataclass(frozen=True)
class Group:
    """Photos under one heading."""

    title: str
    photos: tuple[GalleryPhoto, ...]


def gallery(session: Session) -> list[GalleryPhoto]:
    """Read all photos that can be shown, in the order of the roster."""
    query = (
        select(*(getattr(Photo, name) for name in _COLUMNS), Inspection.place)
        .join(Inspection, Inspection.id == Photo.inspection)
        .join(Place, Place.id == Inspection.place)
        .where(Photo.deleted.is_(False), Photo.sha256.is_not(None), is_picture(Photo))
        .order_by(Photo.inspection, Photo.position, Photo.id)
    )
    rows = list(session.execute(query).all())
    paths = place_paths(session, {row.place for row in rows})
    order = {place: sort_key(where.replace(" · ", " ")) for place, where in paths.items()}
    rows.sort(key=lambda row: order[row.place])  # keeps the order within a building
    sent = set(session.scalars(select(PhotoSent.sha256)))
    away = set(session.scalars(select(Purged.sha256)))
    shared: dict[str, str] = {}
    found = []
    for row in rows:
        if (row.question or "").endswith(f"/{SIGNATURE}"):
            continue
        day, time = _moment(row.taken_at, row.taken_zone, row.added_at)
        found.append(
            GalleryPhoto(
                row.id, row.inspection, row.place, paths.get(row.place, ""), row.question,
                row.finding, shared.setdefault(row.question or "", short_code(row.question)),
                shared.setdefault(day, day), time, row.sha256, row.extension or "jpg",
                row.marks or "", row.caption or "", row.original_name or "", row.sha256 in sent,
                row.sha256 in away,
            )
        )  # fmt: skip
    return found


def chosen(photos: Iterable[GalleryPhoto], which: str, text: str) -> list[GalleryPhoto]:
    """Return the photos that a filter and a search let through.

    Args:
        photos: All of them.
        which: One of `FILTERS`.
        text: Words that must all occur in building, code, caption, day or file name.
    """
    keep: dict[str, Callable[[GalleryPhoto], bool]] = {
        UNASSIGNED: lambda one: one.question is None,
        HERE_ONLY: lambda one: not one.sent,
        MARKED: lambda one: bool(one.marks),
    }
    test = keep.get(which)
    found = [one for one in photos if test is None or test(one)]
    terms = text.casefold().split()
    if terms:
        found = [one for one in found if all(term in _text(one) for term in terms)]
    return found


def grouped(
    photos: Sequence[GalleryPhoto], by: str, doubts: dict[UUID, str] | None = None
) -> list[Group]:
    """Put photos under headings.

    Args:
        photos: In the order of the roster.
        by: One of `GROUPS`.
        doubts: For ``doubt``: what is doubtful, by photo; others are left out.
    """
    piles: dict[str, list[GalleryPhoto]] = {}
    if by == DOUBT:
        for one in photos:
            if doubts and one.id in doubts:
                piles.setdefault(doubts[one.id], []).append(one)
        return [Group(title, tuple(pile)) for title, pile in sorted(piles.items())]
    for one in photos:
        key = {BUILDING: one.where, DAY: one.day, QUESTION: one.code}[by]
        piles.setdefault(key, []).append(one)
    keys = list(piles)
    if by == DAY:
        keys.sort(reverse=True)
    elif by == QUESTION:
        keys.sort(key=lambda key: (key == "", key))
    empty = {DAY: _("Without a day"), QUESTION: _("Of the whole building")}.get(by, _("Unknown"))
    return [Group(key or empty, tuple(piles[key])) for key in keys]


def short_code(path: str | None) -> str:
    """Return the code of the question that a path belongs to, such as B03."""
    name = (path or "").rpartition("/")[2]
    found = _CODE.match(name)
    return found[1] if found else name.partition("_photo")[0]


def _text(one: GalleryPhoto) -> str:
    return f"{one.where} {one.code} {one.caption} {one.name} {one.day}".casefold()


def _moment(taken: int | None, zone: str | None, added: int | None) -> tuple[str, str]:
    at = taken if taken is not None else added
    if at is None:
        return "", ""
    wall = taken is not None and not zone  # without a zone the wall time was kept as if UTC
    moment = datetime.fromtimestamp(at / 1000, UTC if wall else _ZONE)
    return f"{moment:%Y-%m-%d}", f"{moment:%H:%M}"
