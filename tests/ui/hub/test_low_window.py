"""The hub at 200 %: the top bar, the inbox, empty rooms and the feet of dialogs stay whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.i18n import set_language
from app.ui.desk import Desk
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog

Open = Callable[..., Desk]
LOW = (683, 384)


def area(top: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(top, QPoint()), widget.size())


def lost(top: QWidget) -> list[str]:
    """Return buttons that are squeezed or reach beyond a pane."""
    return [
        one.accessibleName()
        for one in top.findChildren(Button)
        if one.isVisible()
        and (
            one.width() < one.sizeHint().width()
            or one.height() < one.sizeHint().height()
            or not top.rect().contains(area(top, one))
        )
    ]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("room", ["conflicts", "inbox", "findings", "devices"])
def test_actions_of_the_top_bar_shrink_to_their_outline_before_they_are_cut(
    qtbot: QtBot, opened: Open, merged_hub: Path, room: str, language: str
) -> None:
    set_language(language)
    desk = opened(merged_hub, room, *LOW)
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    bar = desk.shell.topbar
    qtbot.waitUntil(lambda: lost(bar) == [])
    for one in bar.findChildren(Button):
        assert not one.compact or one.toolTip(), one.accessibleName()
    desk.shell.resize(1366, 768)
    qtbot.waitUntil(lambda: not any(one.compact for one in bar.findChildren(Button)))


def test_the_lists_of_the_inbox_do_not_lie_over_one_another(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "inbox", *LOW)
    page = desk.shell.content.currentWidget()
    qtbot.waitUntil(lambda: page.table.isVisible() and not desk.jobs.running, timeout=30_000)
    for size in (LOW, (683, 768), (1366, 768), LOW):
        desk.shell.resize(*size)
        qtbot.wait(50)
        parts = [page.head, page.table, page.grid]
        shown = [area(page, part) for part in parts if part.isVisible()]
        for number, one in enumerate(shown):
            assert not any(one.intersects(other) for other in shown[number + 1 :]), size
    assert not page.grid.isVisible()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_all_ways_out_of_an_empty_inbox_are_whole(
    qtbot: QtBot, opened: Open, new_hub: Path, language: str
) -> None:
    set_language(language)
    desk = opened(new_hub, "inbox", *LOW)
    page = desk.shell.content.currentWidget()
    qtbot.waitUntil(lambda: page.empty.isVisible() and not desk.jobs.running, timeout=30_000)
    qtbot.waitUntil(lambda: lost(page.empty) == [])


def test_a_long_note_stands_over_the_buttons_of_a_dialog(
    qtbot: QtBot, opened: Open, new_hub: Path
) -> None:
    desk = opened(new_hub, "inbox", *LOW)
    dialog = Dialog(desk.shell, "Versions")
    dialog.set_note("Answers are never dropped; Ctrl+Z does not take a move back. " * 3)
    buttons = [dialog.add_button(Button(f"Button {n}")) for n in range(3)]
    dialog.open()
    note = dialog._note
    first = buttons[0]
    qtbot.waitUntil(lambda: area(dialog, note).bottom() < area(dialog, first).top())
    qtbot.waitUntil(lambda: lost(dialog.panel()) == [])
    assert note.height() >= note.heightForWidth(note.width())
    desk.shell.resize(1366, 768)
    dialog.set_note("Short.")
    qtbot.waitUntil(lambda: area(dialog, note).right() < area(dialog, first).left())
    dialog.reject()
