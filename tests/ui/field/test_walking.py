"""From building to building by keys: held, back and forth, typed on at once, closed meanwhile."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.inspection.neighbours import neighbours
from app.ui.app import Program
from app.ui.field.panes import QUESTIONS, WALKING
from app.ui.field.room import InspectRoom

from .conftest import press, settle

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def order(program: Program, place: UUID, by: int = 1) -> list[UUID]:
    """Return the buildings behind (or before) one as the tree has them."""
    assert program.desk is not None
    with program.desk.workspace.reading() as session:
        return [line.id for line in neighbours(session, place, by, 1000)]


def here(room: InspectRoom) -> UUID:
    assert room.building is not None
    return room.building.line.id


def strike(key: Any, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key without giving the event loop a turn, as somebody fast does."""
    from PySide6.QtTest import QTest

    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, modifier)


def wait_for(qtbot: QtBot, program: Program, room: InspectRoom, place: UUID) -> None:
    qtbot.waitUntil(
        lambda: room.building is not None and room.building.line.id == place, timeout=20_000
    )
    settle(qtbot, program)


def answers(room: InspectRoom, path: str) -> str:
    assert room.building is not None
    return room.building.field(path).value


def to_defect(room: InspectRoom) -> str:
    """Open a question with 无 and 有; return its path."""
    building = room.building
    assert building is not None
    slot = next(
        slot
        for slot in building.slots
        if slot.question is not None
        and {choice.value for choice in slot.question.choices} == {"none", "present"}
    )
    room.go_to(slot.path)
    return slot.path


def given(program: Program) -> list[tuple[UUID, str, str]]:
    """Return (inspection, field, person) of every answer that is on disk."""
    from sqlalchemy import select

    from app.models.tables import Cell

    assert program.desk is not None
    with program.desk.workspace.reading() as session:
        query = select(Cell.subject, Cell.field, Cell.value).where(Cell.kind == "inspection")
        return [(row.subject, row.field, row.value or "") for row in session.execute(query)]


def test_a_held_key_passes_buildings_by_and_opens_the_last(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    following = order(program, here(room))
    steps = min(6, len(following))
    seen = []
    for _step in range(steps):
        strike(Qt.Key.Key_Right, ALT)
        qtbot.wait(33)
        seen.append(room.mode)
    assert WALKING in seen
    assert room.building is None  # nothing is open that a key could land in
    wait_for(qtbot, program, room, following[steps - 1])
    assert room.mode == QUESTIONS
    current = room.tree.model.place(room.tree.tree.currentIndex())
    assert current is not None
    assert current.key == str(following[steps - 1])


def test_what_is_typed_at_once_lands_in_the_last_building(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    first = room.building
    assert first is not None
    path = to_defect(room)
    left, following = first.visit.inspection, order(program, here(room))
    assert not answers(room, path)
    before = {one for one in given(program) if one[0] == left}
    for _step in range(5):
        strike(Qt.Key.Key_Right, ALT)
        qtbot.wait(20)
    strike(Qt.Key.Key_4, ALT)  # 未查到, while no building is open yet
    wait_for(qtbot, program, room, following[4])
    building = room.building
    assert building is not None
    reasons = [slot.path for slot in building.slots if slot.field and slot.field.reason]
    assert len(reasons) == 1
    assert building.stored(reasons[0]).reason
    qtbot.waitUntil(lambda: building.pending == 0)
    assert {one for one in given(program) if one[0] == left} == before


def test_a_digit_right_behind_one_step_answers_in_the_next_building(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    first = room.building
    assert first is not None
    path = to_defect(room)
    following = order(program, here(room))
    strike(Qt.Key.Key_Right, ALT)
    strike(Qt.Key.Key_1)
    strike(Qt.Key.Key_4, ALT)
    assert not first.field(path).value
    wait_for(qtbot, program, room, following[0])
    assert not first.field(path).value
    assert first.given == 0
    assert room.building is not None
    assert room.building.given > 0


def test_back_and_forth_ends_where_it_should(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    start = here(room)
    following = order(program, start)
    for key in (Qt.Key.Key_Right,) * 4 + (Qt.Key.Key_Left,) * 3:
        strike(key, ALT)
        qtbot.wait(15)
    wait_for(qtbot, program, room, following[0])
    press(qtbot, program, Qt.Key.Key_Left, ALT)
    wait_for(qtbot, program, room, start)
    assert room.questions.view.open_key


def test_at_the_last_building_a_held_key_changes_nothing(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    last = order(program, here(room))[-1]
    room.open_place(last)
    wait_for(qtbot, program, room, last)
    building = room.building
    for _step in range(6):
        strike(Qt.Key.Key_Right, ALT)
        qtbot.wait(20)
    settle(qtbot, program)
    qtbot.wait(200)
    assert room.building is building
    assert room.mode == QUESTIONS
    to_defect(room)
    press(qtbot, program, Qt.Key.Key_1)  # the keyboard is free again
    assert building is not None
    assert building.given == 1


def test_held_beyond_the_last_building_opens_it(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    following = order(program, here(room))
    for _step in range(len(following) + 5):
        strike(Qt.Key.Key_Right, ALT)
        qtbot.wait(10)
    wait_for(qtbot, program, room, following[-1])


def test_a_click_in_the_tree_ends_the_walk(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    start = here(room)
    for _step in range(2):  # the second one comes while the first is still looked for
        strike(Qt.Key.Key_Right, ALT)
    qtbot.waitUntil(lambda: room.mode == WALKING, timeout=20_000)
    tree = room.tree.tree
    rect = tree.visualRect(room.tree.model.index_of(str(start)))
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    wait_for(qtbot, program, room, start)
    qtbot.wait(250)  # longer than a key rests
    assert here(room) == start


def test_closing_while_a_building_is_filled_or_passed_by(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    following = order(program, here(room))
    strike(Qt.Key.Key_Right, ALT)
    qtbot.waitUntil(
        lambda: room.building is not None and room.building.line.id == following[0], timeout=20_000
    )
    for _step in range(3):
        strike(Qt.Key.Key_Right, ALT)
        qtbot.wait(20)
    assert room.visits.waiting
    room.close_room()
    assert room.building is None
    qtbot.wait(300)  # what was under way comes to nothing
    settle(qtbot, program)
    assert room.building is None
    assert not room.visits.waiting


def test_leaving_while_the_panes_are_filled(
    program: Program, room: InspectRoom, qtbot: QtBot
) -> None:
    following = order(program, here(room))
    strike(Qt.Key.Key_Right, ALT)
    qtbot.waitUntil(lambda: room.visits.arriving, timeout=20_000)
    room.close_room()
    qtbot.wait(100)
    assert room.building is None
    room.open_place(following[1])
    wait_for(qtbot, program, room, following[1])
    assert room.questions.view.open_key


def test_undo_typed_at_once_waits_too(program: Program, room: InspectRoom, qtbot: QtBot) -> None:
    """Shortcuts wait like letters do: F9 shows the summary of the building that was meant."""
    following = order(program, here(room))
    strike(Qt.Key.Key_Right, ALT)
    strike(Qt.Key.Key_F9)
    wait_for(qtbot, program, room, following[0])
    qtbot.waitUntil(lambda: room.mode == "summary")
    assert here(room) == following[0]
