"""The widget of an open question, chosen from one table by the kind of question.

Every editor shows a field, says what was given as text, and never writes: the card hands it on.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.field.moments import MomentEditorText, placeholder
from app.ui.field.rows import REASONS, bar_options, value_words
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.buttons import Button
from app.ui.widgets.choice_list import ChoiceList
from app.ui.widgets.choices import MultiChoice
from app.ui.widgets.fields import NoteField, TextField
from app.ui.widgets.labels import Text
from app.ui.widgets.limits import Limits
from app.ui.widgets.number_field import NumberField

if TYPE_CHECKING:
    from app.forms.definition import Question
    from app.forms.fields import Field

PAUSE_MS = 800
"""After this long without a key, what was typed is handed over: an answer must not wait."""
_ALONE = {"none", "无", "均无", "都没有", "None"}


class Editor(QObject):
    """Base of all editors.

    Attributes:
        widget: What stands in the card.
        goes_on: Giving an answer is the end of the question (a single choice).

    Signals:
        given(text): An answer; empty text clears it.
        reason_given(reason): Why there is none.
        cleared(): Delete was pressed.
        advanced(): Enter was pressed.
    """

    given = Signal(str)
    reason_given = Signal(str)
    cleared = Signal()
    advanced = Signal()
    goes_on = False
    shows_reasons = False

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget

    def show_field(self, field: Field, severity: str) -> None:
        """Show what the field holds without telling anyone."""

    def flush(self) -> None:
        """Hand over what is half typed."""

    def focus(self) -> None:
        """Put the focus where one answers."""
        self.widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_error(self, on: bool) -> None:
        """Mark that the answer is not allowed."""


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
        super().__init__(_left(self.number))
        self.number.committed.connect(self.given)
        self.number.advanced.connect(self.advanced)
        self._pause = _pause(self, self.number.commit)
        self.number.line.textEdited.connect(self._pause.start)

    def show_field(self, field: Field, severity: str) -> None:
        self.number.set_value(field.value or field.rejected)

    def flush(self) -> None:
        self._pause.stop()
        self.number.commit()

    def focus(self) -> None:
        self.number.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.number.line.selectAll()


class TextEditor(Editor):
    """One line of text."""

    def __init__(self, name: str, hint: str = "") -> None:
        self.line = TextField(name, hint)
        super().__init__(self.line)
        self.line.committed.connect(self.given)
        self.line.advanced.connect(self.advanced)
        self._pause = _pause(self, self.line.commit)
        self.line.textEdited.connect(self._pause.start)

    def show_field(self, field: Field, severity: str) -> None:
        self.line.set_value(field.value or field.rejected)

    def flush(self) -> None:
        self._pause.stop()
        self.line.commit()

    def set_error(self, on: bool) -> None:
        self.line.set_error(on)


class LongTextEditor(Editor):
    """Several lines of text."""

    def __init__(self, name: str) -> None:
        self.note = NoteField(name)
        super().__init__(self.note)
        self.note.committed.connect(self.given)
        self._pause = _pause(self, self.note.commit)
        self.note.textChanged.connect(self._pause.start)

    def show_field(self, field: Field, severity: str) -> None:
        self.note.set_value(field.value)
        self._pause.stop()

    def flush(self) -> None:
        self._pause.stop()
        self.note.commit()


class MomentEditor(Editor):
    """A date, a time or both, typed in any of the usual ways."""

    def __init__(self, name: str, kind: str) -> None:
        self._text = MomentEditorText(kind)
        self.line = TextField(name, placeholder(kind))
        self.line.setMaximumWidth(theme().width("search"))
        now = Button(_("Today") if kind == "date" else _("Now"), "quiet", "clock")
        now.clicked.connect(self._now)
        super().__init__(_left(self.line, now))
        self.line.committed.connect(self._typed)
        self.line.advanced.connect(self.advanced)

    def _typed(self, text: str) -> None:
        self.given.emit(self._text.stored(text))

    def _now(self) -> None:
        self.given.emit(self._text.now())

    def show_field(self, field: Field, severity: str) -> None:
        self.line.set_value(self._text.shown(field.value or field.rejected))

    def flush(self) -> None:
        self.line.commit()

    def focus(self) -> None:
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_error(self, on: bool) -> None:
        self.line.set_error(on)


class TickEditor(Editor):
    """知道了: the answer of a question that only wants to be seen."""

    def __init__(self, name: str) -> None:
        self.choice = MultiChoice(name, (Option("OK", _("Seen and understood")),))
        super().__init__(self.choice)
        self.choice.changed.connect(lambda values: self.given.emit(" ".join(values)))
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
        self.words = Text(sentence, "body_strong" if not sentence else "body", "text2", wrap=True)
        self.words.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        super().__init__(self.words)

    def show_field(self, field: Field, severity: str) -> None:
        words = self._sentence or value_words(self._question, field) or "—"
        if self._question.kind == "note":
            words = ""
        self.words.setText(words)
        self.words.setAccessibleName(f"{field.label}: {words}")


Factory = Callable[[str, "Question", "Field"], Editor]


def _single(name: str, question: Question, field: Field) -> Editor:
    options = bar_options(question, field)
    if options:
        return BarEditor(name, question, options)
    return ListEditor(name, tuple(Option(c.value, c.label) for c in field.choices))


def _multi(name: str, question: Question, field: Field) -> Editor:
    options = tuple(Option(choice.value, choice.label) for choice in field.choices)
    return MultiEditor(name, options, ranked=question.kind == "rank")


def _text(name: str, question: Question, field: Field) -> Editor:
    if "multiline" in question.appearance or question.attributes.get("rows"):
        return LongTextEditor(name)
    return TextEditor(name)


def _number(name: str, question: Question, _field: Field) -> Editor:
    return NumberEditor(name, question)


def _moment(name: str, question: Question, _field: Field) -> Editor:
    return MomentEditor(name, question.kind)


def _tick(name: str, _question: Question, _field: Field) -> Editor:
    return TickEditor(name)


def _shown(_name: str, question: Question, _field: Field) -> Editor:
    return ShownEditor(question)


def _point(name: str, _question: Question, _field: Field) -> Editor:
    return TextEditor(name, _("latitude longitude, such as 37.51 105.19"))


def _not_here(_name: str, question: Question, _field: Field) -> Editor:
    return ShownEditor(
        question, _("This kind of question cannot be answered on this computer yet.")
    )


EDITORS: dict[str, Factory] = {
    "select_one": _single,
    "select_multiple": _multi,
    "rank": _multi,
    "boolean": _single,
    "integer": _number,
    "decimal": _number,
    "range": _number,
    "text": _text,
    "barcode": _text,
    "date": _moment,
    "time": _moment,
    "dateTime": _moment,
    "geopoint": _point,
    "geotrace": _not_here,
    "geoshape": _not_here,
    "audio": _not_here,
    "video": _not_here,
    "file": _not_here,
    "image": _shown,
    "acknowledge": _tick,
    "note": _shown,
}
"""Kind of question: how its editor is made."""


def make_editor(name: str, question: Question, field: Field) -> Editor:
    """Return the editor of a question; ``name`` is what a screen reader calls it."""
    if field.readonly:
        return ShownEditor(question)
    return EDITORS.get(question.kind, _text)(name, question, field)


def _pause(owner: QObject, commit: Callable[[], None]) -> QTimer:
    timer = QTimer(owner, interval=PAUSE_MS, singleShot=True)
    timer.timeout.connect(commit)
    return timer


def _left(*widgets: QWidget) -> QWidget:
    """Return a row of widgets at the left that takes no more than they need."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme().space(2))
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return box


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
