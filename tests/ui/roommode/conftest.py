"""Room mode is entered from the real window on a copy of the sample city."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.roommode.road import Road
from tests.ui.field.conftest import press


@pytest.fixture
def road(program: Program, room: InspectRoom, qtbot: QtBot) -> Road:
    """Room mode on a building that nobody has begun."""
    press(qtbot, program, Qt.Key.Key_F11)
    assert room.room_mode.road is not None
    return room.room_mode.road


def code(road: Road) -> str:
    """Return the name of the open question."""
    return road.path.rpartition("/")[2]


def go_to(qtbot: QtBot, program: Program, room: InspectRoom, name: str) -> Road:
    """Open a question on the desk and enter room mode there."""
    building = room.building
    assert building is not None
    path = next(slot.path for slot in building.slots if slot.path.endswith(f"/{name}"))
    room.go_to(path)
    press(qtbot, program, Qt.Key.Key_F11)
    road = room.room_mode.road
    assert road is not None
    assert road.path == path
    return road


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget
