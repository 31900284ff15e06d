"""What the campaign allows, said in a window; several parts by one statement that is listed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.inspection.effort.allowance import allowance
from app.inspection.visit import Visit
from app.ui.app import Program
from app.ui.effort.allowance_dialog import AllowanceDialog, open_allowance
from app.ui.effort.statement_dialog import StatementDialog
from app.ui.field.panes import SUMMARY
from app.ui.field.room import InspectRoom

from .conftest import open_building, press, settle

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def _top(kind: type[AllowanceDialog] | type[StatementDialog]) -> object:
    return next(
        (
            one
            for one in QApplication.topLevelWidgets()
            if isinstance(one, kind) and one.isVisible()
        ),
        None,
    )


def test_what_the_campaign_allows_is_shown_and_changed(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    assert program.desk is not None
    assert program.window is not None
    dialog = open_allowance(program.desk, program.window)
    qtbot.waitUntil(dialog.go.isEnabled)
    stated = dialog.lists["allow_statement"]
    assert stated.ticks["D"].isChecked()
    assert not stated.ticks["B"].isChecked()
    assert not dialog.warning.isVisible()
    qtbot.mouseClick(stated.ticks["B"], Qt.MouseButton.LeftButton)
    assert dialog.warning.isVisible()
    qtbot.mouseClick(stated.ticks["B"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(stated.ticks["K"], Qt.MouseButton.LeftButton)
    stated.codes.setFocus()
    qtbot.keyClicks(stated.codes, "ZF-G03")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    with program.desk.workspace.reading() as session:
        found = allowance(session)
    assert found.statement == (*"DEFGHIJ", "ZF-G03")
    assert found.copy == ("A", "ZF-A10", "ZF-A17", "ZF-C00", "-ZF-A20")


def test_one_statement_lists_its_parts_and_closes_them_together(
    qtbot: QtBot, program: Program
) -> None:
    room = open_building(qtbot, program, "长安/样例小区甲/8号楼")
    room.go_to("/housing/D/ZF_D01")
    settle(qtbot, program)
    assert room.helps.state.more.isVisible()
    press(qtbot, program, Qt.Key.Key_J, CTRL | SHIFT)
    settle(qtbot, program)
    dialog = _top(StatementDialog)
    assert isinstance(dialog, StatementDialog)
    assert set("DEG") <= set(dialog.ticks)
    assert not set("BC") & set(dialog.ticks)
    qtbot.mouseClick(dialog.ticks["G"], Qt.MouseButton.LeftButton)  # not looked at
    dialog.go.setFocus()
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert room.building is not None
    visit = room.building.visit
    stored = Visit.open(visit.workspace, visit.inspection).stored
    assert stored["/housing/D/ZF_D01"].source == "statement"
    assert stored["/housing/E/ZF_E01"].source == "statement"
    assert "/housing/G/ZF_G01" not in stored
    assert "/housing/B/ZF_B02" not in stored
    press(qtbot, program, Qt.Key.Key_Z, CTRL)  # one act
    settle(qtbot, program)
    stored = Visit.open(visit.workspace, visit.inspection).stored
    assert not stored["/housing/D/ZF_D01"].text
    assert not stored["/housing/E/ZF_E01"].text


def test_the_last_answer_leads_to_the_look_over_the_building(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    room.go_to("/housing/M/ZF_M02")
    assert room.building is not None
    while room.building.next_open("", wanted=True) is not None:
        slot = room.building.next_open("", wanted=True)
        assert slot is not None
        if slot.path == "/housing/M/ZF_M02":
            break
        room.building.leave_open(slot.path, "not_reached")
    room.go_to("/housing/M/ZF_M02")
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_1)
    settle(qtbot, program)
    assert room.mode == SUMMARY
