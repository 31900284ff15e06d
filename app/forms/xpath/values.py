"""Values of expressions and the rules that turn one type into another.

A value is a boolean, a float, text, a list of nodes or a `DateValue`. In ODK mode text that is an
ISO date or dateTime counts as a number of days since 1970-01-01 UTC, and a number that is none
(NaN) is written as empty text, because that is what a form stores.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from app.forms.xpath.dates import DateValue, days_of

if TYPE_CHECKING:
    from app.forms.tree import Node
    from app.forms.xpath.env import Env

Value: TypeAlias = "bool | float | str | list[Node] | DateValue"

NAN = math.nan
SPACE = " \t\r\n"
_STRICT = re.compile(r"[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*\Z")
_LENIENT = re.compile(
    r"[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)[ \t\r\n]*\Z"
)
MAX_NUMBER_TEXT = 1000


def strict_number(text: str) -> float:
    """Return the number that text stands for by XPath 1.0, else NaN."""
    match = _STRICT.match(text) if len(text) < MAX_NUMBER_TEXT else None
    return float(match[1]) if match else NAN


def plain_number(text: str) -> float:
    """Return the number that text stands for, an exponent allowed, else NaN."""
    match = _LENIENT.match(text) if len(text) < MAX_NUMBER_TEXT else None
    return float(match[1]) if match else NAN


def odk_number(text: str, env: Env) -> float:
    """Return the number, or the days of an ISO date or dateTime, else NaN."""
    if not text or len(text) >= MAX_NUMBER_TEXT:
        return NAN
    if text.isdigit() and text.isascii():
        return float(text)
    match = _LENIENT.match(text)
    if match:
        return float(match[1])
    days = days_of(text.strip(SPACE), env.timezone)
    return NAN if days is None else days


def number_text(number: float) -> str:
    """Write a number: no exponent, no ``.0``, ``NaN``, ``Infinity``."""
    if number != number:
        return "NaN"
    if number in (math.inf, -math.inf):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number)) if abs(number) < 1e15 else _plain(number)
    text = repr(number)
    return _plain(number) if "e" in text else text


def _plain(number: float) -> str:
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def odk_number_text(number: float) -> str:
    """Write a number as a form stores it: NaN is empty."""
    return "" if number != number else number_text(number)


def to_string(value: Value, odk: bool = True) -> str:
    """Convert any value to text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (float, int)):
        return odk_number_text(value) if odk else number_text(value)
    if isinstance(value, DateValue):
        return value.text
    return value[0].string() if value else ""


def to_number(value: Value, env: Env, odk: bool = True) -> float:
    """Convert any value to a number."""
    if isinstance(value, (bool, float, int)):
        return float(value)
    if isinstance(value, DateValue):
        return value.days
    text = value if isinstance(value, str) else value[0].string() if value else ""
    return odk_number(text, env) if odk else strict_number(text)


def to_boolean(value: Value) -> bool:
    """Convert any value to true or false."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (float, int)):
        return value == value and value != 0
    if isinstance(value, DateValue):
        return value.days == value.days and value.days != 0
    return len(value) > 0
