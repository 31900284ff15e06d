"""The open building: its visit in memory, every answer on its way to disk.

Memory changes at once on the GUI thread (well under a millisecond); the disk follows in the
writer's lane, in order. Until an answer is on disk the status bar does not call it saved; if the
disk refuses, the visit is read again and the panes show what is really there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.inspection.answers import Stored
from app.inspection.effort.copying import looked_at
from app.inspection.provenance import waits_for_a_look
from app.inspection.remarks import set_remark
from app.inspection.visit import Basis
from app.models.clock import wall_ms
from app.models.media import QUESTIONS
from app.ui.field.building_facts import BuildingFacts, differing, pictures
from app.ui.field.commits import Commits
from app.ui.latest import Latest

if TYPE_CHECKING:
    from app.inspection.photo.photos import PhotoRow
    from app.ui.desk import Desk
    from app.ui.field.attach import Attachments, Item
    from app.ui.field.opening import Opened
    from app.ui.jobs import Job


class Building(BuildingFacts):
    """Controller of one open visit.

    Attributes:
        opened_at: Since when it is open, UTC milliseconds.
        led: Whoever opened it is where they want to be: it was open already, or opened at a
            question.
        closed: Another building took its place.

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

    def __init__(self, desk: Desk, opened: Opened, parent: QObject | None = None) -> None:
        super().__init__(opened, parent)
        self.desk = desk
        self.opened_at = wall_ms()
        self.led = False
        self._attachments: Attachments | None = None
        self.closed = False
        self.rows_read = Latest()
        self._commits = Commits(desk.jobs, self)
        self._commits.settled.connect(desk.saved)
        self._commits.refused.connect(self._reload)
        self.visit.commit = self._commits.add

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
        if field.kept and field.question is not None and field.question.kind in QUESTIONS:
            self.attachments.remove(path)
        elif field.reason:
            self._do(path, lambda: self.visit.leave_open(path, ""))
        elif field.value or field.rejected:
            self._do(path, lambda: self.visit.answer(path, ""))

    @property
    def attachments(self) -> Attachments:
        """What stores files that are answers; made when the first one is wanted."""
        if self._attachments is None:
            from app.ui.field.attach import Attachments

            self._attachments = Attachments(self)
        return self._attachments

    def take_attachment(self, path: str, item: Item) -> Job | None:
        """Store a file as the answer of a question; see `attachments` for how far it is."""
        return self.attachments.take(path, item)

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

    def look_at(self, *paths: str) -> None:
        """Take copied answers as seen here: somebody has looked at them and left them; one act."""
        waiting = [path for path in paths if waits_for_a_look(self.stored(path))]
        if waiting:
            self._do(waiting[0], lambda: frozenset(looked_at(self.visit, waiting)))

    def set_remark(self, path: str, text: str) -> None:
        """Keep a remark (备注) on a question; empty: none."""
        if text != self.remarks.get(path, ""):
            self._do(path, lambda: self._remark(path, text))

    def _remark(self, path: str, text: str) -> frozenset[str]:
        set_remark(self.visit, path, text)
        self.remarks[path] = text
        return frozenset({path})

    def written(self, paths: frozenset[str]) -> None:
        """Show what somebody else has answered on the visit of this building."""
        self.touched = True
        self._found = None
        self.changed.emit(paths)
        self.finished_changed.emit()

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
            self._run(partial(self._put, added + below, stored))
        self._map()
        self.changed.emit(frozenset({repeat}))
        return added

    def _put(self, path: str, stored: Stored) -> frozenset[str]:
        basis = Basis(stored.basis, stored.source)
        if stored.reason:
            return self.visit.leave_open(path, stored.reason, basis)
        return self.visit.answer(path, stored.text, basis)

    def finish(self) -> bool:
        """Say 查完; return whether nothing is missing."""
        if self.missing():
            return False
        self._say(self.visit.finish)
        return True

    def set_aside(self) -> None:
        """先这样，标待补."""
        self._say(self.visit.set_aside)

    def take_photos(self, photos: list[PhotoRow]) -> None:
        """Take the photos as they are now into the form and the panes.

        Only what differs is told: while a card is read this happens several times a second.
        """
        if self.closed or photos == self.files:  # closed: the rows are on disk all the same
            return
        before, self.files = self.files, photos
        self.photos = pictures(photos)
        self.touched = True
        was_finished = self.visit.finished
        first: dict[str, str] = {}
        for photo in photos:
            if photo.question:
                first.setdefault(photo.question, f"{photo.sha256}.{photo.extension}")
        follows = self.visit.photos_changed(first)
        self._found = None
        self.photos_changed.emit()
        paths = differing(before, photos) | follows
        if paths:
            self.changed.emit(paths)
        if was_finished != self.visit.finished:
            self.finished_changed.emit()

    # The road to disk

    def _given(self, path: str) -> Basis | None:
        code = self._basis.pop(path, "")
        return Basis(code) if code else None

    def _do(self, path: str, work: Callable[[], frozenset[str]]) -> None:
        finished = self.visit.finished
        changed = self._run(work)
        if changed is None:
            return
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

    @property
    def pending(self) -> int:
        """How many answers are on their way to disk."""
        return self._commits.pending

    @property
    def given(self) -> int:
        """How many answers were given since it was opened."""
        return self._commits.given

    def _reload(self) -> None:
        self.visit.reload()
        self._map()
        self.reloaded.emit()
