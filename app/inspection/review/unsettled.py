"""What keeps a record from being accepted: which record, which questions, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ColumnElement, select

from app.errors import AppError
from app.i18n import N_, _
from app.inspection.conflict.case import owner_of
from app.inspection.field_words import FieldWords
from app.inspection.whereabouts import place_path
from app.models.derived import Progress
from app.models.tables import Cell, Inspection

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

CONFLICT, WAITING, CONTESTED, UNFINISHED = "conflict", "waiting", "contested", "unfinished"
_WORDS = {
    CONFLICT: N_("{where}: people differ about {what}. Decide that under Conflicts, then confirm."),
    WAITING: N_(
        "{where}: {what} rests on a package that has not come. Under Gaps stands which one is"
        " missing; ask for it, then confirm."
    ),
    CONTESTED: N_(
        "{where}: one side removed this record, the other worked on it. Decide under Conflicts"
        " whether it stays, then confirm."
    ),
    UNFINISHED: N_(
        "{where} is not finished yet: {what}. Return it with a remark, or wait until it comes"
        " finished."
    ),
}
_NAMED = 2
"""So many questions are named, the rest counted: it is one sentence at the foot of a window."""


class UnsettledError(AppError):
    """A record cannot be accepted yet.

    Attributes:
        why: ``conflict``, ``waiting``, ``contested`` or ``unfinished``; a window offers the way.
        inspection: The first of the records that it holds for.
    """

    def __init__(self, why: str, inspection: UUID, where: object, what: object = "") -> None:
        """Say it.

        Args:
            why: See above.
            inspection: See above.
            where: The record, in words.
            what: The questions, or what is missing, in words.
        """
        super().__init__(_WORDS[why], where=where, what=what)
        self.why, self.inspection = why, inspection


def refuse_unsettled(workspace: Workspace, session: Session, inspections: Sequence[UUID]) -> None:
    """Refuse what nobody can sign for: open questions, and sides that stand against each other.

    Raises:
        UnsettledError: Of one of them something is not settled.
    """
    wanted = list(dict.fromkeys(inspections))
    words = FieldWords(workspace, session)
    for why, what in ((CONFLICT, Cell.conflict.is_(True)), (WAITING, Cell.waiting.is_(True))):
        fields = _fields(session, wanted, what)
        if fields:
            first = next(one for one in wanted if one in fields)
            said = _listed([words.field("inspection", first, one) for one in fields[first]])
            raise UnsettledError(why, first, _where(session, first, len(fields)), said)
    query = select(Inspection.id).where(Inspection.id.in_(wanted), Inspection.contested)
    contested = session.scalars(query).all()
    if contested:
        raise UnsettledError(CONTESTED, contested[0], _where(session, contested[0], len(contested)))
    rows = {one: session.get(Progress, one) for one in wanted}
    open_ = [key for key, row in rows.items() if row is None or row.state != "done"]
    if open_:
        where = _where(session, open_[0], len(open_))
        raise UnsettledError(UNFINISHED, open_[0], where, _lacking(rows[open_[0]]))


def _fields(
    session: Session, wanted: Sequence[UUID], what: ColumnElement[bool]
) -> dict[UUID, list[str]]:
    """Return the questions that it holds for, by record; what goes with one counts with it."""
    query = select(Cell.subject, Cell.field).where(
        Cell.subject.in_(wanted), Cell.kind == "inspection", what
    )
    found: dict[UUID, list[str]] = {}
    for subject, field in session.execute(query.order_by(Cell.field)):
        fields = found.setdefault(subject, [])
        question = owner_of(field) or field
        if question not in fields:
            fields.append(question)
    return found


def _listed(names: Sequence[str]) -> object:
    shown = _(", ").join(names[:_NAMED])
    more = len(names) - _NAMED
    return AppError(N_("{names} and {count} more"), names=shown, count=more) if more > 0 else shown


def _where(session: Session, inspection: UUID, count: int) -> object:
    row = session.get(Inspection, inspection)
    place = place_path(session, row.place) if row is not None else ""
    name = place or str(inspection)[:8]
    return (
        AppError(N_("{where} (and {count} more)"), where=name, count=count - 1)
        if count > 1
        else name
    )


def _lacking(row: Progress | None) -> object:
    answers, photos = (row.missing_answers, row.missing_photos) if row is not None else (0, 0)
    if answers and photos:
        words = N_("questions without an answer: {answers}, photos missing: {photos}")
        return AppError(words, answers=answers, photos=photos)
    if answers:
        return AppError(N_("questions without an answer: {count}"), count=answers)
    if photos:
        return AppError(N_("photos missing: {count}"), count=photos)
    return AppError(N_("nobody has said yet that it is done"))
