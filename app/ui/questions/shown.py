"""What is only seen: notes, calculated and read-only values; and what wants to be acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.i18n import _
from app.ui.questions.base import Editor, EditorContext
from app.ui.questions.options import value_words
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.choices import MultiChoice
from app.ui.widgets.labels import Text
from app.ui.widgets.markup import to_plain

if TYPE_CHECKING:
    from app.forms.definition import Question
    from app.forms.fields import Field


class TickEditor(Editor):
    """知道了: the answer of a question that only wants to be seen."""

    def __init__(self, name: str) -> None:
        self.choice = MultiChoice(name, (Option("OK", _("Seen and understood")),))
        super().__init__(self.choice)
        self.choice.changed.connect(lambda values: self.given.emit(" ".join(values)))
        self.choice.reason_given.connect(self.reason_given)
        self.choice.advanced.connect(self.advanced)
        self.choice.cleared.connect(self.cleared)

    def show_field(self, field: Field, severity: str) -> None:
        self.choice.set_values([field.value] if field.value else [])

    def focus(self) -> None:
        self.choice.focus_current()


class ShownEditor(Editor):
    """What nobody answers here: calculated or read-only values, notes, kinds without a widget."""

    def __init__(self, question: Question, sentence: str = "") -> None:
        self._question, self._sentence = question, sentence
        style = "body" if sentence else "body_strong"
        self.words = Text(sentence, style, "text2", wrap=True)
        self.words.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        super().__init__(self.words)

    def show_field(self, field: Field, severity: str) -> None:
        words = self._sentence or value_words(self._question, field) or "—"
        if self._question.kind == "note":
            words = value_words(self._question, field)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.words.setAccessibleName(f"{to_plain(field.label)}: {words}")


def tick(context: EditorContext) -> Editor:
    """Make the editor of a question that wants to be acknowledged."""
    return TickEditor(context.name)


def shown(context: EditorContext) -> Editor:
    """Make what shows an answer without letting it be changed."""
    return ShownEditor(context.question)


def not_here(context: EditorContext) -> Editor:
    """Make the sentence in place of a widget that does not exist."""
    sentence = _("This kind of question cannot be answered on this computer yet.")
    return ShownEditor(context.question, sentence)
