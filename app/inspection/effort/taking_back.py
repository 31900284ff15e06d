"""Decisions taken back: what they replaced is said again, and the conflict is open as before."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.i18n import _
from app.inspection.conflict.case import Key
from app.inspection.conflict.decided import (
    KIND,
    SAID,
    UNDONE,
    case_of,
    decisions,
    key_of,
    stands,
    thread_of,
)
from app.inspection.conflict.deciding import RETURN, Decided
from app.inspection.conflict.joined import joined
from app.inspection.conflict.turns import last_act
from app.inspection.review.fields import CONFIRMED, RESUBMITTED, RETURNED, field_of, review_of
from app.inspection.review.fields import KIND as REVIEW
from app.models.acts import acting
from app.models.clock import wall_ms
from app.models.ids import new_id
from app.models.log import Draft, history, write
from app.models.reopen import reopen
from app.models.tables import Inspection
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Author, Json
    from app.workspace import Workspace


def take_back(
    workspace: Workspace,
    act: UUID,
    *,
    person: str = "",
    now_ms: int | None = None,
    progress: Progress = silent,
) -> Decided:
    """Take an act back: every conflict it decided is open again, with the sides it had.

    What was changed since stays as it is. Stopped by ``progress``, nothing was taken back.

    Returns:
        What is open again; its ``act`` is the number of the taking back, which can be redone.
    """
    with workspace.sessions.begin() as session:
        made = decisions(session, act)
        return _all_back(workspace, session, made, person, now_ms, progress)


def take_last_back(
    workspace: Workspace,
    *,
    person: str = "",
    now_ms: int | None = None,
    progress: Progress = silent,
) -> Decided | None:
    """Take the latest act back of which something stands; None when there is none."""
    with workspace.sessions.begin() as session:
        act = last_act(session)
        if act is None:
            return None
        made = decisions(session, act)
        return _all_back(workspace, session, made, person, now_ms, progress)


def take_back_these(
    workspace: Workspace,
    changes: Collection[UUID],
    *,
    person: str = "",
    now_ms: int | None = None,
    progress: Progress = silent,
) -> Decided:
    """Take single decisions back, whichever acts they were part of; the rest of an act stands.

    What went with a question (its place, its remark, the other records of the building) goes back
    with it.

    Args:
        workspace: Where they were decided.
        changes: The decisions, each by the change that decided.
        person: Who takes them back.
        now_ms: Wall clock, UTC milliseconds.
        progress: Told per decision; stopped there, nothing was taken back.
    """
    with workspace.sessions.begin() as session:
        every = decisions(session)
        wanted = {thread_of(said) for change, said in every if change in set(changes)}
        made = [one for one in every if thread_of(one[1]) in wanted]
        return _all_back(workspace, session, made, person, now_ms, progress)


def _all_back(
    workspace: Workspace,
    session: Session,
    made: list[tuple[UUID, dict[str, Json]]],
    person: str,
    now_ms: int | None,
    progress: Progress,
) -> Decided:
    now = wall_ms() if now_ms is None else now_ms
    result = Decided(new_id())
    with acting(None):
        author = workspace.writer(session, person)
        for number, (change, said) in enumerate(made):
            progress(number, len(made), _("Taking back"))
            opened = _undo(session, author, change, said, result, now, result.act)
            if opened and "with" not in said:
                result.opened.append(case_of(said))
    return result


def take_back_apart(session: Session, author: Author, *, now_ms: int | None = None) -> Decided:
    """Take back what was decided between records whose places are not one building any more."""
    now = wall_ms() if now_ms is None else now_ms
    same, result = joined(session), Decided(new_id())
    with acting(None):
        for change, said in decisions(session):
            records = said.get("joined")
            if not isinstance(records, list) or not stands(session, change, said):
                continue
            ids = [UUID(hex=str(one)) for one in records]
            places = session.scalars(select(Inspection.place).where(Inspection.id.in_(ids)))
            if len({same.get(one, one) for one in places if one is not None}) > 1:
                _undo(session, author, change, said, result, now)
    return result


def _undo(
    session: Session,
    author: Author,
    change: UUID,
    said: dict[str, Json],
    result: Decided,
    now: int,
    act: UUID | None = None,
) -> bool:
    """Open one field again; returns whether it was as decided until now."""
    key = key_of(said)
    owner = Key(key.kind, key.subject, str(said.get("with", "")))
    again: list[UUID] = []
    if owner not in result.left:  # what went with a decision that was changed since stays with that
        again = reopen(session, author, key.kind, key.subject, key.field, change, now_ms=now)
        if not again and "joined" in said:
            again = _unsay(session, author, key, change, now)
    (result.done if again else result.left).append(key)
    if again and said["how"] == RETURN and "with" not in said:
        _call_back(session, author, key, now)
    if again:
        drafts = [Draft(KIND, change, UNDONE, True)]
        note: dict[str, Json] = {"again": change.hex}
        if act is not None:  # what goes with a parting is done again by that
            note["act"] = act.hex
        drafts += [Draft(KIND, one, SAID, note) for one in again]
        write(session, author, drafts, now_ms=now)
    return bool(again)


def _unsay(session: Session, author: Author, key: Key, change: UUID, now: int) -> list[UUID]:
    """Clear what a decision wrote into a record that had said nothing there."""
    heads = [one for one in history(session, key.subject, key.field) if one.head]
    if [one.change for one in heads] != [change] or heads[0].bases:
        return []
    return write(session, author, [Draft(key.kind, key.subject, key.field, None)], now_ms=now)


def _call_back(session: Session, author: Author, key: Key, now: int) -> None:
    """End the return of a question; the record's too when nothing else of it is wanted."""
    review = review_of(session, key.subject)
    drafts = [Draft(REVIEW, key.subject, field_of(key.field), None)]
    wanted = {one.path for one in review.remarks}  # one of the record as a whole has no path
    if review.state == RETURNED and wanted <= {key.field}:
        drafts.append(Draft(REVIEW, key.subject, "state", _before(session, key.subject)))
    write(session, author, drafts, now_ms=now)


def _before(session: Session, inspection: UUID) -> str | None:
    """Return the state that a record had before it was returned."""
    steps = {one.change: one for one in history(session, inspection, "state") if one.kind == REVIEW}
    shown = next((one for one in steps.values() if one.shown), None)
    older = [steps[base].value for base in shown.bases if base in steps] if shown else []
    return next((str(one) for one in older if one in (CONFIRMED, RESUBMITTED)), None)
