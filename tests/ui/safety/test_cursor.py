"""Where one was is where one is again: after a restart, in another language, after SIGKILL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.safety.cursor import FILE, read_where
from tests.ui.field.conftest import BUILDING, settle, the_room

PATH = "/housing/C/ZF_C02"
_CHILD = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from app.settings import Settings
from app.ui.app import Program, make_application
from app.commands.script import find_place

application = make_application(["test"])
root = Path(sys.argv[1])
program = Program(application, Settings(theme="light", person="测试员"), root.parent / "s.json")
program.dress()
program.begin(root)

def begin():
    with program.desk.workspace.reading() as session:
        place = find_place(session, sys.argv[2])
    program.page.open_place(place)

def walk():
    page = program.page
    if page.building is None:
        QTimer.singleShot(50, walk)
        return
    page.go_to(sys.argv[3])
    page.building.answer(sys.argv[3], "none")
    QTimer.singleShot(0, told)

def told():
    if program.page.building.pending or program.jobs.running:
        QTimer.singleShot(20, told)
        return
    print("answered", flush=True)

QTimer.singleShot(0, begin)
QTimer.singleShot(50, walk)
application.exec()
"""


def wait_open(qtbot: QtBot, program: Program, path: str) -> InspectRoom:
    room = the_room(program)
    qtbot.waitUntil(lambda: room.building is not None, timeout=20_000)
    qtbot.waitUntil(lambda: room.questions.view.open_key == path, timeout=20_000)
    settle(qtbot, program)
    return room


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_after_a_kill_the_window_opens_at_the_same_question(
    qtbot: QtBot, make_program: Callable[..., Program], city: Path
) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(city), BUILDING, PATH],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "answered"
        deadline = time.monotonic() + 10
        while (where := read_where(city / "cache")) is None or where.path != PATH:
            assert time.monotonic() < deadline
            time.sleep(0.02)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait(10)
        child.stdout.close()
    program = make_program()
    program.begin(city)
    room = wait_open(qtbot, program, PATH)
    assert room.building.line.name == BUILDING.rpartition("/")[2]
    assert room.building.stored(PATH).text == "none"
    assert room.building.line.state == "in_progress"  # nobody had left it, nothing was counted
    assert room.building.state() == "in_progress"


def test_another_language_keeps_building_question_and_workspace(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    workspace = program.desk.workspace
    room.go_to(PATH)
    program.choose(language="en")
    again = wait_open(qtbot, program, PATH)
    assert program.desk.workspace is workspace
    assert again is not room
    assert again.building.line.name == room_name()
    assert program.window.rail.accessibleName() == "Rooms"
    program.choose(language="zh_CN")
    wait_open(qtbot, program, PATH)
    assert program.window.rail.accessibleName() != "Rooms"


def room_name() -> str:
    return BUILDING.rpartition("/")[2]


def test_a_damaged_place_file_costs_nothing(
    qtbot: QtBot, make_program: Callable[..., Program], city: Path
) -> None:
    (city / "cache").mkdir(exist_ok=True)
    (city / "cache" / FILE).write_text('{"place": "no', encoding="utf-8")
    program = make_program()
    program.begin(city)
    settle(qtbot, program)
    assert the_room(program).building is None
