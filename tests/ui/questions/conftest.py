"""Real question widgets on the offscreen platform, in English, in the light look."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.forms import load_xform
from app.forms.workbook import to_xform
from app.i18n import language, set_language
from app.ui.jobs import Jobs
from app.ui.theme import dress
from tests.ui.questions.shown_form import FormShown

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
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.shut_down()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def show_form(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Callable[..., FormShown]:
    """Open a form given as survey and choices in Markdown tables."""

    def show(text: str, *, language: str = "", folder: Path | None = None) -> FormShown:
        form = load_xform(to_xform(text.encode(), ".md", "data").xform)
        return FormShown(qtbot, jobs, form, folder or tmp_path, language)

    return show
