"""From building to building while the disk takes its time: no key is lost, none goes astray."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, QThread
from pytestqt.qtbot import QtBot

from app.ui.app import Program
from app.ui.field.panes import QUESTIONS
from app.ui.field.room import InspectRoom
from app.ui.field.stride import REST_MS

from .test_walking import ALT, CONTROL, here, order, strike, to_defect, wait_for


@contextmanager
def slow_reading(program: Program) -> Iterator[None]:
    """Keep all that reads waiting."""
    answer = threading.Event()
    for _lane in range(max(2, QThread.idealThreadCount())):
        program.jobs.read(lambda _progress: answer.wait(20))
    try:
        yield
    finally:
        answer.set()


@contextmanager
def slow_opening(program: Program) -> Iterator[None]:
    """Keep buildings that are being opened waiting."""
    answer = threading.Event()
    program.jobs.write(lambda _progress: answer.wait(20))
    try:
        yield
    finally:
        answer.set()


def looking(program: Program) -> bool:
    """Tell whether the buildings behind or before are being read."""
    return any(job.name == "neighbours" for job in program.jobs.running)


def test_a_key_let_go_before_the_buildings_are_read_opens_the_last(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    following = order(program, here(room))
    with slow_reading(program):
        for _step in range(2):
            strike(Qt.Key.Key_Right, ALT)
        qtbot.wait(REST_MS + 50)
    wait_for(qtbot, program, room, following[1])
    assert room.mode == QUESTIONS


def test_a_step_beyond_the_last_building_keeps_what_is_typed_for_it(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    last = order(program, here(room))[-1]
    last_but_one = order(program, last, -1)[0]
    room.open_place(last_but_one)
    wait_for(qtbot, program, room, last_but_one)
    before = room.building
    assert before is not None
    to_defect(room)
    with slow_opening(program):
        for _step in range(2):
            strike(Qt.Key.Key_Right, ALT)
            qtbot.waitUntil(lambda: not looking(program), timeout=20_000)
        strike(Qt.Key.Key_4, ALT)
        assert before.given == 0
    wait_for(qtbot, program, room, last)
    assert room.building is not None
    assert room.building.given == 1
    assert before.given == 0


def test_there_and_back_at_once_leaves_the_keyboard_where_it_was(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    place = order(program, here(room))[0]
    room.open_place(place)
    wait_for(qtbot, program, room, place)
    building = room.building
    assert building is not None
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
        strike(key, ALT)
    qtbot.waitUntil(lambda: not room.visits.waiting, timeout=20_000)
    assert room.building is building
    strike(Qt.Key.Key_4, ALT)
    assert building.given == 1


def test_a_click_on_the_open_building_ends_the_way_to_the_next(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    building, start = room.building, here(room)
    tree = room.tree.tree
    rect = tree.visualRect(room.tree.model.index_of(str(start)))
    for key, modifier in ((Qt.Key.Key_Right, ALT), (Qt.Key.Key_Down, CONTROL)):
        with slow_opening(program):
            strike(key, modifier)
            qtbot.waitUntil(lambda: room.visits.opening, timeout=20_000)
            qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
        wait_for(qtbot, program, room, start)
        assert room.building is building
        room.focus_middle()


def test_a_click_while_the_next_new_building_is_looked_for_is_what_counts(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    building, start = room.building, here(room)
    tree = room.tree.tree
    rect = tree.visualRect(room.tree.model.index_of(str(start)))
    with slow_reading(program):
        strike(Qt.Key.Key_Down, CONTROL)
        qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    wait_for(qtbot, program, room, start)
    assert room.building is building
