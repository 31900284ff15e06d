"""Kinds that the shipped checklists lack: repeats, dates, constraints, notes, from a small form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.inspection.checklists import register
from app.inspection.roster.by_hand import add_by_hand
from app.inspection.setup import campaign_info
from app.inspection.visit import Visit
from app.ui.app import Program
from app.ui.field.cards.card import OpenCard
from app.ui.field.cards.repeat_card import RepeatCard
from app.ui.field.room import InspectRoom
from app.workspace import Workspace

from .conftest import press, settle, the_room, type_text

SURVEY = (
    (
        "type", "name", "label", "constraint", "constraint_message",
        "calculation", "relevant", "appearance", "readonly",
    ),
    ("begin group", "A", "Stairs", "", "", "", "", "", ""),
    ("note", "hello", "Count the stairs first.", "", "", "", "", "", ""),
    ("begin repeat", "flight", "Flight", "", "", "", "", "", ""),
    ("integer", "steps", "Steps", ". < 40", "A flight has fewer than 40 steps", "", "", "", ""),
    ("select_one grade", "grade", "Grade", "", "", "", "", "", ""),
    ("end repeat", "", "", "", "", "", "", "", ""),
    ("decimal", "total", "Total", "", "", "sum(${steps})", "", "", "yes"),
    ("date", "day", "Day", "", "", "", "", "", ""),
    ("text", "remark", "Remark", "", "", "", "", "multiline", ""),
    ("end group", "", "", "", "", "", "", "", ""),
)  # fmt: skip
CHOICES = (
    ("list_name", "name", "label"),
    *(("grade", f"g{number}", f"Grade number {number}") for number in range(1, 8)),
)


@pytest.fixture
def small(tmp_path: Path, make_program: Callable[..., Program], qtbot: QtBot) -> Program:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "survey"
    for row in SURVEY:
        sheet.append([cell or None for cell in row])
    choices = book.create_sheet("choices")
    for row in CHOICES:
        choices.append(list(row))
    settings = book.create_sheet("settings")
    settings.append(["form_id", "form_title", "version"])
    settings.append(["housing", "Small", "1"])
    file = tmp_path / "small.xlsx"
    book.save(file)
    names = {"district": "D", "street": "S", "community": "C", "area": "A", "building": "B1"}
    root = tmp_path / "small"
    info = campaign_info("t", "t", "", "2026", rehearsal=True)
    with Workspace.create(root, person="p", campaign=info) as workspace:
        register(workspace, file)
        place = add_by_hand(workspace, names, {}).place
    program = make_program()
    program.begin(root)
    settle(qtbot, program)
    room = the_room(program)
    room.open_place(place)
    qtbot.waitUntil(lambda: room.building is not None, timeout=20_000)
    settle(qtbot, program)
    return program


def stored(room: InspectRoom) -> dict[str, str]:
    assert room.building is not None
    visit = Visit.open(room.building.visit.workspace, room.building.visit.inspection)
    return {path: one.text for path, one in visit.stored.items() if one.value is not None}


def repeat_card(room: InspectRoom) -> RepeatCard:
    room.questions.view.open_question("/data/A/flight")
    card = room.questions.card
    assert isinstance(card, RepeatCard)
    return card


def test_entries_added_answered_removed_and_put_back(qtbot: QtBot, small: Program) -> None:
    room = the_room(small)
    assert room.building is not None
    there = len(room.building.visit.instance.repeat_paths("/data/A/flight"))
    card = repeat_card(room)
    card.add.setFocus()
    press(qtbot, small, Qt.Key.Key_Space)
    card = room.questions.card
    assert isinstance(card, OpenCard)
    path = card.path
    assert path.endswith("/steps")
    type_text(qtbot, "12")
    press(qtbot, small, Qt.Key.Key_Return)
    settle(qtbot, small)
    assert stored(room)[path] == "12"
    first = room.building.visit.instance.repeat_paths("/data/A/flight")[0]
    room.go_to(f"{first}/steps")
    type_text(qtbot, "10")
    press(qtbot, small, Qt.Key.Key_Return)
    assert float(room.building.field("/data/A/total").value) == 22
    instance = path.rpartition("/")[0]
    repeat_card(room)._remove(instance)
    settle(qtbot, small)
    assert path not in stored(room)
    assert len(room.building.visit.instance.repeat_paths("/data/A/flight")) == there
    assert small.desk is not None
    face = small.desk.shell.toasts.face
    assert face is not None
    qtbot.mouseClick(face.button, Qt.MouseButton.LeftButton)
    settle(qtbot, small)
    assert "12" in [text for name, text in stored(room).items() if name.endswith("/steps")]


def test_a_number_over_its_constraint_stays_with_the_forms_sentence(
    qtbot: QtBot, small: Program
) -> None:
    room = the_room(small)
    qtbot.mouseClick(repeat_card(room).add, Qt.MouseButton.LeftButton)
    card = room.questions.card
    assert isinstance(card, OpenCard)
    type_text(qtbot, "90")
    press(qtbot, small, Qt.Key.Key_Return)
    settle(qtbot, small)
    assert room.questions.card is card
    assert card.box.message.isVisible()
    assert card.box.message.text() == "A flight has fewer than 40 steps"
    assert any(one.kind == "constraint" for one in room.building.missing())  # type: ignore[union-attr]


def test_long_choice_by_digit(qtbot: QtBot, small: Program) -> None:
    room = the_room(small)
    qtbot.mouseClick(repeat_card(room).add, Qt.MouseButton.LeftButton)
    card = room.questions.card
    assert isinstance(card, OpenCard)
    grade = card.path.rpartition("/")[0] + "/grade"
    room.go_to(grade)
    press(qtbot, small, Qt.Key.Key_6)
    settle(qtbot, small)
    assert stored(room)[grade] == "g6"


@pytest.mark.parametrize("typed", ["2026-03-08", "20260308", "2026.3.8", "2026年3月8日"])
def test_a_date_as_people_type_it(qtbot: QtBot, small: Program, typed: str) -> None:
    room = the_room(small)
    room.go_to("/data/A/day")
    type_text(qtbot, typed)
    press(qtbot, small, Qt.Key.Key_Return)
    settle(qtbot, small)
    assert stored(room)["/data/A/day"] == "2026-03-08"


def test_no_date_is_refused_with_a_sentence(qtbot: QtBot, small: Program) -> None:
    room = the_room(small)
    room.go_to("/data/A/day")
    type_text(qtbot, "2026-13-45")
    press(qtbot, small, Qt.Key.Key_Return)
    settle(qtbot, small)
    card = room.questions.card
    assert isinstance(card, OpenCard)
    assert card.path == "/data/A/day"
    assert "2026-13-45" in card.box.message.text()
    assert "/data/A/day" not in stored(room)


def test_calculated_and_notes_take_no_answer(qtbot: QtBot, small: Program) -> None:
    room = the_room(small)
    assert room.building is not None
    room.go_to("/data/A/total")
    card = room.questions.card
    assert isinstance(card, OpenCard)
    press(qtbot, small, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, small)
    assert room.building.stored("/data/A/total").value is None
    assert not any(room.building.is_open(slot) for slot in room.building.slots if not slot.asks)
