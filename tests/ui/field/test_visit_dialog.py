"""F7: outcome by one key, companion, signature; undone like everything else."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.inspection.outcomes import agreed_day, calls, retry_day
from app.inspection.people import signed_by
from app.ui.app import Program
from app.ui.effort.visit_dialog import VisitDialog
from app.ui.field.room import InspectRoom
from app.ui.questions.canvas_dialog import DrawDialog

from .conftest import press, settle, type_text

OUTCOME, ALONG = "/housing/M/ZF_M02", "/housing/M/ZF_M01_escort"
CTRL = Qt.KeyboardModifier.ControlModifier


def test_nobody_there_with_companion_and_signature(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    room.show_summary()
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_F7)
    acts = room.visit_acts
    qtbot.waitUntil(lambda: acts.dialog is not None and acts.dialog.isVisible())
    dialog = acts.dialog
    assert dialog is not None
    assert not dialog.again.isVisible()
    press(qtbot, program, Qt.Key.Key_2)  # 无人
    assert dialog.again.isVisible()
    dialog.again.setFocus()
    type_text(qtbot, "soon")
    press(qtbot, program, Qt.Key.Key_Return)
    assert dialog.isVisible()  # that is no day
    dialog.again.setText("2026-12-01")
    dialog.along.setFocus()
    type_text(qtbot, "网格员老周")
    dialog.signer.setFocus()
    type_text(qtbot, "王经理")
    qtbot.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(_sheets()))
    sheet = _sheets()[0]
    canvas = sheet.canvas
    middle = canvas.rect().center()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    for step in range(1, 9):
        QTest.mouseMove(canvas, middle + QPoint(5 * step, 3 * step))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 24))
    qtbot.mouseClick(sheet.finish, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_Return)  # done; not the button 签名 once more
    settle(qtbot, program)
    assert not _sheets()
    assert acts.dialog is None
    assert room.building is not None
    assert program.desk is not None
    workspace, inspection = program.desk.workspace, room.building.visit.inspection
    assert room.building.field(OUTCOME).value == "nobody"
    assert room.building.field(ALONG).value == "网格员老周"
    assert signed_by(workspace, inspection) == "王经理"
    with workspace.reading() as session:
        made = calls(session, inspection)
    assert [one.outcome for one in made] == ["nobody"]
    press(qtbot, program, Qt.Key.Key_F7)  # looked at again, the agreed day stands there and stays
    qtbot.waitUntil(lambda: acts.dialog is not None and acts.dialog.isVisible())
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert agreed_day(workspace, inspection) == "2026-12-01"
    press(qtbot, program, Qt.Key.Key_Z, CTRL)
    settle(qtbot, program)
    assert room.building.field(OUTCOME).value == ""
    assert room.building.field(ALONG).value == ""  # said together, taken back together
    with workspace.reading() as session:
        assert calls(session, inspection) == []


def test_signing_stays_in_sight_when_the_day_is_asked(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    assert program.desk is not None
    assert room.building is not None
    known = ["网格员老周", "物业小陈", "社区王主任", "楼长老李", "房管所老张"]
    dialog = VisitDialog(program.desk, room.building, "王经理", known, "")
    dialog.open()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    press(qtbot, program, Qt.Key.Key_2)  # 无人
    assert dialog.again.isVisible()
    assert retry_day() in dialog.again.placeholderText()  # the day that the list of revisits shows
    dialog.again.setFocus()
    type_text(qtbot, "soon")
    press(qtbot, program, Qt.Key.Key_Return)  # and a sentence below says that this is no day
    qtbot.wait(1)
    inner = dialog.body.parentWidget()
    assert inner.visibleRegion().boundingRect().height() == inner.height()
    dialog.reject()


def _sheets() -> list[DrawDialog]:
    return [
        one
        for one in QApplication.topLevelWidgets()
        if isinstance(one, DrawDialog) and one.isVisible()
    ]
