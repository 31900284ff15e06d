"""How many photos stand behind a question or a finding."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models import tables
from app.models.media import is_picture
from app.reports.city.keys import key_of
from app.reports.facts import Key

_PHOTO = "_photo"  # an image question is named after the question it illustrates


def illustrated(question: str) -> str:
    """Return the question that an image question illustrates, or the path itself."""
    head, mark, tail = question.rpartition(_PHOTO)
    return head if mark and (not tail or tail.isdecimal()) else question


def photo_counts(
    session: Session, scope: list[ColumnElement[bool]]
) -> tuple[dict[tuple[Key, str], int], dict[Key, int]]:
    """Count photos by question and, apart from these, those tied to a finding alone."""
    photo = tables.Photo
    query = (
        select(key_of(photo.inspection), photo.question, key_of(photo.finding), func.count())
        .join(tables.Inspection, tables.Inspection.id == photo.inspection)
        .where(*scope, photo.deleted.is_(False), is_picture(photo))
        .group_by(photo.inspection, photo.question, photo.finding)
    )
    of_question: dict[tuple[Key, str], int] = {}
    of_finding: dict[Key, int] = {}
    for inspection, question, finding, photos in session.execute(query):
        if question and inspection is not None:
            key = (inspection, illustrated(question))
            of_question[key] = of_question.get(key, 0) + photos
        elif finding is not None:
            of_finding[finding] = of_finding.get(finding, 0) + photos
    return of_question, of_finding
