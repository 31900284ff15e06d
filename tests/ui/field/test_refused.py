"""An answer that the form refuses is none: no finding, not counted, listed, mended by retyping."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.forms.schema import CALCULATE
from app.inspection.derive import derive
from app.models.derived import Finding, Progress
from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.field.rows import findings, part_rows
from app.ui.field.summary.facts import sum_up

from .conftest import press, settle, type_text
from .test_answers import card_of, on_disk

HOUSEHOLDS = "/housing/A/ZF_A11_households"
COUNT = "/housing/I/ZF_I04"


def _fill(qtbot: QtBot, program: Program, room: InspectRoom, path: str, text: str) -> None:
    room.go_to(path)
    QApplication.focusWidget().selectAll()
    type_text(qtbot, text)
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)


def test_a_refused_number_is_kept_but_is_no_answer(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    building = room.building
    assert building is not None
    _fill(qtbot, program, room, HOUSEHOLDS, "24")
    before = building.counts().answered
    _fill(qtbot, program, room, COUNT, "111")
    card = card_of(room)
    assert room.questions.view.open_key == COUNT
    assert card.box.message.isVisible()
    assert building.field(COUNT).value == "111"  # nothing that was typed is thrown away
    assert on_disk(room, COUNT).stored[COUNT].text == "111"
    assert building.counts().answered == before
    assert [info for info in findings(building) if info.key == COUNT] == []
    assert not card._panel or not card._panel.isVisible()
    room.go_to("/housing/I/ZF_I01")
    row = room.questions.model.question(room.questions.model.row_of(COUNT))
    assert row.chip.tone == "critical"
    assert "不符合要求" in row.chip.words


def test_what_is_refused_is_named_by_f9_and_walked_to_by_f8(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    building = room.building
    assert building is not None
    _fill(qtbot, program, room, HOUSEHOLDS, "24")
    _fill(qtbot, program, room, COUNT, "111")
    room.go_to("/housing/I/ZF_I01")
    part = next(part for part in building.parts if part.key == "/housing/I")
    before = [slot.path for slot in part.slots if building.is_open(slot)]
    assert COUNT in before
    gaps = [one for one in building.missing() if one.path == COUNT]
    assert [gap.kind for gap in gaps] == ["constraint"]
    room.go_to(COUNT)
    press(qtbot, program, Qt.Key.Key_Up)
    press(qtbot, program, Qt.Key.Key_F8)
    assert room.questions.view.open_key == COUNT
    _answer_all_but(building, COUNT)
    press(qtbot, program, Qt.Key.Key_F9)
    settle(qtbot, program)
    gap = sum_up(building).gaps[0]
    assert gap.path == COUNT
    assert "I04" in gap.what
    assert "111 户" in gap.why
    assert "不超过总套数" in gap.why
    press(qtbot, program, Qt.Key.Key_1)
    settle(qtbot, program)
    assert room.questions.view.open_key == COUNT
    _fill(qtbot, program, room, COUNT, "11")
    assert building.missing() == []


def _answer_all_but(building: object, path: str) -> None:
    """Leave everything else open with a reason, as somebody who was not let in."""
    for _round in range(20):
        todo = [one.path for one in building.missing() if one.path != path]
        if not todo:
            return
        for one in todo:
            building.leave_open(one, "not_reached")
    raise AssertionError(todo)


def test_the_sentence_goes_while_somebody_types_and_comes_back_only_if_refused(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    _fill(qtbot, program, room, HOUSEHOLDS, "24")
    _fill(qtbot, program, room, COUNT, "111")
    card = card_of(room)
    line = card.editor.number.line
    assert card.box.message.isVisible()
    assert card.editor.number._frame.refused
    line.selectAll()
    type_text(qtbot, "2")
    assert not card.box.message.isVisible()
    assert not card.editor.number._frame.refused
    card.refresh()  # a photo comes in meanwhile
    assert not card.box.message.isVisible()
    type_text(qtbot, "22")
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert card.box.message.isVisible()  # 222 is refused as well
    line.selectAll()
    type_text(qtbot, "222")  # the same again
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert card.box.message.isVisible()
    line.selectAll()
    type_text(qtbot, "2")
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert room.questions.view.open_key != COUNT
    assert [info.code for info in findings(room.building) if info.key == COUNT] == ["I04"]


def test_derived_tables_and_ticks_of_parts_say_the_same(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    building = room.building
    assert building is not None
    _fill(qtbot, program, room, HOUSEHOLDS, "24")
    _fill(qtbot, program, room, COUNT, "111")
    room.questions.flush()
    settle(qtbot, program)
    workspace, inspection = building.visit.workspace, building.visit.inspection
    derive(workspace, [inspection])
    with workspace.reading() as session:
        found = session.query(Finding).filter(Finding.inspection == inspection).all()
        progress = session.get(Progress, inspection)
        assert [one.question for one in found if one.question == COUNT] == []
        assert progress.answered == _counted(building)
        assert progress.missing_answers == sum(one.kind != "photo" for one in building.missing())
    part = next(row for row in part_rows(building) if row.key == "/housing/I")
    assert part.missing
    assert part.state != "done"


def _counted(building: object) -> int:
    return sum(
        field.answered
        for field in building.visit.instance.fields()
        if field.question is not None
        and not field.question.is_reason
        and field.question.kind not in ("note", "image")
        and field.relevant
        and field.spec.rules[CALCULATE] is None
    )
