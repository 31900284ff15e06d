"""How long the window keeps a key waiting: ``python -m bench.lag``.

The real program, offscreen, on the sample city. While a scenario runs, a timer of 1 ms tells when
the event loop comes round; lag is how long an event that had arrived at any millisecond would
have waited until then, so that one long pause counts as often as it would be felt. ``work`` is the
longest that the thread itself was busy in one go: what is left of it on an idle machine.

``answer``   a person answers question after question by real key events;
``buildings`` Alt+→ is held: thirty repeats a second open building after building;
``tree``     ↓ is held in the tree of places;
``summary``  F9 and Esc, again and again;
``photos``   200 photos of 12 megapixels are taken in, and somebody answers meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.commands.script import find_place
from app.inspection.setup import make_sample
from app.settings import Settings
from app.ui.app import Program, make_application
from app.ui.garbage import Garbage
from bench.photos import make_photos

BUILDING = "长安/样例小区甲/7号楼"
BAR_MS = 16.0
ALT = Qt.KeyboardModifier.AltModifier
PLAIN = Qt.KeyboardModifier.NoModifier


class Lag:
    """Watches the event loop of this thread until `stop`."""

    def __init__(self) -> None:
        self._gaps: list[float] = []
        self._busy: list[float] = []
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self._gaps.append((now - self._last) * 1000)
        self._busy.append((worked - self._worked) * 1000)
        self._last, self._worked = now, worked

    def stop(self) -> list[float]:
        """Return the waits of events that had come at every half millisecond, sorted."""
        self._timer.stop()
        waits = []
        for gap in self._gaps:
            at = 0.0
            while at < gap:
                waits.append(gap - at)
                at += 0.5
        return sorted(waits)

    @property
    def longest(self) -> list[tuple[float, float]]:
        """The longest gaps so far with the work done in them, in milliseconds."""
        return sorted(zip(self._gaps, self._busy, strict=True))[-10:]

    @property
    def work(self) -> float:
        """The most work between two turns of the event loop, in milliseconds."""
        return max(self._busy)


def spin(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait(until: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            raise TimeoutError
        spin(20)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    target = QApplication.focusWidget()
    if target is None:
        return
    window = target.window().windowHandle()
    if window is not None:  # whoever waits for the keyboard to rest listens to the window
        QApplication.sendEvent(window, QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_unknown, PLAIN))
    QTest.keyClick(target, key, modifier)


def every(milliseconds: int, act: Callable[[], object]) -> QTimer:
    timer = QTimer(interval=milliseconds, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(act)
    timer.start()
    return timer


def settle(program: Program) -> None:
    wait(lambda: not program.jobs.running)
    spin(200)
    wait(lambda: not program.jobs.running)


def report(name: str, lag: Lag, *, verbose: bool) -> None:
    waits = lag.stop()
    p99 = waits[int(len(waits) * 0.99)]
    line: dict[str, object] = {
        "name": f"lag: {name}, p99",
        "value": round(p99, 2),
        "unit": "ms",
        "ratio": round(p99 / BAR_MS, 3),
        "to": "16 ms",
        "worst": round(waits[-1], 1),
        "work": round(lag.work, 1),
        "over": round(sum(one > BAR_MS for one in waits) / len(waits), 5),
        "seconds": round(len(waits) / 2000, 1),
    }
    if verbose:
        line["longest"] = [[round(gap, 1), round(work, 1)] for gap, work in lag.longest]
    print(json.dumps(line, ensure_ascii=False), flush=True)


class Answering:
    """A person who answers: 无 where it is asked for, else 不适用; F8 where nothing moved."""

    def __init__(self, room: Any) -> None:
        self._room = room
        self._last = ""

    def step(self) -> None:
        """Press one key."""
        here = self._room.questions.view.open_key
        slot = getattr(self._room.questions.card, "slot", None)
        choices = slot.question.choices if slot is not None and slot.question is not None else ()
        if here == self._last:
            press(Qt.Key.Key_F8)
        elif {choice.value for choice in choices} == {"none", "present"}:
            press(Qt.Key.Key_1)
        else:
            press(Qt.Key.Key_4, ALT)
        self._last = here


def open_building(program: Program) -> Any:
    room: Any = program.page
    assert program.desk is not None
    with program.desk.workspace.reading() as session:
        place = find_place(session, BUILDING)
    room.open_place(place)
    wait(lambda: room.building is not None and room.building.line.id == place)
    settle(program)
    return room


def scenario(program: Program, name: str, act: Callable[[], object], step: int, ms: int) -> Lag:
    lag = Lag()
    timer = every(step, act)
    spin(ms)
    timer.stop()
    return lag


def take_in(program: Program, room: Any, count: int, folder: Path) -> tuple[Lag, float]:
    bases = make_photos(folder, 8)
    card = folder / "card"
    card.mkdir()
    for number in range(count):  # bytes after the end of a picture make it another file
        data = bases[number % len(bases)].read_bytes() + number.to_bytes(4, "big")
        (card / f"IMG_{number:04}.jpg").write_bytes(data)
    spin(500)
    lag = Lag()
    start = time.perf_counter()
    room.add_files([card], "")
    timer = every(400, Answering(room).step)
    wait(lambda: not room.photo_work.busy, 300)
    timer.stop()
    spent = time.perf_counter() - start
    assert len(room.building.photos) == count
    return lag, spent


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    names = ("answer", "summary", "tree", "buildings", "photos")
    options.add_argument("--only", nargs="*", choices=names, default=names)
    options.add_argument("--photos", type=int, default=200)
    options.add_argument("--seconds", type=float, default=6.0)
    options.add_argument("--verbose", action="store_true")
    chosen = options.parse_args()
    length = round(chosen.seconds * 1000)
    application = make_application(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="chengjian-bench-") as name:
        root = Path(name)
        make_sample(root / "city", "bench").close()
        settings = Settings(theme="light", person="bench")
        program = Program(application, settings, root / "settings.json")
        program.garbage = Garbage(program)
        program.dress()
        program.begin(root / "city")
        assert program.window is not None
        program.window.resize(1366, 768)
        settle(program)
        room = open_building(program)

        def look_over() -> None:
            press(Qt.Key.Key_Escape if room.summary.isVisible() else Qt.Key.Key_F9)

        runs: dict[str, tuple[Callable[[], object], int, Callable[[], object]]] = {
            "answer": (Answering(room).step, 200, room.visits.show_questions),
            "summary": (look_over, 300, room.visits.show_questions),
            "tree": (lambda: press(Qt.Key.Key_Down), 33, room.tree.focus_tree),
            "buildings": (lambda: press(Qt.Key.Key_Right, ALT), 33, room.visits.show_questions),
        }
        for one, (act, step, prepare) in runs.items():
            if one in chosen.only:
                prepare()
                settle(program)
                report(one, scenario(program, one, act, step, length), verbose=chosen.verbose)
                settle(program)
        if "photos" in chosen.only:
            room = open_building(program)
            lag, spent = take_in(program, room, chosen.photos, root)
            report("photos", lag, verbose=chosen.verbose)
            line = {"name": "lag: photos taken in", "value": round(chosen.photos / spent, 2)}
            print(json.dumps(line | {"unit": "photos/s"}), flush=True)
            settle(program)
        program.close_workspace()
        program.jobs.shut_down()
        program.garbage.stop()


if __name__ == "__main__":
    main()
