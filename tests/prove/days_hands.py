"""Hands on the real window for `tests.prove.days_clerk`, and notes of what it calls saved."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QWidget

from app.settings import Settings
from app.ui.app import Program, make_application
from app.ui.garbage import Garbage
from tests.prove.notes import Notes

Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
LONGEST_S = 30.0


class LostError(RuntimeError):
    """The window does not do what a key should have done."""


class Hands:
    """Presses keys where the focus is; nothing else gives an answer.

    Args:
        program: With a workspace open.
        note: Where to say what was done.
        rng: Decides what the clerk answers and when it errs.
        pictures: Folder for the photos it takes.
    """

    def __init__(self, program: Program, note: Notes, rng: random.Random, pictures: Path) -> None:
        self.program, self.note, self.rng = program, note, rng
        self.pictures = pictures
        pictures.mkdir(exist_ok=True)
        self._told: dict[str, Any] = {}
        self._seen: list[str] = []
        self._asked: list[Any] = []
        self.steps: Counter[str] = Counter()
        assert program.desk is not None
        program.desk.saved.connect(self._saved)

    @property
    def room(self) -> Any:
        return self.program.page

    @property
    def building(self) -> Any:
        return self.room.building

    # What the window says

    def _saved(self, _at_ms: object) -> None:
        """Note what differs in the open building since the note before, if all of it is saved."""
        building = self.building
        if building is None or building.pending:
            return
        inspection = str(building.visit.inspection)
        answers = {
            path: [one.text, one.reason]
            for path, one in building.visit.stored.items()
            if "[" not in path or "/" in path.rpartition("]")[2]
        }
        photos = sorted([str(one.id), one.sha256, one.question or ""] for one in building.files)
        now = {"answers": answers, "photos": photos, "finished": building.visit.finished}
        before = self._told.get(inspection, {"answers": {}, "photos": [], "finished": None})
        if now == before:
            return
        self._told[inspection] = now
        fresh = {key: said for key, said in answers.items() if before["answers"].get(key) != said}
        self.note(
            inspection=inspection,
            place=str(building.line.id),
            answers=fresh,
            photos=photos,
            finished=now["finished"],
        )

    def follow(self) -> None:
        """Note each question that the room opens."""
        view = self.room.questions.view
        view.opened.connect(self._where)
        if self.building is not None:
            self.wait(lambda: view.open_key, "no question opens")
            self.note(resumed=[str(self.building.line.id), self.room.questions.view.open_key])

    def _where(self, _path: str = "") -> None:
        if self.building is None:
            return
        here = [str(self.building.line.id), self.room.questions.view.open_key]
        if here[1] and here != self._seen:
            self._seen = here
            self.note(at=here, s=time.monotonic())

    # Hands

    def wait(self, ready: Callable[[], object], what: str) -> None:
        end = time.monotonic() + LONGEST_S
        while not ready():
            if time.monotonic() > end:
                raise LostError(what)
            loop = QEventLoop()
            QTimer.singleShot(5, loop.quit)
            loop.exec()

    def settle(self) -> None:
        """Wait until nothing runs and what runs is told."""
        calm = 0
        while calm < 2:
            loop = QEventLoop()
            QTimer.singleShot(20, loop.quit)
            loop.exec()
            self.wait(lambda: not self.program.jobs.running, "nothing ends")
            calm += 1
        self._saved(None)

    def press(self, key: Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self._focus(), key, modifier)
        QApplication.processEvents()
        QApplication.processEvents()

    def _focus(self) -> QWidget:
        """Return where keys go."""
        wanted = QApplication.activeModalWidget() or self.program.window
        active = QApplication.activeWindow()
        if wanted is not None and (active is None or (wanted.isModal() and active is not wanted)):
            wanted.activateWindow()  # as a window manager does when a dialog above it goes
            self.wait(lambda: QApplication.activeWindow() is wanted, "the window is not active")
        target = QApplication.focusWidget() or self.program.window
        assert target is not None
        return target

    def type(self, text: str) -> None:
        target = self._focus()
        if text.isascii():
            QTest.keyClicks(target, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(target, event)

    def choose_photo(self) -> None:
        file = self.pictures / f"{time.time_ns()}.jpg"
        colour = tuple(self.rng.randrange(256) for _channel in range(3))
        Image.effect_noise((320, 240), 60).convert("RGB").point(
            lambda value: value * colour[0] // 255
        ).save(file)
        self.choose_in_dialog(file)

    def choose_in_dialog(self, file: Path) -> None:
        """Answer the system's dialog for files and folders."""
        self.wait(lambda: bool(dialogs()), "no dialog to choose in")
        edit = dialogs()[0].findChild(QLineEdit, "fileNameEdit")
        assert edit is not None
        edit.setText(str(file))
        QTest.keyClick(edit, Key.Key_Return)
        self.wait(lambda: not dialogs(), "the file dialog stays")
        self.settle()

    def told_finished(self, building: Any) -> None:
        self.wait(lambda: not building.pending and not self.program.jobs.running, "not saved")
        visit, place = building.visit, str(building.line.id)
        self.note(inspection=str(visit.inspection), place=place, finished=visit.finished)

    def send(self, stick: Path) -> None:
        """Bring the day to a stick by the window of 送出; one that was cut off goes on."""
        from app.ui.exchange.send import SendDialog  # heavy, and only wanted at the end

        stick.mkdir(exist_ok=True)
        assert self.program.desk is not None
        rooms = self.program.desk.shell.rail.rooms
        self.press(Key(Key.Key_0 + rooms.index("send") + 1), CTRL)
        self.settle()
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SendDialog)
        if dialog.where.list.way is None:  # no stick is in, none is known
            self.press(Key.Key_Space)
            self.choose_in_dialog(stick)
        self.wait(dialog.go.isEnabled, "there is nowhere to send to")
        self.press(Key.Key_Return)
        self.wait(lambda: dialog.state == "done", "sending does not end")
        self.press(Key.Key_Return)
        self.wait(lambda: not dialog.isVisible(), "the window of sending stays")
        self.settle()

    def dismiss(self) -> None:
        """Put away what greets a person on a new day."""
        for _dialog in range(5):
            self.settle()
            if not isinstance(QApplication.activeModalWidget(), QDialog):
                return
            self.press(Key.Key_Escape)


def dialogs() -> list[QFileDialog]:
    return [
        one
        for one in QApplication.topLevelWidgets()
        if isinstance(one, QFileDialog) and one.isVisible()
    ]


def digit(at: int) -> Key:
    return Key(Key.Key_1.value + at)


def begin(root: Path) -> Program:
    """Open the workspace in a window, as its icon does."""
    application = QApplication.instance() or make_application(["chengjian"])
    assert isinstance(application, QApplication)
    settings = Settings(theme="light", person="马晓梅", language="zh_CN")
    program = Program(application, settings, root.parent / "settings.json")
    program.garbage = Garbage(program)
    program.dress()
    program.begin(root)
    assert program.window is not None
    program.window.resize(1366, 768)
    program.window.activateWindow()
    return program
