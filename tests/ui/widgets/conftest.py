"""Real widgets on the offscreen platform, in English, in the light look."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.i18n import language, set_language
from app.ui.shell import Shell
from app.ui.theme import dress
from app.ui.widgets.rail import Room

ROOMS = [Room("start", "house", "Start"), Room("inspect", "clipboard-check", "Inspect")]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let pass what the offscreen platform says of windows, menus and grabs."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(autouse=True)
def english_and_light(qapp: QApplication) -> Iterator[None]:
    before = language()
    set_language("en")
    dress(qapp, "light", 100)
    yield
    set_language(before)


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[..., QWidget]:
    def show(widget: QWidget, width: int = 0, height: int = 0) -> QWidget:
        qtbot.addWidget(widget)
        if width:
            widget.resize(width, height or widget.sizeHint().height())
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is widget)
        return widget

    return show


@pytest.fixture
def shell(shown) -> Shell:
    """The frame of a desk with two rooms, as wide as a small laptop."""
    shell = Shell("Desk", ROOMS, [Room("settings", "settings", "Settings")])
    shown(shell, 1366, 697)
    return shell
