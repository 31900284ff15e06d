"""Ranges: a slider with start, end and step, stars, or a list of its numbers to pick from."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.questions.base import Editor, EditorContext
from app.ui.questions.dropdown import DropdownEditor, FoldedEditor
from app.ui.questions.numbers import DECIMALS, NumberEditor, to_decimal
from app.ui.questions.search import SearchEditor
from app.ui.questions.slider import StepSlider
from app.ui.questions.stars import Stars
from app.ui.questions.tile import Choice
from app.ui.theme import theme
from app.ui.widgets.labels import Text
from app.ui.widgets.limits import Limits
from app.ui.words import unit_word

if TYPE_CHECKING:
    from app.forms.definition import Question
    from app.forms.fields import Field

MOST_STEPS = 10_001
MOST_STARS = 20
MOST_ROWS = 200
"""More steps than this are searched for instead of dropped down."""


def steps_of(question: Question) -> list[str]:
    """Return the values of a range as they are stored; empty where start, end, step make none."""
    given = question.attributes
    start = to_decimal(given.get("start", "")) if given.get("start") else Decimal(1)
    end = to_decimal(given.get("end", "")) if given.get("end") else Decimal(10)
    step = to_decimal(given.get("step", "")) if given.get("step") else Decimal(1)
    if start is None or end is None or not step:
        return []
    step = abs(step) if end >= start else -abs(step)
    count = int((end - start) / step) + 1
    if not 1 < count <= MOST_STEPS:
        return []
    return [f"{(start + step * number).normalize():f}" for number in range(count)]


class RangeEditor(Editor):
    """A slider or a row of stars, with the number beside it."""

    def __init__(self, slider: StepSlider, unit: str) -> None:
        self.slider, self._unit = slider, unit
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(3))
        self._said = Text("—", "body_strong")
        self._said.setMinimumWidth(theme().text_width("body_strong", "0000.00"))
        row.addWidget(slider, 0 if slider.upright or isinstance(slider, Stars) else 1)
        row.addWidget(self._said)
        if slider.upright or isinstance(slider, Stars):
            row.addStretch()
        super().__init__(box)
        slider.picked.connect(self._picked)
        slider.emptied.connect(self.cleared)
        slider.advanced.connect(self.advanced)
        slider.reason_given.connect(self.reason_given)

    def _picked(self, text: str) -> None:
        self._say(text)
        self.given.emit(text)

    def _say(self, text: str) -> None:
        self._said.setText(f"{text} {self._unit}".strip() if text else "—")

    def show_field(self, field: Field, severity: str) -> None:
        value = to_decimal(field.value)
        self.slider.set_text("" if value is None else f"{value.normalize():f}")
        self._say(field.value)

    def focus(self) -> None:
        self.slider.setFocus(Qt.FocusReason.ShortcutFocusReason)


def slider(context: EditorContext) -> Editor:
    """Make the editor of a range, also ``vertical`` and ``no-ticks``."""
    question = context.question
    steps = steps_of(question)
    if not steps:
        return _typed(context)
    upright = context.has("vertical")
    made = StepSlider(
        context.name,
        steps,
        upright=upright,
        ticks=not context.has("no-ticks"),
        every=_every(question),
        waits_at=_plain(question.attributes.get("placeholder", "")),
    )
    if upright:
        made.setFixedHeight(theme().space(12) * 4)
    return RangeEditor(made, unit_word(question.extras.get("unit", "")))


def _every(question: Question) -> int:
    """Return how many steps lie from tick to tick; 0 where the form says nothing that fits."""
    interval = to_decimal(question.attributes.get("tick-interval", ""))
    step = to_decimal(question.attributes.get("step", "") or "1")
    if not interval or not step or interval % step:
        return 0
    return int(abs(interval / step))


def _plain(text: str) -> str:
    value = to_decimal(text)
    return "" if value is None else f"{value.normalize():f}"


def stars(context: EditorContext) -> Editor:
    """Make the editor of ``rating``."""
    steps = steps_of(context.question)
    if not steps or len(steps) > MOST_STARS:
        return slider(context)
    return RangeEditor(
        Stars(context.name, steps), unit_word(context.question.extras.get("unit", ""))
    )


def picker(context: EditorContext) -> Editor:
    """Make the editor of ``picker``."""
    steps = steps_of(context.question)
    if not steps:
        return _typed(context)
    choices = [Choice(step, step) for step in steps]
    if len(choices) <= MOST_ROWS:
        return DropdownEditor(context.name, choices)
    inner = SearchEditor(context.name, choices, multiple=False)
    return FoldedEditor(context.name, inner, {step: step for step in steps}, multiple=False)


def _typed(context: EditorContext) -> Editor:
    """Fall back to typing where start, end and step make no steps one could show."""
    question = context.question
    low = to_decimal(question.attributes.get("start", ""))
    high = to_decimal(question.attributes.get("end", ""))
    if low is not None and high is not None and low > high:
        low, high = high, low
    limits = Limits(low, high, decimals=0 if question.type == "int" else DECIMALS)
    return NumberEditor(context.name, unit_word(question.extras.get("unit", "")), limits)
