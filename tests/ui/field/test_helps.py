"""Copying from a neighbour, the statement of a part and remarks through the window, by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.inspection.effort.allowance import allow
from app.inspection.visit import Visit
from app.ui.app import Program
from app.ui.field.room import InspectRoom

from .conftest import open_building, press, settle, type_text
from .filled import fill_and_finish

ONE, TWO = "长安/样例小区甲/7号楼", "长安/样例小区甲/8号楼"
CTRL = Qt.KeyboardModifier.ControlModifier
FOUNDATION, OWNER = "/housing/A/ZF_A14", "/housing/A/ZF_A15"


def _said(program: Program) -> str:
    assert program.desk is not None
    face = program.desk.shell.toasts.face
    return face.accessibleName() if face is not None else ""


def _stored(room: InspectRoom) -> dict[str, object]:
    assert room.building is not None
    visit = room.building.visit
    return dict(Visit.open(visit.workspace, visit.inspection).stored)


def _neighbour_done(qtbot: QtBot, program: Program) -> InspectRoom:
    """One finished building beside the one that is opened."""
    assert program.desk is not None
    fill_and_finish(program.desk.workspace, ONE)
    return open_building(qtbot, program, TWO)


def test_copied_answers_wait_until_enter_is_pressed_on_them(qtbot: QtBot, program: Program) -> None:
    room = _neighbour_done(qtbot, program)
    assert room.building is not None
    assert room.helps.copy.isVisible()
    assert "7号楼" in room.helps.copy.copy.text()
    offered = room.helps.copy.words.text()
    press(qtbot, program, Qt.Key.Key_D, CTRL)
    settle(qtbot, program)
    building = room.building
    assert building is not None
    waiting = building.unlooked()
    assert FOUNDATION in waiting
    assert building.field(FOUNDATION).value == "strip"
    assert str(len(waiting)) in room.helps.copy.words.text()
    assert str(len(waiting)) in offered  # with what an answer that came along opens
    qtbot.mouseClick(room.helps.copy.go, Qt.MouseButton.LeftButton)
    assert room.questions.view.open_key == waiting[0]
    row = next(r for r in room.questions.model._rows if r.key == waiting[1])
    assert row.basis == "照抄 7号楼"
    press(qtbot, program, Qt.Key.Key_Return)  # looked at, it is so
    settle(qtbot, program)
    assert waiting[0] not in room.building.unlooked()
    assert _stored(room)[waiting[0]].basis in ("asked", "papers")  # type: ignore[attr-defined]
    assert room.questions.view.open_key == waiting[1]
    assert waiting[1] == FOUNDATION
    press(qtbot, program, Qt.Key.Key_2)  # the digit of what was copied is a look at it, too
    settle(qtbot, program)
    assert _stored(room)[FOUNDATION].basis == "papers"  # type: ignore[attr-defined]
    assert room.questions.view.open_key == waiting[2]
    press(qtbot, program, Qt.Key.Key_2)  # another answer is somebody's own
    settle(qtbot, program)
    assert len(room.building.unlooked()) == len(waiting) - 3
    press(qtbot, program, Qt.Key.Key_Z, CTRL)
    press(qtbot, program, Qt.Key.Key_Z, CTRL)
    press(qtbot, program, Qt.Key.Key_Z, CTRL)
    press(qtbot, program, Qt.Key.Key_Z, CTRL)  # the copy is one act
    settle(qtbot, program)
    assert room.building.unlooked() == []
    assert room.building.field(FOUNDATION).value == ""


def test_facts_about_gas_are_looked_at_together(qtbot: QtBot, program: Program) -> None:
    room = _neighbour_done(qtbot, program)
    press(qtbot, program, Qt.Key.Key_D, CTRL)
    settle(qtbot, program)
    assert room.building is not None
    room.go_to("/housing/C/ZF_C00")
    settle(qtbot, program)
    assert len([one for one in room.building.unlooked() if "/C/" in one]) == 2
    press(qtbot, program, Qt.Key.Key_K, CTRL)  # no rule rests on these two
    settle(qtbot, program)
    assert not [one for one in room.building.unlooked() if "/C/" in one]
    assert room.questions.view.open_key == "/housing/C/ZF_C01"


def test_statement_only_where_allowed_and_undone_by_one_click(
    qtbot: QtBot, program: Program
) -> None:
    assert program.desk is not None
    allow(program.desk.workspace, statement=[])
    room = open_building(qtbot, program, TWO)
    room.go_to("/housing/D/ZF_D01")
    settle(qtbot, program)
    assert not room.helps.state.isVisible()
    press(qtbot, program, Qt.Key.Key_J, CTRL)
    settle(qtbot, program)
    assert "不" in _said(program)
    assert room.building is not None
    assert room.building.field("/housing/D/ZF_D01").value == ""
    allow(program.desk.workspace, statement=list("DEFGHIJK"))
    room.visits.reopen(room.building.line.id, "/housing/B/ZF_B02")
    settle(qtbot, program)
    assert not room.helps.state.isVisible()  # never structure
    room.go_to("/housing/D/ZF_D02")
    press(qtbot, program, Qt.Key.Key_2)
    settle(qtbot, program)
    assert room.helps.state.isVisible()
    press(qtbot, program, Qt.Key.Key_J, CTRL)
    settle(qtbot, program)
    stored = _stored(room)
    assert stored["/housing/D/ZF_D01"].source == "statement"  # type: ignore[attr-defined]
    assert stored["/housing/D/ZF_D02"].text == "present"  # type: ignore[attr-defined]
    assert "/housing/D/ZF_D05" not in stored  # asked: never by statement
    row = next(r for r in room.questions.model._rows if r.key == "/housing/D/ZF_D01")
    assert "本段都看过" in row.basis
    assert program.desk.shell.toasts.face is not None
    undo = program.desk.shell.toasts.face.findChild(QPushButton)
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    assert room.building is not None
    assert room.building.field("/housing/D/ZF_D01").value == ""
    assert room.building.field("/housing/D/ZF_D02").value == "present"


def test_a_remark_on_one_question(qtbot: QtBot, program: Program, room: InspectRoom) -> None:
    path = "/housing/B/ZF_B02"
    room.go_to(path)
    press(qtbot, program, Qt.Key.Key_M, CTRL)
    type_text(qtbot, "物业说去年修过")
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert room.building is not None
    assert room.building.remarks[path] == "物业说去年修过"
    assert room.building.field(path).value == ""
    room = open_building(qtbot, program, TWO)
    room = open_building(qtbot, program, ONE)
    room.go_to(path)
    settle(qtbot, program)
    card = room.questions.card
    assert card is not None
    assert card.extras.remark.text() == "物业说去年修过"
    assert not card.extras.remark.hasFocus()
    assert QApplication.focusWidget() is not None
    press(qtbot, program, Qt.Key.Key_Z, CTRL)
    settle(qtbot, program)
    assert room.building is not None
    assert room.building.remarks.get(path, "") == ""
