"""Undo and redo of an act: compensating changes, never over somebody else's newer word.

A step is taken back only while what it wrote is what shows, alone. A change that undo writes is an
*echo* of the one whose value it gives back; for the steps before it, the echo is that change.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.acts import DONE, SPENT, UNDONE, acting
from app.models.raw import raw
from app.models.tables import PROJECTIONS
from app.models.values import Json, parsed
from app.models.write import DELETED, Author, Draft, delete, restore, write

BORN = ("place", "photo", "earlier")
"""Kinds whose records an act may make: undoing it removes the record, not field by field."""
_STEPS = (
    "SELECT s.kind, s.subject, s.field, s.before, s.after FROM step s"
    " JOIN change c ON c.id = s.after WHERE s.act = ? ORDER BY c.n"
)
_SHOWN = (
    "SELECT change.id, cell.heads, cell.waiting FROM cell JOIN change ON change.n = cell.change"
    " WHERE cell.subject = ? AND cell.field = ? AND cell.kind = ?"
)
_ALL_SHOWN = (
    "SELECT cell.field, change.id, cell.heads, cell.waiting FROM cell"
    " JOIN change ON change.n = cell.change WHERE cell.subject = ? AND cell.kind = ?"
)
_SAYS = "SELECT value FROM change WHERE id = ?"
_WHO = (
    "SELECT o.person FROM change c JOIN origin o ON o.n = c.origin WHERE c.subject = ?"
    " AND (?2 = '*' OR c.field = ?2) ORDER BY c.n DESC LIMIT 1"
)
_FIRST = "SELECT id FROM change INDEXED BY change_field WHERE subject = ? ORDER BY n LIMIT 1"
_LATER = (
    "SELECT 1 FROM change c INDEXED BY change_field JOIN origin o ON o.n = c.origin"
    " WHERE c.subject = ?1 AND c.n > (SELECT n FROM change WHERE id = ?2)"
    " AND o.device NOT IN (SELECT id FROM device) AND o.device <> ?3 LIMIT 1"
)
_CHILD = "SELECT 1 FROM place WHERE parent = ? AND deleted = 0 LIMIT 1"


@dataclass(frozen=True)
class Touched:
    """A field that undo or redo wrote or left; ``person`` is who changed it since."""

    kind: str
    subject: UUID
    field: str
    person: str = ""


@dataclass
class Reversal:
    """What undoing or redoing one act did: fields written, and fields left as others made them."""

    done: list[Touched] = field(default_factory=list)
    left: list[Touched] = field(default_factory=list)


@dataclass(frozen=True)
class _Step:
    field: str
    before: bytes | None
    after: bytes


def reverse(
    session: Session, author: Author, n: int, *, forward: bool, now_ms: int | None = None
) -> Reversal:
    """Undo an act, or redo it, within the session's transaction.

    Args:
        session: A writing session.
        author: Who undoes.
        n: Number of the act.
        forward: Redo.
        now_ms: Wall clock, UTC milliseconds.

    Returns:
        What was written and what was left; the act is past undoing when nothing could be written.
    """
    turn = _Turn(session, author, forward, now_ms)
    db = raw(session)
    groups: dict[tuple[str, bytes], list[_Step]] = {}
    for kind, subject, *rest in db.execute(_STEPS, (n,)).fetchall():
        groups.setdefault((kind, subject), []).append(_Step(*rest))
    with acting(None):
        # What an act made from the top down goes from the bottom up: a place after those in it.
        for (kind, subject), steps in groups.items() if forward else reversed(groups.items()):
            turn.take(kind, UUID(bytes=subject), steps)
    state = (DONE if forward else UNDONE) if turn.result.done else SPENT
    raw(session).execute("UPDATE act SET state = ? WHERE n = ?", (state, n))
    return turn.result


class _Turn:
    def __init__(self, session: Session, author: Author, forward: bool, now_ms: int | None) -> None:
        self.session, self.author, self.forward, self.now_ms = session, author, forward, now_ms
        self.result = Reversal()

    @property
    def db(self) -> sqlite3.Connection:
        return raw(self.session)

    def take(self, kind: str, subject: UUID, steps: list[_Step]) -> None:
        afters = {self._root(step.after) for step in steps}
        if kind in BORN and self._first(subject) in afters:
            self._record(kind, subject, afters)
            return
        plain = [step for step in steps if step.field != DELETED]
        for step in steps:
            if step.field == DELETED:
                self._deletion(kind, subject, step)
        drafts = []
        for step in plain:
            wanted = step.after if self.forward else step.before
            expected = step.before if self.forward else step.after
            if not self._shows(kind, subject, step.field, expected):
                self._leave(kind, subject, step.field)
                continue
            drafts.append((Draft(kind, subject, step.field, self._says(wanted)), wanted))
        write(self.session, self.author, [one for one, _wanted in drafts], now_ms=self.now_ms)
        for draft, wanted in drafts:
            self._did(kind, subject, draft.field, wanted)

    def _record(self, kind: str, subject: UUID, afters: set[bytes | None]) -> None:
        """Remove a record that the act made, or bring it back."""
        row = self.db.execute(
            f"SELECT deleted, contested FROM {PROJECTIONS[kind].__tablename__} WHERE id = ?",
            (subject.bytes,),
        ).fetchone()
        free = row is not None and not row[1]
        if self.forward:
            ours = self._shown(kind, subject, DELETED)
            echoed = ours is not None and self._is_echo(ours[0]) and ours[1] == 1
            if not (free and row[0] and echoed):
                self._leave(kind, subject, DELETED)
                return
            restore(self.session, self.author, kind, subject, now_ms=self.now_ms)
        else:
            mine = all(
                heads == 1 and not waiting and self._root(change) in {*afters, None}
                for _field, change, heads, waiting in self.db.execute(
                    _ALL_SHOWN, (subject.bytes, kind)
                ).fetchall()
            )
            full = kind == "place" and self.db.execute(_CHILD, (subject.bytes,)).fetchone()
            if not free or row[0] or not mine or full:
                self._leave(kind, subject, DELETED)
                return
            delete(self.session, self.author, kind, subject, now_ms=self.now_ms)
        self._did(kind, subject, DELETED, None)

    def _deletion(self, kind: str, subject: UUID, step: _Step) -> None:
        """Undo or redo a removal or restoration that the act said."""
        expected = step.before if self.forward else step.after
        wanted = step.after if self.forward else step.before
        removed = self._says(step.after) is True
        removing = removed is self.forward
        later = self.db.execute(
            _LATER, (subject.bytes, step.after, self.author.device.bytes)
        ).fetchone()
        if not self._shows(kind, subject, DELETED, expected) or (removing and later):
            self._leave(kind, subject, DELETED)
            return
        work = delete if removing else restore
        work(self.session, self.author, kind, subject, now_ms=self.now_ms)
        self._did(kind, subject, DELETED, wanted)

    def _shows(self, kind: str, subject: UUID, name: str, expected: bytes | None) -> bool:
        """Tell whether a field shows what a change wrote, and nobody stands beside it."""
        shown = self._shown(kind, subject, name)
        if shown is None:
            return self._root(expected) is None
        change, heads, waiting = shown
        return heads == 1 and not waiting and self._root(change) == self._root(expected)

    def _shown(self, kind: str, subject: UUID, name: str) -> tuple[bytes, int, int] | None:
        found: tuple[bytes, int, int] | None = self.db.execute(
            _SHOWN, (subject.bytes, name, kind)
        ).fetchone()
        return found

    def _root(self, change: bytes | None) -> bytes | None:
        """Return the change that another one echoes, itself if none; None for no value at all."""
        if change is None:
            return None
        found = self.db.execute("SELECT original FROM echo WHERE change = ?", (change,)).fetchone()
        return change if found is None else found[0]

    def _is_echo(self, change: bytes) -> bool:
        found = self.db.execute("SELECT 1 FROM echo WHERE change = ?", (change,)).fetchone()
        return found is not None

    def _says(self, change: bytes | None) -> Json:
        found = self.db.execute(_SAYS, (change,)).fetchone() if change else None
        return parsed(found[0]) if found else None

    def _first(self, subject: UUID) -> bytes | None:
        found = self.db.execute(_FIRST, (subject.bytes,)).fetchone()
        return found[0] if found else None

    def _did(self, kind: str, subject: UUID, name: str, original: bytes | None) -> None:
        shown = self._shown(kind, subject, name)
        if shown is not None and shown[0] != original:
            self.db.execute(
                "INSERT OR IGNORE INTO echo (change, original) VALUES (?, ?)",
                (shown[0], self._root(original)),
            )
        self.result.done.append(Touched(kind, subject, name))

    def _leave(self, kind: str, subject: UUID, name: str) -> None:
        found = self.db.execute(_WHO, (subject.bytes, name)).fetchone()
        self.result.left.append(Touched(kind, subject, name, found[0] if found else ""))


def steps_of(session: Session, n: int) -> Iterator[Touched]:
    """Yield the fields that an act changed."""
    for kind, subject, name, *_ids in raw(session).execute(_STEPS, (n,)).fetchall():
        yield Touched(kind, UUID(bytes=subject), name)
