"""Back from the look over a building, the open card is as wide as its column."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.app import Program
from app.ui.field.panes import SUMMARY
from app.ui.field.room import InspectRoom
from app.ui.widgets.labels import Text

from .conftest import open_building, press, settle
from .filled import fill_and_finish


def test_the_card_keeps_its_right_border(qtbot: QtBot, program: Program, room: InspectRoom) -> None:
    view = room.questions.view
    path = view.open_key
    press(qtbot, program, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: room.mode == SUMMARY)
    settle(qtbot, program)
    room.go_to(path)  # as a digit of the missing list does; the parts come back beside it
    settle(qtbot, program)
    assert view.open_key == path
    assert view.card.width() == view.viewport().width()


def test_one_thing_missing_is_one_key(qtbot: QtBot, program: Program) -> None:
    assert program.desk is not None
    visit = fill_and_finish(program.desk.workspace, "长安/样例小区甲/7号楼")
    visit.answer("/housing/I/ZF_I01", "")
    room = open_building(qtbot, program, "长安/样例小区甲/7号楼")
    press(qtbot, program, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: room.mode == SUMMARY)
    settle(qtbot, program)

    def said() -> list[str]:
        return [one.text() for one in room.summary.findChildren(Text) if one.isVisible()]

    qtbot.waitUntil(lambda: "按 1 直接跳过去" in said())  # a busy machine shows it a turn later


def test_a_bar_that_cannot_be_moved_is_not_painted(room: InspectRoom) -> None:
    bar = room.questions.view.verticalScrollBar()
    assert bar.isEnabled() == (bar.maximum() > 0)
    bar.setRange(0, 0)
    assert not bar.isEnabled()
    bar.setRange(0, 40)
    assert bar.isEnabled()
