"""Questions by keyboard: reasons, the next open one, place, basis, remark, parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.i18n import _
from app.ui.field.panes import QUESTIONS, SUMMARY, Panes
from app.ui.field.rows import part_rows

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.field.visits import Visits


class Walking(QObject):
    """What the keys of a question do, wherever the focus is in the checklist."""

    def __init__(self, desk: Desk, panes: Panes, visits: Visits) -> None:
        super().__init__(panes)
        self._desk, self._panes, self._visits = desk, panes, visits
        panes.parts.chosen.connect(panes.questions.show_part)
        panes.questions.part_changed.connect(panes.parts.show_part)
        panes.questions.entry_removed.connect(self._entry_removed)
        panes.side.question_wanted.connect(visits.go_to)

    def give_reason(self, reason: str) -> None:
        """Leave the open question open with a reason."""
        card = self._panes.card
        if card is not None:
            card.give_reason(reason)

    def to_open(self, by: int) -> None:
        """Go to the next (or previous) question without an answer."""
        if self._panes.mode == SUMMARY:
            self._visits.show_questions()
        self._panes.questions.next_open(by)

    def to_place(self) -> None:
        """Ctrl+L: into 位置."""
        card = self._panes.card
        if card is not None:
            card.focus_place()

    def to_basis(self) -> None:
        """Ctrl+B: the menu of 依据."""
        card = self._panes.card
        if card is not None and card.basis.isVisible():
            card.basis.open_menu()

    def to_remark(self) -> None:
        """Ctrl+M: into the remark on the open question; else to the remarks of the building."""
        card = self._panes.card
        if card is not None and card.framed:
            card.extras.focus_remark()
            return
        building = self._visits.building
        if building is None:
            return
        remarks = [
            slot
            for slot in building.slots
            if slot.question and "multiline" in slot.question.appearance
        ]
        if remarks:
            self._visits.go_to(remarks[-1].path)

    def choose_part(self) -> None:
        """Ctrl+G: a menu of the parts; their letters choose."""
        building, panes = self._visits.building, self._panes
        if building is None:
            return
        menu = QMenu(panes)
        menu.setAccessibleName(_("Parts"))
        for row in part_rows(building):
            words = f"&{row.letter}  {row.name}  {row.answered}/{row.relevant}"
            action = QAction(words, menu)
            action.triggered.connect(lambda _on=False, key=row.key: self._to_part(key))
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        corner = panes.questions if panes.mode == QUESTIONS else panes.middle
        menu.popup(corner.mapToGlobal(corner.rect().topLeft()))

    def _to_part(self, key: str) -> None:
        self._panes.set_mode(QUESTIONS)
        self._panes.questions.show_part(key)

    def _entry_removed(self, repeat: str, answers: object) -> None:
        building = self._visits.building
        if building is None:
            return
        self._desk.say(
            _("One entry was taken away"),
            "undo-2",
            _("Undo"),
            lambda: building.put_back(repeat, answers),  # type: ignore[arg-type]
        )
