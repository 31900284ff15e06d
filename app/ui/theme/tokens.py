"""The design tokens as they stand in the file, with the WCAG 2 contrast formula beside them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from app.paths import resource

MODES = ("light", "dark", "contrast")
TEXT_SIZES = (100, 115, 130)
"""Per cent: 标准, 大, 特大."""


@cache
def tokens() -> dict[str, Any]:
    """Return the content of ``resources/ui/tokens.json``."""
    loaded: dict[str, Any] = json.loads(resource("ui/tokens.json").read_text(encoding="utf-8"))
    return loaded


def colors(mode: str) -> dict[str, str]:
    """Return the colours of one mode by token, written ``#RRGGBB`` or ``#RRGGBBAA``."""
    table: dict[str, str] = tokens()["color"][mode]
    return table


def _luminance(color: str) -> float:
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two opaque colours, 1 to 21.

    Source:
        WCAG 2.2, definitions "contrast ratio" and "relative luminance".
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
