"""A form in the field desk's own pane, without a workspace; keys and mouse reach real widgets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.forms import Definition
from app.ui.field.cards.card import OpenCard
from app.ui.field.cards.page_card import PageCard
from app.ui.field.question_pane import QuestionPane
from app.ui.jobs import Jobs
from app.ui.preview.memory import PreviewBuilding, PreviewDesk, PreviewVisit


class FormShown:
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


def children(parent: QObject, kind: type[Any]) -> list[Any]:
    return [one for one in parent.findChildren(kind) if one.isVisible()]
