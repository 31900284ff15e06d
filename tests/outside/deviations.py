"""Where we differ from outside cases on purpose: rules with reasons, never single cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rule:
    """A difference that we want.

    Attributes:
        reason: What differs and why the specification or our users want it.
        covers: Whether a failing case falls under the rule.
    """

    reason: str
    covers: Callable[[dict[str, Any]], bool]


XPATH_RULES: list[Rule] = []
