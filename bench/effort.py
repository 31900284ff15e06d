"""Key presses for a building, through the real window, played by a script.

A script presses keys where the focus is and counts them; nothing else gives an answer. Chinese
text counts as its pinyin and one key a word to choose it. Choosing photos (in a file dialog) is
not counted, opening that dialog is. Three cases: (a) an ordinary building without problems, (b)
one with three problems and five photos, (c) twenty alike, copied one from the other; (a) and (b)
with and without the statement of parts D to K. Prints JSON lines: name, value, unit, bar.

Seconds are those of the program alone, without a person who looks and thinks.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from app.inspection.allowance import allow
from app.inspection.setup import make_sample
from app.paths import resource
from app.settings import Settings
from app.ui.app import Program
from bench.effort_made import ORDINARY, PROBLEMS, keys_of

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
PARTS = "DEFGHIJK"
ALIKE = 20
COPIED = ["A", "-ZF-A20", "I", "J", "K", "ZF-C00"]
"""What the campaign of case (c) lets come along from a neighbour; never what was asked."""
_LONGEST_S = 20.0


class Clerk:
    """Presses keys and counts them.

    Args:
        program: With a workspace open.
        statement: Close parts by the statement where the window offers it.
        copy: Copy from a neighbour where the window offers it.
    """

    def __init__(self, program: Program, *, statement: bool, copy: bool) -> None:
        self.program, self.statement, self.copy = program, statement, copy
        self.keys = self.photos = 0
        self.skipped: list[str] = []
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
        end = time.monotonic() + 5
        while QApplication.activeWindow() is None and time.monotonic() < end:
            assert self.program.window is not None
            self.program.window.activateWindow()  # as a window manager does when a dialog goes
            QTest.qWait(1)
        target = QApplication.focusWidget() or self.program.window
        assert target is not None
        QTest.keyClick(target, key, modifier)
        self._count(1, what)
        QApplication.processEvents()
        QApplication.processEvents()

    def _count(self, keys: int, what: str) -> None:
        self.keys += keys
        self.spent[what] = self.spent.get(what, 0) + keys

    def type(self, text: str, what: str) -> None:
        """Type where the focus is; an input method hands over whole words."""
        target = QApplication.focusWidget()
        assert target is not None
        if text.isascii():
            QTest.keyClicks(target, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(target, event)
        self._count(keys_of(text), what)

    # A building

    def inspect(self, answers: dict[str, str], where: dict[str, str]) -> None:
        """Inspect the open building from its first open question to 查完."""
        self.settle()
        if self.copy and self.room.helps.copy.copy.isVisible():
            self.press(Qt.Key.Key_D, CTRL, "copy")
            self.settle()
        closed: set[str] = set()
        for _step in range(400):
            building, pane = self.room.building, self.room.questions
            slot = building.slot(pane.view.open_key)
            if slot is None or not self._waits(slot):
                following = building.next_open(pane.view.open_key, wanted=True)
                if following is None:
                    break
                self.press(Qt.Key.Key_F8, what="walk")
                continue
            if slot.question.name in self.skipped:  # left open on purpose; nothing behind it waits
                break
            if self.copy and self.room.helps.copy.part.isVisible():
                self.press(Qt.Key.Key_K, CTRL, "look at copied")
                self.settle()
                continue
            if self._may_state(slot, answers, closed):
                self.press(Qt.Key.Key_J, CTRL, "statement")
                self.settle()
                continue
            self._answer(slot, answers, where)
        self._finish(where)

    def _waits(self, slot: Any) -> bool:
        card = self.room.questions.card
        return self.room.building.is_open(slot) or (card is not None and card.waits)

    def _may_state(self, slot: Any, answers: dict[str, str], closed: set[str]) -> bool:
        """Close the part once its problems are answered and the rest is none."""
        if not self.statement or slot.part in closed:
            return False
        self.settle()
        part = self.room.questions.part
        if not self.room.helps.state.isVisible():
            return False
        rest = [one for one in part.slots if one.question and self.room.building.is_open(one)]
        if any(answers.get(one.question.name, "none") == "present" for one in rest):
            return False
        closed.add(slot.part)
        return True

    def _answer(self, slot: Any, answers: dict[str, str], where: dict[str, str]) -> None:
        building, question = self.room.building, slot.question
        name, field = question.name, slot.field
        if field.value:  # copied: looked at, it is so; or a problem that wants place and photo
            if building.stored(slot.path).source.startswith("copied:"):
                self.press(Qt.Key.Key_Return, what="look at copied")
            else:
                self._complete(slot, where)
            return
        text = answers.get(name, "")
        if not text and not field.required:
            self.skipped.append(name)
            self.press(Qt.Key.Key_F8, what="skip")
            return
        values = [choice.value for choice in field.choices]
        if question.kind == "select_multiple":
            for one in text.split():
                self.press(_digit(values.index(one)), what="choose")
            if self.room.questions.view.open_key == slot.path:
                self.press(Qt.Key.Key_Return, what="enter")
            return
        if question.kind == "select_one":
            self.press(_digit(values.index(text)), what="choose")
            if building is self.room.building and self._waits_still(slot):
                self._complete(slot, where)
        else:
            self.type(text, "type")
            self.press(Qt.Key.Key_Return, what="enter")
        if self.room.questions.view.open_key == slot.path and not self._waits_still(slot):
            self.press(Qt.Key.Key_Return, what="enter")

    def _waits_still(self, slot: Any) -> bool:
        pane = self.room.questions
        return pane.view.open_key == slot.path and pane.card is not None and pane.card.waits

    def _complete(self, slot: Any, where: dict[str, str]) -> None:
        """Give the place and the photos that an answer calls for."""
        building, card = self.room.building, self.room.questions.card
        if card._where and not building.field(card._where).value:
            self.press(Qt.Key.Key_L, CTRL, "place")
            self.type(where.get(slot.question.name, "2层楼道"), "place")
        for _photo in range(9):
            self.settle()
            if not card.pictures.missing:
                break
            self.photo()
        self.press(Qt.Key.Key_Return, what="enter")

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
        self.settle()

    def _finish(self, where: dict[str, str]) -> None:
        """F9, what is missing one by one, Enter."""
        self.press(Qt.Key.Key_F9, what="finish")
        self.settle()
        for _gap in range(20):
            missing = self.room.building.missing()
            if not missing:
                break
            path = missing[0].path
            if missing[0].kind != "photo":
                raise SystemExit(f"the script has no answer to {path}")
            self.photo(Qt.Key.Key_1)
        done = self.room.building
        self.press(Qt.Key.Key_Return, what="finish")
        self.settle()
        assert done is not self.room.building, "the next building did not open"


def target_name() -> str:
    """Return where the focus is."""
    here = QApplication.focusWidget()
    return f"{type(here).__name__} {here.accessibleName() if here else ''}"


def _digit(at: int) -> Qt.Key:
    return Qt.Key(Qt.Key.Key_1.value + at)


def _play(folder: Path, *, statement: bool, problems: bool, copy: bool, count: int) -> Clerk:
    """Inspect some buildings in a workspace of their own; the clerk knows the keys of the last."""
    workspace = make_sample(folder, "bench")
    allow(workspace, statement=list(PARTS) if statement else [], copy=COPIED if copy else None)
    workspace.close()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    program = Program(application, Settings(theme="light", person="bench"), folder / "s.json")
    program.dress()
    program.begin(folder)
    assert program.window is not None
    program.window.resize(1366, 768)
    program.window.activateWindow()
    clerk = Clerk(program, statement=statement, copy=copy)
    clerk.settle()
    _choose_person(clerk)
    clerk.press(Qt.Key.Key_Down, CTRL, "open")
    each: list[int] = []
    answers = {**ORDINARY, **(PROBLEMS if problems else {})}
    for _building in range(count):
        clerk.keys = clerk.photos = 0
        clerk.spent.clear()
        clerk.skipped.clear()
        clerk.inspect(answers, {})
        each.append(clerk.keys)
    clerk.each = each  # type: ignore[attr-defined]
    program.close_workspace()
    program.window.close()
    return clerk


def _choose_person(clerk: Clerk) -> None:
    """Say who inspects, if the window asks: once a day, not once a building."""


def _say(name: str, value: float, unit: str, bar: float | None) -> None:
    print(json.dumps({"name": name, "value": value, "unit": unit, "bar": bar}, ensure_ascii=False))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--alike", type=int, default=ALIKE)
    parser.add_argument("--only", default="")
    parser.add_argument("--detail", action="store_true")
    given = parser.parse_args()
    application = QApplication([])
    cases = (
        ("a: ordinary building, statement D-K", True, False, 45),
        ("a: ordinary building", False, False, 90),
        ("b: three problems, five photos, statement D-K", True, True, 90),
        ("b: three problems, five photos", False, True, 135),
    )
    for name, statement, problems, bar in cases:
        if not name.startswith(given.only):
            continue
        with tempfile.TemporaryDirectory(prefix="chengjian-bench-") as folder:
            begun = time.perf_counter()
            clerk = _play(
                Path(folder) / "w", statement=statement, problems=problems, copy=False, count=1
            )
            _say(f"{name}: keys", clerk.keys, "keys", bar)
            _say(f"{name}: photos", clerk.photos, "photos", None)
            if given.detail:
                print(clerk.spent, clerk.skipped, round(time.perf_counter() - begun, 1))
    if "c".startswith(given.only):
        with tempfile.TemporaryDirectory(prefix="chengjian-bench-") as folder:
            clerk = _play(
                Path(folder) / "w", statement=True, problems=False, copy=True, count=given.alike
            )
            each = clerk.each  # type: ignore[attr-defined]
            _say("c: alike, the first: keys", each[0], "keys", None)
            _say("c: alike, each further: keys, median", statistics.median(each[1:]), "keys", 45)
            _say("c: alike, each further: keys, most", max(each[1:]), "keys", None)
            if given.detail:
                print(clerk.spent, clerk.skipped)
    application.quit()


if __name__ == "__main__":
    main()
