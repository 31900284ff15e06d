"""Figures of a form in the window: ``python -m bench.forms_window`` prints one JSON line each.

Offscreen, so no display is needed. ``ratio`` is the bar over the value: above 1 is inside the bar.
Times are medians; each ends when the window has painted what it shows.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractEventDispatcher, QElapsedTimer, QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.forms import load_xform
from app.forms.definition import Definition
from app.ui.field.cards.page_card import PageCard
from app.ui.field.question_pane import QuestionPane
from app.ui.jobs import Jobs
from app.ui.preview.memory import PreviewBuilding, PreviewDesk, PreviewVisit
from app.ui.questions.search import SearchEditor
from app.ui.theme import dress
from bench.forms_window_made import choices, page, ruled

BARS = {
    "5,000 questions, 2,000 rules: open in the window": 1000,
    "500 questions on one page: shown": 150,
    "500 questions on one page: one answer": 50,
    "15,000 choices: one letter typed": 50,
    "15,000 choices: shown": 150,
}


def tell(name: str, value: float) -> None:
    """Print one figure with its bar."""
    bar = BARS[name]
    line = {"name": name, "value": round(value, 2), "unit": "ms", "bar": bar}
    print(json.dumps({**line, "ratio": round(bar / value, 2)}), flush=True)


def settle(application: QApplication) -> None:
    """Work until nothing waits in the event queue: everything is painted."""
    dispatcher = QAbstractEventDispatcher.instance()
    clock = QElapsedTimer()
    clock.start()
    rest = 0
    while rest < 3:  # a paint may start a timer, whose work is painted in its turn
        application.sendPostedEvents()
        worked = dispatcher.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        rest = 0 if worked else rest + 1
        if clock.elapsed() > 20_000:
            raise TimeoutError("the window does not come to rest")


class Window:
    """A pane with a form."""

    def __init__(self, application: QApplication, jobs: Jobs) -> None:
        self.application = application
        self.pane = QuestionPane()
        self.pane.resize(1000, 700)
        self.pane.show()
        self.pane.activateWindow()
        self.desk = PreviewDesk(jobs, self.pane)
        settle(application)

    def open(self, form: Definition) -> PreviewBuilding:
        """Begin a record, show its first part and paint it."""
        visit = PreviewVisit(form, {}, "", Path())
        building = PreviewBuilding(self.desk, visit, "form", self.pane)
        self.pane.show_building(building)
        settle(self.application)
        return building


def timed(work: Callable[[], object], runs: int = 5) -> float:
    """Return the median time of a piece of work in milliseconds."""
    times = []
    for _ in range(runs):
        gc.collect()
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def opening(window: Window) -> None:
    """5,000 questions, 2,000 rules: from the XForm, without any cache, to a painted window."""
    xml = ruled(5000, 2000)
    name = "5,000 questions, 2,000 rules: open in the window"
    tell(name, timed(lambda: window.open(load_xform(xml)), 3))


def one_page(window: Window) -> None:
    """A page of 500 questions: from the decision to show it until it is painted."""
    building = window.open(load_xform(page(500)))
    parts = [part.key for part in building.parts]
    path = next(slot.path for slot in building.slots if slot.members)

    def show() -> None:
        window.pane.show_part(parts[-1], open_first=False)
        window.pane.view.open_question(path)
        settle(window.application)

    def away() -> None:
        window.pane.show_part(parts[0])
        settle(window.application)

    times = []
    for _ in range(5):
        away()
        times.append(timed(show, 1))
    tell("500 questions on one page: shown", statistics.median(times))
    card = window.pane.view.card
    assert isinstance(card, PageCard)
    number = iter(range(1000))

    def answer() -> None:
        building.answer("/data/page/q1", str(next(number)))
        settle(window.application)

    tell("500 questions on one page: one answer", timed(answer, 9))


def searching(window: Window) -> None:
    """15,000 choices: shown, and filtered by each letter typed."""
    building = window.open(load_xform(choices(15_000)))

    def show() -> None:
        window.pane.go_to("/data/before")
        settle(window.application)
        start = time.perf_counter()
        window.pane.go_to("/data/town")
        settle(window.application)
        shown.append((time.perf_counter() - start) * 1000)

    shown: list[float] = []
    for _ in range(3):
        show()
    tell("15,000 choices: shown", statistics.median(shown))
    card = window.pane.card
    editor = getattr(card, "editor", None)
    assert isinstance(editor, SearchEditor)
    assert building.parts
    end = time.monotonic() + 30
    while not editor.list.model.whole and time.monotonic() < end:
        QTest.qWait(50)
    field = editor.list.field
    times = []
    for letter in "changan 12":
        start = time.perf_counter()
        QTest.keyClick(field, Qt.Key(ord(letter.upper())) if letter != " " else Qt.Key.Key_Space)
        settle(window.application)
        times.append((time.perf_counter() - start) * 1000)
    tell("15,000 choices: one letter typed", max(times))


def main() -> int:
    """Measure everything."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    dress(application, "light", 100)
    jobs = Jobs()
    try:
        window = Window(application, jobs)
        opening(window)
        one_page(window)
        searching(window)
    finally:
        jobs.shut_down()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
