"""Undo and redo (撤销、重做) of everything a person did here, across buildings and restarts.

Nothing is destroyed: undoing writes what stood before as a new change. Where somebody else, or a
later act, has changed a field since, it stays as it is and the sentence says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Select, select

from app.i18n import _
from app.inspection.effort.bulk_undo import begin_again, unbegin
from app.inspection.effort.undo_entry import WORDS, Entry, entry_of, inspection_of
from app.models.acts import DONE, UNDONE, Act, acting
from app.models.derived import ActRow
from app.models.reversal import Touched, reverse

if TYPE_CHECKING:
    from app.workspace import Workspace


@dataclass(frozen=True)
class Peek:
    """What Ctrl+Z and Ctrl+Y would do next."""

    undo: Entry | None
    redo: Entry | None


@dataclass(frozen=True)
class Undone:
    """What was undone or redone.

    Attributes:
        entry: The act.
        done: Fields written.
        left: Fields left alone because they were changed since.
        inspections: Inspections touched; an open `Visit` of one must `reload`.
        words: What to tell the person.
    """

    entry: Entry
    done: int
    left: int
    inspections: tuple[UUID, ...]
    words: str

    @property
    def place(self) -> UUID | None:
        """Where it was done."""
        return self.entry.place

    @property
    def path(self) -> str:
        """The question it was about, empty for none."""
        return self.entry.path


class Journal:
    """The journal of a workspace; local, never in a package."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    @contextmanager
    def record(self, what: str, path: str = "") -> Iterator[None]:
        """Record all that is written in the block, in this thread, as one act of this kind.

        Each transaction in it commits its changes and its part of the act together.
        """
        if what not in WORDS:
            raise ValueError(f"unknown kind of act {what!r}")
        with acting(Act(what, path)):
            yield

    def entries(self, most: int = 50) -> list[Entry]:
        """List the latest acts that can be undone, the latest first."""
        with self.workspace.reading() as session:
            return [entry_of(session, row) for row in session.scalars(_acts(DONE).limit(most))]


def journal(workspace: Workspace) -> Journal:
    """Return the journal of a workspace."""
    return Journal(workspace)


def peek(workspace: Workspace) -> Peek:
    """Say what undo and redo would do next."""
    with workspace.reading() as session:
        back = session.scalars(_acts(DONE).limit(1)).first()
        forth = session.scalars(_acts(UNDONE).limit(1)).first()
        return Peek(
            entry_of(session, back) if back else None, entry_of(session, forth) if forth else None
        )


def undo(workspace: Workspace, person: str = "", *, now_ms: int | None = None) -> Undone | None:
    """Undo the latest act, whichever building it was in; None when there is none.

    Raises:
        AppError: The workspace cannot be written; nothing was changed.
    """
    return _turn(workspace, person, DONE, now_ms)


def redo(workspace: Workspace, person: str = "", *, now_ms: int | None = None) -> Undone | None:
    """Do again what was undone last; None when there is nothing, or something was done since."""
    return _turn(workspace, person, UNDONE, now_ms)


def _turn(workspace: Workspace, person: str, state: int, now_ms: int | None) -> Undone | None:
    with workspace.sessions.begin() as session:
        row = session.scalars(_acts(state).limit(1)).first()
        if row is None:
            return None
        entry = entry_of(session, row)
        author = workspace.writer(session, person)
        if row.what == "bulk" and state == UNDONE:
            begin_again(session, author, row.n)
        found = reverse(session, author, row.n, forward=state == UNDONE, now_ms=now_ms)
        touched = dict.fromkeys(inspection_of(session, one) for one in found.done)
        inspections = tuple(one for one in touched if one is not None)
        if row.what == "bulk" and state == DONE:
            unbegin(session, author, inspections)
    return Undone(
        entry,
        len(found.done),
        len(found.left),
        inspections,
        _words(entry, state == UNDONE, len(found.done), found.left),
    )


def _acts(state: int) -> Select[ActRow]:
    """Return the query of acts in a state, the next to take first."""
    # Undone last is redone first: of those undone, the oldest.
    order = ActRow.n.desc() if state == DONE else ActRow.n
    return select(ActRow).where(ActRow.state == state).order_by(order)


def _words(entry: Entry, forward: bool, done: int, left: list[Touched]) -> str:
    said = _("Redone: {what}") if forward else _("Undone: {what}")
    refused = _("Not redone: {what}") if forward else _("Not undone: {what}")
    words = (said if done else refused).format(what=entry.words)
    if left:
        people = "、".join(sorted({one.person for one in left if one.person}))
        words += _("; {count} fields were changed since by {people} and stay as they are").format(
            count=len(left), people=people or _("somebody")
        )
    return words
