"""A whole building answered in room mode, by keys alone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.app import Program
from app.ui.field.panes import SUMMARY
from app.ui.field.room import InspectRoom
from app.ui.questions.choices import BarEditor, ListEditor, MultiEditor
from app.ui.questions.numbers import NumberEditor
from app.ui.roommode.card import RoomCard
from app.ui.roommode.road import Road
from tests.ui.field.conftest import choose_in_dialog, press, settle, type_text

from .conftest import code

PHOTOS = sorted((Path(__file__).parents[3] / "resources" / "sample" / "photos").glob("*.jpg"))

_ALT = Qt.KeyboardModifier.AltModifier
_DAMAGED = "ZF_B01"
_SKIPPED = "ZF_D01"


def answer(qtbot: QtBot, program: Program, road: Road) -> None:
    """Answer the open question as a person in a hurry does."""
    card = road.page.card
    if not isinstance(card, RoomCard):
        press(qtbot, program, Qt.Key.Key_Return)
        return
    here, editor = road.path, card.editor
    take_photos(qtbot, program, road)
    choices = {choice.value for choice in card.field.choices}
    if card.field.readonly or not card.slot.asks or card.field.value:
        press(qtbot, program, Qt.Key.Key_Return)
    elif isinstance(editor, BarEditor | ListEditor) and "undecidable" not in choices:
        press(qtbot, program, Qt.Key.Key_1)
    elif isinstance(editor, MultiEditor):
        press(qtbot, program, Qt.Key.Key_1)
        if road.path == here:  # 无 alone goes on by itself
            press(qtbot, program, Qt.Key.Key_Return)
    elif isinstance(editor, NumberEditor):
        type_text(qtbot, "2")
        press(qtbot, program, Qt.Key.Key_Return)
        if road.path == here:  # refused: nobody knows then
            press(qtbot, program, Qt.Key.Key_3, _ALT)
    else:
        press(qtbot, program, Qt.Key.Key_4, _ALT)
    if (
        road.mode.road is road and road.path == here
    ):  # it waits for a place or a photo, or nothing may be said
        press(qtbot, program, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def take_photos(qtbot: QtBot, program: Program, road: Road) -> None:
    """Press C or Ctrl+I for every photo that the question demands or offers, and choose one."""
    card, building = road.page.card, road.building
    assert building is not None
    for file in PHOTOS:
        path = card.pictures.next if isinstance(card, RoomCard) else ""
        if not path:
            return
        road.focus()
        if isinstance(card, RoomCard) and isinstance(card.editor, BarEditor):
            press(qtbot, program, Qt.Key.Key_C)
        else:  # where text is typed, C is a letter
            press(qtbot, program, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
        choose_in_dialog(qtbot, file)
        qtbot.waitUntil(lambda path=path: bool(building.photos_at({path})), timeout=20_000)
    road.focus()


def damaged(qtbot: QtBot, program: Program, road: Road) -> None:
    """Answer 有, touch unit and floor, take the demanded photos, go on."""
    building = road.building
    assert building is not None
    here = road.path
    press(qtbot, program, Qt.Key.Key_2)
    assert road.path == here  # it waits
    card = road.page.card
    assert isinstance(card, RoomCard)
    press(qtbot, program, Qt.Key.Key_L)
    type_text(qtbot, "东山墙")
    place = card.place.editor
    assert place is not None
    for chip in place.chips[:1]:  # type: ignore[attr-defined]
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    road.focus()
    wanted = card.pictures.wanted()
    assert wanted
    take_photos(qtbot, program, road)
    assert road.page.photos.model.rowCount() >= len(wanted)
    where = building.field(card.place.path).value
    assert "东山墙" in where
    road.focus()
    press(qtbot, program, Qt.Key.Key_Return)


def test_a_whole_building(program: Program, room: InspectRoom, road: Road, qtbot: QtBot) -> None:
    building = room.building
    assert building is not None
    seen: list[str] = []
    did_skip = False
    for _turn in range(400):
        if room.room_mode.road is None:
            break
        here = code(road)
        seen.append(here)
        if here == _DAMAGED:
            damaged(qtbot, program, road)
        elif here == _SKIPPED and not did_skip:
            did_skip = True
            press(qtbot, program, Qt.Key.Key_Tab)
        else:
            answer(qtbot, program, road)
    settle(qtbot, program)
    assert room.room_mode.road is None, seen[-9:]
    assert room.mode == SUMMARY  # the end of the building: what is missing is looked over
    assert seen.count(_SKIPPED) == 2
    later = [name for name in seen[seen.index(_SKIPPED) + 1 :] if name != _SKIPPED]
    again = len(seen) - 1 - seen[::-1].index(_SKIPPED)
    assert all(name.startswith("ZF_D") for name in seen[seen.index(_SKIPPED) + 1 : again])
    assert any(name.startswith("ZF_E") for name in later)
    answers = [one.path for one in building.missing() if one.kind != "photo"]
    assert answers == []  # photos of what the roster filled in are for the summary to name
    assert len(building.photos) == len(set(building.photos)) >= 1
    assert building.pending == 0
    assert program.window is not None
    assert room.isVisible()
