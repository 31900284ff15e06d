"""几栋一起填 through the window: what would change is seen first, one Ctrl+Z takes it back."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.commands.script import find_place
from app.inspection.effort.bulk import set_bulk
from app.inspection.visit import Visit, inspections_of
from app.ui.app import Program
from app.ui.field.room import InspectRoom

from .conftest import open_building, press, settle

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


def test_buildings_selected_in_the_tree_are_ticked_already(qtbot: QtBot, program: Program) -> None:
    room = open_building(qtbot, program, "长安/样例小区甲/1号楼")
    two, three = (_place(program, f"{number}号楼") for number in (2, 3))
    room.go_to(OWNER)
    press(qtbot, program, Qt.Key.Key_1)
    room.go_to(OWNER)
    assert room.building is not None
    here = room.building.line.id
    tree = room.tree.tree
    tree.show_place(str(here))
    tree.setFocus()
    press(qtbot, program, Qt.Key.Key_Down, SHIFT)
    press(qtbot, program, Qt.Key.Key_Down, SHIFT)
    settle(qtbot, program)
    assert set(tree.chosen()) == {str(one) for one in (here, two, three)}
    assert room.building.line.id == here  # selecting opens nothing
    index = tree.places.index_of(str(three))
    qtbot.mouseClick(
        tree.viewport(), Qt.MouseButton.LeftButton, CTRL, tree.visualRect(index).center()
    )
    settle(qtbot, program)
    assert set(tree.chosen()) == {str(one) for one in (here, two)}
    assert room.building.line.id == here
    press(qtbot, program, Qt.Key.Key_B, CTRL | SHIFT)
    qtbot.waitUntil(lambda: room.bulk.dialog is not None and room.bulk.dialog.isVisible())
    dialog = room.bulk.dialog
    assert dialog is not None
    assert dialog.ticked() == [two]
    assert dialog.go.hasFocus()
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert _value(program, two, OWNER) == ("private", "bulk")
    room.go_to("/housing/A/ZF_A14")
    press(qtbot, program, Qt.Key.Key_2)
    room.go_to("/housing/A/ZF_A14")
    press(qtbot, program, Qt.Key.Key_B, CTRL | SHIFT)  # the next question, for the same ones
    qtbot.waitUntil(lambda: room.bulk.dialog is not None and room.bulk.dialog.isVisible())
    assert room.bulk.dialog is not None
    assert room.bulk.dialog.ticked() == [two]
    room.bulk.dialog.reject()


def test_buildings_that_bulk_began_are_not_begun_when_it_is_undone(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    assert program.desk is not None
    workspace = program.desk.workspace
    two, three = (_place(program, f"{number}号楼") for number in (2, 3))
    Visit.begin(workspace, three, person="别人").answer("/housing/A/ZF_A14", "strip")
    set_bulk(workspace, [two, three], OWNER, "private", person="bench")
    with workspace.reading() as session:
        assert inspections_of(session, two)
    press(qtbot, program, Qt.Key.Key_Z, CTRL)
    settle(qtbot, program)
    with workspace.reading() as session:
        assert inspections_of(session, two) == []
        assert len(inspections_of(session, three)) == 1  # somebody had answered there
    press(qtbot, program, Qt.Key.Key_Y, CTRL)
    settle(qtbot, program)
    with workspace.reading() as session:
        assert len(inspections_of(session, two)) == 1
    assert _value(program, two, OWNER) == ("private", "bulk")
    press(qtbot, program, Qt.Key.Key_Z, CTRL)
    settle(qtbot, program)
    again = Visit.begin(workspace, two)  # begun anew: what the roster knows, and nothing else
    assert OWNER not in again.stored or not again.stored[OWNER].text
    assert again.stored["/housing/A/ZF_A03"].source == "roster"
