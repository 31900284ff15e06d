"""What changed since a record was reviewed last: all that a reviewer has to look at again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.inspection.field_words import FieldWords
from app.inspection.remarks import path_of as noted_path
from app.inspection.review.fields import CONFIRMED, KIND, RETURNED, Review, review_of
from app.models.log import history
from app.models.tables import Change, Photo

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import HistoryRow
    from app.workspace import Workspace


@dataclass(frozen=True)
class Difference:
    """A field that changed since the review.

    Attributes:
        path: The question; empty for what belongs to none.
        what: Question in words; ``before`` and ``after``: values in words, empty for none.
        asked: It had been sent back.
        person: Who changed it last.
    """

    path: str
    what: str
    before: str
    after: str
    asked: bool
    person: str


def differences(workspace: Workspace, session: Session, inspection: UUID) -> list[Difference]:
    """List what changed since the record was reviewed last; nothing when it never was."""
    review = review_of(session, inspection)
    cut = _cut(session, inspection, review)
    if not cut:
        return []
    words = FieldWords(workspace, session)
    newer = _newer(session, inspection, cut)
    asked = set(review.paths)
    found = []
    for field in sorted(newer):
        steps = [one for one in history(session, inspection, field) if one.kind == "inspection"]
        after = next((one for one in steps if one.shown), None)
        before = _last([one for one in steps if one.live and one.change not in newer[field]])
        texts = [
            words.value("inspection", inspection, field, one.value) if one and one.value else ""
            for one in (before, after)
        ]
        if texts[0] == texts[1]:
            continue
        path = noted_path(field) or (field if field.startswith("/") else "")
        found.append(
            Difference(
                path,
                words.field("inspection", inspection, noted_path(field) or field),
                texts[0],
                texts[1],
                path in asked,
                after.person if after else "",
            )
        )
    return found + _photos(session, inspection, cut, words)


def _cut(session: Session, inspection: UUID, review: Review) -> int:
    """Return the local number of the change that reviewed last: returned or confirmed."""
    if review.state in (CONFIRMED, RETURNED):
        return review.change
    rows = session.execute(
        select(Change.n, Change.value)
        .where(Change.subject == inspection, Change.kind == KIND, Change.field == "state")
        .order_by(Change.n.desc())
    )
    return next((n for n, value in rows if value in (f'"{RETURNED}"', f'"{CONFIRMED}"')), 0)


def _newer(session: Session, inspection: UUID, cut: int) -> dict[str, set[UUID]]:
    query = select(Change.field, Change.id).where(
        Change.subject == inspection, Change.kind == "inspection", Change.n > cut
    )
    found: dict[str, set[UUID]] = {}
    for row in session.execute(query):
        if row.field.startswith("/") or noted_path(row.field):
            found.setdefault(row.field, set()).add(row.id)
    return found


def _last(steps: Sequence[HistoryRow]) -> HistoryRow | None:
    return max(steps, key=lambda one: (one.clock, one.device.bytes, one.change), default=None)


def _photos(session: Session, inspection: UUID, cut: int, words: FieldWords) -> list[Difference]:
    """List the photos that came since."""
    query = (
        select(Photo.id, Photo.question, func.min(Change.n))
        .join(Change, Change.subject == Photo.id)
        .where(Photo.inspection == inspection, Change.kind == "photo", Photo.deleted.is_(False))
        .group_by(Photo.id, Photo.question)
    )
    count: dict[str, int] = {}
    for _photo, question, first in session.execute(query):
        if first > cut:
            count[question or ""] = count.get(question or "", 0) + 1
    return [
        Difference(
            path,
            words.field("inspection", inspection, path) if path else "",
            "",
            f"+{number}",
            False,
            "",
        )
        for path, number in sorted(count.items())
    ]
