"""Presses keys where the focus is, through the real window, and counts them."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from app.paths import resource
from app.ui.app import Program
from bench.effort_made import keys_of

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
_LONGEST_S = 20.0


class Keys:
    """What presses and counts.

    Attributes:
        keys: Pressed so far; ``spent``: by kind.
        looks: What a person decided.
        photos: Chosen in file dialogs.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.keys = self.looks = self.photos = 0
        self.spent: dict[str, int] = {}
        self._files = sorted(resource("sample/photos").glob("*.jpg"))

    @property
    def room(self) -> Any:
        """The inspecting room."""
        return self.program.page

    def settle(self) -> None:
        """Wait until nothing runs and no timer of the window is due."""
        end = time.monotonic() + _LONGEST_S
        calm = 0
        while calm < 2 and time.monotonic() < end:
            loop = QEventLoop()
            QTimer.singleShot(90, loop.quit)
            loop.exec()
            calm = 0 if self.program.jobs.running else calm + 1

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, what: str = "") -> None:
        """Press one key where the focus is."""
        QTest.keyClick(self._target(), key, modifier)
        self._count(1, what)
        QApplication.processEvents()
        QApplication.processEvents()

    def _target(self) -> Any:
        """Return what has the focus, once a window is active again."""
        end = time.monotonic() + 5
        while QApplication.activeWindow() is None and time.monotonic() < end:
            assert self.program.window is not None
            self.program.window.activateWindow()  # as a window manager does when a dialog goes
            QTest.qWait(1)
        return QApplication.focusWidget() or self.program.window

    def _count(self, keys: int, what: str) -> None:
        self.keys += keys
        self.spent[what] = self.spent.get(what, 0) + keys

    def type(self, text: str, what: str) -> None:
        """Type where the focus is; an input method hands over whole words."""
        target = self._target()
        if text.isascii():
            QTest.keyClicks(target, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(target, event)
        self._count(keys_of(text), what)

    def photo(self, key: Qt.Key = Qt.Key.Key_I) -> None:
        """Ctrl+I (in the summary a digit), then choose a file in the dialog (not counted)."""
        self.press(key, CTRL if key == Qt.Key.Key_I else NONE, "photo")
        end = time.monotonic() + 5
        dialogs: list[QFileDialog] = []
        while not dialogs and time.monotonic() < end:
            QApplication.processEvents()
            dialogs = [
                one
                for one in QApplication.topLevelWidgets()
                if isinstance(one, QFileDialog) and one.isVisible()
            ]
        if not dialogs:
            raise SystemExit(f"no dialog: {self.room.questions.view.open_key} {target_name()}")
        edit = dialogs[0].findChild(QLineEdit, "fileNameEdit")
        assert edit is not None
        edit.setText(str(self._files[self.photos % len(self._files)]))
        QTest.keyClick(edit, Qt.Key.Key_Return)
        self.photos += 1
        self.looks += 1
        self.settle()


def target_name() -> str:
    """Return where the focus is."""
    here = QApplication.focusWidget()
    return f"{type(here).__name__} {here.accessibleName() if here else ''}"
