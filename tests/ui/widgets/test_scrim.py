"""What lies behind dialogs and drawers is dimmed, on screens without translucent windows too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.shell import Shell
from app.ui.theme import theme
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.drawer import Drawer
from app.ui.widgets.labels import Panel
from app.ui.widgets.rail import Room


@pytest.fixture
def shell(qtbot: QtBot) -> Shell:
    window = Shell("hub", [Room("inbox", "inbox", "Inbox")])
    qtbot.addWidget(window)
    window.show_page("inbox", Panel("surface", role="Inbox"))
    window.resize(1000, 700)
    window.show()
    qtbot.waitExposed(window)
    return window


def dimmed(token: str) -> QColor:
    """Return a colour under the scrim."""
    below, scrim = theme().color(token), theme().color("scrim")
    part = scrim.alphaF()
    return QColor.fromRgbF(
        *(part * over + (1 - part) * under
          for over, under in zip(scrim.getRgbF()[:3], below.getRgbF()[:3], strict=True))
    )  # fmt: skip


def close(one: QColor, other: QColor) -> bool:
    parts = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)
    return all(abs(a - b) <= 2 for a, b in parts)


def seen(widget: QWidget, at: QPoint) -> QColor:
    return widget.grab().toImage().pixelColor(at)


def test_a_dialog_shows_its_window_dimmed_and_needs_no_translucent_window(
    qtbot: QtBot, shell: Shell
) -> None:
    page = shell.content.currentWidget()
    at = page.mapTo(shell, QPoint(20, 20))
    dialog = Dialog(shell, "Send")
    dialog.open()
    assert dialog.isWindow()
    assert not dialog.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    assert close(seen(dialog, at), dimmed("surface"))
    assert close(seen(dialog, QPoint(20, 350)), dimmed("rail"))
    page.set_fill("primary")  # something changes behind it
    qtbot.waitUntil(lambda: close(seen(dialog, at), dimmed("primary")))
    dialog.reject()


def test_a_picture_behind_a_dialog_is_taken_once_while_nothing_changes(
    qtbot: QtBot, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = Dialog(shell, "Send")
    dialog.open()
    qtbot.wait(600)
    taken: list[int] = []
    grab: Callable[..., object] = Shell.grab
    monkeypatch.setattr(Shell, "grab", lambda self: taken.append(1) or grab(self))
    qtbot.wait(900)
    assert not taken
    dialog.reject()


def test_a_drawer_dims_its_host(qtbot: QtBot, shell: Shell) -> None:
    page = shell.content.currentWidget()
    drawer = Drawer(page, "Filters")
    drawer.open_with(Panel("bg", role="Filters"))
    qtbot.waitUntil(drawer.isVisible)
    at = QPoint(page.width() - 10, page.height() // 2)
    assert close(seen(page, at), dimmed("surface"))
    drawer.close_drawer()


def test_what_lies_behind_a_dialog_fills_a_window_that_grows_at_once(
    qtbot: QtBot, shell: Shell
) -> None:
    dialog = Dialog(shell, "Send")
    dialog.open()
    shell.resize(1300, 760)
    qtbot.waitUntil(lambda: dialog.width() == 1300, timeout=150)
    shot = dialog.grab().toImage()
    assert close(shot.pixelColor(1290, 400), dimmed("surface"))  # before it is taken anew
    qtbot.waitUntil(lambda: dialog._behind.width() >= 1300)
    dialog.reject()


def test_what_lies_behind_is_taken_anew_while_a_hand_still_pulls_at_the_window(
    qtbot: QtBot, shell: Shell
) -> None:
    dialog = Dialog(shell, "Send")
    dialog.open()
    for step in range(12):  # for longer than the pause, never resting
        shell.resize(1010 + 20 * step, 700)
        qtbot.wait(40)
    assert dialog._behind.width() > 1000
    dialog.reject()
