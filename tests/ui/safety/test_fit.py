"""Dialogs at 125 % and 200 % of a 1366×768 laptop: whole words, and all of it in reach."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.i18n import set_language
from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.safety import words
from app.ui.widgets.dialog import Dialog
from app.watch import Room
from tests.ui.field.conftest import settle
from tests.ui.widgets.test_no_clipping import clipped

USUAL, LARGE = (1093, 543), (683, 384)
"""What is inside a maximised window at 125 and at 200 per cent."""


def a_page(name: str) -> Callable[[Program, Any], None]:
    return lambda program, _tmp: program.desk.act_with("settings", name)


def a_phone(program: Program, _tmp: Any) -> None:
    program.page.incoming.open_phone()


def a_help(program: Program, _tmp: Any) -> None:
    program.page.go_to("/housing/B/ZF_B03")
    program.desk.act("help")


def a_second_place(program: Program, tmp: Any) -> None:
    program.desk.act_with("settings", "backup")
    dialog = program.window.findChildren(Dialog)[-1]
    (tmp / "stick").mkdir()
    dialog.outside.take_folder(tmp / "stick")


DIALOGS = {
    "general": a_page("general"),
    "photos": a_page("photos"),
    "backup": a_page("backup"),
    "second place": a_second_place,
    "phone": a_phone,
    "help": a_help,
}


def out_of_reach(dialog: Dialog) -> list[str]:
    """Return what can be operated but is neither on the panel nor in something that scrolls."""
    panel, lost = dialog.panel(), []
    for widget in panel.findChildren(QWidget):
        if not widget.isVisible() or not widget.focusPolicy():
            continue
        if isinstance(widget, QAbstractScrollArea):
            continue
        if not widget.accessibleName() and not isinstance(widget, QLabel):
            lost.append(f"{widget} has no name")
        area, inner = scrolled_in(widget, panel)
        place = QRect(widget.mapTo(inner, QPoint()), widget.size())
        if not inner.rect().contains(place):
            lost.append(f"{widget.accessibleName()}: {place} in {inner.size()}")
        elif area is not None and inner.width() > area.viewport().width():
            bar = area.horizontalScrollBar()
            if bar.maximum() < inner.width() - area.viewport().width():
                lost.append(f"{widget.accessibleName()}: cut at the right")
    return lost


def scrolled_in(widget: QWidget, panel: QWidget) -> tuple[QAbstractScrollArea | None, QWidget]:
    """Return the area that scrolls a widget with its content, or the panel itself."""
    inner, parent = widget, widget.parentWidget()
    while parent is not None and parent is not panel:
        holder = parent.parentWidget()
        if isinstance(holder, QAbstractScrollArea) and parent is holder.viewport():
            return holder, inner
        inner, parent = parent, parent.parentWidget()
    return None, panel


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [USUAL, LARGE])
def test_every_dialog_fits_or_scrolls(
    qtbot: QtBot, program: Program, room: InspectRoom, tmp_path: Any, size: Any, language: str
) -> None:
    set_language(language)
    program.window.resize(*size)
    settle(qtbot, program)
    found = {}
    for name, show in DIALOGS.items():
        show(program, tmp_path)
        settle(qtbot, program)
        dialog = next(one for one in program.window.findChildren(Dialog) if one.isVisible())
        wrong = [*clipped(dialog), *out_of_reach(dialog)]
        if wrong:
            found[name] = wrong
        dialog.reject()
    assert (program.window.width(), program.window.height()) == size
    assert found == {}


@pytest.mark.parametrize("size", [USUAL, LARGE])
def test_notices_and_the_guide_leave_room_for_the_questions(
    qtbot: QtBot, program: Program, room: InspectRoom, size: tuple[int, int]
) -> None:
    program.window.resize(*size)
    qtbot.waitUntil(
        lambda: program.desk.guard.looks > 0, timeout=20_000
    )  # the next is a minute off
    program.desk.guard.show_room(Room(1_000_000_000, "low"))
    program.desk.act("guide")
    settle(qtbot, program)
    notices = program.desk.shell.notices
    assert "disk" in notices.keys
    assert words.disk(Room(1_000_000_000, "low")) == notices.line("disk").sentence
    seen = set()
    for _line in notices.keys:  # each of them can be seen whole, one at a time if need be
        assert clipped(notices) == []
        assert room.questions.height() >= size[1] // 4  # the rest of it is scrolled to
        seen |= {key for key in notices.keys if notices.line(key).isVisible()}
        if folder := os.environ.get("CHENGJIAN_LOOK"):
            program.window.grab().save(f"{folder}/notices_{size[0]}_{len(seen)}.png")
        if notices.next.isVisible():
            qtbot.mouseClick(notices.next, Qt.MouseButton.LeftButton)
            settle(qtbot, program)
    assert seen == set(notices.keys)
