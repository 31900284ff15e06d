"""An answer that asks for a place and photos stays open until both are there, or one walks on."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.paths import resource
from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.field.rows import part_rows
from app.ui.widgets.demands import DemandChip

from .conftest import choose_in_dialog, press, settle, type_text
from .test_answers import card_of, on_disk

ASKS = "/housing/B/ZF_B03"
CTRL = Qt.KeyboardModifier.ControlModifier
PHOTOS = sorted(resource("sample/photos").glob("*.jpg"))


def _look(program: Program, name: str) -> None:
    if folder := os.environ.get("CHENGJIAN_LOOK"):
        program.window.grab().save(f"{folder}/{name}.png")


def _present_with_place(qtbot: QtBot, program: Program, room: InspectRoom) -> None:
    room.go_to(ASKS)
    press(qtbot, program, Qt.Key.Key_2)
    press(qtbot, program, Qt.Key.Key_L, CTRL)
    type_text(qtbot, "东山墙2层窗下")
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)


def test_enter_in_the_place_leads_to_the_photos_and_ctrl_i_is_for_this_question(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    building = room.building
    assert building is not None
    _present_with_place(qtbot, program, room)
    assert room.questions.view.open_key == ASKS
    assert isinstance(QApplication.focusWidget(), DemandChip)
    _look(program, "stays_open")
    wanted = list(card_of(room).pictures.all_missing)
    assert len(wanted) > 1
    for number, path in enumerate(wanted):
        press(qtbot, program, Qt.Key.Key_I, CTRL)
        choose_in_dialog(qtbot, PHOTOS[number])
        settle(qtbot, program)
        assert room.questions.view.open_key == ASKS
        assert [one.question for one in building.photos][-1] == path
    press(qtbot, program, Qt.Key.Key_Return)  # the focus is where one answers
    settle(qtbot, program)
    assert room.questions.view.open_key != ASKS


def test_enter_in_the_answer_leads_to_the_place_first(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    room.go_to(ASKS)
    press(qtbot, program, Qt.Key.Key_2)
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert room.questions.view.open_key == ASKS
    assert QApplication.focusWidget() is card_of(room).place.editor.line


def test_down_and_f8_go_on_all_the_same_and_the_photo_is_listed(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    building = room.building
    assert building is not None
    for key in (Qt.Key.Key_Down, Qt.Key.Key_F8):
        _present_with_place(qtbot, program, room)
        press(qtbot, program, key)
        settle(qtbot, program)
        assert room.questions.view.open_key not in ("", ASKS)
    assert [m.kind for m in building.missing() if m.path.startswith(f"{ASKS}_photo")]
    assert on_disk(room, ASKS).stored[f"{ASKS}_where"].text == "东山墙2层窗下"


def test_a_part_has_no_tick_while_a_photo_of_it_is_missing(
    qtbot: QtBot, program: Program, room: InspectRoom, tmp_path: Path
) -> None:
    building = room.building
    assert building is not None
    room.go_to("/housing/J/ZF_J01")
    for _round in range(30):
        gaps = [m for m in building.missing() if m.path.startswith("/housing/J/")]
        answers = [m for m in gaps if m.kind == "answer"]
        if not answers:
            break
        field = building.field(answers[0].path)
        values = [choice.value for choice in field.choices]
        if "present" in values:
            building.answer(answers[0].path, "present")
        elif values:
            building.answer(answers[0].path, values[0])
        else:
            building.answer(answers[0].path, "2")
    gaps = [m for m in building.missing() if m.path.startswith("/housing/J/")]
    assert gaps
    assert all(m.kind == "photo" for m in gaps)
    part = next(row for row in part_rows(building) if row.key == "/housing/J")
    assert part.answered == part.relevant
    assert part.state == "in_progress"
    assert part.missing == len(gaps)
    settle(qtbot, program)
    _look(program, "tick")
    from app.inspection.photo.photos import add_photos

    for number, gap in enumerate(gaps):
        visit = building.visit
        add_photos(visit.workspace, visit.inspection, [PHOTOS[number]], question=gap.path)
    room.add_files([PHOTOS[-1]], "")
    settle(qtbot, program)
    part = next(row for row in part_rows(building) if row.key == "/housing/J")
    assert part.state == "done"


def test_photos_are_called_needed_only_where_the_form_demands_them(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    for path, value, words in (
        ("/housing/I/ZF_I04", "2", "照片"),
        ("/housing/K/ZF_K04", "2", "照片"),
        ("/housing/B/ZF_B03", "present", "要照片"),
    ):
        room.go_to(path)
        card = card_of(room)
        room.building.answer(path, value)
        settle(qtbot, program)
        assert card._panel.isVisible()
        said = [one.text() for one in card.pictures._row.findChildren(QLabel) if one.text()]
        assert words in said
        demanded = [m for m in room.building.missing() if m.path.startswith(f"{path}_photo")]
        assert bool(demanded) == (words == "要照片") == bool(card.pictures.missing)
        _look(program, f"photos_{path[-3:]}")


def test_a_decimal_is_shown_as_a_person_writes_it(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    path = "/housing/A/ZF_A12"
    room.go_to(path)
    QApplication.focusWidget().selectAll()
    type_text(qtbot, "2110")
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    model = room.questions.model
    assert model.question(model.row_of(path)).chip.words == "2110 ㎡"
    assert on_disk(room, path).stored[path].text == "2110.0"  # as the specification keeps it
    room.go_to(path)
    assert card_of(room).editor.number.line.text() == "2110"
    changes = room.building.given
    room.questions.flush()
    settle(qtbot, program)
    assert room.building.given == changes  # looking at it is no answer
