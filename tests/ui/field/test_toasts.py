"""A sentence at the foot covers no button that stands there, and one that stays can be put away."""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.app import Program
from app.ui.field.room import InspectRoom
from tests.ui.widgets.test_no_clipping import clipped

from .conftest import settle

SENTENCE = (
    "这个文件夹写不进去：/media/usb/城检/2026。U 盘可能拔掉了，插回来再点“接着写”；"
    "写好的不重写，本机的记录都在，不会丢。"
)


def _area(window: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())


@pytest.mark.parametrize("size", [(1366, 768), (1093, 543), (683, 384)])
def test_an_error_covers_no_button_at_the_foot(
    qtbot: QtBot, program: Program, room: InspectRoom, size: tuple[int, int]
) -> None:
    window = program.window
    window.resize(*size)
    settle(qtbot, program)
    for name, show in (("questions", room.visits.show_questions), ("summary", room.show_summary)):
        show()
        settle(qtbot, program)
        program.say(SENTENCE, "critical")
        qtbot.wait(50)
        face = program.desk.shell.toasts.face
        assert clipped(face) == []
        if folder := os.environ.get("CHENGJIAN_LOOK"):
            window.grab().save(f"{folder}/toast_{name}_{size[0]}.png")
        place = _area(window, face)
        foot = room.summary.primary if name == "summary" else room.tree.add
        if foot.isVisible():
            assert not place.intersects(_area(window, foot))
        qtbot.mouseClick(face.put_away, Qt.MouseButton.LeftButton)
        assert program.desk.shell.toasts.face is None


def test_a_sentence_that_goes_by_itself_has_no_button(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    program.say("已导入 2 栋", "done")
    face = program.desk.shell.toasts.face
    assert not any(one.isVisible() for one in face.findChildren(QAbstractButton))
