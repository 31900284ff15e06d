"""A number that is possible but unusual for a building is asked about once, and never refused."""

from __future__ import annotations

import os

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.app import Program
from app.ui.field.room import InspectRoom
from tests.ui.widgets.test_no_clipping import clipped

from .conftest import press, settle, type_text
from .test_answers import card_of, on_disk

HOUSEHOLDS, OCCUPIED = "/housing/A/ZF_A11_households", "/housing/A/ZF_A11_occupied"
COUNT = "/housing/F/ZF_F01"


def test_a_count_without_any_total_is_asked_about_once(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    assert room.building is not None
    room.building.leave_open(HOUSEHOLDS, "undecidable")
    room.go_to(COUNT)
    number = card_of(room).editor.number
    type_text(qtbot, "111111")
    assert number.state == "doubt"
    assert number._sentence.text() == "确定是 111111 套？"
    qtbot.waitUntil(lambda: clipped(number) == [], timeout=2_000)  # once it is laid out
    settle(qtbot, program)
    if folder := os.environ.get("CHENGJIAN_LOOK"):
        program.window.grab().save(f"{folder}/doubt.png")
    press(qtbot, program, Qt.Key.Key_Return)  # to the question
    settle(qtbot, program)
    assert room.questions.view.open_key == COUNT
    assert room.building.field(COUNT).value == ""
    assert QApplication.focusWidget() is number._yes
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert on_disk(room, COUNT).stored[COUNT].text == "111111"
    assert number.state == "good"


def test_with_the_total_known_it_is_the_form_that_refuses(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    room.building.answer(HOUSEHOLDS, "48")
    room.go_to(COUNT)
    type_text(qtbot, "111111")
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert room.questions.view.open_key == COUNT
    assert card_of(room).box.message.isVisible()
    assert not room.building.found(COUNT)


def test_more_households_than_dwellings_are_possible_but_asked_about(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    room.building.answer(HOUSEHOLDS, "48")
    room.go_to(OCCUPIED)
    type_text(qtbot, "47")
    assert card_of(room).editor.number.state == "good"
    QApplication.focusWidget().selectAll()
    type_text(qtbot, "480")
    assert card_of(room).editor.number.state == "doubt"
    assert room.building.field(OCCUPIED).value in ("", "47")
