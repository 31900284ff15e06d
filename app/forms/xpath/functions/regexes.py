"""Regular expressions of forms: Java's and JavaScript's flavour, bounded in time and size."""

from __future__ import annotations

import functools
import re

import regex

from app.forms.xpath.errors import XPathError
from app.forms.xpath.functions.registry import function
from app.i18n import N_

SECONDS = 0.5
MAX_WEIGHT = 100_000
_COUNT = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_MANY = 10**9


@functools.lru_cache(maxsize=500)
def _pattern(expression: str) -> regex.Pattern[str]:
    if _weight(expression) > MAX_WEIGHT:
        raise XPathError(
            N_("The regular expression {expression} takes too long"), expression=expression[:200]
        )
    try:
        return regex.compile(_ascii_digits(expression))
    except (regex.error, OverflowError, RecursionError) as error:
        raise XPathError(
            N_("{expression} is not a regular expression: {reason}"),
            expression=expression,
            reason=str(error),
        ) from error


def _ascii_digits(expression: str) -> str:
    r"""Let ``\d`` mean 0–9 as in Java and JavaScript, not every digit of Unicode."""
    out: list[str] = []
    inside = False
    index = 0
    while index < len(expression):
        pair = expression[index : index + 2]
        if pair[0] == "\\":
            out.append({"\\d": "0-9" if inside else "[0-9]"}.get(pair, pair))
            index += 2
            continue
        inside = pair[0] == "[" or (inside and pair[0] != "]")
        out.append(pair[0])
        index += 1
    return "".join(out)


@function("regex", "s s", "b")
def _regex(text: str, expression: str) -> bool:
    try:
        return _pattern(expression).search(text, timeout=SECONDS) is not None
    except TimeoutError as error:
        raise XPathError(
            N_("The regular expression {expression} takes too long"), expression=expression
        ) from error


def _weight(expression: str) -> int:
    """Return how large an expression is with its counted repeats written out.

    They are written out in memory when it is compiled: ``((a{1000}){1000}){1000}`` would take all
    of it.
    """
    sums = [0]
    last = 0
    index = 0
    while index < len(expression):
        char = expression[index]
        count = _COUNT.match(expression, index) if char == "{" else None
        if count is not None:
            times = max(int(count[1][:10]), int((count[2] or "0")[:10]))
            sums[-1] = min(sums[-1] + last * max(times - 1, 0), _MANY)
            last = min(last * times, _MANY)
            index = count.end()
            continue
        if char == "(":
            sums.append(0)
            last = 0
        elif char == ")" and len(sums) > 1:
            last = sums.pop() + 1
            sums[-1] = min(sums[-1] + last, _MANY)
        else:
            index += char == "\\"
            last = 1
            sums[-1] += 1
        index += 1
    return min(sum(sums), _MANY)
