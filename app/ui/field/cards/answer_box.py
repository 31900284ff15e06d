"""Where one answers in a card: the editor, what is refused beneath it, and the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.field.cards.card_form import take_place_of
from app.ui.field.cards.card_reasons import row_of_reasons
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.ui.questions.base import Editor
    from app.ui.widgets.question_buttons import ReasonButton


class AnswerBox(QWidget):
    """An editor with what belongs beneath it.

    Attributes:
        reasons: The control of the reasons, if they have one of their own.
        message: Why an answer is refused; hidden when it is not.
    """

    def __init__(self, editor: Editor, reasons: AnswerBar | ReasonButton | None) -> None:
        super().__init__()
        self.reasons = reasons
        self.message = Text("", "caption", "critical", wrap=True)
        self.message.hide()
        self._answer = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        self._answer.addWidget(editor.widget)
        column.addLayout(self._answer)
        column.addWidget(self.message)
        if isinstance(reasons, AnswerBar):
            column.addWidget(row_of_reasons(reasons))

    def say(self, message: str) -> None:
        """Say why an answer is refused; empty for nothing."""
        self.message.setText(message)
        self.message.setVisible(bool(message))

    def replace(self, old: Editor, new: Editor) -> None:
        """Put another editor in the place of one; a row of a table holds it beside the label."""
        card = self.parentWidget()
        take_place_of(old, new, self._answer, card.layout() if card is not None else None)
