"""Keys and program time per conflict, through the real window: 60 an hour is the aim.

Two laptops inspect the same buildings of the sample city and contradict each other in 60 questions;
a hub merges their packages. Then a robot decides one conflict after the other by the keys that a
reviewer presses: a side and Enter, or Enter alone where a rule of the campaign proposes a side, and
what is left of the hour is for looking and thinking. Once more with 同类一起定.

Prints JSON lines: {"name", "value", "unit", "bar"}.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.exchange.package import export
from app.exchange.receive import receive
from app.inspection.checklists import keeper, register_shipped
from app.inspection.derive import derive
from app.inspection.setup import import_roster, sample_campaign
from app.inspection.visit import Visit
from app.models.tables import Place
from app.paths import resource
from app.settings import Settings
from app.ui.app import Program
from app.workspace import Workspace

BUILDINGS, EACH = 12, 5
QUESTIONS = ("ZF-B01", "ZF-B03", "ZF-B07", "ZF-D03", "ZF-J01")
"""Four of 无/有, which a rule may decide, and one that only a person can."""
ANSWERS = {
    "甲": ("present", "none", "present", "present", "after_2000"),
    "乙": ("none", "present", "none", "none", "renovated"),
}
_LONGEST_S = 120.0


MANY_BUILDINGS = 50
MANY = ("B01", "B02", "B03", "B04", "B06", "D01", "D03", "D04", "E02", "E03")
"""Ten questions of 无/有 that every building is asked: 500 conflicts for one act."""


def contradict(person: str) -> dict[str, str]:
    """Return what one of two laptops says, by question."""
    return dict(zip(QUESTIONS, ANSWERS[person], strict=True))


def contradict_much(person: str) -> dict[str, str]:
    """Return the same of ten questions that a rule can decide."""
    return {f"ZF-{code}": "present" if person == "甲" else "none" for code in MANY}


def make_hub(folder: Path, buildings: int, answers: Callable[[str], dict[str, str]]) -> Path:
    """Make a hub that has merged two laptops which contradict each other in every building."""
    packages = []
    for person in ANSWERS:
        with Workspace.create(
            folder / person, person=person, device_name=person, campaign=sample_campaign()
        ) as laptop:
            register_shipped(laptop)
            import_roster(laptop, resource("sample/roster.xlsx"))
            with laptop.reading() as session:
                query = select(Place.id).where(Place.level == "building").order_by(Place.code)
                places = list(session.scalars(query))[:buildings]
            assert len(places) == buildings
            for place in places:
                visit = Visit.begin(laptop, place, person=person)
                by_name = {one.name: one.path for one in visit.definition.questions()}
                for code, answer in answers(person).items():
                    visit.answer(by_name[code.replace("-", "_")], answer)
            packages.append(export(laptop, folder / "stick", destination="hub").path)
    with Workspace.create(folder / "hub", person="审") as hub:
        results = receive(hub, packages, keep_form=keeper(hub))
        assert all(one.state == "merged" for one in results), [one.reason for one in results]
        derive(hub)
    return folder / "hub"


def wait(until: Callable[[], object]) -> None:
    """Let the window work until something holds."""
    end = time.monotonic() + _LONGEST_S
    while not until():
        if time.monotonic() > end:
            raise TimeoutError("the window does not come to rest")
        QApplication.processEvents()
        time.sleep(0.0005)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, modifier)


def by_hand(page: Any) -> tuple[int, list[float]]:
    """Decide every conflict; return the keys pressed and the seconds that each one took."""
    keys, took = 0, []
    while page.queue.queue.cases:
        wait(lambda: page.found is not None)
        if page.chosen is None:
            press(Qt.Key.Key_1)
            keys += 1
        before = page.found.case.key
        begun = time.perf_counter()
        press(Qt.Key.Key_Return)
        keys += 1
        wait(
            lambda before=before: (
                not page.queue.queue.cases
                or (page.found is not None and page.found.case.key != before)
            )
        )
        took.append(time.perf_counter() - begun)
    return keys, took


def together(page: Any, program: Program) -> tuple[int, int, float]:
    """Decide by the rules at once; return cases, keys and seconds."""
    begun = time.perf_counter()
    page.queue.setFocus()
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = page.tools.dialog
    wait(lambda: dialog.model.rulings)
    count = len(dialog.model.rulings)
    left = len(page.queue.queue.cases) - count
    wait(lambda: QApplication.focusWidget() is not None)
    dialog.do.setFocus()
    press(Qt.Key.Key_Return)
    wait(lambda: len(page.queue.queue.cases) == left and not program.jobs.running)
    return count, 2, time.perf_counter() - begun


def tell(name: str, value: float, unit: str, bar: float | None) -> None:
    """Print one figure."""
    print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, "bar": bar}))


class Window:
    """The real window on a hub, in its conflict room."""

    def __init__(self, application: QApplication, folder: Path, hub: Path, count: int) -> None:
        settings = Settings(language="zh_CN", theme="light", desk="hub", hub_person="审")
        self.program = Program(application, settings, folder / "settings.json")
        self.program.dress()
        self.program.open_folder(hub)
        assert self.program.window is not None
        self.program.window.resize(1366, 768)
        self.program.enter("conflicts")
        self.page: Any = self.program.page
        self.count = count
        self.rest(count)

    def rest(self, left: int) -> None:
        """Wait until so many cases are left and nothing runs."""
        wait(lambda: len(self.page.queue.queue.cases) == left and not self.program.jobs.running)

    def undo(self) -> None:
        """Take the last act back."""
        self.page.undo()
        self.rest(self.count)
        self.focus()

    def focus(self) -> None:
        """Put the focus into the room, as a window manager does when a dialog goes."""
        assert self.program.window is not None
        self.program.window.activateWindow()
        target = self.page.queue if self.page.queue.queue.cases else self.page
        wait(self.page.isVisible)
        target.setFocus()
        wait(lambda: QApplication.focusWidget() is not None)

    def close(self) -> None:
        """Close the workspace."""
        self.program.close_workspace()
        self.program.jobs.shut_down()


def one_by_one(application: QApplication, folder: Path) -> None:
    """Measure 60 conflicts: together, then each by hand."""
    hub = make_hub(folder, BUILDINGS, contradict)
    window = Window(application, folder, hub, BUILDINGS * EACH)
    count, keys, seconds = together(window.page, window.program)
    tell("conflicts decided alike together", count, "conflicts", None)
    tell("keys for all of them", keys, "keys", None)
    tell("seconds for all of them", seconds, "s", None)
    window.undo()
    keys, took = by_hand(window.page)
    wait(lambda: not window.program.jobs.running)
    total, program_s = len(took), statistics.mean(took)
    tell("conflicts decided one by one", total, "conflicts", None)
    tell("keys per conflict", keys / total, "keys", 3)
    tell("program time per conflict, median", statistics.median(took), "s", 0.6)
    tell("program time per conflict, longest", max(took), "s", None)
    tell("left of a minute for looking, at 60 an hour", 60 - program_s, "s", None)
    window.close()


def at_once(application: QApplication, folder: Path) -> None:
    """Measure 500 conflicts settled in one act, and taken back by one key."""
    hub = make_hub(folder, MANY_BUILDINGS, contradict_much)
    window = Window(application, folder, hub, MANY_BUILDINGS * len(MANY))
    count, keys, seconds = together(window.page, window.program)
    tell("500 at once: decided in one act", count, "conflicts", None)
    tell("500 at once: keys", keys, "keys", None)
    tell("500 at once: seconds, with the preview", seconds, "s", None)
    window.focus()
    begun = time.perf_counter()
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.rest(window.count)
    tell("500 at once: seconds to take it back by one key", time.perf_counter() - begun, "s", None)
    window.close()


def main() -> None:
    """Measure; ``many``: 500 conflicts at once instead."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    with tempfile.TemporaryDirectory() as name:
        measure = at_once if "many" in sys.argv[1:] else one_by_one
        measure(application, Path(name))


if __name__ == "__main__":
    main()
