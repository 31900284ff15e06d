"""Walking through the questions: next to be answered, next without an answer, next row or part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.ui.field.rows import part_rows
from app.ui.widgets.labels import Panel

if TYPE_CHECKING:
    from app.ui.field.building import Building
    from app.ui.field.outline import Part
    from app.ui.widgets.question_view import QuestionView


class QuestionWalk(Panel):
    """The steps of `app.ui.field.question_pane.QuestionPane`, which shows what they lead to.

    Signals:
        at_end(): There is no further question.
    """

    at_end = Signal()
    building: Building | None
    view: QuestionView
    _part: Part | None

    def flush(self) -> None:
        """Hand over what is half typed."""
        raise NotImplementedError

    def go_to(self, path: str) -> bool:
        """Open the question at a path; tell whether it is there."""
        raise NotImplementedError

    def show_part(self, key: str, *, open_first: bool = True) -> None:
        """Show another part and open its first question without an answer."""
        raise NotImplementedError

    def _go_on(self) -> None:
        """Go to the next question that must be answered; at the end of all, say so.

        What may stay empty is passed over; F8 and Enter in the list stop there too.
        """
        building = self.building
        if building is None:
            return
        self.flush()
        wanted = _demands(building)
        following = building.next_open(self.view.open_key, wanted=wanted)
        if following is not None:
            self.go_to(following.path)
        elif building.next_open("", wanted=wanted) is None or not self.view.step(1):
            self.at_end.emit()

    def next_wanted(self) -> None:
        """Go to the next question that must be answered: here it is settled by something else."""
        self._go_on()

    def next_row(self) -> None:
        """Open the next question, also of the next part (Enter)."""
        self.flush()
        if not self.view.step(1):
            self._step_part(1)

    def next_open(self, by: int = 1) -> None:
        """Open the next or previous question without an answer (F8)."""
        if self.building is None:
            return
        self.flush()
        slot = self.building.next_open(self.view.open_key, by)
        if slot is not None:
            self.go_to(slot.path)
        else:
            self.at_end.emit()

    def _step_part(self, by: int) -> None:
        if self.building is None or self._part is None:
            return
        keys = [row.key for row in part_rows(self.building)]
        at = keys.index(self._part.key) + by if self._part.key in keys else -1
        if 0 <= at < len(keys):
            self.show_part(keys[at])
        elif by > 0:
            self.at_end.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next_row()
        elif plain and event.key() == Qt.Key.Key_Down:
            self._step_part(1)
        elif plain and event.key() == Qt.Key.Key_Up:
            self._step_part(-1)
        else:
            event.ignore()


def _demands(building: Building) -> bool:
    """Tell whether a form demands anything; in one that does not, every question is walked."""
    return any(slot.field is not None and slot.field.required for slot in building.slots)
