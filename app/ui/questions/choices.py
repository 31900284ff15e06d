"""Single and multiple choice with few options: the joined bar, the list with digits, tick chips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.questions.base import Editor, EditorContext
from app.ui.questions.options import REASONS, bar_options
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.choice_list import ChoiceList
from app.ui.widgets.choices import MultiChoice
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.forms.definition import Question
    from app.forms.fields import Field

_ALONE = {"none", "无", "均无", "都没有", "None"}


class BarEditor(Editor):
    """One of up to five short options in a joined bar."""

    goes_on = True

    def __init__(self, name: str, question: Question, options: tuple[Option, ...]) -> None:
        self.bar = AnswerBar(name, options)
        super().__init__(self.bar)
        self._values = {option.value for option in options}
        self.shows_reasons = set(REASONS) <= self._values
        self._own = {choice.value for choice in question.choices}
        self.bar.set_digits(True)
        self.bar.chosen.connect(self._chosen)
        self.bar.cleared.connect(self.cleared)
        self.bar.advanced.connect(self.advanced)

    def _chosen(self, value: str) -> None:
        if value in REASONS and value not in self._own:
            self.reason_given.emit(value)
        else:
            self.given.emit(value)

    def show_field(self, field: Field, severity: str) -> None:
        shown = field.reason if field.reason in self._values else ""
        self.bar.set_value(field.value or shown, severity)

    def focus(self) -> None:
        self.bar.focus_current()


class ListEditor(Editor):
    """One of many or long options: rows with digits."""

    goes_on = True

    def __init__(self, name: str, options: tuple[Option, ...]) -> None:
        self.list = ChoiceList(name, options)
        super().__init__(self.list)
        self.list.chosen.connect(self.given)
        self.list.reason_given.connect(self.reason_given)
        self.list.cleared.connect(self.cleared)
        self.list.advanced.connect(self.advanced)

    def show_field(self, field: Field, severity: str) -> None:
        self.list.set_value(field.value)

    def focus(self) -> None:
        self.list.focus_current()


class MultiEditor(Editor):
    """Several of a few; for a ranking the order of ticking is the order of the answer."""

    def __init__(self, name: str, options: tuple[Option, ...], *, ranked: bool = False) -> None:
        alone = [o.value for o in options if o.value in _ALONE or o.words in _ALONE]
        self.choice = MultiChoice(name, options, alone)
        self._ranked, self._order = ranked, list[str]()
        self._labels = {option.value: option.words for option in options}
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        column.addWidget(self.choice)
        self._said = Text("", "caption", "text2", wrap=True)
        self._said.hide()
        column.addWidget(self._said)
        super().__init__(box)
        self.choice.changed.connect(self._changed)
        self.choice.reason_given.connect(self.reason_given)
        self.choice.cleared.connect(self.cleared)
        self.choice.advanced.connect(self.advanced)

    def _changed(self, values: tuple[str, ...]) -> None:
        kept = [value for value in self._order if value in values]
        self._order = [*kept, *(value for value in values if value not in kept)]
        self.given.emit(" ".join(self._order if self._ranked else values))

    def show_field(self, field: Field, severity: str) -> None:
        self._order = field.value.split()
        self.choice.set_values(self._order)
        if self._ranked:
            words = (f"{n}. {self._labels.get(v, v)}" for n, v in enumerate(self._order, 1))
            self._said.setText("  ".join(words))
            self._said.setVisible(bool(self._order))

    def focus(self) -> None:
        self.choice.focus_current()


def single(context: EditorContext) -> Editor:
    """Make the editor of one choice of few."""
    question, field = context.question, context.field
    options = bar_options(question, field)
    if options:
        return BarEditor(context.name, question, options)
    return ListEditor(context.name, tuple(Option(c.value, c.label) for c in field.choices))


def multi(context: EditorContext) -> Editor:
    """Make the editor of several choices, or of a ranking."""
    options = tuple(Option(choice.value, choice.label) for choice in context.field.choices)
    return MultiEditor(context.name, options, ranked=context.question.kind == "rank")
