"""What a photo can be laid beside: last year's of its building first, then its other photos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.i18n import _
from app.inspection.effort.recall import recalled
from app.inspection.whereabouts import place_path
from app.models.media import is_picture
from app.models.tables import Inspection, Photo

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Candidate:
    """A photo, and what it is called in a list."""

    id: UUID
    words: str
    sha256: str
    extension: str
    marks: str


def candidates(
    session: Session,
    place: UUID,
    inspection: UUID,
    photo: UUID,
    question: str | None = None,
    wanted: UUID | None = None,
) -> list[Candidate]:
    """List photos to compare one with, the likeliest first.

    Args:
        session: To read with.
        place: The building; photos of what earlier rounds found there come first.
        inspection: Its other photos come next, those of the same question before the rest.
        photo: The photo itself, which is left out.
        question: What it illustrates.
        wanted: A photo of another building that is to be looked at; it stands before all.
    """
    found: list[Candidate] = []
    if wanted is not None:
        found += _of_another(session, wanted)
    for item in recalled(session, place):
        for one in item.before:
            words = " · ".join(
                part for part in (item.round, item.title, _day(one.taken_at)) if part
            )
            marks = session.scalar(select(Photo.marks).where(Photo.id == one.id))
            found.append(Candidate(one.id, words, one.sha256, one.extension, marks or ""))
    query = (
        select(Photo)
        .where(
            Photo.inspection == inspection,
            Photo.deleted.is_(False),
            Photo.sha256.is_not(None),
            is_picture(Photo),
            Photo.id != photo,
        )
        .order_by(Photo.position, Photo.id)
    )
    rows = sorted(session.scalars(query), key=lambda row: row.question != question)
    for number, row in enumerate(rows, 1):
        name = (row.question or "").rpartition("/")[2].partition("_photo")[0].replace("_", "-")
        code = name.partition("-")[2] or name or _("Whole building")
        words = " · ".join(part for part in (code, row.caption, _day(row.taken_at)) if part)
        found.append(_candidate(row, f"{number} {words}"))
    unique: dict[UUID, Candidate] = {}
    for candidate in found:
        unique.setdefault(candidate.id, candidate)
    unique.pop(photo, None)
    return list(unique.values())


def _of_another(session: Session, photo: UUID) -> list[Candidate]:
    row = session.get(Photo, photo)
    if row is None or row.sha256 is None:
        return []
    place = session.scalar(select(Inspection.place).where(Inspection.id == row.inspection))
    return [_candidate(row, place_path(session, place) or _("Another building"))]


def _candidate(row: Photo, words: str) -> Candidate:
    return Candidate(row.id, words, row.sha256 or "", row.extension or "jpg", row.marks or "")


def _day(at_ms: int | None) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d}" if at_ms else ""
