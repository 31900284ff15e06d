"""Words and names as printed: masking, natural order, short lists of buildings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

_ASCII_DIGITS = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
# Numbers that name a person: an identity or bank card (15 to 19 digits), a mobile phone (also in
# groups, also with +86), a landline. Digits on either side mean that it is some other code.
_PERSONAL = re.compile(
    r"(?<![0-9])(?:"
    r"(?P<card>[0-9]{17}[0-9Xx]|[0-9]{15,19})"
    r"|(?:86[ \-]?)?(?P<mobile>1[3-9][0-9][ \-]?[0-9]{4}[ \-]?[0-9]{4})"
    r"|(?P<line>0[0-9]{2,3}[ \-]?[0-9]{7,8})"
    r")(?![0-9])"
)
_NUMBERS = re.compile(r"[0-9]+")
_NUMBERED = re.compile(r"(?P<before>.*?)(?P<number>[0-9]+)(?P<after>[^0-9]*)", re.DOTALL)


def mask(text: str) -> str:
    """Hide phone, identity and bank card numbers in free text.

    Args:
        text: Anything a person may have typed.

    Returns:
        The text with 13812341234 as 138****1234, an identity number as its first two and last
        three characters, a landline as area code and last three digits; all else unchanged.

    Source:
        永安市 data masking rule (phone 138****1234, identity 35***…123), read 2026-11-22.
    """
    found = [
        (*match.span(str(match.lastgroup)), str(match.lastgroup))
        for match in _PERSONAL.finditer(text.translate(_ASCII_DIGITS))
    ]
    for start, end, kind in reversed(found):
        text = text[:start] + _hidden(text[start:end], kind) + text[end:]
    return text


def _hidden(number: str, kind: str) -> str:
    plain = re.sub(r"[ \-]", "", number)
    if kind == "mobile":
        return f"{plain[:3]}****{plain[-4:]}"
    if kind == "line":
        area = 3 if plain[1] in "12" else 4
        return f"{plain[:area]}-****{plain[-3:]}"
    return plain[:2] + "*" * (len(plain) - 5) + plain[-3:]


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key under which 2号楼 stands before 10号楼."""
    parts: list[tuple[int, int, str]] = []
    end = 0
    for match in _NUMBERS.finditer(name):
        if match.start() > end:
            parts.append((1, 0, name[end : match.start()]))
        parts.append((0, int(match.group()), match.group()))
        end = match.end()
    if end < len(name):
        parts.append((1, 0, name[end:]))
    return tuple(parts)


def building_list(names: Iterable[str]) -> str:
    """Write many building names shortly: 1、3—5号楼，7栋东.

    Names that differ in their last number alone share their words; three or more numbers in a row
    become a span. Each name given is written once per time it is given, so that what is counted
    can be counted again on paper.
    """
    groups: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for name in sorted(names, key=natural_key):
        match = _NUMBERED.fullmatch(name)
        if match is None:
            groups.setdefault((name, ""), []).append((-1, ""))
        else:
            before, number, after = match.group("before", "number", "after")
            groups.setdefault((before, after), []).append((int(number), number))
    return "，".join(
        "、".join(before + part for part in _spans(numbers)) + after
        for (before, after), numbers in groups.items()
    )


def _spans(numbers: list[tuple[int, str]]) -> list[str]:
    parts: list[str] = []
    run: list[tuple[int, str]] = []
    for number in [*numbers, (-9, "")]:
        # 03 and 4 are written differently, so the reader could not tell what the span holds.
        if run and number[0] == run[-1][0] + 1 and _like(number[1], run[-1][1]):
            run.append(number)
            continue
        if len(run) >= 3:
            parts.append(f"{run[0][1]}—{run[-1][1]}")
        else:
            parts += [text for _value, text in run]
        run = [number]
    return parts


def _like(one: str, other: str) -> bool:
    return len(one) == len(other) or not (one.startswith("0") or other.startswith("0"))


def plain(number: int | Decimal) -> str:
    """Return a number without trailing zeros or exponent."""
    if isinstance(number, int):
        return str(number)
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=65536)
def width(text: str) -> int:
    """Return the printed width in half-width characters: Chinese counts two."""
    return sum(1 if char < "\u1100" else 2 for char in text)


def day(time_ms: int | None, zone: str) -> str:
    """Return the date of a UTC time in a zone as 2026-11-22; empty when unknown."""
    if time_ms is None:
        return ""
    return datetime.fromtimestamp(time_ms / 1000, ZoneInfo(zone)).strftime("%Y-%m-%d")


def minute(time_ms: int | None, zone: str) -> str:
    """Return date and time of a UTC time in a zone as 2026-11-22 14:32; empty when unknown."""
    if time_ms is None:
        return ""
    return datetime.fromtimestamp(time_ms / 1000, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
