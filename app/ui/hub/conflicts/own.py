"""An answer of one's own, where neither side is right (自己填)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QWidget

from app.i18n import _
from app.ui.hub.conflicts.column import segments
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Text
from app.ui.words import ANSWERS, word

if TYPE_CHECKING:
    from app.inspection.conflict_view import Detail
    from app.models.values import Json

_REASONS = ("undecidable", "not_applicable", "not_reached")


class OwnAnswer(Dialog):
    """Asks for an answer; it is checked against the form when the building is looked at again.

    Signals:
        given(value, words): The value as it is stored, and in words.
    """

    given = Signal(object, str)

    def __init__(self, found: Detail, parent: QWidget) -> None:
        super().__init__(parent, _("An answer of your own"))
        self._found = found
        self._plain = found.case.key.kind != "inspection" or not found.kind
        self.body.addWidget(
            Text(f"{found.case.code} {found.case.title}".strip(), "question", wrap=True)
        )
        self._bar: AnswerBar | None = None
        self._list: QComboBox | None = None
        self._field: TextField | None = None
        first: QWidget
        if options := segments(found):
            self._bar = AnswerBar(found.case.title, options)
            self._bar.set_digits(True)
            self._bar.advanced.connect(self.accept)
            self._bar.chosen.connect(lambda _value: self._allow())
            first = self._bar
        elif found.options:
            self._list = QComboBox()
            self._list.setAccessibleName(found.case.title)
            for value, words in found.options:
                self._list.addItem(words, value)
            first = self._list
        else:
            self._field = TextField(found.case.title)
            self._field.set_value(_text(found.sides[0].value))
            self._field.advanced.connect(self.accept)
            self._field.textChanged.connect(lambda _text: self._allow())
            first = self._field
        self.body.addWidget(first)
        self.body.addStretch()
        self.set_note(_("Neither side holds; both stay in the history."))
        cancel = self.add_button(Button(_("Leave it"), hint="Esc"))
        cancel.clicked.connect(self.reject)
        self._do = self.add_button(Button(_("Take this"), "primary", hint="Enter"))
        self._do.clicked.connect(self.accept)
        self._allow()
        self._first = first

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._bar is not None:
            self._bar.focus_current()
        else:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _allow(self) -> None:
        self._do.setEnabled(bool(self._said()) and self._is_number())

    def _is_number(self) -> bool:
        """Tell whether what is typed can be an answer to a question for a number."""
        if self._field is None or self._found.kind not in ("integer", "decimal"):
            return True
        point = "." if self._found.kind == "decimal" else ""
        text = self._said().removeprefix("-").replace(point, "", 1) if point else self._said()
        return text.removeprefix("-").isdecimal() and text.isascii()

    def _said(self) -> str:
        if self._bar is not None:
            return self._bar.value
        if self._list is not None:
            return str(self._list.currentData() or "")
        assert self._field is not None
        return self._field.text().strip()

    def accept(self) -> None:
        said = self._said()
        if not said or not self._is_number():
            return
        value, words = self._value(said), dict(self._found.options).get(said, said)
        super().accept()
        self.given.emit(value, word(said) if said in ANSWERS else words)

    def _value(self, said: str) -> Json:
        if self._plain:
            number = isinstance(self._found.sides[0].value, int) and said.lstrip("-").isdecimal()
            return int(said) if number else said
        known = [value for value, _words in self._found.options]
        if said in _REASONS and said not in known:
            return {"reason": said}
        return {"answer": said}  # how it is known stays unsaid: nobody looked again


def _text(value: Json) -> str:
    if isinstance(value, dict):
        return str(value.get("answer", ""))
    return "" if value is None else str(value)
