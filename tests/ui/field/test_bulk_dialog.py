"""几栋一起填 through the window: what would change is seen first, one Ctrl+Z takes it back."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.commands.script import find_place
from app.inspection.visit import Visit
from app.ui.app import Program
from app.ui.field.room import InspectRoom

from .conftest import press, settle

OWNER = "/housing/A/ZF_A15"
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def _value(program: Program, place: UUID, path: str) -> tuple[str, str]:
    assert program.desk is not None
    visit = Visit.begin(program.desk.workspace, place)
    stored = visit.stored.get(path)
    return (stored.text, stored.source) if stored else ("", "")


def _place(program: Program, name: str) -> UUID:
    assert program.desk is not None
    with program.desk.workspace.reading() as session:
        return find_place(session, f"长安/样例小区甲/{name}")


def test_one_answer_for_three_buildings(qtbot: QtBot, program: Program, room: InspectRoom) -> None:
    assert program.desk is not None
    two, three, four = (_place(program, f"{number}号楼") for number in (2, 3, 4))
    Visit.begin(program.desk.workspace, three, person="别人").answer(OWNER, "public")
    room.go_to(OWNER)
    press(qtbot, program, Qt.Key.Key_B, CTRL | SHIFT)
    settle(qtbot, program)
    assert room.bulk.dialog is None  # nothing is answered here yet
    press(qtbot, program, Qt.Key.Key_1)
    room.go_to(OWNER)
    press(qtbot, program, Qt.Key.Key_B, CTRL | SHIFT)
    qtbot.waitUntil(lambda: room.bulk.dialog is not None and room.bulk.dialog.isVisible())
    dialog = room.bulk.dialog
    assert dialog is not None
    assert not dialog.go.isEnabled()
    for place in (two, three, four):
        qtbot.mouseClick(dialog.chips[place], Qt.MouseButton.LeftButton)
    dialog.search.setText("9")  # what is ticked stays ticked
    assert two not in dialog.chips
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    assert "2 栋会填上" in dialog.found.text()
    assert "3号楼" in dialog.found.text()
    assert dialog.over.isVisible()
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    assert room.bulk.dialog is None
    assert _value(program, two, OWNER) == ("private", "bulk")
    assert _value(program, three, OWNER)[0] == "public"
    assert _value(program, four, OWNER) == ("private", "bulk")
    press(qtbot, program, Qt.Key.Key_Z, CTRL)
    settle(qtbot, program)
    assert _value(program, two, OWNER)[0] == ""
    assert _value(program, four, OWNER)[0] == ""
    assert room.building is not None
    assert room.building.field(OWNER).value == "private"


def test_structure_is_judged_building_by_building(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    path = "/housing/B/ZF_B02"
    room.go_to(path)
    press(qtbot, program, Qt.Key.Key_1)
    room.go_to(path)
    press(qtbot, program, Qt.Key.Key_B, CTRL | SHIFT)
    qtbot.waitUntil(lambda: room.bulk.dialog is not None and room.bulk.dialog.isVisible())
    dialog = room.bulk.dialog
    assert dialog is not None
    qtbot.mouseClick(dialog.all, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    assert "逐栋" in dialog.found.text() or "B02" in dialog.found.text()
    assert dialog.isVisible()
    assert dialog.lines == []
    dialog.reject()
