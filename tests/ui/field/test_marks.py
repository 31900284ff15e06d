"""Marks, watermark, comparison and doubts in the viewer, by mouse and keys in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageFilter
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.inspection.photo.marks import Mark, read_markup
from app.ui.app import Program
from app.ui.field.photo.export_dialog import PhotoExportDialog
from app.ui.field.room import InspectRoom
from app.ui.field.viewer.viewer import Viewer
from tests.ui.field.conftest import (
    choose_in_dialog,
    open_building,
    press,
    settle,
    type_text,
)

PHOTOS = Path(__file__).parents[3] / "resources" / "sample" / "photos"


@pytest.fixture
def viewer(qtbot: QtBot, program: Program, room: InspectRoom) -> Viewer:
    assert room.building is not None
    room.add_files([PHOTOS / "Landscape_3.jpg", PHOTOS / "Landscape_6.jpg"], "")
    settle(qtbot, program)
    return look(qtbot, program, room, 0)


def look(qtbot: QtBot, program: Program, room: InspectRoom, number: int) -> Viewer:
    assert room.building is not None
    room.look_at(str(room.building.photos[number].id))
    assert isinstance(room.viewer, Viewer)
    settle(qtbot, program)
    return room.viewer


def drag(
    qtbot: QtBot, viewer: Viewer, start: tuple[float, float], end: tuple[float, float]
) -> None:
    """Drag over the picture; points are shares of it."""
    canvas = viewer.canvas
    area = canvas.area()

    def at(share: tuple[float, float]) -> QPoint:
        x = area.left() + share[0] * area.width()
        y = area.top() + share[1] * area.height()
        return QPoint(round(x), round(y))

    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at(start))
    qtbot.mouseMove(canvas, at(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)))
    qtbot.mouseMove(canvas, at(end))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at(end))


def kept(room: InspectRoom, number: int = 0) -> tuple[Mark, ...]:
    assert room.building is not None
    return read_markup(room.building.photos[number].marks).marks


def test_every_tool_by_its_key_is_on_disk_at_once(
    qtbot: QtBot, program: Program, room: InspectRoom, viewer: Viewer
) -> None:
    for number, key in enumerate((Qt.Key.Key_O, Qt.Key.Key_A, Qt.Key.Key_B)):
        press(qtbot, program, key)
        drag(qtbot, viewer, (0.1 + number * 0.25, 0.2), (0.3 + number * 0.25, 0.6))
        press(qtbot, program, key)  # put away
    press(qtbot, program, Qt.Key.Key_M)
    drag(qtbot, viewer, (0.1, 0.8), (0.5, 0.8))
    type_text(qtbot, "12x5")  # letters are not taken
    press(qtbot, program, Qt.Key.Key_Return)
    press(qtbot, program, Qt.Key.Key_T)
    drag(qtbot, viewer, (0.6, 0.1), (0.6, 0.1))
    type_text(qtbot, "裂缝在此")
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    marks = kept(room)
    assert [one.kind for one in marks] == ["ring", "arrow", "hide", "scale", "words"]
    assert marks[3].label == "125 mm"
    assert marks[4].words == "裂缝在此"
    (x1, y1), (x2, y2) = marks[0].points
    assert abs(x1 - 1000) < 60
    assert abs(y1 - 2000) < 60
    assert abs(x2 - 3000) < 60
    assert abs(y2 - 6000) < 60
    assert room.viewer is viewer  # Enter did not close it


@pytest.mark.parametrize("reader", ["photos", "attachments"])
def test_rows_that_were_read_before_a_stroke_do_not_take_it_back(
    qtbot: QtBot, program: Program, room: InspectRoom, viewer: Viewer, reader: str
) -> None:
    assert room.building is not None
    before = list(room.building.files)
    if reader == "photos":
        room.photo_work.refresh(room.building)
    else:  # a file was stored as the answer of a question
        room.building.attachments._refresh()
    early = program.jobs.running[-1]  # its rows are on their way
    press(qtbot, program, Qt.Key.Key_B)
    drag(qtbot, viewer, (0.2, 0.2), (0.4, 0.4))
    settle(qtbot, program)
    early.succeeded.emit(before)  # late, as from a disk that is busy
    drag(qtbot, viewer, (0.6, 0.6), (0.8, 0.8))
    settle(qtbot, program)
    assert [one.kind for one in kept(room)] == ["hide", "hide"]


def test_taken_back_done_again_and_edited_by_the_next(
    qtbot: QtBot, program: Program, room: InspectRoom, viewer: Viewer
) -> None:
    press(qtbot, program, Qt.Key.Key_O)
    drag(qtbot, viewer, (0.2, 0.2), (0.4, 0.4))
    drag(qtbot, viewer, (0.6, 0.6), (0.8, 0.8))
    press(qtbot, program, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, program)
    assert len(kept(room)) == 1
    press(qtbot, program, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, program)
    assert len(kept(room)) == 2
    press(qtbot, program, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert room.viewer is None
    again = look(qtbot, program, room, 0)
    assert len(again.canvas.markup.marks) == 2
    drag(qtbot, again, (0.7, 0.7), (0.5, 0.7))  # moved to the left
    settle(qtbot, program)
    assert kept(room)[1].points[0][0] < 5000
    press(qtbot, program, Qt.Key.Key_Delete)  # the chosen mark, not the photo
    settle(qtbot, program)
    assert len(kept(room)) == 1
    assert room.building is not None
    assert len(room.building.photos) == 2


def test_drawn_with_the_keyboard_alone_on_a_turned_picture(
    qtbot: QtBot, program: Program, room: InspectRoom, viewer: Viewer
) -> None:
    press(qtbot, program, Qt.Key.Key_R)
    press(qtbot, program, Qt.Key.Key_O)
    far = Qt.KeyboardModifier.ControlModifier
    press(qtbot, program, Qt.Key.Key_Space)
    for _step in range(4):
        press(qtbot, program, Qt.Key.Key_Right, far)
        press(qtbot, program, Qt.Key.Key_Down, far)
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    (mark,) = kept(room)
    assert mark.points == ((5000, 5000), (7000, 3000))  # right and down as the screen shows it
    assert room.building is not None
    assert read_markup(room.building.photos[0].marks).turn == 1
    press(qtbot, program, Qt.Key.Key_Escape)  # the tool
    assert room.viewer is viewer
    press(qtbot, program, Qt.Key.Key_Right)  # now the arrows walk again
    assert viewer.canvas.turns == 0
    press(qtbot, program, Qt.Key.Key_Escape)
    assert room.viewer is None


def test_a_crop_is_kept_and_given_up(
    qtbot: QtBot, program: Program, room: InspectRoom, viewer: Viewer
) -> None:
    press(qtbot, program, Qt.Key.Key_X)
    drag(qtbot, viewer, (0.25, 0.25), (0.75, 0.75))
    settle(qtbot, program)
    assert room.building is not None
    crop = read_markup(room.building.photos[0].marks).crop
    assert crop is not None
    assert abs(crop[0] - 2500) < 60
    press(qtbot, program, Qt.Key.Key_X)
    settle(qtbot, program)
    assert room.building.photos[0].marks == ""


def test_what_is_half_typed_is_kept_when_one_goes_on(
    qtbot: QtBot, program: Program, room: InspectRoom, viewer: Viewer
) -> None:
    press(qtbot, program, Qt.Key.Key_T)
    drag(qtbot, viewer, (0.3, 0.3), (0.3, 0.3))
    type_text(qtbot, "north")
    viewer.step(1)
    settle(qtbot, program)
    assert [one.words for one in kept(room, 0)] == ["north"]
    assert kept(room, 1) == ()


def test_the_tile_shows_the_marks(
    qtbot: QtBot, program: Program, room: InspectRoom, viewer: Viewer
) -> None:
    tile = room.side.model._previews[str(room.building.photos[0].id)].toImage()  # type: ignore[union-attr]
    press(qtbot, program, Qt.Key.Key_A)
    drag(qtbot, viewer, (0.1, 0.1), (0.9, 0.9))
    settle(qtbot, program)
    now = room.side.model._previews[str(room.building.photos[0].id)].toImage()  # type: ignore[union-attr]
    assert now != tile


def test_watermark_and_comparison(
    qtbot: QtBot, program: Program, room: InspectRoom, viewer: Viewer
) -> None:
    press(qtbot, program, Qt.Key.Key_W)
    settle(qtbot, program)
    assert "长安 · 样例小区甲 · 7号楼" in viewer.canvas._stamp[0]
    press(qtbot, program, Qt.Key.Key_V)
    settle(qtbot, program)
    other = viewer.beside.compare.other
    assert other._pixmap is not None
    press(qtbot, program, Qt.Key.Key_Plus)
    press(qtbot, program, Qt.Key.Key_Plus)
    assert other.look[0] == pytest.approx(viewer.canvas.look[0])
    qtbot.mousePress(other, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    qtbot.mouseMove(other, QPoint(180, 190))
    qtbot.mouseRelease(other, Qt.MouseButton.LeftButton, pos=QPoint(180, 190))
    assert viewer.canvas.look == pytest.approx(other.look, abs=0.01)
    press(qtbot, program, Qt.Key.Key_V)
    assert viewer.beside.compare.isHidden()


def test_a_doubt_is_seen_looked_at_and_settled(
    qtbot: QtBot, program: Program, room: InspectRoom, tmp_path: Path
) -> None:
    file = tmp_path / "mine.jpg"
    Image.effect_noise((400, 300), 80).filter(ImageFilter.GaussianBlur(6)).save(file)
    room.add_files([file], "")
    settle(qtbot, program)
    other = open_building(qtbot, program, "长安/样例小区甲/2号楼")
    other.add_files([file], "")
    settle(qtbot, program)
    doubts = other.side.photos._work.doubts
    qtbot.waitUntil(lambda: doubts.count == 1, timeout=5000)
    assert other.side.model.photo(0).doubt  # type: ignore[union-attr]
    press(qtbot, program, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: other.summary.summary is not None, timeout=5000)
    assert other.summary.summary is not None
    assert any("1 张有疑点" in chip.words for chip in other.summary.summary.chips)
    viewer = look(qtbot, program, other, 0)
    go, fine = viewer.side.trust.buttons
    qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    assert "7号楼" in viewer.beside.compare.list.currentText()
    qtbot.mouseClick(fine, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: doubts.count == 0, timeout=5000)
    settle(qtbot, program)
    assert not other.side.model.photo(0).doubt  # type: ignore[union-attr]
    qtbot.wait(900)  # looked at again: it stays settled
    settle(qtbot, program)
    assert doubts.count == 0


def test_copies_are_exported_from_the_viewer(
    qtbot: QtBot, program: Program, room: InspectRoom, viewer: Viewer, tmp_path: Path
) -> None:
    press(qtbot, program, Qt.Key.Key_E)
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, PhotoExportDialog))
    qtbot.waitUntil(dialog.isVisible)
    dialog.template.setPlainText("{nobody}")
    assert not dialog.write.isEnabled()
    dialog.template.setPlainText("{place} {person}")
    dialog.scope.set_value("building")
    target = tmp_path / "copies"
    target.mkdir()
    qtbot.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    choose_in_dialog(qtbot, target)
    settle(qtbot, program)
    assert len(list(target.rglob("*.jpg"))) == 2
    assert program.desk is not None
    assert program.desk.settings.watermark == "{place} {person}"
