"""The open building: its visit in memory, what panes ask of it, every answer on its way to disk.

Memory changes at once on the GUI thread (well under a millisecond); the disk follows in the
writer's lane, in order. Until an answer is on disk the status bar does not call it saved; if the
disk refuses, the visit is read again and the panes show what is really there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.inspection.answers import Stored
from app.inspection.visit import Basis, Visit
from app.models.clock import wall_ms
from app.ui.field.outline import Part, Slot, outline
from app.ui.field.undo import UndoStack

if TYPE_CHECKING:
    from uuid import UUID

    from app.forms.definition import Question
    from app.forms.fields import Field
    from app.forms.outcome import Found, Missing
    from app.inspection.browse import PlaceLine
    from app.inspection.photos import PhotoRow
    from app.ui.desk import Desk

_RANK = {"critical": 0, "serious": 1, "minor": 2, "": 3}


@dataclass(frozen=True)
class Counts:
    """How far something is: questions answered or left open with a reason, out of relevant."""

    answered: int
    relevant: int


class Building(QObject):
    """Controller of one open visit.

    Attributes:
        line: The place as the tree shows it.
        above: (id, level, name) from the community down to the place itself.
        touched: Something was said since it was opened.
        closed: Another building took its place.
        photos: Its photos in order.

    Signals:
        changed(paths): Answers, relevance or rules changed at these paths (a frozenset).
        reloaded(): Everything may be different.
        photos_changed(): Photos were added, moved or removed.
        finished_changed(): 查完 was said or taken back.
    """

    changed = Signal(object)
    reloaded = Signal()
    photos_changed = Signal()
    finished_changed = Signal()

    def __init__(
        self,
        desk: Desk,
        visit: Visit,
        line: PlaceLine,
        above: list[tuple[UUID, str, str]],
        photos: list[PhotoRow],
        parts: list[Part],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self.visit, self.line, self.above = desk, visit, line, above
        self.photos = photos
        self.opened_at = wall_ms()
        self.undo = UndoStack()
        self.touched = False
        self.closed = False
        self._pending = 0
        self._failed = False
        self._basis: dict[str, str] = {}
        self.parts: list[Part] = []
        self._found: dict[str, list[Found]] | None = None
        visit.commit = self._commit
        self._map(parts)

    # What panes ask

    @property
    def slots(self) -> Iterator[Slot]:
        """Everything that has a row, in the order of the form, relevant or not."""
        for part in self.parts:
            yield from part.slots

    def slot(self, path: str) -> Slot | None:
        """Return the row of a question, also of one that stands inside another's card."""
        owner = self._owner.get(path, path)
        return self._slots.get(owner)

    def field(self, path: str) -> Field:
        """Return the field at a path."""
        return self.visit.instance.node(path)

    def stored(self, path: str) -> Stored:
        """Return what is stored for a path."""
        return self.visit.stored.get(path) or Stored(None)

    def counts(self, part: Part | None = None) -> Counts:
        """Count what is answered, in one part or in all."""
        answered = relevant = 0
        for one in [part] if part is not None else self.parts:
            for field in one.counted:
                if field.relevant:
                    relevant += 1
                    answered += bool(field.value or field.reason)
        return Counts(answered, relevant)

    def undecided(self) -> int:
        """Count the questions with 判不了 or 未查到."""
        reasons = ("undecidable", "not_reached")
        fields = [field for one in self.parts for field in one.counted]
        return sum(field.relevant and field.reason in reasons for field in fields)

    def found(self, path: str) -> list[Found]:
        """Return the findings that rest on a question, the worst first."""
        return self.found_by_path().get(path, [])

    def found_by_path(self) -> dict[str, list[Found]]:
        """Return all findings by question."""
        if self._found is None:
            self._found = {}
            for one in self.visit.instance.findings():
                self._found.setdefault(one.path, []).append(one)
            for group in self._found.values():
                group.sort(key=lambda one: _RANK.get(one.rule.severity, 3))
        return self._found

    def missing(self) -> list[Missing]:
        """Return what keeps the building from being 查完."""
        return self.visit.instance.missing()

    def is_open(self, slot: Slot) -> bool:
        """Tell whether a row waits for an answer."""
        field = slot.field
        if field is None or not slot.asks or not field.relevant or field.readonly:
            return False
        return not field.value and not field.reason

    def next_open(self, path: str, by: int = 1) -> Slot | None:
        """Return the next (or previous) row without an answer, over the ends of parts."""
        rows = list(self.slots)
        at = next(
            (n for n, row in enumerate(rows) if row.path == path), -1 if by > 0 else len(rows)
        )
        ahead = rows[at + 1 :] if by > 0 else rows[:at][::-1] if at >= 0 else []
        return next((row for row in ahead if self.is_open(row)), None)

    def basis(self, path: str) -> str:
        """Return how an answer is known, or would be if it were given now."""
        said = self._basis.get(path) or self.stored(path).basis
        if said:
            return said
        question = self.visit.definition.question(path)
        usual = question.extras.get("basis", "") if question else ""
        # A person who answers does not hand on somebody else's papers.
        return "seen" if usual in ("", "imported") else usual

    def companions(self, question: Question, path: str) -> tuple[str, list[str]]:
        """Return the paths of 位置 (or empty) and of the demanded photos beside a question."""
        base = path.rpartition("/")[0]
        beside = [f"{base}/{photo.rpartition('/')[2]}" for photo in question.photos]
        where = f"{base}/{question.where.rpartition('/')[2]}" if question.where else ""
        return where, beside

    def photos_at(self, paths: set[str]) -> list[PhotoRow]:
        """Return the photos that belong to one of these paths."""
        return [photo for photo in self.photos if photo.question in paths]

    # What people do

    def answer(self, path: str, text: str) -> None:
        """Record an answer; empty text clears it."""
        self._do(path, lambda: self.visit.answer(path, text, self._given(path)))

    def leave_open(self, path: str, reason: str) -> None:
        """Record why there is no answer."""
        self._do(path, lambda: self.visit.leave_open(path, reason, self._given(path)))

    def clear(self, path: str) -> None:
        """Take an answer or a reason back."""
        field = self.field(path)
        if field.reason:
            self._do(path, lambda: self.visit.leave_open(path, ""))
        elif field.value or field.rejected:
            self._do(path, lambda: self.visit.answer(path, ""))

    def set_basis(self, path: str, code: str) -> None:
        """Say how an answer is known; before there is one it holds for the next."""
        if self.stored(path).value is None:
            self._basis[path] = code
            return
        self._basis.pop(path, None)
        self._do(path, lambda: self._set_basis(path, code))

    def _set_basis(self, path: str, code: str) -> frozenset[str]:
        self.visit.set_basis(path, Basis(code))
        return frozenset({path})

    def add_repeat(self, path: str) -> str:
        """Add an instance of a repeat; returns its path, or empty if that failed."""
        added = ""

        def work() -> frozenset[str]:
            nonlocal added
            added = self.visit.add_repeat(path)
            return frozenset({path, added})

        self._run(work)
        self._map()
        self.changed.emit(frozenset({path}))
        return added

    def remove_repeat(self, path: str) -> list[tuple[str, Stored]]:
        """Remove an instance; returns its answers by the path below it, for `put_back`."""
        kept = [
            (name[len(path) :], stored)
            for name, stored in self.visit.stored.items()
            if name.startswith(f"{path}/") and stored.value is not None
        ]
        self._run(lambda: self.visit.remove_repeat(path))
        self._map()
        self.changed.emit(frozenset({path}))
        return kept

    def put_back(self, repeat: str, answers: list[tuple[str, Stored]]) -> str:
        """Undo a removal: a new instance with the same answers."""
        added = self.add_repeat(repeat)
        for below, stored in answers if added else ():
            basis = Basis(stored.basis, stored.source)
            if stored.reason:
                self._run(
                    lambda below=below, stored=stored, basis=basis: self.visit.leave_open(  # type: ignore[misc]
                        added + below, stored.reason, basis
                    )
                )
            else:
                self._run(
                    lambda below=below, stored=stored, basis=basis: self.visit.answer(  # type: ignore[misc]
                        added + below, stored.text, basis
                    )
                )
        self._map()
        self.changed.emit(frozenset({repeat}))
        return added

    def finish(self) -> bool:
        """Say 查完; return whether nothing is missing."""
        if self.missing():
            return False
        self._say(self.visit.finish)
        return True

    def set_aside(self) -> None:
        """先这样，标待补."""
        self._say(self.visit.set_aside)

    def step_back(self) -> str:
        """Undo the last answer; returns its path, empty when there is nothing to undo."""
        return self._replay(self.undo.back())

    def step_forward(self) -> str:
        """Redo what was undone."""
        return self._replay(self.undo.forward())

    def take_photos(self, photos: list[PhotoRow]) -> None:
        """Take the photos as they are now into the form and the panes."""
        if self.closed:  # another building is open by now; the rows are on disk
            return
        self.photos = photos
        self.touched = True
        was_finished = self.visit.finished
        first: dict[str, str] = {}
        for photo in photos:
            if photo.question:
                first.setdefault(photo.question, f"{photo.sha256}.{photo.extension}")
        self.visit.photos_changed(first)
        self._found = None
        self.photos_changed.emit()
        paths = {photo.question for photo in photos if photo.question}
        self.changed.emit(frozenset(paths))
        if was_finished != self.visit.finished:
            self.finished_changed.emit()

    # The road to disk

    def _given(self, path: str) -> Basis | None:
        code = self._basis.pop(path, "")
        return Basis(code) if code else None

    def _do(self, path: str, work: Callable[[], frozenset[str]]) -> None:
        before = self.stored(path)
        finished = self.visit.finished
        changed = self._run(work)
        if changed is None:
            return
        self.undo.push(path, before, self.stored(path))
        self.changed.emit(changed | {path})
        if finished != self.visit.finished:
            self.finished_changed.emit()

    def _run(self, work: Callable[[], frozenset[str]]) -> frozenset[str] | None:
        self.touched = True
        self._found = None
        try:
            return work()
        except AppError as error:
            self.desk.fault(error)
            self._reload()
            return None

    def _say(self, work: Callable[[], None]) -> None:
        try:
            work()
        except AppError as error:
            self.desk.fault(error)
            return
        self.touched = True
        self.finished_changed.emit()

    def _replay(self, step: tuple[str, Stored] | None) -> str:
        if step is None:
            return ""
        path, stored = step
        basis = Basis(stored.basis, stored.source) if stored.basis else None
        if stored.reason:
            changed = self._run(lambda: self.visit.leave_open(path, stored.reason, basis))
        else:
            changed = self._run(lambda: self.visit.answer(path, stored.text, basis))
        self.changed.emit((changed or frozenset()) | {path})
        return path

    def _commit(self, work: Callable[[], None]) -> None:
        self._pending += 1
        job = self.desk.jobs.write(lambda _progress: work(), "answer", keep=True)
        job.succeeded.connect(self._stored)
        job.failed.connect(self._not_stored)
        job.cancelled.connect(self._not_stored)

    def _stored(self, _result: object) -> None:
        self._pending -= 1
        if self._pending == 0:
            if self._failed:
                self._reload()
            else:
                self.desk.saved.emit(wall_ms())

    def _not_stored(self, _error: object = None) -> None:
        self._pending -= 1
        self._failed = True
        if self._pending == 0:
            self._reload()

    @property
    def pending(self) -> int:
        """How many answers are on their way to disk."""
        return self._pending

    def _reload(self) -> None:
        self._failed = False
        self.visit.reload()
        self.undo.clear()
        self._map()
        self.reloaded.emit()

    def _map(self, parts: list[Part] | None = None) -> None:
        self._found = None
        self.parts = outline(self.visit) if parts is None else parts
        self._slots = {slot.path: slot for slot in self.slots}
        self._owner = {path: slot.path for part in self.parts for path, slot in part.inside.items()}
