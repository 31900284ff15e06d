"""The frame of an open question: code, text, 依据, answer, and only what the answer calls for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.chips import Chip, chip_for
from app.ui.widgets.labels import Text
from app.ui.widgets.markup import to_plain
from app.ui.widgets.question_buttons import BasisButton, ReasonButton
from app.ui.widgets.question_text import FormText

__all__ = ["BasisButton", "QuestionCard", "ReasonButton", "labelled"]


class QuestionCard(QFrame):
    """The open question.

    The caller adds the answer widget, and shows or hides what follows it, always in the order
    位置, live finding, 要照片, 备注.

    Signals:
        basis_chosen(code): Another 依据 was chosen.
    """

    basis_chosen = Signal(str)

    def __init__(
        self, code: str, question: str, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        look = theme()
        self.open = True
        self.framed = True
        self.answer: QWidget | None = None
        self.setAccessibleName(f"{code} {to_plain(question)}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._code = Text(code, "label", "text3")
        self._conflict = Chip(chip_for("conflict"))
        self._conflict.hide()
        self.basis = BasisButton()
        self.basis.basis_chosen.connect(self.basis_chosen)
        self._question = FormText(question, "question")
        self._hint = FormText(hint, "caption", "text2")
        if not hint:  # showing a label without a parent would open a window
            self._hint.hide()
        self._head = head = QHBoxLayout()
        head.setSpacing(look.space(2))
        for part in (self._code, self._conflict):
            head.addWidget(part)
        head.addStretch()
        head.addWidget(self.basis)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addLayout(head)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._question)
        words.addWidget(self._hint)
        self._column.addLayout(words)
        self._words = words
        self._slots: dict[str, QVBoxLayout] = {}
        for name in ("answer", "place", "finding", "photos", "note"):
            slot = QVBoxLayout()
            slot.setSpacing(look.space(2))
            self._slots[name] = slot
            self._column.addLayout(slot)
        edge = look.space(4)
        self._column.setContentsMargins(edge, look.stroke("focus"), edge, look.space(3))

    def set_answer(self, widget: QWidget) -> None:
        """Put the answer widget in its place."""
        self.answer = widget
        self._slots["answer"].setContentsMargins(0, theme().space(1), 0, 0)
        self._slots["answer"].addWidget(widget)

    def add_part(self, slot: str, widget: QWidget) -> None:
        """Add a widget to ``place``, ``finding``, ``photos`` or ``note``."""
        self._slots[slot].setContentsMargins(0, theme().space(2), 0, 0)
        self._slots[slot].addWidget(widget)

    def set_open(self, is_open: bool) -> None:
        """Show the teal edge of the open question, or a plain card."""
        self.open = is_open
        self._question.set_style("question" if is_open else "body")
        self.update()

    def set_conflict(self, on: bool) -> None:
        """Mark that several answers meet."""
        self._conflict.setVisible(on)

    def set_question(self, words: str) -> None:
        """Show the question in other words: what it quotes has changed."""
        if words != self._question.words:
            self._question.set_words(words)
            self.setAccessibleName(f"{self._code.text()} {to_plain(words)}")

    def add_about(self, widget: QWidget) -> None:
        """Add what belongs to the question itself, beneath its hint."""
        self._words.addWidget(widget)

    def set_framed(self, framed: bool) -> None:
        """Stand alone as a card, or without a frame on a page with other questions."""
        self.framed = framed
        look = theme()
        edge = look.space(4) if framed else 0
        bottom = look.space(3) if framed else look.space(2)
        self._column.setContentsMargins(edge, look.stroke("focus"), edge, bottom)
        self._question.set_style("question" if framed else "body_strong")
        if not framed:
            self._column.removeItem(self._words)
            self._head.insertLayout(0, self._words, 1)
            self._code.setVisible(bool(self._code.text()))

    def as_row(self, widget: QWidget, share: int = 2) -> None:
        """Put the question at the left and ``widget`` at its right, as a row of a table."""
        self._head.setStretchFactor(self._words, 1)
        for at in reversed(range(self._head.count())):
            item = self._head.itemAt(at)
            if item is not None and item.spacerItem() is not None:
                self._head.takeAt(at)
        self._head.insertWidget(1, widget, share)
        self._question.set_style("body")
        self._column.setContentsMargins(0, 0, 0, 0)

    def fit_parts(self) -> None:
        """Take the room that hidden parts would keep."""
        for name, slot in self._slots.items():
            items = (slot.itemAt(at) for at in range(slot.count()))
            shown = any(item is not None and not item.isEmpty() for item in items)
            gap = theme().space(1 if name == "answer" else 2)
            slot.setContentsMargins(0, gap if shown else 0, 0, 0)

    def add_to_head(self, widget: QWidget) -> None:
        """Add a control beside 依据."""
        self._head.insertWidget(self._head.count() - 1, widget)

    def set_hint(self, hint: str) -> None:
        """Show a line beneath the question; empty for none."""
        self._hint.set_words(hint)
        self._hint.setVisible(bool(hint))

    def focus_current(self) -> None:
        """Put the focus into the answer."""
        focus = getattr(self.answer, "focus_current", None)
        if focus is not None:
            focus()
        elif self.answer is not None:
            self.answer.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.framed:
            return
        painter, look = QPainter(self), theme()
        radius, stroke = look.radius("card"), look.stroke("line")
        line = "line_strong" if self.open else "line"
        paint.box(painter, self.rect(), radius, "surface", line, stroke)
        if self.open:
            paint.marker(painter, self.rect(), "primary", radius)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


def labelled(name: str, *widgets: QWidget, stretch: bool = True) -> QWidget:
    """Return a row: a grey label, then fields; the first field takes the spare width."""
    look = theme()
    row = QWidget()
    box = QHBoxLayout(row)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(look.space(2))
    box.addWidget(Text(name, "body", "text2"))
    for number, widget in enumerate(widgets):
        box.addWidget(widget, 1 if stretch and number == 0 else 0)
    if not stretch:
        box.addStretch()
    return row
