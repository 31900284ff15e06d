"""复访 in the room 待补: who was not there, how often, by whom."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.inspection.outcomes import record_outcome
from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.field.todo import TodoRoom
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.labels import Text

from .conftest import PERSON, press, settle, the_room


def test_a_place_where_nobody_was_is_listed_and_opened(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    assert room.building is not None
    place = room.building.line.id
    settle(qtbot, program)
    program.enter("todo")
    todo = program.page
    assert isinstance(todo, TodoRoom)
    todo.show_view("revisit")
    settle(qtbot, program)
    empty = todo.findChildren(EmptyState)
    said = [text.text() for one in empty if one.isVisible() for text in one.findChildren(Text)]
    assert "没有要复访的" in said
    record_outcome(room.building.visit, "nobody")
    todo.views.setFocus()
    todo.show_view("revisit")
    settle(qtbot, program)
    assert todo.model.rowCount() == 1
    row = todo.model.place(todo.model.index(0, 0))
    assert row is not None
    assert row.key == str(place)
    assert "无人" in row.facts
    assert PERSON in row.facts
    assert "1 次" in row.facts
    todo.list.setFocus()
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert the_room(program).building is not None
