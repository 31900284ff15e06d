"""What a folded row says of a file or a place: never a digest, never a string of coordinates."""

from __future__ import annotations

import pytest

from app.ui.questions.options import value_words
from tests.ui.questions.asked import Asked

SHAPE = "1 1 0 0; 1 2 0 0; 2 2 0 0; 1 1 0 0"


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("audio", f"{'a' * 64}.mp3", "recording attached"),
        ("image", f"{'a' * 64}.png", "picture attached"),
        ("geopoint", "37.51 105.0 1200.0 5.0", "37.51 105"),
        ("geotrace", "1 1 0 0; 1 2 0 0;", "2 points"),
        ("geoshape", SHAPE, "3 points"),
    ],
)
def test_a_folded_row_speaks_in_words(kind: str, value: str, words: str) -> None:
    asked = Asked(kind)
    asked.set(value)
    assert asked.value
    question = asked.field.question
    assert question is not None
    assert value_words(question, asked.field) == words
