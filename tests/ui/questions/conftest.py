"""A form in the field desk's own pane, without a workspace; keys and mouse reach real widgets."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.forms import Definition, load_xform
from app.forms.workbook import to_xform
from app.ui.field.card import OpenCard
from app.ui.field.page_card import PageCard
from app.ui.field.question_pane import QuestionPane
from app.ui.jobs import Jobs
from app.ui.preview.memory import PreviewBuilding, PreviewDesk, PreviewVisit
from app.i18n import language, set_language
from app.ui.theme import dress


class Shown:
    """A form that is open in a pane."""

    def __init__(
        self, qtbot: QtBot, jobs: Jobs, form: Definition, folder: Path, language: str = ""
    ) -> None:
        self.qtbot, self.form = qtbot, form
        self.pane = QuestionPane()
        self.pane.resize(900, 700)
        self.desk = PreviewDesk(jobs, self.pane)
        self.visit = PreviewVisit(form, {}, language, folder)
        self.building = PreviewBuilding(self.desk, self.visit, "form", self.pane)
        self.root = f"/{form.schema.template.root.name}"
        qtbot.addWidget(self.pane)
        self.pane.show()
        self.pane.activateWindow()
        self.pane.show_building(self.building)
        qtbot.wait(1)

    def open(self, name: str) -> OpenCard:
        """Open a question (its name, or its path below the root) and return its card."""
        path = next(
            slot.path
            for slot in self.building.slots
            if slot.question is not None
            and (slot.path == f"{self.root}/{name}" or slot.question.name == name)
        )
        assert self.pane.go_to(path)
        self.qtbot.wait(1)
        card = self.pane.card
        assert isinstance(card, OpenCard)
        return card

    @property
    def page(self) -> PageCard:
        card = self.pane.view.card
        assert isinstance(card, PageCard)
        return card

    def value(self, name: str) -> str:
        slot = next(s for s in self.building.slots if s.question and s.question.name == name)
        return self.building.field(slot.path).value

    def reason(self, name: str) -> str:
        slot = next(s for s in self.building.slots if s.question and s.question.name == name)
        return self.building.field(slot.path).reason

    def keys(self, *keys: Any) -> None:
        """Press keys where the focus is: text, keys, or (key, modifier)."""
        for key in keys:
            target = QApplication.focusWidget()
            assert target is not None
            if isinstance(key, str):
                self.qtbot.keyClicks(target, key)
            elif isinstance(key, tuple):
                self.qtbot.keyClick(target, key[0], key[1])
            else:
                self.qtbot.keyClick(target, key)
            self.qtbot.wait(1)

    def click(self, widget: QWidget, at: Any = None) -> None:
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
        self.qtbot.wait(1)


@pytest.fixture(autouse=True)
def english_and_light(qapp: QApplication) -> Iterator[None]:
    before = language()
    set_language("en")
    dress(qapp, "light", 100)
    yield
    set_language(before)


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.shut_down()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def show_form(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Callable[..., Shown]:
    """Open a form given as survey and choices in Markdown tables."""

    def show(text: str, *, language: str = "", folder: Path | None = None) -> Shown:
        form = load_xform(to_xform(text.encode(), ".md", "data").xform)
        return Shown(qtbot, jobs, form, folder or tmp_path, language)

    return show


def children(parent: QObject, kind: type[Any]) -> list[Any]:
    return [one for one in parent.findChildren(kind) if one.isVisible()]
