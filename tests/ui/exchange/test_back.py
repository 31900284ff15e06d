"""There and back by keys and mouse: delivered, returned with a remark, corrected, sent again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.exchange.task.make import make_task
from app.inspection.review.desk import send_back
from app.inspection.review.fields import Remark
from app.inspection.visit import Visit
from app.ui.app import Program
from app.ui.exchange.send import SendDialog
from app.ui.exchange.task import TaskDialog
from app.ui.field.room import InspectRoom
from app.ui.field.todo import TodoRoom
from app.ui.widgets.chips import Chip
from app.ui.words import word
from tests.faults.small import BUILDINGS, path, place
from tests.ui.exchange.chain import CTRL, City, city, program, row_state, send_dialog
from tests.ui.exchange.helps import words_of
from tests.ui.field.conftest import press, settle, the_room

__all__ = ["city", "program"]
FIRST = BUILDINGS[0]


def custody(room: InspectRoom) -> list[str]:
    """Return where the photos of the open building are, as their tiles say it."""
    model = room.side.photos.model
    tiles = [model.photo(row) for row in range(model.rowCount())]
    return [tile.custody for tile in tiles if tile is not None and tile.time]


def head_says(program: Program, state: str) -> bool:
    """Tell whether the top bar shows this state beside the name of the open building."""
    assert program.desk is not None
    chips = program.desk.shell.topbar.findChildren(Chip)
    return word(state) in {chip.accessibleName() for chip in chips if chip.isVisible()}


def send_all(qtbot: QtBot, program: Program) -> None:
    dialog = send_dialog(qtbot, program)
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.state == "done")
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)


def look_for_receipts(qtbot: QtBot, program: Program) -> SendDialog:
    dialog = send_dialog(qtbot, program)
    qtbot.mouseClick(dialog.receipts, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    return dialog


def tab_order(qtbot: QtBot, program: Program, dialog: SendDialog) -> list[str]:
    """Return what Tab comes to, once round, and that Shift+Tab goes the same way back."""
    begun, names = QApplication.focusWidget(), []
    for _step in range(20):
        press(qtbot, program, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert dialog.isAncestorOf(focus)
        names.append(focus.accessibleName().split(",")[0])
        if focus is begun:
            press(qtbot, program, Qt.Key.Key_Backtab)
            assert QApplication.focusWidget().accessibleName().split(",")[0] == names[-2]
            press(qtbot, program, Qt.Key.Key_Tab)
            return names
    raise AssertionError(names)


def test_there_and_back(qtbot: QtBot, program: Program, city: City) -> None:
    dialog = send_dialog(qtbot, program)
    assert tab_order(qtbot, program, dialog) == [
        "关闭", "KINGSTON", "选文件夹…", "添加去处…", "改一下…", "查收回执", "取消", "送出…",
    ]  # fmt: skip
    press(qtbot, program, Qt.Key.Key_Escape)
    room = the_room(program)
    room.open_place(place(FIRST))
    qtbot.waitUntil(lambda: room.building is not None)
    assert room.building is not None
    inspection = room.building.visit.inspection
    room.tree.search.setText("号楼")
    qtbot.waitUntil(lambda: custody(room) == ["", "", ""])
    send_all(qtbot, program)
    qtbot.waitUntil(lambda: row_state(program, FIRST) == "packed")
    qtbot.waitUntil(lambda: custody(room) == ["packed"] * 3)

    city.collect()  # it lies in the hub's inbox; nobody has merged it
    assert city.receipts()
    look_for_receipts(qtbot, program)
    press(qtbot, program, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: row_state(program, FIRST) == "delivered")
    qtbot.waitUntil(lambda: custody(room) == ["delivered"] * 3)

    city.merge()
    assert city.receipts()
    look_for_receipts(qtbot, program)
    press(qtbot, program, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: row_state(program, FIRST) == "merged")
    remark = Remark(path("B02"), "东山墙再看一眼", None, "")
    send_back(city.hub, inspection, [remark], until="2026-12-01", person="周工")
    assert program.desk is not None
    make_task(city.hub, city.stick, to=program.desk.workspace.device)
    dialog = look_for_receipts(qtbot, program)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), TaskDialog))
    task = QApplication.activeModalWidget()
    assert isinstance(task, TaskDialog)
    qtbot.waitUntil(lambda: task.state == "preview")
    assert "以前核对过指纹" in words_of(task)
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: task.state == "ready")
    assert "任务收好了" in words_of(task)
    assert "退回来 1 处" in words_of(task)
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: row_state(program, FIRST) == "returned")  # no receipt told of it yet
    assert city.receipts()
    dialog = look_for_receipts(qtbot, program)
    qtbot.waitUntil(lambda: "退回 1 份记录" in words_of(dialog))
    press(qtbot, program, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: head_says(program, "returned"))  # as its row does
    qtbot.waitUntil(lambda: custody(room) == ["merged"] * 3)  # the photos are good

    press(qtbot, program, Qt.Key.Key_4, CTRL)
    todo = program.page
    assert isinstance(todo, TodoRoom)
    settle(qtbot, program)
    returned = todo.views.parts()[-1]
    qtbot.waitUntil(lambda: returned.text() == "已退回 1")  # said before it is looked at
    todo._read([])  # were nothing to be completed, the room would show what was sent back
    qtbot.waitUntil(lambda: todo.views.value == "returned")
    settle(qtbot, program)
    returned.setFocus()
    press(qtbot, program, Qt.Key.Key_Left)
    settle(qtbot, program)
    assert [part.text() for part in todo.panes()] == ["要复访"]  # F6 finds an empty list's name
    press(qtbot, program, Qt.Key.Key_Right)
    settle(qtbot, program)
    row = todo.model.place(todo.model.index(0, 0))
    assert row is not None
    assert (row.name, row.state, row.facts) == (FIRST, "returned", "东山墙再看一眼")
    assert "12-01" in row.right
    todo.list.setFocus()
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.page is room)
    settle(qtbot, program)
    left = program.desk.shell.statusbar.accessibleName()
    assert "都已打包" in left  # what the hub said waits for no package of ours
    card = room.questions.card
    assert card is not None
    assert card.path == path("B02")  # it opens at the question, not at the beginning
    press(qtbot, program, Qt.Key.Key_2)
    settle(qtbot, program)
    assert Visit.open(program.desk.workspace, inspection).stored[path("B02")].text == "present"
    dialog = send_dialog(qtbot, program)
    assert "1 栋" in words_of(dialog)
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.state == "done")
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row_state(program, FIRST) == "packed")
    line = room.tree.model.place(room.tree.model.index_of(str(place(FIRST))))
    assert line is not None
    assert line.right != "已退回"  # it went again
    city.merge()
    assert Visit.open(city.hub, inspection).stored[path("B02")].text == "present"
