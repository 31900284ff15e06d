"""Single and multiple choice with few options: joined bar, list with digits, tick chips, tiles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import _
from app.ui.questions.base import Editor, EditorContext
from app.ui.questions.options import REASONS, bar_options
from app.ui.questions.tile import BARE, BOXED, DOT, SCALE, Choice, plain_choice
from app.ui.questions.tiles import ChoiceTiles
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.choice_list import ChoiceList
from app.ui.widgets.choices import MultiChoice
from app.ui.widgets.markup import all_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.forms.definition import Question
    from app.forms.fields import Field

ALONE = frozenset(("none", "无", "均无", "都没有", "None"))
"""A choice with one of these as value or words clears the others."""
MANY = 24
"""More choices than this are searched for, whatever the appearance."""
COLUMNS = 3
"""Columns of the appearance ``columns``."""
_COUNTED = re.compile(r"columns-(\d{1,2})|compact-(\d{1,2})|quickcompact-(\d{1,2})")


class BarEditor(Editor):
    """One of up to five short options in a joined bar."""

    goes_on = True

    def __init__(
        self,
        name: str,
        question: Question,
        options: tuple[Option, ...],
        bar: AnswerBar | None = None,
    ) -> None:
        self.bar = bar or AnswerBar(name, options)
        super().__init__(self.bar)
        self._values = {option.value for option in options}
        self.shows_reasons = set(REASONS) <= self._values
        self._own = {choice.value for choice in question.choices}
        self.bar.set_digits(True)
        self.bar.chosen.connect(self._chosen)
        self.bar.cleared.connect(self.cleared)
        self.bar.advanced.connect(self.advanced)
        self.bar.again.connect(self.again)

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
        self.list.again.connect(self.again)

    def show_field(self, field: Field, severity: str) -> None:
        self.list.set_value(field.value)

    def focus(self) -> None:
        self.list.focus_current()


class MultiEditor(Editor):
    """Several of a few."""

    def __init__(self, name: str, options: tuple[Option, ...]) -> None:
        alone = [o.value for o in options if o.value in ALONE or o.words in ALONE]
        self.choice = MultiChoice(name, options, alone)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        column.addWidget(self.choice)
        super().__init__(box)
        self.choice.changed.connect(lambda values: self.given.emit(" ".join(values)))
        self.choice.reason_given.connect(self.reason_given)
        self.choice.cleared.connect(self.cleared)
        self.choice.advanced.connect(self.advanced)

    def show_field(self, field: Field, severity: str) -> None:
        self.choice.set_values(field.value.split())

    def focus(self) -> None:
        self.choice.focus_current()


class TilesEditor(Editor):
    """One or several, side by side."""

    def __init__(
        self, name: str, choices: Sequence[Choice], *, multiple: bool, columns: int, look: str
    ) -> None:
        alone = frozenset(c.value for c in choices if c.value in ALONE or c.words in ALONE)
        self.tiles = ChoiceTiles(
            name, choices, multiple=multiple, columns=columns, look=look, alone=alone
        )
        super().__init__(self.tiles)
        self.goes_on = not multiple
        self._multiple = multiple
        self.tiles.changed.connect(lambda values: self.given.emit(" ".join(values)))
        self.tiles.reason_given.connect(self.reason_given)
        self.tiles.cleared.connect(self.cleared)
        self.tiles.advanced.connect(self.advanced)

    def show_field(self, field: Field, severity: str) -> None:
        value = field.value
        self.tiles.set_values(value.split() if self._multiple else [value] if value else [])

    def focus(self) -> None:
        self.tiles.focus_current()


def choices_of(context: EditorContext) -> list[Choice]:
    """Return the choices of a question with the pictures that can be found."""
    offered = context.field.choices
    if not any(one.media for one in offered) and all_plain(one.label for one in offered):
        return [Choice(one.value, one.label or one.value) for one in offered]
    made = []
    for one in offered:
        name = one.media.get("image", "")
        made.append(plain_choice(one.value, one.label, context.media(name) if name else None))
    return made


def single(context: EditorContext) -> Editor:
    """Make the editor of one choice without an appearance of its own."""
    question, field = context.question, context.field
    options = bar_options(question, field)
    if options:
        return BarEditor(context.name, question, options)
    return plain(context)


def multi(context: EditorContext) -> Editor:
    """Make the editor of several choices without an appearance of its own."""
    return plain(context)


def plain(context: EditorContext) -> Editor:
    """Make the editor of choices as they come: a list, chips, tiles with pictures, a search."""
    choices, multiple = choices_of(context), context.question.kind == "select_multiple"
    if not choices:
        from app.ui.questions.shown import ShownEditor

        return ShownEditor(context.question, _("There is nothing to choose from yet."))
    if len(choices) > MANY:
        from app.ui.questions.search import search

        return search(context)
    if any(one.image for one in choices):
        return TilesEditor(context.name, choices, multiple=multiple, columns=0, look=BOXED)
    options = tuple(Option(one.value, one.words) for one in choices)
    return MultiEditor(context.name, options) if multiple else ListEditor(context.name, options)


def columns(context: EditorContext) -> Editor:
    """Make the editor of ``columns``, ``columns-n``, ``columns-pack``, ``no-buttons`` and kin."""
    wanted = 0
    for word in context.question.appearance:
        found = _COUNTED.fullmatch(word)
        if found:
            wanted = max(1, int(found[1] or found[2] or found[3]))
        elif word == "columns":
            wanted = COLUMNS
    look = BARE if context.has("no-buttons") else BOXED
    return _tiles(context, wanted, look)


def scale(context: EditorContext) -> Editor:
    """Make the editor of ``likert`` and ``list``: equal parts, words above the marks."""
    return _tiles(context, -1, SCALE)


def dots(context: EditorContext) -> Editor:
    """Make the editor of ``list-nolabel``: only the marks, as in the row of a table."""
    return _tiles(context, -1, DOT)


def _tiles(context: EditorContext, wanted: int, look: str) -> Editor:
    choices = choices_of(context)
    if not choices or len(choices) > MANY:
        return plain(context)
    multiple = context.question.kind == "select_multiple"
    number = len(choices) if wanted < 0 else wanted
    return TilesEditor(context.name, choices, multiple=multiple, columns=number, look=look)
