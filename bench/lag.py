"""How long the window keeps a key waiting: ``python -m bench.lag``.

The real program, offscreen, on the sample city. While a scenario runs, a timer of 1 ms tells when
the event loop comes round (`bench.turns` says what is counted). ``value``, ``worst`` and ``over``
are by the clock; ``work`` is the longest that the thread itself was busy in one go: what is left
of it on an idle machine. ``--stacks`` says where the turns were spent that were too long.

``answer``   a person answers question after question by real key events;
``room``     the same in room mode (F11);
``buildings`` Alt+→ is held: thirty repeats a second, now and then it is let go;
``open``     Alt+→ every 900 ms: building after building is opened;
``tree``     ↓ is held in the tree of places;
``scroll``   the wheel turns in the checklist, 60 times a second;
``summary``  F9 and Esc, again and again;
``photos``   200 photos of 12 megapixels are taken in, and somebody answers meanwhile;
``export``   all that is there is exported, again and again, and somebody answers and scrolls.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

from app.commands.script import find_place
from app.inspection.setup import make_sample
from app.settings import Settings
from app.ui.app import Program, make_application
from app.ui.garbage import Garbage
from bench.photos import make_photos
from bench.turns import BAR_MS, Lag, Stacks

BUILDING = "长安/样例小区甲/7号楼"
ALT = Qt.KeyboardModifier.AltModifier
PLAIN = Qt.KeyboardModifier.NoModifier


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
    """Print one line: waits by the clock, and work of the thread itself."""
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
        "work p99": round(lag.turns[int(len(lag.turns) * 0.99)], 1) if lag.turns else 0.0,
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
        road = self._room.room_mode.road
        here = road.path if road is not None else self._room.questions.view.open_key
        card = road.page.card if road is not None else self._room.questions.card
        slot = getattr(card, "slot", None)
        choices = slot.question.choices if slot is not None and slot.question is not None else ()
        if here == self._last:
            press(Qt.Key.Key_F8 if road is None else Qt.Key.Key_Return)
        elif {choice.value for choice in choices} == {"none", "present"}:
            press(Qt.Key.Key_1)
        else:
            press(Qt.Key.Key_4, ALT)
        self._last = here


class Holding:
    """A key that is held for a second, let go for half of one, and again."""

    def __init__(self, key: Qt.Key) -> None:
        self._key = key
        self._steps = 0

    def step(self) -> None:
        """One repeat of the keyboard, 33 ms after the last."""
        self._steps += 1
        if self._steps % 45 < 30:
            press(self._key, ALT)


class Turning:
    """A wheel that turns: down to the end, then up again."""

    def __init__(self, view: QAbstractScrollArea) -> None:
        self._view = view
        self._by = -40

    def step(self) -> None:
        """Turn by a third of a notch."""
        bar, target = self._view.verticalScrollBar(), self._view.viewport()
        if bar.value() == (bar.maximum() if self._by < 0 else bar.minimum()):
            self._by = -self._by
        here = QPointF(target.rect().center())
        event = QWheelEvent(
            here, target.mapToGlobal(here), QPoint(), QPoint(0, self._by),
            Qt.MouseButton.NoButton, PLAIN, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(target, event)


def open_building(program: Program) -> Any:
    room: Any = program.page
    assert program.desk is not None
    with program.desk.workspace.reading() as session:
        place = find_place(session, BUILDING)
    room.open_place(place)
    wait(lambda: room.building is not None and room.building.line.id == place)
    settle(program)
    return room


def scenario(act: Callable[[], object], step: int, ms: int, stacks: Stacks | None) -> Lag:
    lag = Lag(stacks)
    timer = every(step, act)
    spin(ms)
    timer.stop()
    return lag


def take_in(
    program: Program, room: Any, count: int, folder: Path, stacks: Stacks | None
) -> tuple[Lag, float]:
    bases = make_photos(folder, 8)
    card = folder / "card"
    card.mkdir()
    for number in range(count):  # bytes after the end of a picture make it another file
        data = bases[number % len(bases)].read_bytes() + number.to_bytes(4, "big")
        (card / f"IMG_{number:04}.jpg").write_bytes(data)
    spin(500)
    lag = Lag(stacks)
    start = time.perf_counter()
    room.add_files([card], "")
    timer = every(400, Answering(room).step)
    wait(lambda: not room.photo_work.busy, 300)
    timer.stop()
    spent = time.perf_counter() - start
    wait(lambda: len(room.building.photos) == count)  # the last rows come a turn later
    return lag, spent


def exporting(program: Program, room: Any, folder: Path, ms: int, stacks: Stacks | None) -> Lag:
    """Export all that is there, again and again, while somebody answers and scrolls."""
    from app.exchange.package import export

    desk, running = program.desk, True
    assert desk is not None

    def again() -> None:
        if running:
            target = Path(tempfile.mkdtemp(dir=folder))
            work = partial(export, desk.workspace, target, destination=target.name, all_photos=True)
            job = desk.jobs.read(lambda progress: work(progress=progress), "export", gentle=True)
            job.succeeded.connect(lambda _package: again())

    again()
    wheel, answering = Turning(room.questions.view), Answering(room)
    turned = every(16, wheel.step)
    lag = scenario(answering.step, 400, ms, stacks)
    turned.stop()
    running = False
    return lag


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    names = (
        "answer", "room", "summary", "tree", "buildings", "open", "scroll", "photos", "export",
    )  # fmt: skip
    options.add_argument("--only", nargs="*", choices=names, default=names)
    options.add_argument("--photos", type=int, default=200)
    options.add_argument("--seconds", type=float, default=6.0)
    options.add_argument("--verbose", action="store_true")
    options.add_argument("--stacks", action="store_true")
    chosen = options.parse_args()
    length = round(chosen.seconds * 1000)
    application = make_application(sys.argv[:1])
    stacks = Stacks() if chosen.stacks else None
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

        def show() -> None:
            room.room_mode.end()
            room.visits.show_questions()

        def walk_tree() -> None:
            show()
            room.tree.focus_tree()

        view = room.questions.view
        runs: dict[str, tuple[Callable[[], object], int, Callable[[], object]]] = {
            "answer": (Answering(room).step, 200, show),
            "room": (Answering(room).step, 200, room.room_mode.begin),
            "summary": (look_over, 300, show),
            "tree": (lambda: press(Qt.Key.Key_Down), 33, walk_tree),
            "scroll": (Turning(view).step, 16, show),
            "buildings": (Holding(Qt.Key.Key_Right).step, 33, show),
            "open": (lambda: press(Qt.Key.Key_Left, ALT), 900, show),
        }
        for one, (act, step, prepare) in runs.items():
            if one in chosen.only:
                prepare()
                settle(program)
                lag = scenario(act, step, length, stacks)
                report(one, lag, verbose=chosen.verbose)
                settle(program)
        show()
        if "photos" in chosen.only:
            room = open_building(program)
            lag, spent = take_in(program, room, chosen.photos, root, stacks)
            report("photos", lag, verbose=chosen.verbose)
            line = {"name": "lag: photos taken in", "value": round(chosen.photos / spent, 2)}
            print(json.dumps(line | {"unit": "photos/s"}), flush=True)
            settle(program)
        if "export" in chosen.only:
            room = open_building(program)
            lag = exporting(program, room, root, length, stacks)
            report("export", lag, verbose=chosen.verbose)
            settle(program)
        if stacks is not None:
            stacks.stop()
            print(stacks.tell(), flush=True)
        program.close_workspace()
        program.jobs.shut_down()
        program.garbage.stop()


if __name__ == "__main__":
    main()
