"""Recent buildings in the empty search field, the next with something missing, shares."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.app import Program
from app.ui.start.home import Home

from .conftest import PERSON, open_building, press, settle, the_room

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
B02 = "/housing/B/ZF_B02"


def test_recent_first_then_the_tree_again(qtbot: QtBot, program: Program) -> None:
    for name in ("2号楼", "3号楼"):
        room = open_building(qtbot, program, f"长安/样例小区甲/{name}")
        room.go_to(B02)
        press(qtbot, program, Qt.Key.Key_1)
        settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_F, CTRL)
    settle(qtbot, program)
    tree = the_room(program).tree
    names = [tree.model.place(tree.model.index(row, 0)).name for row in (1, 2)]  # type: ignore[union-attr]
    assert names == ["3号楼", "2号楼"]
    press(qtbot, program, Qt.Key.Key_Down)
    press(qtbot, program, Qt.Key.Key_Down)
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    room = the_room(program)
    assert room.building is not None
    assert room.building.line.name == "2号楼"
    top = tree.model.place(tree.model.index(0, 0))
    assert top is not None
    assert top.level == "community"  # the tree is back
    press(qtbot, program, Qt.Key.Key_F, CTRL)
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_Escape)
    settle(qtbot, program)
    top = tree.model.place(tree.model.index(0, 0))
    assert top is not None
    assert top.level == "community"


def test_next_with_something_missing(qtbot: QtBot, program: Program) -> None:
    room = open_building(qtbot, program, "长安/样例小区甲/3号楼")
    room.show_summary()
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_F10)
    settle(qtbot, program)
    assert room.building is not None
    assert room.building.line.name != "3号楼"
    press(qtbot, program, Qt.Key.Key_Down, CTRL | SHIFT)
    settle(qtbot, program)
    assert room.building.line.name == "3号楼"


def test_shares_by_community_area_and_person(qtbot: QtBot, program: Program) -> None:
    room = open_building(qtbot, program, "长安/样例小区甲/3号楼")
    room.go_to(B02)
    press(qtbot, program, Qt.Key.Key_1)
    room.visits.leave()
    settle(qtbot, program)
    program.enter("start")
    settle(qtbot, program)
    home = program.page
    assert isinstance(home, Home)
    assert any(name.startswith("长安") for name, _count in home.shares.rows)
    home.shares.show_by("area")
    settle(qtbot, program)
    assert ("样例小区甲", "0 / 13") in home.shares.rows or home.shares.rows[0][1].startswith("0 / ")
    home.shares.show_by("person")
    settle(qtbot, program)
    assert (PERSON, "0 / 1") in home.shares.rows
