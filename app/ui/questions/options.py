"""Choices and answers of a question as windows show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import _, ngettext
from app.models.media import QUESTIONS, words_of
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.answer_paint import Option, standard_options
from app.ui.widgets.markup import to_plain
from app.ui.words import listed, unit_word

if TYPE_CHECKING:
    from app.forms import lexical
    from app.forms.definition import Question
    from app.forms.fields import Field
else:
    lexical = lazy("app.forms.lexical")  # the window stands before the form engine

REASONS = ("undecidable", "not_applicable", "not_reached")
_DEFECT = {"none", "present"}
MOST_SEGMENTS = 5
_BAR = frozenset(("quick", "horizontal", "map"))
"""Appearances with which a choice still looks like the joined bar."""
_BAR_WIDTH = 520
"""Room that the answer bar has on the smallest screen on which parts stand as a column."""


def is_defect(question: Question) -> bool:
    """Tell whether a question is answered by 无 or 有."""
    return question.kind == "select_one" and {c.value for c in question.choices} == _DEFECT


def bar_options(question: Question, field: Field) -> tuple[Option, ...]:
    """Return the segments of the answer bar; empty where another widget is better."""
    if question.kind != "select_one" or any(_own_look(word) for word in question.appearance):
        return ()
    if len(question.choices) > MOST_SEGMENTS:
        return ()
    choices = field.choices
    if is_defect(question):
        words = {choice.value: choice.label for choice in choices}
        return tuple(Option(o.value, words.get(o.value, o.words)) for o in standard_options())
    look = theme()
    pad = 2 * look.space(2) + look.icon(1) + look.space(2)
    if not choices or len(choices) > MOST_SEGMENTS:
        return ()
    if any("image" in choice.media for choice in choices):
        return ()
    labels = [to_plain(choice.label) or choice.value for choice in choices]
    widest = max(look.text_width("body_strong", one) for one in labels)
    if (widest + pad) * len(choices) > _BAR_WIDTH:
        return ()
    return tuple(Option(c.value, one) for c, one in zip(choices, labels, strict=True))


def _own_look(word: str) -> bool:
    return word not in _BAR and not word.startswith(("search(", "randomize("))


def gone(value: str) -> str:
    """Return how a saved value is named that is no choice any more."""
    return _("{value} (no choice any more)").format(value=value)


def value_words(question: Question, field: Field) -> str:
    """Return an answer in words: labels of choices, number with unit."""
    text = field.value
    if not text:
        return ""
    if question.kind in ("select_one", "select_multiple", "rank"):
        labels = {choice.value: to_plain(choice.label) for choice in field.choices}
        values = [text] if question.kind == "select_one" else text.split()
        return listed(labels.get(value) or gone(value) for value in values)
    if question.kind in QUESTIONS:
        return words_of(question.kind)
    if question.kind == "geopoint":
        return " ".join(part.removesuffix(".0") for part in text.split()[:2])
    if question.kind in ("geotrace", "geoshape"):
        count = sum(1 for part in text.split(";") if part.strip())
        count -= question.kind == "geoshape"  # its last point is its first
        return ngettext("{count} point", "{count} points", count).format(count=count)
    if "masked" in question.appearance:
        return "•" * min(8, len(text))
    if question.kind == "date" and text[4:5] == "-":
        text = text[:4] if "year" in question.appearance else text
        text = text[:7] if "month-year" in question.appearance else text
    unit = unit_word(question.extras.get("unit", ""))
    if question.kind in ("dateTime", "time"):
        text = text.replace("T", " ").partition(".")[0]
    return f"{lexical.readable(question.type, text)} {unit}".strip()
