"""Who inspects: asked once a day before the first building; changed by Ctrl+U."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.commands.script import find_place
from app.inspection.visit import Visit
from app.models import clock
from app.models.log import history
from app.ui.app import Program

from .conftest import PERSON, open_building, press, settle, the_room

ONE, TWO = "长安/样例小区甲/7号楼", "长安/样例小区甲/8号楼"
FIRST = "/housing/B/ZF_B02"
CTRL = Qt.KeyboardModifier.ControlModifier
DAY_MS = 24 * 3600 * 1000


def _wait_for_dialog(qtbot: QtBot, program: Program) -> object:
    people = the_room(program).people
    qtbot.waitUntil(lambda: people.dialog is not None and people.dialog.isVisible(), timeout=5000)
    return people.dialog


def test_the_next_morning_one_key_says_who(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = open_building(qtbot, program, ONE)  # the roster was imported today: nobody is asked
    assert room.people.dialog is None
    assert program.desk is not None
    workspace = program.desk.workspace
    with workspace.reading() as session:
        place = find_place(session, TWO)
    wall = clock.wall_ms
    for module in ("app.inspection.people", "app.models.clock"):
        monkeypatch.setattr(f"{module}.wall_ms", lambda: wall() + DAY_MS)
    room.people._sure = "yesterday"
    room.open_place(place)
    dialog = _wait_for_dialog(qtbot, program)
    assert room.building is not None
    assert room.building.line.name == "7号楼"  # nothing is opened or written before
    assert dialog.list.value == PERSON  # type: ignore[attr-defined]
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.building is not None and room.building.line.id == place)
    settle(qtbot, program)
    assert room.people.dialog is None


def test_somebody_else_by_name_and_number_signs_what_follows(
    qtbot: QtBot, program: Program
) -> None:
    room = open_building(qtbot, program, ONE)
    press(qtbot, program, Qt.Key.Key_U, CTRL)
    dialog = _wait_for_dialog(qtbot, program)
    name = dialog.name  # type: ignore[attr-defined]
    number = dialog.number  # type: ignore[attr-defined]
    assert isinstance(name, QLineEdit)
    name.setFocus()
    qtbot.keyClick(name, Qt.Key.Key_Return)  # nothing picked anew: the listed one
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_U, CTRL)
    dialog = _wait_for_dialog(qtbot, program)
    name, number = dialog.name, dialog.number  # type: ignore[attr-defined]
    name.setText("马晓梅")
    number.setText("1024")
    qtbot.keyClick(number, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert program.desk is not None
    assert program.desk.person == "马晓梅"
    assert "马晓梅" in program.desk.shell.statusbar.accessibleName()
    room.go_to(FIRST)
    press(qtbot, program, Qt.Key.Key_1)
    settle(qtbot, program)
    assert room.building is not None
    workspace, inspection = program.desk.workspace, room.building.visit.inspection
    with workspace.reading() as session:
        assert history(session, inspection, FIRST)[-1].person == "马晓梅"
    assert Visit.open(workspace, inspection).stored[FIRST].text == "none"
    press(qtbot, program, Qt.Key.Key_U, CTRL)  # by the number that is known now
    dialog = _wait_for_dialog(qtbot, program)
    dialog.name.setText("1024")  # type: ignore[attr-defined]
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    settle(qtbot, program)
    assert program.desk.person == "马晓梅"


def test_a_building_that_is_open_over_midnight_asks_once(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = open_building(qtbot, program, ONE)
    room.go_to(FIRST)
    room.people.look()
    settle(qtbot, program)
    assert room.people.dialog is None
    wall = clock.wall_ms
    for module in ("app.inspection.people", "app.models.clock"):
        monkeypatch.setattr(f"{module}.wall_ms", lambda: wall() + DAY_MS)
    room.people.look()
    dialog = _wait_for_dialog(qtbot, program)
    dialog.name.setText("马晓梅")  # type: ignore[attr-defined]
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_1)  # the question is open as it was
    settle(qtbot, program)
    assert program.desk is not None
    assert room.building is not None
    with program.desk.workspace.reading() as session:
        said = history(session, room.building.visit.inspection, FIRST)
    assert said[-1].person == "马晓梅"
    room.people.look()
    settle(qtbot, program)
    assert room.people.dialog is None
