"""F1 and the first steps of the inspecting room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.ui.help.guide import Guide

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.field.panes import Panes
    from app.ui.field.visits import Visits
    from app.ui.help.sheet import HelpSheet


class RoomHelp(QObject):
    """Knows which question is open, and shows the guide when it is wanted."""

    def __init__(self, desk: Desk, panes: Panes, visits: Visits) -> None:
        super().__init__(panes)
        self._desk, self._panes, self._visits = desk, panes, visits
        desk.acts.update({"help": self.open, "guide": self.show_guide})

    def open(self) -> HelpSheet:
        """Open help: on the open question, if one is, and on all keys."""
        from app.ui.help.facts import question_help
        from app.ui.help.sheet import open_help

        building, questions = self._visits.building, self._panes.questions
        path = getattr(questions.card, "path", "") or questions.view.open_key
        asked = None
        if building is not None and path and self._panes.card is not None:
            asked = question_help(building, path)
        sheet = open_help(self._desk.shell, self._desk.shell.keys, asked)
        sheet.guide.show()
        sheet.guide.clicked.connect(sheet.accept)
        sheet.guide.clicked.connect(self.show_guide)
        return sheet

    def show_guide(self) -> Guide:
        """Show the first steps over the content."""
        self._desk.room_wanted.emit("inspect")
        guide = Guide(self._desk, self._panes, self._visits)
        self._desk.shell.notices.put("guide", guide)
        return guide
