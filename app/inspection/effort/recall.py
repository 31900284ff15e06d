"""回头看: what an earlier round found becomes a question of this one, with photos before and after.

Earlier findings are records of the kind ``earlier``: they travel in packages and merge like all
others, with the same id wherever they are taken over. The photos of then are photo rows that belong
to such a record and to no inspection; photos of now belong to both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.errors import AppError
from app.i18n import N_
from app.models.acts import Act, acting
from app.models.derived import Finding
from app.models.log import Draft, write
from app.models.tables import Earlier, Photo

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

STILL, MENDED, UNSEEN = "still", "mended", "unseen"
NOW = (STILL, MENDED, UNSEEN)
WORDS = {STILL: N_("still there"), MENDED: N_("mended"), UNSEEN: N_("cannot be seen")}


@dataclass(frozen=True)
class RecallPhoto:
    """A photo of a recalled problem."""

    id: UUID
    sha256: str
    extension: str
    caption: str
    taken_at: int | None


@dataclass(frozen=True)
class RecallItem:
    """A problem of an earlier round, asked again.

    Attributes:
        now: ``still`` 还在, ``mended`` 已改, ``unseen`` 看不到, or empty: nobody has said.
        before: Photos of then; ``after``: photos of now.
        again: Path of the question whose answer of this round finds the same, as last evaluated.
    """

    id: UUID
    place: UUID
    campaign: str
    round: str
    item: str
    title: str
    severity: str
    location: str
    found_at: int | None
    now: str
    note: str
    before: tuple[RecallPhoto, ...]
    after: tuple[RecallPhoto, ...]
    again: str = ""


def recalled(session: Session, place: UUID) -> list[RecallItem]:
    """List what earlier rounds found at a place, the gravest first."""
    query = select(Earlier).where(Earlier.place == place, Earlier.deleted.is_(False))
    rank = {"critical": 0, "serious": 1, "minor": 2}
    found = [_item(session, row) for row in session.scalars(query)]
    found.sort(key=lambda one: (rank.get(one.severity, 3), one.item, one.round, str(one.id)))
    return found


def say(
    workspace: Workspace,
    earlier: UUID,
    now: str,
    *,
    note: str | None = None,
    person: str = "",
    now_ms: int | None = None,
) -> None:
    """Say how an earlier problem looks now; one act.

    Args:
        workspace: Where it is.
        earlier: The problem.
        now: ``still``, ``mended``, ``unseen``; empty: take it back.
        note: A remark; None: leave it as it is.
        person: Who looked.
        now_ms: Wall clock, UTC milliseconds.

    Raises:
        AppError: The problem is not here any more.
    """
    if now and now not in NOW:
        raise ValueError(f"unknown state {now!r}")
    with acting(Act("recall")), workspace.sessions.begin() as session:
        row = session.get(Earlier, earlier)
        if row is None or row.deleted:
            raise AppError(N_("This problem of an earlier round is not here any more"))
        drafts = [Draft("earlier", earlier, "now", now or None)]
        if note is not None:
            drafts.append(Draft("earlier", earlier, "note", note.strip() or None))
        write(session, workspace.writer(session, person), drafts, now_ms=now_ms)


def recall_counts(session: Session) -> dict[str, int]:
    """Count earlier problems by what is said of them now; empty: nobody has looked."""
    query = (
        select(func.coalesce(Earlier.now, ""), func.count())
        .where(Earlier.deleted.is_(False))
        .group_by(func.coalesce(Earlier.now, ""))
    )
    return {str(now): int(count) for now, count in session.execute(query)}


def _item(session: Session, row: Earlier) -> RecallItem:
    photos = session.scalars(
        select(Photo)
        .where(Photo.finding == row.id, Photo.deleted.is_(False), Photo.sha256.is_not(None))
        .order_by(Photo.position, Photo.id)
    ).all()
    assert row.place is not None
    again = session.scalar(
        select(Finding.question)
        .where(Finding.place == row.place, Finding.rule == row.rule)
        .order_by(Finding.id)
        .limit(1)
    )
    return RecallItem(
        row.id,
        row.place,
        row.campaign or "",
        row.round or "",
        row.item or row.rule or "",
        row.title or "",
        row.severity or "",
        row.location or "",
        row.found_at,
        row.now or "",
        row.note or "",
        tuple(_photo(one) for one in photos if one.inspection is None),
        tuple(_photo(one) for one in photos if one.inspection is not None),
        again or "",
    )


def _photo(row: Photo) -> RecallPhoto:
    return RecallPhoto(
        row.id, row.sha256 or "", row.extension or "", row.caption or "", row.taken_at
    )
