"""Values as they are stored: the canonical text of each data type, empty for what is not of it."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, tzinfo

from app.forms.xpath.values import to_string

_INT_MIN, _INT_MAX = -(2**31), 2**31 - 1
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(:(\d{2})(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_DATETIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(:\d{2}(\.\d+)?)?)(Z|[+-]\d{2}(:?\d{2})?)?"
)
_CONTROL = dict.fromkeys(
    [
        *(code for code in range(32) if code not in (9, 10, 13)),
        *range(0xD800, 0xE000),
        *(0xFFFE, 0xFFFF),
    ]
)


def canonical(kind: str, text: str) -> str:
    """Return the stored text of a value.

    Args:
        kind: Data type of the bind.
        text: What was typed, chosen or computed.

    Returns:
        The canonical lexical value; empty when the text is not a value of the type.

    Source:
        ODK XForms, section Data Types; canonical decimals as XML Schema writes them (``10.0``).
    """
    make = _MAKERS.get(kind)
    if make is None:
        return plain(text)
    text = text.strip()
    return make(text) if text else ""


def plain(text: str) -> str:
    """Return text in NFC without characters that XML cannot hold."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", text.translate(_CONTROL))


def number(text: str) -> float:
    """Read a number strictly; NaN for anything else."""
    return float(text) if _NUMBER.fullmatch(text) else math.nan


def decimal_text(value: float) -> str:
    """Write a number with a decimal point and without exponent."""
    if not math.isfinite(value):
        return ""
    text = repr(value)
    if "e" in text or "E" in text:
        text = f"{value:.20f}".rstrip("0") if abs(value) < 1 else f"{value:.1f}"
        if text.endswith("."):
            text += "0"
    return text


def readable(kind: str, text: str) -> str:
    """Return a stored value as a person writes it: a decimal without the ``.0`` of its storage."""
    return text.removesuffix(".0") if kind == "decimal" else text


def _integer(text: str) -> str:
    if re.fullmatch(r"[+-]?\d{1,10}", text):
        value = int(text)
    else:
        amount = number(text)
        if not math.isfinite(amount):
            return ""
        value = math.trunc(amount)
    return str(value) if _INT_MIN <= value <= _INT_MAX else ""


def _decimal(text: str) -> str:
    if re.fullmatch(r"-?(0|[1-9]\d*)\.(\d*[1-9]|0)", text) and text != "-0.0":
        return text
    if re.fullmatch(r"-?(0|[1-9]\d*)", text):
        return f"{text}.0" if text != "-0" else "0.0"
    plain_number = re.fullmatch(r"([+-]?)0*(\d*)\.(\d*)", text)
    if plain_number and (plain_number[2] or plain_number[3]):
        sign = "-" if plain_number[1] == "-" else ""
        return f"{sign}{plain_number[2] or '0'}.{plain_number[3].rstrip('0') or '0'}"
    return decimal_text(number(text))


def _boolean(text: str) -> str:
    return {"true": "1", "1": "1", "false": "0", "0": "0"}.get(text.casefold(), "")


def _date(text: str) -> str:
    found = _DATE.fullmatch(text)
    if found is None:
        return ""
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return ""


def _time(text: str) -> str:
    found = _TIME.fullmatch(text)
    if found is None or int(found[1]) > 24 or int(found[2]) > 59 or int(found[4] or 0) > 59:
        return ""
    return text if len(found[1]) == 2 else "0" + text


def _date_time(text: str) -> str:
    found = _DATETIME.fullmatch(text)
    if found is not None:
        day = _date(found[1])
        clock = _time(found[2])
        return f"{day}T{clock}{found[5] or ''}" if day and clock else ""
    return text if _date(text) else ""


def _point(text: str) -> str:
    parts = text.split()
    if not 2 <= len(parts) <= 4:
        return ""
    values = [number(part) for part in parts]
    if not all(math.isfinite(value) for value in values):
        return ""
    if abs(values[0]) > 90 or abs(values[1]) > 180:
        return ""
    return " ".join(_decimal(part) for part in parts)


def _trace(text: str) -> str:
    points = [part.split() for part in text.split(";") if part.strip()]
    good = len(points) >= 2 and all(_point(" ".join(point)) for point in points)
    return text if good else ""


def _shape(text: str) -> str:
    points = [part.split() for part in text.split(";") if part.strip()]
    good = len(points) >= 3 and all(_point(" ".join(point)) for point in points)
    closed = good and [*map(float, points[0][:2])] == [*map(float, points[-1][:2])]
    return text if closed else ""


def _words(text: str) -> str:
    return plain(" ".join(text.split()))


_MAKERS = {
    "int": _integer,
    "decimal": _decimal,
    "boolean": _boolean,
    "date": _date,
    "time": _time,
    "dateTime": _date_time,
    "geopoint": _point,
    "geotrace": _trace,
    "geoshape": _shape,
    "select": _words,
    "odk:rank": _words,
}


def computed(kind: str, value: object, zone: tzinfo) -> str:
    """Return the stored text of the result of a calculation.

    A number becomes a date or dateTime where the node has that type; an integer too large for the
    type is kept as it is rather than lost.
    """
    text = to_string(value)  # type: ignore[arg-type]
    if kind == "string" or not text:
        return plain(text)
    if kind in ("date", "dateTime") and _NUMBER.fullmatch(text):
        return _day(float(text), kind, zone)
    made = canonical(kind, text)
    if made or kind not in ("int", "geotrace", "geoshape", "time", "dateTime", "date"):
        return made
    return plain(text) if kind != "int" or math.isfinite(number(text)) else ""


def _day(days: float, kind: str, zone: tzinfo) -> str:
    try:
        if kind == "date":
            return (date(1970, 1, 1) + timedelta(days=math.floor(days))).isoformat()
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=days)
        return moment.astimezone(zone).isoformat(timespec="milliseconds")
    except (OverflowError, ValueError):
        return ""
