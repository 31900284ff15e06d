"""Next building like the last (照抄): basics come along, marked until somebody has looked.

A copied answer is ``imported`` from ``copied:<building>``. It fills the form and may be finished
with, like what the roster gives; it is counted apart, and a question that a rule rests on is
*undecided* while its answer is only copied: nothing unseen ever counts as 无问题.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.i18n import N_
from app.inspection.effort.allowance import allowance
from app.inspection.provenance import COPIED, waits_for_a_look
from app.inspection.visit import Basis, Visit
from app.models.acts import Act
from app.models.derived import Progress
from app.models.tables import Inspection, Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Question
    from app.inspection.effort.allowance import Allowance

# What is a building's own, whatever its neighbours are like.
_OWN = frozenset((
    "name", "code", "census_code", "address", "longitude", "latitude", "crs", "position_source",
    "households", "residents",
))  # fmt: skip
_KINDS = frozenset(("select_one", "select_multiple", "integer", "decimal"))
_TAKEN = frozenset(("measured", "estimated"))
_CONFIRMED = ("papers", "asked")
_ROUNDS = 8


@dataclass(frozen=True)
class Neighbour:
    """A building that can be copied from; ``same_type``: it is of the same kind of house."""

    place: UUID
    inspection: UUID
    name: str
    finished_at: int
    same_type: bool


@dataclass(frozen=True)
class CopyLine:
    """One answer that would come along."""

    path: str
    code: str
    text: str


def neighbours(session: Session, place: UUID, most: int = 10) -> list[Neighbour]:
    """List the finished places beside this one, of its kind first, then the latest first."""
    here = session.get(Place, place)
    if here is None or here.parent is None:
        return []
    query = (
        select(Place, Progress)
        .join(Progress, Progress.place == Place.id)
        .where(
            Place.parent == here.parent,
            Place.level == here.level,
            Place.id != place,
            Place.deleted.is_(False),
            Progress.state == "done",
        )
    )
    found = [
        Neighbour(
            other.id,
            progress.inspection,
            other.name or other.code or "",
            progress.finished_at or 0,
            (other.house_type, other.structure) == (here.house_type, here.structure),
        )
        for other, progress in session.execute(query)
    ]
    found.sort(key=lambda one: (not one.same_type, -one.finished_at, one.name))
    return found[:most]


def preview(visit: Visit, source: UUID | None = None) -> tuple[Neighbour, list[CopyLine]]:
    """Say what would be copied, and from where; nothing is changed.

    Raises:
        AppError: There is no building to copy from.
    """
    neighbour, answers = _source(visit, source)
    try:  # gone through in memory: an answer may bring the question of another
        given = _fill(visit, answers, visit.instance.set)
    finally:
        visit.reload()
    question = visit.definition.question
    lines = [CopyLine(path, one.code, answers[path]) for path in given if (one := question(path))]
    return neighbour, lines


def copy_from(
    visit: Visit, source: UUID | None = None, *, now_ms: int | None = None
) -> tuple[Neighbour, list[str]]:
    """Copy from a neighbour what the campaign allows and nobody has answered; one act.

    Args:
        visit: The building that begins.
        source: The place to copy from; None: the one finished last beside it, of its kind first.
        now_ms: Wall clock, UTC milliseconds.

    Returns:
        The neighbour, and the paths that were filled.

    Raises:
        AppError: There is no building to copy from, or the workspace cannot be written.
    """
    neighbour, answers = _source(visit, source)
    basis = Basis("imported", f"{COPIED}{neighbour.name}")
    with visit.together(Act("copy"), now_ms=now_ms):
        given = _fill(
            visit, answers, lambda path, text: visit.answer(path, text, basis, now_ms=now_ms)
        )
    return neighbour, given


def _fill(
    visit: Visit, answers: Mapping[str, str], give: Callable[[str, str], object]
) -> list[str]:
    """Give what is open, also what an answer opens; what the form refuses is taken back."""
    given: list[str] = []
    for _round in range(_ROUNDS):
        todo = [path for path in answers if path not in given and _is_open(visit, path)]
        if not todo:
            break
        for path in todo:
            give(path, answers[path])
            given.append(path)
    for path in [path for path in given if not visit.instance.node(path).valid]:
        give(path, "")
        given.remove(path)
    return given


def unlooked(visit: Visit) -> list[str]:
    """List the copied answers, of questions that are there, that nobody has looked at."""
    return [
        field.path
        for field in visit.instance.fields()
        if field.relevant
        and (stored := visit.stored.get(field.path)) is not None
        and waits_for_a_look(stored)
    ]


def looked_at(visit: Visit, paths: Iterable[str], *, now_ms: int | None = None) -> list[str]:
    """Make copied answers the inspector's own: looked at, and so it is; one act.

    Returns:
        Paths that were copied and are not any more.
    """
    waiting = [path for path in paths if waits_for_a_look(visit.stored[path])]
    with visit.together(Act("looked", waiting[0] if waiting else ""), now_ms=now_ms):
        for path in waiting:
            question = visit.definition.question(path)
            how = question.extras.get("basis", "") if question else ""
            # As if it had been answered here; that somebody measured cannot come of a look.
            visit.set_basis(path, Basis(how if how in _CONFIRMED else "seen"), now_ms=now_ms)
    return waiting


def _source(visit: Visit, source: UUID | None) -> tuple[Neighbour, dict[str, str]]:
    with visit.workspace.reading() as session:
        allowed = allowance(session)
        found = neighbours(session, visit.place, most=10_000)
        if source is not None:
            found = [one for one in found if one.place == source] or _other(session, visit, source)
    if not found:
        raise AppError(N_("There is no finished building to copy from yet"))
    return found[0], _answers(visit, found[0].inspection, allowed)


def _other(session: Session, visit: Visit, source: UUID) -> list[Neighbour]:
    """Return a building elsewhere that was named, if its inspection is of the same form."""
    row = session.execute(
        select(Place, Inspection.id)
        .join(Inspection, Inspection.place == Place.id)
        .where(
            Place.id == source,
            Place.id != visit.place,
            Inspection.form_id == visit.definition.form_id,
            Inspection.deleted.is_(False),
        )
    ).first()
    return [Neighbour(source, row[1], row[0].name or row[0].code or "", 0, False)] if row else []


def _answers(visit: Visit, inspection: UUID, allowed: Allowance) -> dict[str, str]:
    """Return what of another building may be copied, by path."""
    there = Visit.open(visit.workspace, inspection, person=visit.person)
    problems = {one.path for one in there.instance.verdicts() if one.problem}
    found = {}
    for path, stored in there.stored.items():
        question = visit.definition.question(path)
        if (
            question is None
            or "[" in path
            or not stored.text
            or stored.conflict
            or stored.waiting
            or stored.basis in _TAKEN
            or (stored.basis == "asked" and question.code not in allowed.copy)
            or waits_for_a_look(stored)  # a copy is copied from where it was looked at
            or path in problems
            or not _may(question, allowed)
        ):
            continue
        if there.instance.node(path).relevant:
            found[path] = stored.text
    return found


def _may(question: Question, allowed: Allowance) -> bool:
    if question.kind not in _KINDS or question.sensitive or question.belongs_to:
        return False
    if question.extras.get("roster", "").rpartition(".")[2] in _OWN:
        return False
    return allowed.may_copy(question)


def _is_open(visit: Visit, path: str) -> bool:
    field = visit.instance.node(path)
    stored = visit.stored.get(path)
    disputed = stored is not None and (stored.conflict or stored.waiting)
    return (
        field.relevant
        and not field.readonly
        and not field.value
        and not field.reason
        and not disputed
    )
