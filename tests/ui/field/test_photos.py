"""Photos through the window: files, folders, drops, paste, order, removal with undo, viewer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.inspection.photo.photos import photos_of
from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.field.summary.facts import sum_up
from app.ui.field.viewer.viewer import Viewer

from .conftest import choose_in_dialog, press, settle

PHOTOS = sorted((Path(__file__).parents[3] / "resources" / "sample" / "photos").glob("*.jpg"))
DOOR = "/housing/A/ZF_A03_photo1"
B03 = "/housing/B/ZF_B03"


def rows(room: InspectRoom) -> list[object]:
    assert room.building is not None
    visit = room.building.visit
    return list(photos_of(visit.workspace, visit.inspection))


def test_a_demanded_photo_by_file(qtbot: QtBot, program: Program, room: InspectRoom) -> None:
    assert room.building is not None
    room.go_to(DOOR)
    press(qtbot, program, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    choose_in_dialog(qtbot, PHOTOS[0])
    settle(qtbot, program)
    [photo] = room.building.photos
    assert photo.question == DOOR
    assert DOOR not in {one.path for one in room.building.missing()}
    assert room.building.photos == rows(room)
    qtbot.waitUntil(lambda: bool(room.side.model._previews))


def test_the_photos_of_one_question_have_one_key_in_the_summary(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    building = room.building
    assert building is not None
    room.go_to(B03)
    press(qtbot, program, Qt.Key.Key_2)
    wanted = [one.path for one in building.missing() if one.path.startswith(f"{B03}_photo")]
    assert len(wanted) == 2
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: room.summary.isVisible())
    summary = room.summary.summary
    assert summary is not None
    assert sum(gap.count for gap in sum_up(building, named=1000).gaps) == summary.short
    [gap] = [gap for gap in sum_up(building, named=1000).gaps if gap.path in wanted]
    assert (gap.path, gap.count) == (wanted[0], 2)
    room.photos.add_files(PHOTOS[:3], gap.path)  # what the file dialog hands over
    settle(qtbot, program)
    given = {photo.original_name: photo.question for photo in building.photos}
    assert [given[file.name] for file in PHOTOS[:3]] == [*wanted, B03]


def test_dropped_folder_and_a_file_that_is_no_photo(
    qtbot: QtBot, program: Program, room: InspectRoom, tmp_path: Path
) -> None:
    assert room.building is not None
    assert program.desk is not None
    folder = tmp_path / "card"
    folder.mkdir()
    for file in PHOTOS[:3]:
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "notes.txt").write_text("no photo")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    drop = QDropEvent(
        QPointF(20, 20),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    room.side.dropEvent(drop)
    settle(qtbot, program)
    assert len(room.building.photos) == 3
    face = program.desk.shell.toasts.face
    assert face is not None
    assert "notes.txt" in face.accessibleName()
    assert "3 张照片已经收进来" in face.accessibleName()  # as when a stick is pulled out


def test_pasted_picture(qtbot: QtBot, program: Program, room: InspectRoom) -> None:
    assert room.building is not None
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    QGuiApplication.clipboard().setImage(image)
    room.go_to("/housing/B/ZF_B02")
    press(qtbot, program, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, program)
    qtbot.waitUntil(lambda: bool(room.building and room.building.photos), timeout=10_000)
    [photo] = room.building.photos
    assert (photo.width, photo.height, photo.extension) == (60, 40, "png")


def test_the_same_file_twice_is_kept_once(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    assert room.building is not None
    assert program.desk is not None
    for _again in range(2):
        room.add_files([PHOTOS[0]], "")
        settle(qtbot, program)
    assert len(room.building.photos) == 1
    face = program.desk.shell.toasts.face
    assert face is not None
    assert "只存一份" in face.accessibleName() or "kept once" in face.accessibleName()


def test_removed_photo_comes_back_by_the_toast(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    assert room.building is not None
    assert program.desk is not None
    room.add_files([PHOTOS[0]], DOOR)
    settle(qtbot, program)
    grid = room.side.grid
    grid.setFocus()
    grid.setCurrentIndex(room.side.model.index(0, 0))
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    settle(qtbot, program)
    assert not room.building.photos
    assert DOOR in {one.path for one in room.building.missing()}
    face = program.desk.shell.toasts.face
    assert face is not None
    qtbot.mouseClick(face.button, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    assert len(room.building.photos) == 1
    assert DOOR not in {one.path for one in room.building.missing()}


def test_viewer_walks_turns_zooms_captions_orders(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    assert room.building is not None
    room.add_files(PHOTOS[:3], "")
    settle(qtbot, program)
    first, second, third = room.building.photos
    room.look_at(str(first.id))
    viewer = room.viewer
    assert isinstance(viewer, Viewer)
    settle(qtbot, program)
    assert viewer.canvas._pixmap is not None
    press(qtbot, program, Qt.Key.Key_R)
    assert viewer.canvas.turns == 1
    whole = viewer.canvas.scale
    press(qtbot, program, Qt.Key.Key_Plus)
    assert viewer.canvas.scale > whole
    press(qtbot, program, Qt.Key.Key_Right)
    assert viewer.photo is not None
    assert viewer.photo.id == second.id
    assert viewer.canvas.turns == 0
    viewer.side.caption.setFocus()
    qtbot.keyClicks(viewer.side.caption, "east wall")
    qtbot.keyClick(viewer.side.caption, Qt.Key.Key_Return)
    settle(qtbot, program)
    qtbot.mouseClick(viewer.side.later, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    assert [row.id for row in room.building.photos] == [first.id, third.id, second.id]
    assert room.building.photos[2].caption == "east wall"
    viewer.side.belongs.setCurrentIndex(viewer.side.belongs.findData(DOOR))
    viewer.side.belongs.activated.emit(viewer.side.belongs.currentIndex())
    settle(qtbot, program)
    assert room.building.photos[2].question == DOOR
    viewer.canvas.setFocus()
    press(qtbot, program, Qt.Key.Key_Escape)
    assert room.viewer is None


def test_photos_taken_in_while_another_building_is_open_stay_where_they_belong(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    assert room.building is not None
    visit = room.building.visit
    room.add_files(PHOTOS[:2], "")
    room.open_neighbour(1)
    qtbot.waitUntil(lambda: room.building is not None and room.building.visit is not visit)
    settle(qtbot, program)
    assert room.building is not None
    assert not room.building.photos
    assert len(photos_of(visit.workspace, visit.inspection)) == 2


def menu_of(qtbot: QtBot) -> QMenu:
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu), timeout=5_000)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_a_folder_has_its_button_and_its_key(
    qtbot: QtBot, program: Program, room: InspectRoom, tmp_path: Path
) -> None:
    assert room.building is not None
    for number, file in enumerate(PHOTOS[:2]):
        folder = tmp_path / f"day {number}"
        folder.mkdir()
        (folder / file.name).write_bytes(file.read_bytes())
    assert room.side.photos.folder.accessibleName()
    qtbot.mouseClick(room.side.photos.folder, Qt.MouseButton.LeftButton)
    choose_in_dialog(qtbot, tmp_path / "day 0")
    settle(qtbot, program)
    assert len(room.building.photos) == 1
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    room.questions.focus_open()
    press(qtbot, program, Qt.Key.Key_I, both)
    choose_in_dialog(qtbot, tmp_path / "day 1")
    settle(qtbot, program)
    assert len(room.building.photos) == 2
    assert {photo.question for photo in room.building.photos} == {None}


def test_keys_on_the_tiles_order_assign_and_take_back(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    assert room.building is not None
    building = room.building
    room.go_to("/housing/B/ZF_B03")
    press(qtbot, program, Qt.Key.Key_2)  # a finding
    room.add_files(PHOTOS[:2], "")
    settle(qtbot, program)
    first, second = (photo.id for photo in building.photos)
    grid = room.side.grid
    grid.setFocus()
    grid.setCurrentIndex(room.side.model.index(0, 0))
    assert grid.current() is not None
    press(qtbot, program, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, program)
    assert room.building is building  # Alt+→ on a photo is not the next building
    assert [photo.id for photo in building.photos] == [second, first]
    current = grid.current()
    assert current is not None
    assert current.key == str(first)
    press(qtbot, program, Qt.Key.Key_G)
    menu = menu_of(qtbot)
    titles = [action.text() for action in menu.actions()]
    assert titles[0].endswith("整栋楼")
    assert "B03" in titles[1]
    qtbot.keyClick(menu, Qt.Key.Key_2)  # the finding
    settle(qtbot, program)
    moved = next(photo for photo in building.photos if photo.id == first)
    assert moved.question == "/housing/B/ZF_B03"
    assert moved.finding is not None
    assert rows(room) == building.photos
    grid.setFocus()
    press(qtbot, program, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, program)
    building = room.building  # read again from the disk
    back = next(photo for photo in building.photos if photo.id == first)
    assert (back.question, back.finding) == (None, None)
    assert building.stored("/housing/B/ZF_B03").text == "present"  # the answer stays


def test_context_menu_of_a_tile(qtbot: QtBot, program: Program, room: InspectRoom) -> None:
    assert room.building is not None
    room.add_files(PHOTOS[:1], "")
    settle(qtbot, program)
    grid = room.side.grid
    place = grid.visualRect(room.side.model.index(0, 0)).center()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, grid.viewport().mapToGlobal(place)
    )
    QApplication.sendEvent(grid.viewport(), event)
    menu = menu_of(qtbot)
    words = [action.text().partition("\t")[0] for action in menu.actions() if action.text()]
    assert words == ["看大图", "写说明…", "归到", "往前移", "往后移", "删掉"]
    caption = next(action for action in menu.actions() if "写说明" in action.text())
    menu.close()
    caption.trigger()
    settle(qtbot, program)
    assert isinstance(room.viewer, Viewer)
    assert room.viewer.side.caption.hasFocus()
    qtbot.keyClicks(room.viewer.side.caption, "north gate")
    press(qtbot, program, Qt.Key.Key_Escape)
    if room.viewer is not None:  # the first Escape leaves the field
        press(qtbot, program, Qt.Key.Key_Escape)
    settle(qtbot, program)
    assert room.building.photos[0].caption == "north gate"


def test_viewer_by_keys_alone(qtbot: QtBot, program: Program, room: InspectRoom) -> None:
    assert room.building is not None
    room.add_files(PHOTOS[:3], "")
    settle(qtbot, program)
    keys = [photo.id for photo in room.building.photos]
    room.side.grid.setFocus()
    room.side.grid.setCurrentIndex(room.side.model.index(0, 0))
    press(qtbot, program, Qt.Key.Key_Return)
    viewer = room.viewer
    assert isinstance(viewer, Viewer)
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_1)
    assert viewer.canvas.scale >= 1.0
    press(qtbot, program, Qt.Key.Key_0)
    press(qtbot, program, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, program)
    assert [photo.id for photo in room.building.photos] == [keys[1], keys[0], keys[2]]
    press(qtbot, program, Qt.Key.Key_G)
    menu = menu_of(qtbot)
    wanted = next(n for n, action in enumerate(menu.actions(), 1) if "门牌" in action.text())
    qtbot.keyClick(menu, Qt.Key(Qt.Key.Key_0 + wanted))
    settle(qtbot, program)
    assert next(p for p in room.building.photos if p.id == keys[0]).question == DOOR
    press(qtbot, program, Qt.Key.Key_Delete)
    settle(qtbot, program)
    assert keys[0] not in {photo.id for photo in room.building.photos}
    assert viewer.toasts.face is not None  # said where the viewer does not cover it
    press(qtbot, program, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, program)
    assert keys[0] in {photo.id for photo in room.building.photos}
    press(qtbot, program, Qt.Key.Key_Escape)
    assert room.viewer is None


def test_several_photos_at_once_meet_the_demands_in_their_order(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    assert room.building is not None
    asked = "/housing/B/ZF_B03"
    room.building.answer("/housing/A/ZF_A13", "masonry")
    room.go_to(asked)
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_2)
    settle(qtbot, program)
    card = room.questions.card
    assert card is not None
    assert card.path == asked
    wanted = card.pictures.all_missing
    assert len(wanted) == 2
    room.add_files(PHOTOS[:3], card.next_photo())
    settle(qtbot, program)
    qtbot.waitUntil(lambda: bool(room.building and len(room.building.photos) == 3), timeout=10_000)
    assert sorted(one.question or "" for one in room.building.photos) == sorted([*wanted, asked])
    assert not card.pictures.missing
