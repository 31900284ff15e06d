"""One cell of a roster: tidied, then read as what its column takes."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from app.errors import AppError
from app.i18n import N_
from app.inspection.roster.columns import Column
from app.inspection.roster.words import FALSE, TRUE, WORDS, find, folded
from app.models.values import Json

_WIDE = {0x3000: 0x20, **{wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF1A)}}
_WIDE |= {wide: wide - 0xFEE0 for first in (0xFF21, 0xFF41) for wide in range(first, first + 26)}
_WIDE |= {0xFF0E: 0x2E, 0xFF0D: 0x2D}
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]")
_UNITS = re.compile("(平方米|㎡|m2|m²|层|套|户|人|栋|个|年|°)$", re.IGNORECASE)
_DECADES = frozenset(
    ["2000年前", "2000年以前", "2000-2010", "2000-2010年", "2010年后", "2010年以后", "不详", "未知"]
)


class Parsed(NamedTuple):
    """What a cell holds.

    Attributes:
        value: The value to store; None clears the field.
        aside: Text that could not be the value but is worth a note, such as a decade.
    """

    value: Json
    aside: str = ""


def tidy(text: str) -> str:
    """Return a text without what only looks: outer and doubled blanks, full-width digits, marks."""
    plain = _HIDDEN.sub("", unicodedata.normalize("NFC", text)).translate(_WIDE)
    return " ".join(plain.split())


def name_key(name: str) -> str:
    """Return what decides that two names are the same name."""
    return folded(tidy(name))


def parse(column: Column, text: str) -> Parsed:
    """Read a tidied, non-empty text as the value of a column.

    Raises:
        AppError: It is none; the message is the reason to show.
    """
    if column.kind in ("path", "text"):
        if len(text) > column.high:
            raise AppError(N_("longer than {limit} characters"), limit=column.high)
        return Parsed(text)
    if column.kind == "word":
        return Parsed(_word(column, text))
    if column.kind == "flag":
        return Parsed(_flag(text))
    if column.kind == "year" and folded(text) in _DECADES:
        return Parsed(None, text)
    if column.kind == "decimal":
        return Parsed(_decimal(column, text))
    return Parsed(_integer(column, text))


def _word(column: Column, text: str) -> str:
    entry = find(column.name, text)
    if entry is None:
        choices = "、".join(known.zh for known in WORDS[column.name])
        raise AppError(N_("not one of: {choices}"), choices=choices)
    return entry.code


def _flag(text: str) -> bool:
    if folded(text) in TRUE:
        return True
    if folded(text) in FALSE:
        return False
    raise AppError(N_("neither 是 nor 否"))


def _number(text: str) -> Decimal:
    plain = _UNITS.sub("", text).strip()
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise AppError(N_("not a number")) from None
    if not number.is_finite() or len(plain) > 40:
        raise AppError(N_("not a number"))
    return number


def _in_range(column: Column, number: Decimal) -> Decimal:
    if not column.low <= number <= column.high:
        raise AppError(
            N_("out of range: {low} to {high}"), low=str(column.low), high=str(column.high)
        )
    return number


def _integer(column: Column, text: str) -> int:
    number = _in_range(column, _number(text))
    if number != number.to_integral_value():
        raise AppError(N_("not a whole number"))
    return int(number)


def _decimal(column: Column, text: str) -> str:
    number = _in_range(column, _number(text))
    if column.name == "floor_area" and number <= 0:
        raise AppError(N_("must be more than 0"))
    return plain_decimal(number)


def plain_decimal(number: Decimal) -> str:
    """Write a number without exponent and without needless zeros: 105.190 is 105.19."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
