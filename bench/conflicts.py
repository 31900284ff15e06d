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
_LONGEST_S = 30.0


def make_hub(folder: Path) -> Path:
    """Make a hub that has merged two laptops which contradict each other 60 times."""
    packages = []
    for person, answers in ANSWERS.items():
        with Workspace.create(
            folder / person, person=person, device_name=person, campaign=sample_campaign()
        ) as laptop:
            register_shipped(laptop)
            import_roster(laptop, resource("sample/roster.xlsx"))
            with laptop.reading() as session:
                query = select(Place.id).where(Place.level == "building").order_by(Place.code)
                places = list(session.scalars(query))[:BUILDINGS]
            for place in places:
                visit = Visit.begin(laptop, place, person=person)
                by_name = {one.name: one.path for one in visit.definition.questions()}
                for code, answer in zip(QUESTIONS, answers, strict=True):
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


def main() -> None:
    """Measure."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    with tempfile.TemporaryDirectory() as name:
        hub = make_hub(Path(name))
        settings = Settings(language="zh_CN", theme="light", desk="hub", hub_person="审")
        program = Program(application, settings, Path(name) / "settings.json")
        program.dress()
        program.open_folder(hub)
        assert program.window is not None
        program.window.resize(1366, 768)
        program.enter("conflicts")
        page: Any = program.page
        wait(lambda: len(page.queue.queue.cases) == BUILDINGS * EACH)
        count, keys, seconds = together(page, program)
        tell("conflicts decided alike together", count, "conflicts", None)
        tell("keys for all of them", keys, "keys", None)
        tell("seconds for all of them", seconds, "s", None)
        page.undo()
        wait(lambda: len(page.queue.queue.cases) == BUILDINGS * EACH and not program.jobs.running)
        program.window.activateWindow()  # as a window manager does when a dialog goes
        page.queue.setFocus()
        wait(page.queue.hasFocus)
        keys, took = by_hand(page)
        wait(lambda: not program.jobs.running)
        total = len(took)
        program_s = statistics.mean(took)
        tell("keys per conflict", keys / total, "keys", 3)
        tell("program time per conflict, median", statistics.median(took), "s", 0.6)
        tell("program time per conflict, longest", max(took), "s", None)
        tell("left of a minute for looking, at 60 an hour", 60 - program_s, "s", None)
        program.close_workspace()
        program.jobs.shut_down()


if __name__ == "__main__":
    main()
