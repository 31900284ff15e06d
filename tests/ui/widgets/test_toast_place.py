"""A toast stands where nothing is pressed, moves off what gets the focus, and goes by a key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.shell import Shell
from app.ui.widgets.buttons import Button
from app.ui.widgets.toast import AWAY, Toasts


def area(host: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(host, QPoint()), widget.size())


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 400)
    return window


def test_a_toast_covers_no_button_of_a_pane_that_scrolls(host: QWidget, qtbot: QtBot) -> None:
    inner = QWidget()
    column = QVBoxLayout(inner)
    column.addStretch()
    button = Button("Take this side")
    column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
    scroll = QScrollArea(host)
    scroll.setWidgetResizable(True)
    scroll.setWidget(inner)
    QVBoxLayout(host).addWidget(scroll)
    host.show()
    qtbot.waitExposed(host)
    face = Toasts(host).show_toast("The disk is full.", "critical")
    assert not face.geometry().intersects(area(host, button))
    assert host.rect().contains(face.geometry())


def test_a_toast_covers_no_field_and_moves_off_one_that_gets_the_focus(
    host: QWidget, qtbot: QtBot
) -> None:
    fields = [QLineEdit(host) for _number in range(9)]
    for number, field in enumerate(fields):
        field.setGeometry(10, 4 + 44 * number, 680, 36)  # there is no free place at all
    host.show()
    qtbot.waitExposed(host)
    face = Toasts(host).show_toast("The disk is full.", "critical")
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    for field in fields:
        field.setFocus()
        assert not face.geometry().intersects(area(host, field))


def test_shift_escape_puts_a_toast_away(shell: Shell, qtbot: QtBot) -> None:
    shell.activateWindow()
    shell.toasts.show_toast("The disk is full.", "critical")
    qtbot.waitUntil(shell.isActiveWindow)
    with qtbot.waitSignal(shell.toasts.gone):
        QTest.keySequence(shell, AWAY)
    assert shell.toasts.face is None


def test_what_lies_under_a_toast_that_goes_by_itself_can_be_pressed(
    host: QWidget, qtbot: QtBot
) -> None:
    pressed: list[int] = []
    button = Button("All of it", parent=host)
    button.clicked.connect(lambda: pressed.append(1))
    button.setGeometry(host.rect())
    host.show()
    qtbot.waitExposed(host)
    face = Toasts(host).show_toast("Saved")
    under = host.childAt(face.geometry().center())
    assert under is button
