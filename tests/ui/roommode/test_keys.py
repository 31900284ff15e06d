"""Keys, fingers, leaving and coming back, text size: room mode and the desk show the same."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.questions.choices import BarEditor
from app.ui.roommode.card import RoomCard
from app.ui.roommode.place import put_in
from app.ui.safety.cursor import read_where
from app.ui.theme import theme
from app.ui.theme.room import RoomTheme
from tests.ui.field.conftest import press, settle, type_text

from .conftest import code, focused, go_to

PLAIN = Qt.KeyboardModifier.NoModifier


def test_in_and_out_at_the_same_question(program: Program, room: InspectRoom, qtbot: QtBot) -> None:
    road = go_to(qtbot, program, room, "ZF_D01")
    assert isinstance(theme(), RoomTheme)
    assert program.desk is not None
    shell = program.desk.shell
    assert shell.content.currentWidget() is road.page
    assert not shell.rail.isVisible()
    press(qtbot, program, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: code(road) == "ZF_D02")
    room.returning.finish()
    where = read_where(program.desk.workspace.cache)  # what a crash leaves
    assert where is not None
    assert (where.place, where.path) == (room.building.line.id, road.path)
    press(qtbot, program, Qt.Key.Key_F11)
    assert room.room_mode.road is None
    assert not isinstance(theme(), RoomTheme)
    assert room.questions.view.open_key.endswith("/ZF_D02")
    assert room.isVisible()
    assert shell.rail.isVisible()
    assert shell.statusbar.isVisible()
    assert room.isAncestorOf(focused())
    row = room.questions.model.question(room.questions.model.row_of("/housing/D/ZF_D01"))
    assert row is not None
    assert row.chip is not None
    press(qtbot, program, Qt.Key.Key_F11)
    again = room.room_mode.road
    assert again is not None
    assert code(again) == "ZF_D02"
    press(qtbot, program, Qt.Key.Key_Escape)
    assert room.room_mode.road is None


def test_arrows_tab_and_buttons_walk(program: Program, room: InspectRoom, qtbot: QtBot) -> None:
    road = go_to(qtbot, program, room, "ZF_D02")
    press(qtbot, program, Qt.Key.Key_Right)
    assert code(road) == "ZF_D03"
    press(qtbot, program, Qt.Key.Key_Left)
    assert code(road) == "ZF_D02"
    qtbot.mouseClick(road.page.foot.on, Qt.MouseButton.LeftButton)
    assert code(road) == "ZF_D03"
    qtbot.mouseClick(road.page.foot.back, Qt.MouseButton.LeftButton)
    assert code(road) == "ZF_D02"
    qtbot.mouseClick(road.page.foot.skip, Qt.MouseButton.LeftButton)
    assert code(road) == "ZF_D03"
    press(qtbot, program, Qt.Key.Key_F11)
    assert room.room_mode.road is None
    press(qtbot, program, Qt.Key.Key_F11)
    again = room.room_mode.road
    assert again is not None
    assert any(path.endswith("/ZF_D02") for path in again._walk.skipped["/housing/D"])  # type: ignore[union-attr]


def test_a_finger_walks(program: Program, room: InspectRoom, qtbot: QtBot) -> None:
    road = go_to(qtbot, program, room, "ZF_D02")
    port = road.page.area.viewport()

    def swipe(from_x: int, to_x: int) -> None:
        low = port.height() - 8
        left = Qt.MouseButton.LeftButton
        qtbot.mousePress(port, left, PLAIN, QPoint(from_x, low))
        qtbot.mouseRelease(port, left, PLAIN, QPoint(to_x, low))

    swipe(500, 300)
    assert code(road) == "ZF_D03"
    swipe(300, 500)
    assert code(road) == "ZF_D02"
    swipe(300, 330)
    assert code(road) == "ZF_D02"


def test_digits_answer_wherever_the_focus_is(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    road = go_to(qtbot, program, room, "ZF_D02")
    road.page.photos.take.setFocus()
    press(qtbot, program, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: code(road) == "ZF_D03")
    assert room.building is not None
    assert room.building.field("/housing/D/ZF_D02").reason == "undecidable"


def test_letters_are_keys_in_a_number_and_letters_in_a_text(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    road = go_to(qtbot, program, room, "ZF_A08")
    assert isinstance(focused(), QLineEdit)
    before = focused().property("text")
    press(qtbot, program, Qt.Key.Key_L)  # no place here: nothing happens, nothing is typed
    assert focused().property("text") == before
    press(qtbot, program, Qt.Key.Key_F11)
    road = go_to(qtbot, program, room, "ZF_A05")
    field = focused()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    type_text(qtbot, "cl 1")
    assert field.text() == "cl 1"
    press(qtbot, program, Qt.Key.Key_Return)
    assert room.building is not None
    assert room.building.field("/housing/A/ZF_A05").value == "cl 1"
    assert code(road) != "ZF_A05"


def test_enter_in_the_place_stays_where_photos_are_wanted(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    road = go_to(qtbot, program, room, "ZF_D01")
    press(qtbot, program, Qt.Key.Key_2)
    press(qtbot, program, Qt.Key.Key_L)
    type_text(qtbot, "2F")
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.wait(0)  # the walk to the next question is queued
    assert code(road) == "ZF_D01"
    assert not isinstance(focused(), QLineEdit)  # so that C means a photo, and not the letter
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: code(road) == "ZF_D02")


def test_undo_takes_back_and_leads_there(program: Program, room: InspectRoom, qtbot: QtBot) -> None:
    road = go_to(qtbot, program, room, "ZF_D02")
    press(qtbot, program, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: code(road) == "ZF_D03")
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, program)
    qtbot.waitUntil(lambda: code(road) == "ZF_D02")
    assert room.room_mode.road is road
    building = room.building
    assert building is not None
    assert road.building is building
    assert not building.field("/housing/D/ZF_D02").value
    assert isinstance(road.page.card, RoomCard)
    press(qtbot, program, Qt.Key.Key_2)
    assert building.field("/housing/D/ZF_D02").value == "present"


def test_every_kind_of_question_is_large_and_named(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    road = go_to(qtbot, program, room, "ZF_A01")
    least = 64
    for _turn in range(60):
        card = road.page.card
        assert card is not None
        for button in road.page.findChildren(QAbstractButton):
            if button.isVisible():
                assert button.accessibleName(), (road.path, button)
                assert min(button.width(), button.height()) >= least, (road.path, button)
        if isinstance(card, RoomCard) and isinstance(card.editor, BarEditor):
            assert card.editor.bar.segments[0].height() >= 96
        before = road.path
        road.on()
        qtbot.wait(1)
        if room.room_mode.road is None or road.path == before:
            break


@pytest.mark.parametrize("size", [115, 130])
def test_another_text_size_meanwhile(
    program: Program, room: InspectRoom, qtbot: QtBot, size: int
) -> None:
    go_to(qtbot, program, room, "ZF_D02")
    program.choose(text_size=size)
    qtbot.waitUntil(lambda: isinstance(theme(), RoomTheme))
    assert theme().text_size == size
    road = room.room_mode.road
    assert road is not None
    assert code(road) == "ZF_D02"
    press(qtbot, program, Qt.Key.Key_F11)
    assert not isinstance(theme(), RoomTheme)
    assert theme().text_size == size
    program.choose(text_size=100)


def test_another_room_ends_room_mode(program: Program, room: InspectRoom, qtbot: QtBot) -> None:
    go_to(qtbot, program, room, "ZF_D02")
    press(qtbot, program, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert room.room_mode.road is None
    assert not isinstance(theme(), RoomTheme)
    assert program.desk is not None
    assert program.desk.shell.rail.isVisible()
    assert program.page is not room


def test_a_place_is_put_together_by_touch() -> None:
    units, floors = ["1 单元", "2 单元"], ["1 层", "2 层", "11 层", "12 层"]
    assert put_in("", "2 单元", units, front=True) == "2 单元"
    assert put_in("2 单元", "1 层", floors) == "2 单元 1 层"
    assert put_in("2 单元 1 层", "11 层", floors) == "2 单元 11 层"
    assert put_in("2 单元 11 层", "1 单元", units, front=True) == "1 单元 11 层"
    assert put_in("1单元11层 东墙", "2 层", floors) == "1单元2 层 东墙"
    assert put_in("11 层", "2 单元", units, front=True) == "2 单元 11 层"
    assert put_in("2 层 东墙", "2 层", floors) == "东墙"
