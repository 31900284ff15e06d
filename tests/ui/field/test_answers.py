"""Answers by keys and mouse: every kind, durable at once, nothing lost when the disk refuses."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.inspection.visit import Visit
from app.ui.app import Program
from app.ui.field.cards.card import OpenCard
from app.ui.field.room import InspectRoom

from .conftest import press, settle, type_text

B = "/housing/B/"


def card_of(room: InspectRoom) -> OpenCard:
    card = room.questions.card
    assert isinstance(card, OpenCard)
    return card


def on_disk(room: InspectRoom, path: str) -> Visit:
    """Read the visit again through a connection of its own."""
    assert room.building is not None
    workspace = room.building.visit.workspace
    return Visit.open(workspace, room.building.visit.inspection)


def test_digit_answers_is_durable_and_goes_on(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    room.go_to(B + "ZF_B02")
    press(qtbot, program, Qt.Key.Key_1)
    settle(qtbot, program)
    stored = on_disk(room, B).stored[B + "ZF_B02"]
    assert (stored.text, stored.basis) == ("none", "seen")
    assert room.questions.view.open_key == B + "ZF_B03"
    assert card_of(room).isAncestorOf(QApplication.focusWidget())


def test_present_stays_open_for_place_and_photo(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    room.go_to(B + "ZF_B03")
    press(qtbot, program, Qt.Key.Key_2)
    assert room.questions.view.open_key == B + "ZF_B03"
    card = card_of(room)
    assert card._panel.isVisible()
    assert "疑似" in card._panel.accessibleName()
    press(qtbot, program, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    type_text(qtbot, "东山墙2层窗下")
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert on_disk(room, B).stored[B + "ZF_B03_where"].text == "东山墙2层窗下"
    assert [info.code for info in _findings(room)] == ["B03"]


def _findings(room: InspectRoom) -> list[object]:
    from app.ui.field.rows import findings

    assert room.building is not None
    return list(findings(room.building))


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (Qt.Key.Key_3, "undecidable"),
        (Qt.Key.Key_4, "not_applicable"),
        (Qt.Key.Key_5, "not_reached"),
    ],
)
def test_reasons_by_digit_and_by_alt_in_any_kind(
    qtbot: QtBot, program: Program, room: InspectRoom, key: Qt.Key, reason: str
) -> None:
    room.go_to(B + "ZF_B04")
    press(qtbot, program, key)
    room.go_to("/housing/F/ZF_F01")  # a number
    press(qtbot, program, key, Qt.KeyboardModifier.AltModifier)
    room.go_to("/housing/C/ZF_C04")  # a multiple choice
    press(qtbot, program, key, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, program)
    stored = on_disk(room, B).stored
    for path in (B + "ZF_B04", "/housing/F/ZF_F01", "/housing/C/ZF_C04"):
        assert stored[path].reason == reason


def test_delete_clears_and_ctrl_z_brings_back(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    path = B + "ZF_B02"
    room.go_to(path)
    press(qtbot, program, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: room.questions.view.open_key != path)
    room.go_to(path)
    press(qtbot, program, Qt.Key.Key_Delete)
    settle(qtbot, program)
    assert on_disk(room, B).stored[path].value is None
    press(qtbot, program, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, program)
    assert on_disk(room, B).stored[path].text == "none"
    press(qtbot, program, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, program)
    assert on_disk(room, B).stored[path].value is None


def test_number_commits_on_enter_and_refuses_letters(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    path = "/housing/A/ZF_A10_stairs"
    room.go_to(path)
    type_text(qtbot, "a3")
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert on_disk(room, path).stored[path].text == "3"
    assert room.questions.view.open_key != path


def test_text_is_handed_over_after_a_pause(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    path = "/housing/M/ZF_M04"
    room.go_to(path)
    type_text(qtbot, "外墙潮湿")
    qtbot.waitUntil(lambda: room.building is not None and room.building.stored(path).text != "")
    settle(qtbot, program)
    assert on_disk(room, path).stored[path].text == "外墙潮湿"
    assert card_of(room).editor.widget.hasFocus()


def test_text_half_typed_is_kept_when_another_building_is_opened(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    path = "/housing/A/ZF_A04"
    room.go_to(path)
    type_text(qtbot, "6405-7")
    inspection = room.building.visit.inspection if room.building else None
    press(qtbot, program, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(
        lambda: room.building is not None and room.building.visit.inspection != inspection,
        timeout=10_000,
    )
    settle(qtbot, program)
    assert program.desk is not None
    assert inspection is not None
    assert Visit.open(program.desk.workspace, inspection).stored[path].text == "6405-7"


def test_multiple_choice_none_clears_the_others(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    path = "/housing/C/ZF_C04"
    room.go_to(path)
    press(qtbot, program, Qt.Key.Key_2)
    press(qtbot, program, Qt.Key.Key_5)
    settle(qtbot, program)
    ticked = on_disk(room, path).stored[path].text
    assert len(ticked.split()) == 2
    press(qtbot, program, Qt.Key.Key_1)
    settle(qtbot, program)
    assert on_disk(room, path).stored[path].text == "none"


def test_click_on_a_painted_segment_answers(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    room.go_to("/housing/D/ZF_D01")
    view = room.questions.view
    row = room.questions.model.row_of("/housing/D/ZF_D02")
    index = room.questions.model.index(row, 0)
    bar = view._delegate.bar_rect(view._delegate.card_rect(index, view.visualRect(index)))
    where = bar.center().toPoint()  # the third of five: 判不了
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    settle(qtbot, program)
    assert on_disk(room, "").stored["/housing/D/ZF_D02"].reason == "undecidable"


def test_basis_by_menu_holds_for_the_answer(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    path = B + "ZF_B07"
    room.go_to(path)
    press(qtbot, program, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    qtbot.keyClick(menu, Qt.Key.Key_2)
    press(qtbot, program, Qt.Key.Key_1)
    settle(qtbot, program)
    stored = on_disk(room, path).stored[path]
    assert (stored.text, stored.basis) == ("none", "asked")


def test_relevance_inserts_and_removes_rows_without_moving_the_card(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    room.go_to(B + "ZF_B09")
    card = room.questions.card
    model = room.questions.model
    assert model.row_of(B + "ZF_B09_street") < 0
    press(qtbot, program, Qt.Key.Key_2)
    assert model.row_of(B + "ZF_B09_street") == model.row_of(B + "ZF_B09") + 1
    assert room.questions.card is card
    press(qtbot, program, Qt.Key.Key_Delete)
    assert model.row_of(B + "ZF_B09_street") < 0


def test_f8_walks_over_the_end_of_parts(qtbot: QtBot, program: Program, room: InspectRoom) -> None:
    room.go_to(B + "ZF_B12")
    press(qtbot, program, Qt.Key.Key_F8)
    assert room.questions.view.open_key == "/housing/C/ZF_C00"
    press(qtbot, program, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert room.questions.view.open_key == B + "ZF_B12"


def test_a_part_by_its_letter(qtbot: QtBot, program: Program, room: InspectRoom) -> None:
    press(qtbot, program, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    qtbot.keyClick(menu, Qt.Key.Key_G)
    assert room.questions.part is not None
    assert room.questions.part.letter == "G"


def test_full_disk_takes_the_answer_back_and_says_so(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    assert program.desk is not None
    path = B + "ZF_B02"
    room.go_to(path)
    engine = program.desk.workspace.database.engine
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    # The limit holds per connection; the pool keeps the one connection of the writer's lane.
    from sqlalchemy import event

    def shrink(connection: object, *_rest: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]

    event.listen(engine, "checkout", shrink)
    try:
        refused = 0
        for _step in range(200):  # until the last free page is used
            room.go_to(path)
            press(qtbot, program, Qt.Key.Key_3 if _step % 2 else Qt.Key.Key_1)
            settle_quick(qtbot, program)
            face = program.desk.shell.toasts.face
            if face is not None:
                refused += 1
                assert "磁盘已满" in face.accessibleName()
                break
        assert refused
    finally:
        event.remove(engine, "checkout", shrink)
    assert room.building is not None
    assert room.building.stored(path).value == on_disk(room, path).stored[path].value


def settle_quick(qtbot: QtBot, program: Program) -> None:
    qtbot.waitUntil(lambda: not program.jobs.running, timeout=20_000)
