"""Numbers, with their unit and limits."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.ui.questions.base import Editor, EditorContext, at_left, pause
from app.ui.widgets.limits import Limits
from app.ui.widgets.number_field import NumberField

if TYPE_CHECKING:
    from app.forms.definition import Question
    from app.forms.fields import Field


class NumberEditor(Editor):
    """A number with its unit."""

    def __init__(self, name: str, question: Question) -> None:
        decimals = 0 if question.type == "int" else 8
        low = _decimal(question.attributes.get("start", ""))
        high = _decimal(question.attributes.get("end", ""))
        if low is not None and high is not None and low > high:
            low, high = high, low
        limits = Limits(low, high, decimals=decimals)
        self.number = NumberField(name, question.extras.get("unit", ""), limits)
        super().__init__(at_left(self.number))
        self.number.committed.connect(self.given)
        self.number.advanced.connect(self.advanced)
        self._pause = pause(self, self.number.commit)
        self.number.line.textEdited.connect(self._pause.start)

    def show_field(self, field: Field, severity: str) -> None:
        self.number.set_value(field.value or field.rejected)

    def flush(self) -> None:
        self._pause.stop()
        self.number.commit()

    def focus(self) -> None:
        self.number.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.number.line.selectAll()


def number(context: EditorContext) -> Editor:
    """Make the editor of an integer or decimal."""
    return NumberEditor(context.name, context.question)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
