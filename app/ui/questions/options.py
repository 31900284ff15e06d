"""Choices and answers of a question as windows show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.theme import theme
from app.ui.widgets.answer_paint import Option, standard_options

if TYPE_CHECKING:
    from app.forms.definition import Question
    from app.forms.fields import Field

REASONS = ("undecidable", "not_applicable", "not_reached")
_DEFECT = {"none", "present"}
_BAR_WIDTH = 520
"""Room that the answer bar has on the smallest screen on which parts stand as a column."""


def is_defect(question: Question) -> bool:
    """Tell whether a question is answered by 无 or 有."""
    return question.kind == "select_one" and {c.value for c in question.choices} == _DEFECT


def bar_options(question: Question, field: Field) -> tuple[Option, ...]:
    """Return the segments of the answer bar; empty where a list with digits is better."""
    if question.kind != "select_one":
        return ()
    choices = field.choices
    if is_defect(question):
        words = {choice.value: choice.label for choice in choices}
        return tuple(Option(o.value, words.get(o.value, o.words)) for o in standard_options())
    look = theme()
    pad = 2 * look.space(2) + look.icon(1) + look.space(2)
    widest = max((look.text_width("body_strong", c.label) for c in choices), default=0)
    if not choices or len(choices) > 5 or (widest + pad) * len(choices) > _BAR_WIDTH:
        return ()
    return tuple(Option(choice.value, choice.label) for choice in choices)


def value_words(question: Question, field: Field) -> str:
    """Return an answer in words: labels of choices, number with unit."""
    text = field.value
    if not text:
        return ""
    if question.kind in ("select_one", "select_multiple", "rank"):
        labels = {choice.value: choice.label for choice in field.choices}
        values = [text] if question.kind == "select_one" else text.split()
        return "、".join(labels.get(value, value) for value in values)
    unit = question.extras.get("unit", "")
    if question.kind in ("dateTime", "time"):
        text = text.replace("T", " ").partition(".")[0]
    return f"{text} {unit}".strip()
