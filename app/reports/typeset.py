"""Setting Chinese text: fonts, widths, line breaks; for pages drawn with reportlab.

reportlab's own paragraphs take about 0.4 ms each for wrapped Chinese; a sheet has thousands.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import NamedTuple

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.paths import resource

REGULAR, STRONG = "NotoSansSC", "NotoSansSC-SemiBold"
_FILES = {REGULAR: "NotoSansSC_400Regular.ttf", STRONG: "NotoSansSC_600SemiBold.ttf"}
_NOT_FIRST = frozenset("，。、；：？！）》」』】〕”’…—·％℃%),.;:?!]}")
_NOT_LAST = frozenset("（《「『【〔“‘([{")
_lock = threading.Lock()
_widths: dict[str, dict[int, float]] = {}


def load_fonts() -> None:
    """Make Noto Sans SC known to reportlab; the first time takes some tenths of a second."""
    with _lock:
        # ASCII85 would make pictures a quarter larger and cost a second per 300 of them.
        rl_config.useA85 = 0
        for name, file in _FILES.items():
            if name not in _widths:
                font = TTFont(name, str(resource(f"fonts/{file}")))
                pdfmetrics.registerFont(font)
                _widths[name] = font.face.charWidths


class Text(NamedTuple):
    r"""Text in one style.

    Attributes:
        text: With ``\n`` where a new line must begin.
        size: Points.
        strong: Semibold.
        colour: As ``#RRGGBB``.
    """

    text: str
    size: float = 9
    strong: bool = False
    colour: str = "#15201E"

    @property
    def font(self) -> str:
        """Name of the font as reportlab knows it."""
        return STRONG if self.strong else REGULAR

    @property
    def leading(self) -> float:
        """Distance of lines in points."""
        return self.size * 1.45


def advance(text: str, font: str, size: float) -> float:
    """Return the width of a text in points."""
    widths = _widths[font]
    return sum(widths.get(ord(char), 1000) for char in text) * size / 1000


@lru_cache(maxsize=20_000)
def wrap(text: str, font: str, size: float, room: float) -> tuple[str, ...]:
    """Break text into lines no wider than ``room`` points.

    Chinese breaks anywhere but before closing and after opening punctuation; words and numbers in
    Latin letters stay whole unless they alone are wider than a line.
    """
    limit = room * 1000 / size
    widths = _widths[font]
    lines: list[str] = []
    for part in text.split("\n"):
        line: list[str] = []
        used = 0.0
        for word in _words(part):
            wide = sum(widths.get(ord(char), 1000) for char in word)
            if used + wide <= limit:
                line.append(word)
                used += wide
                continue
            pulled = _pulled(line, word)
            if line:
                lines.append("".join(line).rstrip())
            line, used = pulled, sum(widths.get(ord(char), 1000) for w in pulled for char in w)
            for char in word if wide > limit else [word]:
                wide = sum(widths.get(ord(one), 1000) for one in char)
                if line and used + wide > limit:
                    lines.append("".join(line))
                    line, used = [], 0.0
                if line or char != " ":
                    line.append(char)
                    used += wide
        lines.append("".join(line).rstrip())
    return tuple(lines)


def _pulled(line: list[str], word: str) -> list[str]:
    """Take from the end of a full line what must not be parted from the next word."""
    pulled: list[str] = []
    first = word[0]
    while len(line) > 1 and len(pulled) < 3 and (first in _NOT_FIRST or line[-1] in _NOT_LAST):
        pulled.insert(0, line.pop())
        first = pulled[0][0]
    return pulled


def _words(text: str) -> list[str]:
    words: list[str] = []
    latin = False
    for char in text:
        joins = "!" < char < "\u0250" and char not in ",;"
        if joins and latin:
            words[-1] += char
        else:
            words.append(char)
        latin = joins
    return words
