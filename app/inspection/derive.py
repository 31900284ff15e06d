"""Derive findings, verdicts and progress of inspections from their answers.

Nothing here is a change: the same answers, form version and rules give the same rows on every
machine. A merge or an answer marks an inspection stale; `derive` evaluates the stale ones a batch
at a time, so that it can be stopped and goes on where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from app.errors import AppError
from app.i18n import N_, _
from app.inspection.answers import answers_of, facts_of, photos_by_question
from app.inspection.checklists import definition
from app.inspection.load import instance_of, who_and_when
from app.inspection.outcome import Evaluated, evaluate
from app.models.derived import Finding, Stale, Verdict
from app.models.derived import Progress as ProgressRow
from app.models.media import is_picture
from app.models.tables import Cell, Change, Inspection, Judgement, Origin, Photo
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

BATCH = 50


@dataclass
class Derived:
    """What a run did.

    Attributes:
        done: Inspections evaluated.
        problems: Sentences about those that could not be: they stay stale.
    """

    done: int = 0
    problems: list[AppError] = field(default_factory=list)


def stale_count(session: Session) -> int:
    """Count the inspections whose findings are not up to date."""
    return session.scalar(select(func.count()).select_from(Stale)) or 0


def stale_of(workspace: Workspace, place: UUID) -> frozenset[UUID]:
    """Return the inspections of a place whose progress is not up to date.

    One is left so when the program was killed in it: its row would read 未开始 with answers in it.
    """
    with workspace.reading() as session:
        query = select(Stale.inspection).where(
            Stale.inspection == Inspection.id, Inspection.place == place
        )
        return frozenset(session.scalars(query))


def derive(
    workspace: Workspace, only: Sequence[UUID] | None = None, progress: Progress = silent
) -> Derived:
    """Evaluate stale inspections.

    Args:
        workspace: Where they are.
        only: These inspections, stale or not; None: all stale ones.
        progress: Told per inspection; cancelling keeps what is done.

    Returns:
        How many were done, and why others could not be.

    Raises:
        AppError: The workspace cannot be written.
    """
    result = Derived()
    with workspace.reading() as session:
        todo = (
            list(only)
            if only is not None
            else list(session.scalars(select(Stale.inspection).order_by(Stale.inspection)))
        )
    for start in range(0, len(todo), BATCH):
        with workspace.sessions.begin() as session:
            dismissed = _dismissed(session)
            for offset, inspection in enumerate(todo[start : start + BATCH]):
                progress(start + offset, len(todo), _("Evaluating"))
                try:
                    _derive_one(workspace, session, inspection, dismissed)
                    result.done += 1
                except AppError as error:
                    if getattr(error, "ours", False):  # full disk, read-only: of no inspection
                        raise
                    result.problems.append(error)
    progress(len(todo), len(todo), _("Evaluating"))
    return result


def _derive_one(
    workspace: Workspace, session: Session, inspection: UUID, dismissed: frozenset[UUID]
) -> None:
    row = session.get(Inspection, inspection)
    for derived in (Finding, Verdict, ProgressRow):
        session.execute(delete(derived).where(derived.inspection == inspection))
    if row is not None and not row.deleted and row.form_hash and row.place:
        for table, rows in _evaluated(workspace, session, row, dismissed).by_table():
            session.execute(insert(table), rows)
    elif row is not None and not row.deleted and (row.form_hash or row.place):
        raise AppError(N_("An inspection waits for the package that says which place it is about."))
    session.execute(delete(Stale).where(Stale.inspection == inspection))


def _evaluated(
    workspace: Workspace, session: Session, row: Inspection, dismissed: frozenset[UUID]
) -> Evaluated:
    assert row.form_hash is not None
    form = definition(workspace, row.form_hash)
    stored = answers_of(session, row.id)
    pictures = photos_by_question(session, row.id)
    facts = who_and_when(session, row.id)
    instance = instance_of(form, stored, pictures, facts)
    photos = session.scalar(
        select(func.count())
        .select_from(Photo)
        .where(Photo.inspection == row.id, Photo.deleted.is_(False), is_picture(Photo))
    )
    return evaluate(
        row,
        instance,
        stored,
        facts=facts_of(session, row.id),
        dismissed=dismissed,
        photos=photos or 0,
        inspector=facts.get("inspection.inspector", ""),
        span=_span(session, row.id),
    )


def _dismissed(session: Session) -> frozenset[UUID]:
    """Return all findings that a person dismissed, and nobody denies it; there are few of them."""
    query = (
        select(Judgement.id)
        .join(Cell, (Cell.subject == Judgement.id) & (Cell.field == "verdict"))
        .where(
            Judgement.verdict == "dismissed",
            Judgement.deleted.is_(False),
            Judgement.contested.is_(False),
            Cell.kind == "judgement",
            Cell.conflict.is_(False),
            Cell.waiting.is_(False),
        )
    )
    return frozenset(session.scalars(query))


def _span(session: Session, inspection: UUID) -> tuple[int | None, int | None]:
    """Return when the inspection was begun and when it was said to be finished, from the log."""
    live = (
        select(func.min(Change.time))
        .join(Origin, Origin.n == Change.origin)
        .where(Change.subject == inspection, Origin.withdrawn.is_(False))
    )
    said = (
        select(func.max(Change.time))
        .join(Origin, Origin.n == Change.origin)
        .where(
            Change.subject == inspection,
            Change.field == "finished",
            Change.value == "true",
            Origin.withdrawn.is_(False),
        )
    )
    return session.scalar(live), session.scalar(said)
