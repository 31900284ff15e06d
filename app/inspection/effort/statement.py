"""A part closed by the statement 本段都看过，其余无, only where the campaign allows it.

Each answer that it gives carries the statement as its provenance for ever; history, PDF and lists
say so. Never by default for structure and gas, nor for what was measured or asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.errors import AppError
from app.forms.follow_ups import follow_ups
from app.i18n import N_
from app.inspection.effort.allowance import allowance, part_of
from app.inspection.provenance import STATEMENT
from app.inspection.visit import Basis
from app.models.acts import Act

if TYPE_CHECKING:
    from app.inspection.effort.allowance import Allowance
    from app.inspection.visit import Visit

NONE = "none"
_ROUNDS = 5


def open_parts(visit: Visit) -> dict[str, int]:
    """Return the parts that a statement could close, and how many answers it would give."""
    return {part: len(paths) for part, paths in open_by_part(visit).items()}


def open_by_part(visit: Visit, allowed: Allowance | None = None) -> dict[str, list[str]]:
    """Return the questions that the statement would answer, by part.

    Args:
        visit: The inspection.
        allowed: What the campaign allows; None: read it.
    """
    found: dict[str, list[str]] = {}
    for path in _open(visit, _allowed(visit) if allowed is None else allowed, None):
        found.setdefault(part_of(path), []).append(path)
    return found


def open_questions(visit: Visit, part: str, allowed: Allowance | None = None) -> list[str]:
    """List the questions of a part that the statement would answer with 无.

    Args:
        visit: The inspection.
        part: Letter of the part.
        allowed: What the campaign allows; None: read it.
    """
    return _open(visit, _allowed(visit) if allowed is None else allowed, [part])


def close_part(visit: Visit, part: str, *, now_ms: int | None = None) -> list[str]:
    """Answer the rest of a part with 无 by the statement; see `close_parts`."""
    return close_parts(visit, [part], now_ms=now_ms)


def close_parts(visit: Visit, parts: Sequence[str], *, now_ms: int | None = None) -> list[str]:
    """Answer the rest of some parts with 无 by the statement; one act, one transaction.

    Whoever offers several parts at once shows first which questions they are. Only questions of 无
    or something else with a rule that then finds nothing, that are there, that nobody has answered
    or left open, and that nobody disagrees about. Never one that is asked because of another
    answer with a rule: which measures a problem calls for is not seen by looking round.

    Returns:
        Paths that were answered.

    Raises:
        AppError: The campaign does not allow it, nothing is left to state, or the workspace cannot
            be written; nothing was changed.
    """
    allowed = _allowed(visit)
    if not _open(visit, allowed, parts):
        named = "、".join(parts)
        if not any(
            allowed.may_state(question)
            for question in visit.definition.questions()
            if part_of(question.path) in parts
        ):
            raise AppError(
                N_("This campaign does not allow part {part} to be closed by a statement"),
                part=named,
            )
        raise AppError(
            N_("Nothing is left in part {part} that a statement could answer"), part=named
        )
    given: list[str] = []
    with visit.together(Act("statement"), now_ms=now_ms):
        for _round in range(_ROUNDS):  # an answer may bring another question
            todo = [path for path in _open(visit, allowed, parts) if path not in given]
            if not todo:
                break
            for path in todo:
                visit.answer(path, NONE, Basis("seen", STATEMENT), now_ms=now_ms)
            given += todo
        found = {
            one.path for one in visit.instance.verdicts() if one.path in given and not one.clear
        }
        for path in found:  # here 无 is not the answer of a building without problems
            visit.answer(path, "", now_ms=now_ms)
    return [path for path in given if path not in found]


def _allowed(visit: Visit) -> Allowance:
    with visit.workspace.reading() as session:
        return allowance(session)


def _open(visit: Visit, allowed: Allowance, parts: Sequence[str] | None) -> list[str]:
    ruled = {rule.path for rule in visit.definition.rules} - follow_ups(visit.definition)
    found = []
    for field in visit.instance.fields():
        question = field.question
        if question is None or question.kind != "select_one" or question.path not in ruled:
            continue
        if parts is not None and part_of(question.path) not in parts:
            continue
        if NONE not in {choice.value for choice in question.choices}:
            continue
        stored = visit.stored.get(field.path)
        if stored is not None and (stored.conflict or stored.waiting):
            continue
        if not field.relevant or field.readonly or field.value or field.reason:
            continue
        if allowed.may_state(question):
            found.append(field.path)
    return found
