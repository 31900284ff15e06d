"""What a number may be, what is said when it is not, and what may be typed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QWidget

from app.i18n import _

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．。－", "0123456789..-")


class Limits(NamedTuple):
    """What a number may be; ``None`` means no limit, doubtful bounds lie inside the hard ones."""

    low: Decimal | None = None
    high: Decimal | None = None
    doubtful_low: Decimal | None = None
    doubtful_high: Decimal | None = None
    decimals: int = 2


def judge(text: str, limits: Limits, unit: str = "") -> tuple[str, str]:
    """Judge a typed number.

    Returns:
        State and sentence: ``empty`` or ``good`` with no sentence, ``error`` outside the limits,
        ``doubt`` for a possible but unusual value.
    """
    if not text:
        return "empty", ""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return "error", _("Not a number")
    if limits.high is not None and value > limits.high:
        return "error", _("Over {limit}, please measure again").format(limit=limits.high)
    if limits.low is not None and value < limits.low:
        return "error", _("Under {limit}, please measure again").format(limit=limits.low)
    over = limits.doubtful_high is not None and value > limits.doubtful_high
    under = limits.doubtful_low is not None and value < limits.doubtful_low
    if over or under:
        return "doubt", really(text, unit)
    return "good", ""


def really(text: str, unit: str) -> str:
    """Return the question about a number that is possible but unusual."""
    return _("Really {value}?").format(value=f"{text} {unit}".strip())


class DigitsValidator(QValidator):
    """Lets through what a number is made of; full-width digits become plain ones."""

    def __init__(self, limits: Limits, parent: QWidget) -> None:
        super().__init__(parent)
        self._limits = limits

    def validate(self, text: str, at: int) -> object:
        text = text.translate(_FULL_WIDTH)
        low = self._limits.low
        body = text[1:] if text.startswith("-") and (low is None or low < 0) else text
        whole, point, rest = body.partition(".")
        good = all(c in "0123456789" for c in whole + rest) and len(rest) <= self._limits.decimals
        if not good or (point and not self._limits.decimals):
            return QValidator.State.Invalid, text, at
        done = bool(whole + rest)
        return (QValidator.State.Acceptable if done else QValidator.State.Intermediate), text, at


def same_number(one: str, other: str) -> bool:
    """Tell whether two texts are one number."""
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return one == other
