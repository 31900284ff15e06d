"""What a form says of a scale: ticks, where it waits, and words that are not shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from app.ui.questions.slider import StepSlider
from app.ui.questions.slider_scale import Scale
from app.ui.widgets.labels import Text
from tests.ui.questions.shown_form import FormShown, children

Show = Callable[..., FormShown]
FORM = """
| survey |
| | type | name | label | parameters |
| | range | q | Q | {parameters} |
| choices |
| | list_name | name | label |
| | words | 0 | none |
| | words | 10 | all |
"""


def test_ticks_stand_as_far_apart_as_the_form_says(show_form: Show) -> None:
    shown = show_form(FORM.format(parameters="start=0 end=10 step=1 tick_interval=5"))
    slider = shown.open("q").editor.slider
    assert isinstance(slider, StepSlider)
    assert list(slider._scale.ticked) == [0, 5, 10]
    assert slider._scale.marked(10_000, upright=False) == [0, 5, 10]
    assert list(Scale(["0", "1", "2"]).ticked) == [0, 1, 2]
    assert list(Scale([str(n) for n in range(1001)]).ticked) == []
    assert list(Scale([str(n) for n in range(1001)], every=100).ticked) == list(range(0, 1001, 100))


def test_an_empty_scale_waits_at_its_placeholder_and_is_no_answer(show_form: Show) -> None:
    shown = show_form(FORM.format(parameters="start=0 end=10 step=1 placeholder=6"))
    slider = shown.open("q").editor.slider
    assert (slider.value(), slider.text, shown.value("q")) == (6, "", "")
    shown.keys(Qt.Key.Key_Space)
    assert shown.value("q") == "6"
    shown.keys(Qt.Key.Key_Right)
    assert shown.value("q") == "7"
    shown.keys(Qt.Key.Key_Delete)
    assert (slider.value(), shown.value("q")) == (6, "")


def test_words_of_a_scale_are_said_to_be_missing(show_form: Show) -> None:
    with_words = FORM.format(parameters="start=0 end=10 step=1 tick_labelset=words")
    shown = show_form(with_words)
    card = shown.open("q")
    assert any("words for the marks" in text.text() for text in children(card, Text))
    shown.keys(Qt.Key.Key_Space, Qt.Key.Key_Right)
    assert shown.value("q") == "1"  # no word of the list, and taken all the same
