"""审核: records wait, are confirmed, or go back with remarks; what came again shows what changed.

Reviewing is said in changes of the kind ``review`` (`app.inspection.review.fields`); a record whose
answers changed after it was confirmed waits for review again. What a reviewer has not seen is what
came into this workspace after the review, whatever the clocks of the laptops say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.errors import AppError
from app.i18n import N_
from app.inspection.conflict.joined import joined
from app.inspection.review.fields import (
    CONFIRMED,
    KIND,
    RESUBMITTED,
    RETURNED,
    Remark,
    Review,
    confirming,
    returning,
    review_of,
    reviews_of,
)
from app.inspection.review.unsettled import refuse_unsettled
from app.inspection.whereabouts import place_paths
from app.models.acts import Act, acting, recorded
from app.models.derived import Progress
from app.models.log import Draft, write
from app.models.tables import Change, Inspection, Judgement, Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

PENDING, AGAIN = "pending", "again"
"""To be reviewed: for the first time, or since it came again or changed after it was confirmed."""


@dataclass(frozen=True)
class Line:
    """One record of the list.

    Attributes:
        state: ``pending``, ``again``, ``confirmed``, ``returned`` or ``unfinished``.
        where: Names above the place; ``name``: its own.
        dismissed: Findings that somebody dismissed as false alarms.
        until: Day until which a returned record is wanted back.
        remarks: Questions that were sent back.
        same_as: Name of the place that this one counts as, where two are one building.
        finished_at: UTC milliseconds, 0 for none.
    """

    inspection: UUID
    place: UUID
    form_id: str
    state: str
    where: str
    name: str
    inspector: str
    finished_at: int
    findings: int
    dismissed: int
    conflicts: int
    until: str
    remarks: int
    same_as: str = ""


def records(session: Session) -> list[Line]:
    """List the records that somebody has begun, by place in roster order."""
    reviews = reviews_of(session)
    changed = _changed_since(session, reviews)
    dismissed = _dismissed(session)
    query = (
        select(  # not whole rows: of ten thousand records they would hold everybody else up
            Progress.inspection, Progress.form_id, Progress.state, Progress.inspector,
            Progress.finished_at, Progress.findings, Progress.conflicts,
            Place.id.label("place"), Place.parent, Place.name, Place.code,
        )
        .join(Place, Place.id == Progress.place)
        .join(Inspection, Inspection.id == Progress.inspection)
        .where(Progress.state != "not_started", Inspection.deleted.is_(False))
        .order_by(Place.sort_key, Progress.form_id, Progress.inspection)
    )  # fmt: skip
    rows = session.execute(query).all()
    paths = place_paths(session, [row.parent for row in rows])
    same = joined(session)
    chiefs = place_paths(session, same.values())
    found = []
    for row in rows:
        review = reviews.get(row.inspection, Review())
        found.append(
            Line(
                inspection=row.inspection,
                place=row.place,
                form_id=row.form_id or "",
                state=_state(review, row.state, changed.get(row.inspection, False)),
                where=paths[row.parent],
                name=row.name or row.code or "",
                inspector=row.inspector or "",
                finished_at=row.finished_at or 0,
                findings=row.findings,
                dismissed=dismissed.get(row.inspection, 0),
                conflicts=row.conflicts,
                until=review.until if review.state == RETURNED else "",
                remarks=len(review.remarks),
                same_as=chiefs.get(same[row.place], "") if row.place in same else "",
            )
        )
    return sorted(found, key=lambda one: one.where)


@recorded("review")
def confirm(workspace: Workspace, inspections: Sequence[UUID], *, person: str = "") -> int:
    """Accept records; what was to be looked at again is settled. Returns how many.

    Raises:
        UnsettledError: One of them is not finished, or something of it is not settled; none is
            accepted.
    """
    with workspace.sessions.begin() as session:
        author = workspace.writer(session, person)
        refuse_unsettled(workspace, session, inspections)
        for inspection in inspections:
            review = review_of(session, inspection)
            write(session, author, confirming(inspection, review))
    return len(inspections)


@recorded("review")
def send_back(
    workspace: Workspace,
    inspection: UUID,
    remarks: Sequence[Remark],
    *,
    until: str = "",
    note: str = "",
    person: str = "",
) -> None:
    """Give a record back to the field, with what is to be looked at again.

    Raises:
        AppError: Nothing is said of what is wrong.
    """
    if not any(one.text.strip() for one in remarks) and not note.strip():
        raise AppError(N_("Say what is to be looked at again"))
    with workspace.sessions.begin() as session:
        author = workspace.writer(session, person)
        review = review_of(session, inspection)
        if review.state == RETURNED:  # said anew, so that what comes now is seen as new
            write(session, author, [Draft(KIND, inspection, "state", None)])
        write(session, author, returning(inspection, remarks, until, note))


def resubmit(workspace: Workspace, inspection: UUID, *, person: str = "") -> bool:
    """Say at the laptop that a returned record was looked at again; part of 查完.

    Returns:
        Whether it was returned.
    """
    with workspace.reading() as session:
        if review_of(session, inspection).state != RETURNED:
            return False
    with workspace.sessions.begin() as session, acting(Act("review", follows="finish")):
        author = workspace.writer(session, person)
        write(session, author, [Draft(KIND, inspection, "state", RESUBMITTED)])
    return True


def _state(review: Review, state: str, changed: bool) -> str:
    if review.state == RETURNED:
        return RETURNED
    if state != "done":
        return "unfinished"
    if review.state == RESUBMITTED or (review.state == CONFIRMED and changed):
        return AGAIN
    return CONFIRMED if review.state == CONFIRMED else PENDING


def _changed_since(session: Session, reviews: dict[UUID, Review]) -> dict[UUID, bool]:
    """Tell which of the confirmed records have a later answer."""
    confirmed = [one for one, review in reviews.items() if review.state == CONFIRMED]
    query = (
        select(Change.subject, func.max(Change.n))
        .where(Change.subject.in_(confirmed), Change.kind == "inspection")
        .group_by(Change.subject)
    )
    return {row[0]: row[1] > reviews[row[0]].change for row in session.execute(query)}


def _dismissed(session: Session) -> dict[UUID, int]:
    from app.models.derived import Finding

    query = (
        select(Finding.inspection, func.count())
        .join(Judgement, Judgement.id == Finding.id)
        .where(Judgement.verdict == "dismissed", Judgement.deleted.is_(False))
        .group_by(Finding.inspection)
    )
    return {row[0]: row[1] for row in session.execute(query)}
