"""Ctrl+Z and Ctrl+Y through the window: over buildings, photos and a restart of the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.inspection.photo.photos import photos_of
from app.inspection.visit import Visit
from app.paths import resource
from app.ui.app import Program
from app.ui.field.room import InspectRoom

from .conftest import open_building, press, settle, the_room, type_text

ONE, TWO = "长安/样例小区甲/7号楼", "长安/样例小区甲/8号楼"
FIRST, SECOND = "/housing/B/ZF_B02", "/housing/C/ZF_C01"
NUMBER = "/housing/A/ZF_A10_stairs"
CTRL = Qt.KeyboardModifier.ControlModifier


def _said(program: Program) -> str:
    assert program.desk is not None
    face = program.desk.shell.toasts.face
    return face.accessibleName() if face is not None else ""


def _stored(program: Program, inspection: object, path: str) -> str:
    assert program.desk is not None
    visit = Visit.open(program.desk.workspace, inspection)  # type: ignore[arg-type]
    return visit.stored[path].text if path in visit.stored else ""


def test_two_buildings_a_photo_and_a_restart(
    qtbot: QtBot, make_program: Callable[..., Program], city: Path
) -> None:
    program = make_program()
    program.begin(city)
    assert program.window is not None
    program.window.resize(1366, 768)
    settle(qtbot, program)
    room = open_building(qtbot, program, ONE)
    assert room.building is not None
    one = room.building.visit.inspection
    room.go_to(FIRST)
    press(qtbot, program, Qt.Key.Key_1)
    room = open_building(qtbot, program, TWO)
    assert room.building is not None
    two = room.building.visit.inspection
    room.go_to(SECOND)
    press(qtbot, program, Qt.Key.Key_1)
    room.add_files([resource("sample/photos/Landscape_1.jpg")], "")
    settle(qtbot, program)
    assert len(room.building.photos) == 1
    program.close_workspace()

    program = make_program()  # the next day
    program.begin(city)
    assert program.window is not None
    program.window.resize(1366, 768)
    settle(qtbot, program)
    assert program.desk is not None
    workspace = program.desk.workspace
    press(qtbot, program, Qt.Key.Key_Z, CTRL)
    settle(qtbot, program)
    room = the_room(program)
    assert photos_of(workspace, two) == []
    assert room.building is not None
    assert room.building.line.name == "8号楼"
    assert "照片" in _said(program)
    press(qtbot, program, Qt.Key.Key_Z, CTRL)
    settle(qtbot, program)
    assert _stored(program, two, SECOND) == ""
    assert room.questions.view.open_key == SECOND
    press(qtbot, program, Qt.Key.Key_Z, CTRL)
    settle(qtbot, program)
    assert _stored(program, one, FIRST) == ""
    assert room.building.line.name == "7号楼"
    assert room.questions.view.open_key == FIRST
    assert room.building.field(FIRST).value == ""
    assert "7号楼 ZF-B02" in _said(program)
    for _step in range(3):
        press(qtbot, program, Qt.Key.Key_Y, CTRL)
    settle(qtbot, program)
    assert _stored(program, one, FIRST) == "none"
    assert _stored(program, two, SECOND) == "none"
    assert len(photos_of(workspace, two)) == 1
    assert room.building.line.name == "8号楼"
    assert len(room.building.photos) == 1
    press(qtbot, program, Qt.Key.Key_Y, CTRL)
    settle(qtbot, program)
    assert "没有可重做的" in _said(program)


def test_a_text_field_undoes_its_typing_first(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    room.go_to(FIRST)
    press(qtbot, program, Qt.Key.Key_1)
    room.go_to(NUMBER)
    type_text(qtbot, "3")
    press(qtbot, program, Qt.Key.Key_Z, CTRL)  # of the field
    settle(qtbot, program)
    assert room.building is not None
    assert room.building.field(NUMBER).value == ""
    assert room.building.field(FIRST).value == "none"
    press(qtbot, program, Qt.Key.Key_Z, CTRL)  # nothing typed any more: of the building
    settle(qtbot, program)
    assert room.building.field(FIRST).value == ""


def test_an_answer_given_while_it_is_undone_is_not_lost(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    room.go_to(FIRST)
    press(qtbot, program, Qt.Key.Key_1)
    settle(qtbot, program)
    room.undoing.back()
    assert room.building is not None
    room.building.answer(SECOND, "none")  # before the journal has answered
    settle(qtbot, program)
    assert room.building.field(FIRST).value == ""
    assert room.building.field(SECOND).value == "none"
    assert _stored(program, room.building.visit.inspection, SECOND) == "none"


def test_time_on_a_building_goes_on_after_undo(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    assert room.building is not None
    here = room.building
    here.opened_at -= 100_000
    since = here.opened_at
    room.go_to(FIRST)
    press(qtbot, program, Qt.Key.Key_1)
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_Z, CTRL)
    settle(qtbot, program)
    assert room.building is not None
    assert _stored(program, room.building.visit.inspection, FIRST) == ""
    assert room.building.opened_at == since
