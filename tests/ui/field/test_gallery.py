"""The room of photos: found by its rail key, filtered, chosen, changed many at once, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageFilter
from PySide6.QtCore import QPoint, QSize, Qt
from pytestqt.qtbot import QtBot

from app.inspection.photo.gallery import GalleryPhoto, Group, grouped
from app.models.ids import new_id
from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.field.viewer.viewer import Viewer
from app.ui.photos.layout import Layout
from app.ui.photos.room import PhotosRoom
from app.ui.words import word
from tests.ui.field.conftest import open_building, press, settle, the_room

PHOTOS = sorted((Path(__file__).parents[3] / "resources" / "sample" / "photos").glob("*.jpg"))
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def gallery(qtbot: QtBot, program: Program, room: InspectRoom, tmp_path: Path) -> PhotosRoom:
    mine = tmp_path / "mine.jpg"
    Image.effect_noise((400, 300), 80).filter(ImageFilter.GaussianBlur(6)).save(mine)
    room.add_files([*PHOTOS[:4], mine], "")
    settle(qtbot, program)
    other = open_building(qtbot, program, "长安/样例小区甲/2号楼")
    other.add_files([PHOTOS[4], mine], "")
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_3, CTRL)  # the third room of the rail
    page = program.page
    assert isinstance(page, PhotosRoom)
    qtbot.waitUntil(lambda: len(page.view.listed) == 7, timeout=10_000)
    settle(qtbot, program)
    return page


def click(qtbot: QtBot, page: PhotosRoom, number: int, modifier: object = None) -> None:
    view = page.view
    centre = view._layout.rect(number).center() - QPoint(0, view.verticalScrollBar().value())
    qtbot.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        modifier or Qt.KeyboardModifier.NoModifier,  # type: ignore[arg-type]
        centre,
    )


def test_grouped_found_and_looked_at(qtbot: QtBot, program: Program, gallery: PhotosRoom) -> None:
    titles = [placed.group.title for placed in gallery.view._layout.placed]
    assert titles == ["长安 · 样例小区甲 · 2号楼", "长安 · 样例小区甲 · 7号楼"]
    qtbot.waitUntil(
        lambda: all(gallery.thumbnails.get(one) for one in gallery.view.listed), timeout=10_000
    )
    press(qtbot, program, Qt.Key.Key_F, CTRL)
    qtbot.keyClicks(gallery.search, "7")
    qtbot.waitUntil(lambda: len(gallery.view.listed) == 5, timeout=5000)
    press(qtbot, program, Qt.Key.Key_Return)  # into the pictures
    assert gallery.view.hasFocus()
    press(qtbot, program, Qt.Key.Key_Right)
    wanted = gallery.view.current()
    assert wanted is not None
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(program.page, InspectRoom), timeout=10_000)
    field = the_room(program)
    qtbot.waitUntil(lambda: isinstance(field.viewer, Viewer), timeout=10_000)
    assert field.viewer is not None
    assert field.viewer.photo is not None
    assert field.viewer.photo.id == wanted.id
    settle(qtbot, program)
    field.viewer.reject()


def test_many_are_removed_and_come_back(
    qtbot: QtBot, program: Program, gallery: PhotosRoom
) -> None:
    click(qtbot, gallery, 2)
    click(qtbot, gallery, 4, SHIFT)
    assert len(gallery.view.chosen) == 3
    click(qtbot, gallery, 3, CTRL)
    assert len(gallery.view.chosen) == 2
    gallery.view.setFocus()
    press(qtbot, program, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(gallery.view.listed) == 5, timeout=10_000)
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: len(gallery.view.listed) == 7, timeout=10_000)


def test_assigned_to_a_question_and_taken_back(
    qtbot: QtBot, program: Program, gallery: PhotosRoom
) -> None:
    click(qtbot, gallery, 2)
    click(qtbot, gallery, 3, CTRL)
    gallery.view.setFocus()
    press(qtbot, program, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: gallery.acts.menu is not None, timeout=10_000)
    menu = gallery.acts.menu
    assert menu is not None
    below = menu.actions()[2].menu()
    assert below is not None
    below.actions()[0].trigger()  # type: ignore[attr-defined]
    menu.close()
    qtbot.waitUntil(
        lambda: sum(one.question is not None for one in gallery.view.listed) == 2, timeout=10_000
    )
    gallery.filter.setCurrentIndex(gallery.filter.findData("unassigned"))
    gallery.filter.activated.emit(gallery.filter.currentIndex())
    assert len(gallery.view.listed) == 5
    assert gallery.undo()
    qtbot.waitUntil(lambda: len(gallery.view.listed) == 7, timeout=10_000)


def test_doubts_of_all_buildings(qtbot: QtBot, program: Program, gallery: PhotosRoom) -> None:
    gallery.groups.set_value("doubt")
    gallery.groups.chosen.emit("doubt")
    qtbot.waitUntil(lambda: len(gallery.view.listed) == 2, timeout=15_000)
    assert {one.name for one in gallery.view.listed} == {"mine.jpg"}


def _photo(where: str) -> GalleryPhoto:
    key = new_id()
    texts = ("", "", "", "", "jpg", "", "", "")
    return GalleryPhoto(key, key, key, where, None, None, *texts, sent=False)


def test_the_layout_agrees_with_itself() -> None:
    photos = [_photo(f"{number // 7}") for number in range(45)]
    groups = grouped(photos, "building")
    layout = Layout(groups, 640, 30, QSize(150, 100), 10)
    assert layout.count == 45
    for number in range(45):
        rect = layout.rect(number)
        assert layout.at(rect.center().x(), rect.center().y()) == number
        shown = [n for _g, some in layout.shown(rect.top(), rect.bottom()) for n in some]
        assert number in shown
        assert len(shown) <= 2 * layout.columns
    assert [n for _g, some in layout.shown(0, layout.height) for n in some] == list(range(45))
    at, seen = 0, {0}
    while (below := layout.step(at, 1)) != at:
        at = below
        seen.add(at)
    assert layout.group_of(at) is layout.placed[-1]
    while (above := layout.step(at, -1)) != at:
        at = above
    assert layout.group_of(at) is layout.placed[0]
    assert Layout((Group("x", ()),), 640, 30, QSize(150, 100), 10).at(20, 40) == -1


def test_a_tile_says_where_its_photo_is(gallery: PhotosRoom) -> None:
    view = gallery.view
    first, second = view.listed[:2]
    assert view._tile(first).custody == ""
    assert view._marks is not None
    view._marks._read({first.sha256: "delivered", second.sha256: "merged"})  # the hub's receipt
    assert [view._tile(one).custody for one in (first, second)] == ["delivered", "merged"]
    assert word("delivered") in view._tile(first).spoken()
