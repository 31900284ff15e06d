"""重做: decisions that were taken back are made again, where nothing has changed since.

Each is a decision of its own, with all heads that stand now as its bases. It is made only where
just the sides stand that were opened again; otherwise it is left, and the reason is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from app.i18n import N_, _
from app.inspection.conflict.case import Key
from app.inspection.conflict.decided import case_of, key_of, thread_of
from app.inspection.conflict.deciding import OWN, Choice, decide_in, standing
from app.inspection.conflict.own import check_own
from app.inspection.conflict.turns import Turn, turns
from app.models.clock import wall_ms
from app.models.log import history, waiting
from app.models.reopen import original
from app.models.values import answer_key, canonical
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Json
    from app.workspace import Workspace

_CAME = N_("another answer has come since")
_GONE = N_("it was decided or changed in another way since")
_WAITS = N_("something that it rests on is missing or was withdrawn since")
_Member = tuple[UUID, dict[str, "Json"]]


@dataclass
class Redone:
    """What became of making decisions again.

    Attributes:
        act: The act of taking back that was undone.
        done: Cases decided again; ``left``: those that stay as they are, each with the reason.
    """

    act: UUID
    done: list[Key] = field(default_factory=list)
    left: list[tuple[Key, str]] = field(default_factory=list)

    @property
    def reasons(self) -> str:
        """Return why cases were left, each reason once."""
        return "；".join(dict.fromkeys(why for _key, why in self.left))


def redo(
    workspace: Workspace,
    *,
    person: str = "",
    now_ms: int | None = None,
    progress: Progress = silent,
    without: Collection[UUID] = (),
) -> Redone | None:
    """Make again what was taken back last, as one act; None when there is nothing to redo.

    Args:
        workspace: Where it was taken back.
        person: Who decides again.
        now_ms: Wall clock, UTC milliseconds.
        progress: Told per case; stopped there, nothing is decided.
        without: Acts of taking back that are passed over: nothing of them could be redone.

    Raises:
        AppError: The workspace cannot be written; nothing was decided.
    """
    now = wall_ms() if now_ms is None else now_ms
    with workspace.sessions.begin() as session:
        found = [one for one in turns(workspace, session) if one.act not in without]
        if not found:
            return None
        turn = found[-1]
        result = Redone(turn.act)
        waits = {(one.kind, one.subject, one.field) for one in waiting(session)}
        choices = []
        for members in _threads(turn):
            choice = _choice(session, members, turn.act)
            if said := _against(workspace, session, turn, members, choice, waits):
                result.left.append((choice.key, said))
            else:
                choices.append(choice)
        author = workspace.writer(session, person)
        made = decide_in(session, author, choices, now_ms=now, progress=progress)
        result.done = made.done
        result.left += [(key, _(_GONE)) for key in made.left]
    return result


def _threads(turn: Turn) -> Iterator[list[_Member]]:
    """Yield decisions with what was written with them, the decision itself first."""
    found: dict[tuple[object, ...], list[_Member]] = {}
    for change, said in turn.said.items():
        found.setdefault(thread_of(said), []).append((change, said))
    for members in found.values():
        members.sort(key=lambda one: "with" in one[1])
        yield members


def _choice(session: Session, members: list[_Member], act: UUID) -> Choice:
    """Return what was decided, as it would be said today."""
    _change, said = members[0]
    key, records = case_of(said), said.get("joined")
    joined = [UUID(hex=str(one)) for one in records] if isinstance(records, list) else []
    twins = tuple(joined[1:])
    written = {key_of(one): _value(session, change, key_of(one)) for change, one in members}
    value = written.pop(key) if key in written else _shown(session, key)
    keys = (key, *(Key(key.kind, one, key.field) for one in twins))
    return Choice(
        key,
        value,
        str(said["how"]),
        str(said["reason"]),
        str(said.get("rule", "")),
        frozenset(head for one in keys for head in standing(session, one)),
        tuple(written.items()),
        twins,
        redo=act.hex,
    )


def _value(session: Session, change: UUID, key: Key) -> Json:
    steps = history(session, key.subject, key.field)
    return next((one.value for one in steps if one.change == change), None)


def _shown(session: Session, key: Key) -> Json:
    steps = history(session, key.subject, key.field)
    return next((one.value for one in steps if one.shown and one.kind == key.kind), None)


def _against(
    workspace: Workspace,
    session: Session,
    turn: Turn,
    members: list[_Member],
    choice: Choice,
    waits: set[tuple[str, UUID, str]],
) -> str:
    """Say what speaks against deciding as before; empty when nothing does."""
    for change, said in members:
        key = key_of(said)
        if (key.kind, key.subject, key.field) in waits:
            return _(_WAITS)
        steps = history(session, key.subject, key.field)
        heads = {one.change for one in steps if one.head and one.kind == key.kind}
        if heads != turn.again[change]:
            return _(_CAME) if heads > turn.again[change] else _(_GONE)
    _change, said = members[0]
    sides = said.get("case") or said.get("sides")
    before = {UUID(hex=str(one)) for one in sides} if isinstance(sides, list) else set()
    if not _alike(session, choice, before):
        return _(_GONE)
    if choice.how == OWN:
        return check_own(workspace, session, choice.key, choice.value)
    return ""


def _alike(session: Session, choice: Choice, before: set[UUID]) -> bool:
    """Tell whether the sides are those that the decision replaced, records left alone included."""
    if choice.key.field == "*":
        return {original(session, one) for one in choice.seen} == {
            original(session, one) for one in before
        }
    said = {
        one.change: one.value
        for key in choice.keys
        for one in history(session, key.subject, key.field)
    }
    # Sides that said the same came back as one, and what had said nothing says so by a change.
    now = {original(session, one) for one in choice.seen if said.get(one) is not None}
    then = {original(session, one) for one in before if said.get(one) is not None}
    words = [{answer_key(canonical(said.get(one))) for one in group} for group in (now, then)]
    return now <= then and words[0] == words[1]
