"""Decisions between people: each is a change that replaces every side, with its reason beside it.

Beside the decision stands a record of the kind ``decision`` whose id is that of the change: its
field ``said`` holds who decided what and how, and why. A reason kept under the decision's own id
meets no other reason, so explaining never makes a conflict of its own; an act (many decisions made
by one key) shares a number and is taken back as one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.i18n import N_, _
from app.inspection.conflict_queue import Key
from app.inspection.review_fields import KIND as REVIEW
from app.inspection.review_fields import RETURNED, Remark, field_of, returning, review_of
from app.models.acts import acting
from app.models.clock import wall_ms
from app.models.ids import new_id
from app.models.log import Draft, delete, history, restore, write
from app.models.raw import raw
from app.models.reopen import reopen
from app.models.tables import Cell
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Author, Json
    from app.workspace import Workspace

KIND, SAID, UNDONE = "decision", "said", "taken_back"
KEEP, REMOVE = "keep", "remove"
RETURN, OWN = "return", "own"
BY_RULE = "规则"
"""Who decides where a rule does; the person who applied it is the author of the change."""


@dataclass(frozen=True)
class Choice:
    """What a person, or a rule, wants to decide.

    Attributes:
        value: The value to hold from now on; ignored for ``keep`` and ``remove``.
        how: ``A`` … ``H`` (a side), ``both``, ``own``, ``return``, ``keep`` or ``remove``.
        reason: Why, in words.
        rule: Id of the rule that decided; empty: a person did.
        seen: The heads that were looked at; when others stand there now, nothing is decided.
        more: Values of companions that go with it.
    """

    key: Key
    value: Json
    how: str
    reason: str = ""
    rule: str = ""
    seen: frozenset[UUID] = frozenset()
    more: tuple[tuple[Key, Json], ...] = ()


@dataclass
class Decided:
    """What became of an act.

    Attributes:
        act: Its number, for `take_back`.
        done: Cases decided (companions are not counted apart).
        left: Cases that somebody had changed meanwhile.
    """

    act: UUID
    done: list[Key] = field(default_factory=list)
    left: list[Key] = field(default_factory=list)


def decide(
    workspace: Workspace,
    choices: Sequence[Choice],
    *,
    person: str = "",
    now_ms: int | None = None,
    progress: Progress = silent,
) -> Decided:
    """Decide cases as one act, in one transaction.

    A case whose sides are not those that were looked at is left as it is: a package was merged, or
    somebody else decided.

    Args:
        workspace: Where the cases are.
        choices: What is to hold in each.
        person: Who decides.
        now_ms: Wall clock, UTC milliseconds.
        progress: Told per case; stopped there, nothing is decided.

    Raises:
        AppError: The workspace cannot be written, or the form does not allow an answer of one's
            own; nothing was decided.
    """
    _check(workspace, choices)
    with workspace.sessions.begin() as session:
        return decide_in(
            session, workspace.writer(session, person), choices, now_ms=now_ms, progress=progress
        )


def _check(workspace: Workspace, choices: Sequence[Choice]) -> None:
    """Hold answers of one's own against the form; sides are what the field said."""
    own = [one for one in choices if one.how == OWN]
    if not own:
        return
    from app.inspection.conflict_own import check_own

    with workspace.reading() as session:
        for one in own:
            if said := check_own(workspace, session, one.key, one.value):
                raise AppError(N_("This answer cannot be taken: {reason}"), reason=said)


def decide_in(
    session: Session,
    author: Author,
    choices: Sequence[Choice],
    *,
    now_ms: int | None = None,
    progress: Progress = silent,
) -> Decided:
    """Decide within a transaction of the caller's; see `decide`."""
    now = wall_ms() if now_ms is None else now_ms
    result = Decided(new_id())
    with acting(None):  # decisions have an undo of their own, see `take_back`
        for number, choice in enumerate(choices):
            progress(number, len(choices), _("Deciding"))
            sides = standing(session, choice.key)
            if not sides or (choice.seen and choice.seen != sides):
                result.left.append(choice.key)
                continue
            voice = replace(author, person=BY_RULE) if choice.rule else author
            for key, value in ((choice.key, choice.value), *choice.more):
                if key != choice.key:
                    sides = standing(session, key)
                made = _settle(session, voice, key, value, choice.how, now)
                if made is not None:
                    said = _said(choice, key, sides, result.act, author.person)
                    write(session, voice, [Draft(KIND, made, SAID, said)], now_ms=now)
            if choice.how == RETURN and choice.key.kind == "inspection":
                # Neither side holds: the question is open again, and goes back to the field.
                remark = Remark(choice.key.field, choice.reason)
                write(session, author, returning(choice.key.subject, [remark]), now_ms=now)
            result.done.append(choice.key)
    return result


def take_back(
    workspace: Workspace,
    act: UUID,
    *,
    person: str = "",
    now_ms: int | None = None,
    progress: Progress = silent,
) -> Decided:
    """Take an act back: every conflict it decided is open again, with the sides it had.

    What was changed since stays as it is.
    """
    now = wall_ms() if now_ms is None else now_ms
    result = Decided(act)
    with workspace.sessions.begin() as session, acting(None):
        author = workspace.writer(session, person)
        made = decisions(session, act)
        for number, (change, said) in enumerate(made):
            progress(number, len(made), _("Taking back"))
            key = key_of(said)
            owner = Key(key.kind, key.subject, str(said.get("with", "")))
            again = (
                []  # what went with a decision that was changed since stays with that
                if owner in result.left
                else reopen(session, author, *_parts(key), change, now_ms=now)
            )
            (result.done if again else result.left).append(key)
            if again and said["how"] == RETURN and "with" not in said:
                _call_back(session, author, key, now)
            if again:
                drafts = [Draft(KIND, change, UNDONE, True)]
                drafts += [Draft(KIND, one, SAID, {"again": change.hex}) for one in again]
                write(session, author, drafts, now_ms=now)
    return result


def _call_back(session: Session, author: Author, key: Key, now: int) -> None:
    """End the return of a question; the record's too when nothing else of it is wanted."""
    review = review_of(session, key.subject)
    drafts = [Draft(REVIEW, key.subject, field_of(key.field), None)]
    if review.state == RETURNED and set(review.paths) <= {key.field}:
        drafts.append(Draft(REVIEW, key.subject, "state", None))
    write(session, author, drafts, now_ms=now)


def decisions(session: Session, act: UUID | None = None) -> list[tuple[UUID, dict[str, Json]]]:
    """List decisions, or those of one act, in the order in which they were made."""
    query = select(Cell.subject, Cell.value).where(Cell.kind == KIND, Cell.field == SAID)
    found = []
    for row in session.execute(query.order_by(Cell.change)):
        said = json.loads(row.value)
        if not isinstance(said, dict) or "again" in said or not _is_whole(said):
            continue
        if act is None or said["act"] == act.hex:
            found.append((row.subject, said))
    return found


def key_of(said: dict[str, Json]) -> Key:
    """Return what a decision was about."""
    return Key(str(said["kind"]), UUID(hex=str(said["subject"])), str(said["field"]))


def standing(session: Session, key: Key) -> frozenset[UUID]:
    """Return the heads that stand against each other in a case; empty when there are none."""
    if key.field != "*":
        steps = history(session, key.subject, key.field)
        return frozenset(one.change for one in steps if one.head and one.kind == key.kind)
    from app.models.log import contested

    for record in contested(session):
        if (record.kind, record.subject) == (key.kind, key.subject):
            heads = (*record.deletions, *(head for _field, head in record.unseen))
            return frozenset(head.change for head in heads)
    return frozenset()


def _settle(
    session: Session, author: Author, key: Key, value: Json, how: str, now: int
) -> UUID | None:
    if key.field == "*":
        work = restore if how == KEEP else delete
        work(session, author, key.kind, key.subject, now_ms=now)
        shown = raw(session).execute(
            "SELECT c.id FROM cell JOIN change c ON c.n = cell.change WHERE cell.subject = ?"
            " AND cell.field = '*' AND cell.kind = ?",
            (key.subject.bytes, key.kind),
        )
        found = shown.fetchone()
        return UUID(bytes=found[0]) if found else None
    draft = Draft(key.kind, key.subject, key.field, value)
    made = write(session, author, [draft], now_ms=now, resolve=True)
    return made[0] if made else None


def _said(
    choice: Choice, key: Key, sides: frozenset[UUID], act: UUID, person: str
) -> dict[str, Json]:
    said: dict[str, Json] = {
        "act": act.hex,
        "by": person,
        "kind": key.kind,
        "subject": key.subject.hex,
        "field": key.field,
        "how": choice.how,
        "reason": choice.reason,
        "rule": choice.rule,
        "sides": [one.hex for one in sorted(sides)],
    }
    if key != choice.key:
        said["with"] = choice.key.field
    return said


def _is_whole(said: dict[str, Json]) -> bool:
    names = ("act", "kind", "subject", "field", "how", "reason")
    return all(isinstance(said.get(name), str) for name in names)


def _parts(key: Key) -> tuple[str, UUID, str]:
    return key.kind, key.subject, key.field


def stands(session: Session, change: UUID, said: dict[str, Json]) -> bool:
    """Tell whether a decision is what holds now: not taken back, replaced or withdrawn."""
    key = key_of(said)
    shown = raw(session).execute(
        "SELECT c.id FROM cell JOIN change c ON c.n = cell.change WHERE cell.subject = ?"
        " AND cell.field = ? AND cell.kind = ?",
        (key.subject.bytes, key.field, key.kind),
    )
    found = shown.fetchone()
    return found is not None and found[0] == change.bytes


def made_at(change: UUID) -> int:
    """Return when a change was made, UTC milliseconds: its id begins with that."""
    return change.int >> 80
