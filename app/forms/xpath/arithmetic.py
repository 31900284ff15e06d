"""``*``, ``div`` and ``mod`` by IEEE 754: never an exception."""

from __future__ import annotations

import math


def _times(left: float, right: float) -> float:
    return left * right


def divide(left: float, right: float) -> float:
    """Divide as IEEE 754 says, without an exception for zero."""
    if right:
        return left / right
    if left == 0 or left != left:
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def modulo(left: float, right: float) -> float:
    """Return the remainder with the sign of the dividend."""
    if right == 0 or math.isinf(left) or left != left or right != right:
        return math.nan
    return math.fmod(left, right)


ARITHMETIC = {"*": _times, "div": divide, "mod": modulo}
