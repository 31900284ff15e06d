"""Ctrl+Z and Ctrl+Y: what the journal takes back is said in words, and one is taken there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from app.i18n import _
from app.models.clock import wall_ms
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.inspection.effort import undo
    from app.inspection.effort.undo import Undone
    from app.ui.desk import Desk
    from app.ui.field import opening
    from app.ui.field.panes import Panes
    from app.ui.field.visits import Visits

if not TYPE_CHECKING:
    undo, opening = lazy("app.inspection.effort.undo"), lazy("app.ui.field.opening")


class Undoing(QObject):
    """Undo and redo over all buildings, in the writer's lane behind every answer."""

    def __init__(self, desk: Desk, panes: Panes, visits: Visits) -> None:
        super().__init__(panes)
        self._desk, self._panes, self._visits = desk, panes, visits
        self._asked = 0
        self._watched: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)

    def back(self) -> None:
        """Ctrl+Z: take the latest act back, whichever building it was in."""
        self._turn(forward=False)

    def forth(self) -> None:
        """Ctrl+Y: do again what was taken back last."""
        self._turn(forward=True)

    def offer(self, sentence: str, mark: str = "done") -> None:
        """Say what was done, with a button that takes exactly this back.

        Call it right after the act was handed to the writer's lane.
        """
        workspace = self._desk.workspace
        job = self._desk.jobs.write(lambda _progress: undo.peek(workspace).undo, "latest act")
        job.succeeded.connect(partial(self._offer, sentence, mark))

    def _offer(self, sentence: str, mark: str, entry: Any) -> None:
        back = partial(self._turn, forward=False, only=entry.n) if entry is not None else None
        self._desk.say(sentence, mark, _("Undo") if back else "", back)

    def _turn(self, *, forward: bool, only: int = 0) -> None:
        self._panes.questions.flush()
        workspace, person = self._desk.workspace, self._desk.person
        self._asked += 1
        job = self._desk.jobs.write(
            lambda _progress: turn(workspace, person, forward=forward, only=only), "undo", keep=True
        )
        job.succeeded.connect(partial(self._turned, forward, only))
        job.failed.connect(self._failed)

    def _failed(self, _error: object) -> None:
        self._asked -= 1

    def _turned(self, forward: bool, only: int, done: Undone | None) -> None:
        self._asked -= 1
        desk = self._desk
        if done is None:
            if only:
                words = _("Something else was done since. Ctrl+Z takes back one step at a time.")
            else:
                words = _("Nothing to redo") if forward else _("Nothing to undo")
            desk.say(words, "info")
            return
        desk.saved.emit(wall_ms())
        again = _("Undo") if forward else _("Redo")
        desk.say(done.words, "undo-2", again, self.back if forward else self.forth)
        if done.entry.places > 1 or done.entry.what.startswith("place"):
            desk.places_changed.emit()
        elif done.place is not None:
            desk.place_changed.emit(done.place)
        if not self._asked:  # further steps come: the last one shows where it leads
            self._go_there(done)

    def _go_there(self, done: Undone) -> None:
        here = self._visits.building
        about_place = done.entry.what.startswith("place") or done.entry.what == "discard"
        if done.place is None:
            return
        if here is not None and here.visit.inspection in done.inspections:
            same = done.place == here.line.id
            path = done.path if same and done.path else self._panes.questions.view.open_key
            self._visits.reopen(here.line.id, path)
        elif here is not None and here.line.id == done.place:
            self._visits.reopen(done.place, self._panes.questions.view.open_key)
        elif not about_place and done.entry.places == 1:
            self._visits.reopen(done.place, done.path)

    # Text fields undo their own typing first

    def _focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched = None
        if isinstance(now, QLineEdit | QPlainTextEdit) and self._panes.isAncestorOf(now):
            now.installEventFilter(self)
            now.destroyed.connect(self._forget)
            self._watched = now

    def _forget(self) -> None:
        self._watched = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Ctrl+Z through to the journal when a text field has nothing of its own to undo."""
        if event.type() != QEvent.Type.ShortcutOverride:
            return False
        key: Any = event
        if getattr(watched, "composing", False):
            return False  # the word that is being put together is what is taken back
        if isinstance(watched, QLineEdit):
            own = (watched.isUndoAvailable(), watched.isRedoAvailable())
        elif isinstance(watched, QPlainTextEdit):
            document = watched.document()
            own = (document.isUndoAvailable(), document.isRedoAvailable())
        else:
            return False
        standard = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
        if any(key.matches(one) and not has for one, has in zip(standard, own, strict=True)):
            event.ignore()
            return True
        return False


def turn(workspace: Any, person: str, *, forward: bool, only: int) -> Undone | None:
    """Undo or redo, and evaluate what it touched; runs in the writer's lane.

    Args:
        workspace: Where the journal is.
        person: Who turns back.
        forward: Redo.
        only: Number of the act that must be the latest; 0: any.
    """
    if only:
        latest = undo.peek(workspace).undo
        if latest is None or latest.n != only:
            return None
    done = undo.redo(workspace, person) if forward else undo.undo(workspace, person)
    if done is not None and done.inspections:
        opening.evaluate_all(workspace, done.inspections)
    return done
