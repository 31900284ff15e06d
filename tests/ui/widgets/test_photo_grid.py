"""The grid of photos."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.widgets.photo_model import PREVIEW_ROLE, Photo, PhotoModel
from app.ui.widgets.photos import PhotoGrid

TEXT = Qt.ItemDataRole.AccessibleTextRole


RING = (0.1, 0.1, 0.5, 0.5)


@pytest.fixture
def grid(shown) -> PhotoGrid:
    model = PhotoModel()
    grid = PhotoGrid("Photos", model)
    model.setParent(grid)
    model.set_photos(
        [
            Photo(
                "p1", "B03", "14:28", "Overview", custody="merged", marks=((0.1, 0.1, 0.5, 0.5),)
            ),
            Photo("p2", "B03", state="missing"),
        ]
    )
    shown(grid, 300, 240)
    grid.setFocus()
    grid.setCurrentIndex(model.index(0))
    return grid


def test_a_photo_opens_and_a_missing_one_is_wanted(grid: PhotoGrid, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.opened) as signal:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert signal.args == ["p1"]
    rect = grid.visualRect(grid.model().index(1, 0))
    with qtbot.waitSignal(grid.wanted) as signal:
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert signal.args == ["p2"]


def test_delete_removes_a_photo_but_not_a_missing_one(grid: PhotoGrid, qtbot: QtBot) -> None:
    heard: list[str] = []
    grid.removed.connect(heard.append)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    grid.setCurrentIndex(grid.model().index(1, 0))
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert heard == ["p1"]


def test_previews_arrive_later_and_survive_a_reload(grid: PhotoGrid) -> None:
    model = grid.model()
    index = model.index(0, 0)
    assert index.data(PREVIEW_ROLE) is None
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGray)
    model.set_preview("p1", image)
    model.set_photos([Photo("p1", "B03"), Photo("p9")])
    assert model.index(0, 0).data(PREVIEW_ROLE).width() == 40
    assert not grid.grab().isNull()


def test_a_photo_is_read_out_with_its_states(grid: PhotoGrid) -> None:
    model = grid.model()
    assert model.index(0, 0).data(TEXT) == "B03, Overview, 14:28, marked, Merged"
    assert model.index(1, 0).data(TEXT) == "B03, still missing"


def test_two_columns_share_the_width(grid: PhotoGrid) -> None:
    first, second = (grid.visualRect(grid.model().index(n, 0)) for n in (0, 1))
    assert first.top() == second.top()
    assert second.right() <= grid.viewport().width()


def test_dropped_files_are_told(grid: PhotoGrid, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "IMG_1.jpg"
    file.write_bytes(b"x")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)), QUrl("https://example.org/x.jpg")])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    enter = QDragEnterEvent(QPoint(10, 10), *how, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(grid.viewport(), enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(10, 10), *how, Qt.KeyboardModifier.NoModifier)
    with qtbot.waitSignal(grid.dropped) as signal:
        QApplication.sendEvent(grid.viewport(), drop)
    assert signal.args == [[file]]
