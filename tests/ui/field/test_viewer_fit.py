"""The photo viewer at 125 % and 200 % of a 1366×768 laptop: all of it stands in the window."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.i18n import set_language
from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.field.viewer.viewer import Viewer
from tests.ui.widgets.test_no_clipping import clipped

from .conftest import settle

PHOTOS = sorted((Path(__file__).parents[3] / "resources" / "sample" / "photos").glob("*.jpg"))
B03 = "/housing/B/ZF_B03"


def cut(viewer: Viewer) -> list[str]:
    """Return what can be operated, scrolls nowhere and is not whole in the viewer."""
    lost = []
    for widget in viewer.findChildren(QWidget):
        if not widget.isVisible() or not widget.focusPolicy() or scrolls(widget, viewer):
            continue
        place = QRect(widget.mapTo(viewer, QPoint()), widget.size())
        if not viewer.rect().contains(place):
            lost.append(f"{widget.accessibleName()}: {place}")
    return lost


def scrolls(widget: QWidget, viewer: Viewer) -> bool:
    parent = widget.parentWidget()
    while parent is not None and parent is not viewer:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_all_of_it_is_in_the_window(
    qtbot: QtBot, program: Program, room: InspectRoom, language: str
) -> None:
    set_language(language)
    assert room.building is not None
    room.photos.add_files(PHOTOS[:2], B03)
    settle(qtbot, program)
    for width, height in ((683, 384), (1093, 543), (1366, 768), (683, 384)):
        program.window.resize(width, height)
        room.look_at(str(room.building.photos[0].id))
        viewer = room.viewer
        assert viewer is not None
        settle(qtbot, program)
        assert (viewer.width(), viewer.height()) == (width, height)
        assert cut(viewer) == []
        assert clipped(viewer) == []
        assert viewer.canvas.width() >= width // 2 - 10
        assert viewer.canvas.height() >= height // 4
        if folder := os.environ.get("CHENGJIAN_LOOK"):
            viewer.grab().save(f"{folder}/viewer_{width}_{language}.png")
        viewer.reject()
        qtbot.waitUntil(lambda: room.viewer is None)
