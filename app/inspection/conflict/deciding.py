"""Decisions between people: each is a change that replaces every side, with its reason beside it.

Beside the decision stands a record of the kind ``decision`` whose id is that of the change: its
field ``said`` holds who decided what and how, and why. A reason kept under the decision's own id
meets no other reason, so explaining never makes a conflict of its own; an act (many decisions made
by one key) shares a number and is taken back as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import UUID

from app.errors import AppError
from app.i18n import N_, _
from app.inspection.conflict.case import Key
from app.inspection.conflict.decided import KIND, SAID
from app.inspection.review.fields import Remark, returning
from app.models.acts import acting
from app.models.clock import wall_ms
from app.models.ids import new_id
from app.models.log import Draft, delete, history, restore, write
from app.models.raw import raw
from app.models.values import same_answer
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Author, Json
    from app.workspace import Workspace

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
        more: Values of companions that go with it, and of the other records of the building.
        twins: The other records, where two places are one building; what says it already stays.
        redo: Number of the act of taking back that this undoes, see `redoing`; empty: none.
    """

    key: Key
    value: Json
    how: str
    reason: str = ""
    rule: str = ""
    seen: frozenset[UUID] = frozenset()
    more: tuple[tuple[Key, Json], ...] = ()
    twins: tuple[UUID, ...] = ()
    redo: str = ""

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return the fields whose heads stand against each other."""
        key = self.key
        return key, *(Key(key.kind, one, key.field) for one in self.twins)


@dataclass
class Decided:
    """What became of an act.

    Attributes:
        act: Its number, for `take_back`.
        done: Cases decided (companions are not counted apart).
        left: Cases that somebody had changed meanwhile.
        opened: Of an act of taking back: the cases that are open again, companions not counted.
    """

    act: UUID
    done: list[Key] = field(default_factory=list)
    left: list[Key] = field(default_factory=list)
    opened: list[Key] = field(default_factory=list)


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
    from app.inspection.conflict.entry_own import check_entry, describes_entry
    from app.inspection.conflict.own import check_own

    with workspace.reading() as session:
        for one in own:
            if describes_entry(one):
                said = check_entry(workspace, session, one)
            else:
                said = check_own(workspace, session, one.key, one.value)
            if said:
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
            heads = frozenset(one for key in choice.keys for one in standing(session, key))
            if not heads or (choice.seen and choice.seen != heads):
                result.left.append(choice.key)
                continue
            voice = replace(author, person=BY_RULE) if choice.rule else author
            for number_of, (key, value) in enumerate(_wanted(session, choice)):
                sides = heads if key in choice.keys else standing(session, key)
                made = _settle(session, voice, key, value, choice.how, now)
                if made is not None:
                    said = _said(choice, key, sides, result.act, author.person)
                    if number_of:
                        said["with"] = choice.key.field
                    elif key.field != choice.key.field:
                        said["for"] = choice.key.field  # an entry was copied under another key
                        said["case"] = [one.hex for one in sorted(heads)]
                    write(session, voice, [Draft(KIND, made, SAID, said)], now_ms=now)
            if choice.how == RETURN and choice.key.kind == "inspection":
                # Neither side holds: the question is open again, and goes back to the field.
                remark = Remark(choice.key.field, choice.reason)
                write(session, author, returning(choice.key.subject, [remark]), now_ms=now)
            result.done.append(choice.key)
    return result


def _wanted(session: Session, choice: Choice) -> list[tuple[Key, Json]]:
    """Return what is to be written, the question itself first."""
    wanted = [(choice.key, choice.value), *choice.more]
    if not choice.twins:
        return wanted
    return [(key, value) for key, value in wanted if not _says(session, key, value)]


def _says(session: Session, key: Key, value: Json) -> bool:
    shown = [one.value for one in history(session, key.subject, key.field) if one.shown]
    return same_answer(shown[0] if shown else None, value)


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
    if choice.redo:
        said["redo"] = choice.redo
    if choice.twins:
        said["joined"] = [one.hex for one in (choice.key.subject, *choice.twins)]
    return said
