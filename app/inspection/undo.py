"""Undo and redo (撤销、重做) of everything a person did here, across buildings and restarts.

Nothing is destroyed: undoing writes what stood before as a new change. Where somebody else, or a
later act, has changed a field since, it stays as it is and the sentence says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Select, select

from app.i18n import N_, _
from app.models.acts import DONE, UNDONE, Act, acting
from app.models.derived import ActRow, Finding
from app.models.reversal import Touched, reverse, steps_of
from app.models.tables import Earlier, Inspection, Photo, Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

WORDS = {
    "answer": N_("answer given"),
    "reason": N_("reason for no answer"),
    "basis": N_("how it is known"),
    "looked": N_("copied answers looked at"),
    "repeat_add": N_("entry added"),
    "repeat_remove": N_("entry removed"),
    "finish": N_("finished"),
    "aside": N_("left for later"),
    "reopen": N_("reopened"),
    "discard": N_("inspection removed"),
    "photo_add": N_("photo added"),
    "photo_remove": N_("photo removed"),
    "photo_restore": N_("photo brought back"),
    "photo_change": N_("photo changed"),
    "photo_attach": N_("file attached"),
    "photo_detach": N_("file removed"),
    "signature": N_("signature"),
    "photo_order": N_("photos put in order"),
    "bulk": N_("answer for several buildings"),
    "copy": N_("copied from a neighbour"),
    "statement": N_("part closed by a statement"),
    "place_add": N_("place added"),
    "place_change": N_("place corrected"),
    "place_remove": N_("place removed"),
    "place_restore": N_("place brought back"),
    "judgement": N_("judgement"),
    "recall": N_("earlier problem looked at again"),
    "visit": N_("outcome of the visit"),
}
"""Kinds of act and what they are called."""
_COMPANION = re.compile(r"_(photo\d*|where|reason)$")


@dataclass(frozen=True)
class Entry:
    """An act in the journal.

    Attributes:
        n: Its number; later acts have greater ones.
        what: Kind, a word of `WORDS`.
        place: Where it was done, None when that is gone or it was nowhere.
        places: How many places it touched.
        inspection: Of the first place.
        path: The question, empty when it was about none.
        person: Who did it.
        at: When, UTC milliseconds.
        words: A sentence part such as ``6号楼 ZF-B03：答案``.
    """

    n: int
    what: str
    place: UUID | None
    places: int
    inspection: UUID | None
    path: str
    person: str
    at: int
    words: str


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
            return [_entry(session, row) for row in session.scalars(_acts(DONE).limit(most))]


def journal(workspace: Workspace) -> Journal:
    """Return the journal of a workspace."""
    return Journal(workspace)


def peek(workspace: Workspace) -> Peek:
    """Say what undo and redo would do next."""
    with workspace.reading() as session:
        back = session.scalars(_acts(DONE).limit(1)).first()
        forth = session.scalars(_acts(UNDONE).limit(1)).first()
        return Peek(
            _entry(session, back) if back else None, _entry(session, forth) if forth else None
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
        entry = _entry(session, row)
        author = workspace.writer(session, person)
        found = reverse(session, author, row.n, forward=state == UNDONE, now_ms=now_ms)
        touched = dict.fromkeys(_inspection(session, one) for one in found.done)
        inspections = tuple(one for one in touched if one is not None)
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


def _entry(session: Session, row: ActRow) -> Entry:
    # One field of each record says where it was: a bulk act has many.
    every = list(steps_of(session, row.n))
    steps = list({(one.kind, one.subject): one for one in reversed(every)}.values())[::-1]
    inspections = [_inspection(session, one) for one in steps]
    places = list(
        dict.fromkeys(
            place
            for one, inspection in zip(steps, inspections, strict=True)
            if (place := _place(session, one, inspection)) is not None
        )
    )
    path = row.path or next((one.field for one in every if one.field.startswith("/")), "")
    path = path or next((found for one in steps if (found := _question(session, one))), "")
    first = places[0] if places else None
    return Entry(
        row.n,
        row.what,
        first,
        len(places),
        next((one for one in inspections if one is not None), None),
        path,
        row.person,
        row.at,
        _about(session, row.what, first, len(places), path),
    )


def _about(session: Session, what: str, place: UUID | None, places: int, path: str) -> str:
    row = session.get(Place, place) if place else None
    where = (row.name or row.code or "") if row else ""
    if places > 1:
        where = _("{count} places").format(count=places)
    name = _COMPANION.sub("", path.rpartition("/")[2])
    # An entry of a repeat has a key and no code; nor does what no question asks for.
    code = "" if name.endswith("]") or name == "signature" else name.replace("_", "-")
    told = _(WORDS.get(what, what))
    parts = [part for part in (where, code) if part]
    return _("{where}: {what}").format(where=" ".join(parts), what=told) if parts else told


def _inspection(session: Session, one: Touched) -> UUID | None:
    if one.kind == "inspection":
        return one.subject
    if one.kind == "photo":
        photo = session.get(Photo, one.subject)
        return photo.inspection if photo else None
    if one.kind == "judgement":
        finding = session.get(Finding, one.subject)
        return finding.inspection if finding else None
    return None


def _question(session: Session, one: Touched) -> str:
    photo = session.get(Photo, one.subject) if one.kind == "photo" else None
    return (photo.question if photo else None) or ""


def _place(session: Session, one: Touched, inspection: UUID | None) -> UUID | None:
    if one.kind == "place":
        return one.subject
    if one.kind == "earlier":
        earlier = session.get(Earlier, one.subject)
        return earlier.place if earlier else None
    row = session.get(Inspection, inspection) if inspection else None
    return row.place if row else None
