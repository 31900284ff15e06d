from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms.xpath import number_text
from app.forms.xpath.values import plain_number, strict_number
from tests.forms.xpath.conftest import Evaluate


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (13800138000.0, "13800138000"),
        (1e21, "1000000000000000000000"),
        (1e-7, "0.0000001"),
        (1.23e-18, "0.00000000000000000123"),
        (-0.0, "0"),
        (5.0, "5"),
        (0.1, "0.1"),
        (math.inf, "Infinity"),
        (math.nan, "NaN"),
    ],
)
def test_numbers_are_written_without_exponent(number: float, text: str) -> None:
    assert number_text(number) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_written_number_reads_as_the_same_number(number: float) -> None:
    text = number_text(number)
    assert "e" not in text
    assert strict_number(text) == number


@pytest.mark.parametrize(
    "text", ["inf", "nan", "1_0", "+1", "0x10", "１２", "- 1", "1 2", "1.2.3", ""]
)
def test_text_that_is_no_number_is_not_taken_for_one(text: str) -> None:
    assert math.isnan(strict_number(text))
    assert math.isnan(plain_number(text))


def test_a_result_that_is_no_number_is_stored_as_empty_text(evaluate: Evaluate) -> None:
    assert evaluate("1 * 'x'", "string") == ""
    assert evaluate("coalesce(0 div 0, 'other')") == "other"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("7 mod -3", 1.0),
        ("-7 mod 3", -1.0),
        ("1 div 0", math.inf),
        ("-1 div 0", -math.inf),
        ("round(-1.5)", -1.0),
        ("round(0.49999999999999994)", 0.0),
        ("round(2.675, 2)", 2.68),
        ("round(-2.675, 2)", -2.68),
        ("round(1250, -2)", 1300.0),
        ("pow(2, 10000)", math.inf),
        ("log(0)", -math.inf),
        ("exp(1000)", math.inf),
        ("int(-3.7)", -3.0),
    ],
)
def test_arithmetic_never_raises(evaluate: Evaluate, text: str, result: float) -> None:
    assert evaluate(text, "number") == result
