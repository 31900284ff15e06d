"""One look, a mode and a text size: what every painter and layout asks for its values."""

from __future__ import annotations

from math import ceil
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF

from app.ui.theme.tokens import colors, tokens

_MEASURED = 4096
"""So many texts are measured once; more than a window shows."""


class Theme:
    """Colours, fonts and sizes of one mode at one text size.

    Type and heights grow with the text size; widths, gaps, radii and strokes do not.

    Attributes:
        mode: ``light``, ``dark`` or ``contrast``.
        text_size: 100, 115 or 130 per cent.
    """

    def __init__(self, mode: str = "light", text_size: int = 100) -> None:
        self.mode = mode
        self.text_size = text_size
        self._tokens = tokens()
        self._table = colors(mode)
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetrics] = {}
        self._widths: dict[tuple[str, str], int] = {}
        self._elided: dict[tuple[str, str, int], str] = {}
        self._lines: dict[str, int] = {}

    def scaled(self, pixels: float) -> int:
        """Return a length that belongs to text, grown with the text size."""
        return round(pixels * self.text_size / 100)

    def hex(self, token: str) -> str:
        """Return a colour as the token file writes it."""
        return self._table[token]

    def color(self, token: str) -> QColor:
        """Return a colour for painting; the caller must not change it."""
        color = self._colors.get(token)
        if color is None:
            text = self._table[token]
            color = QColor(text[:7])
            if len(text) > 7:  # Qt reads eight digits as #AARRGGBB, the file writes #RRGGBBAA
                color.setAlpha(int(text[7:], 16))
            self._colors[token] = color
        return color

    @property
    def family(self) -> str:
        """The bundled font family."""
        return str(self._tokens["font"]["family"])

    def font(self, style: str) -> QFont:
        """Return the font of one type style, such as ``body`` or ``question``."""
        font = self._fonts.get(style)
        if font is None:
            pixels, _line, weight = self._tokens["type"][style]
            font = QFont(self.family)
            font.setPixelSize(self.scaled(pixels))
            font.setWeight(QFont.Weight(weight))
            self._fonts[style] = font
        return font

    def metrics(self, style: str) -> QFontMetrics:
        """Return the measures of one type style."""
        metrics = self._metrics.get(style)
        if metrics is None:
            metrics = self._metrics[style] = QFontMetrics(self.font(style))
        return metrics

    def text_width(self, style: str, text: str) -> int:
        """Return how many pixels one line of ``text`` takes; tables ask again and again."""
        key = (style, text)
        width = self._widths.get(key)
        if width is None:
            if len(self._widths) >= _MEASURED:
                self._widths.clear()
            width = self._widths[key] = self.metrics(style).horizontalAdvance(text)
        return width

    def elided(self, style: str, text: str, room: int) -> str:
        """Return ``text``, cut with an ellipsis where one line of it is wider than ``room``."""
        if self.text_width(style, text) <= room:
            return text
        key = (style, text, room)
        cut = self._elided.get(key)
        if cut is None:
            if len(self._elided) >= _MEASURED:
                self._elided.clear()
            cut = self.metrics(style).elidedText(text, Qt.TextElideMode.ElideRight, room)
            self._elided[key] = cut
        return cut

    def line(self, style: str) -> int:
        """Return the line height of one type style, never less than the font needs."""
        line = self._lines.get(style)
        if line is None:
            needed = ceil(QFontMetricsF(self.font(style)).height())
            line = max(self.scaled(self._tokens["type"][style][1]), needed)
            self._lines[style] = line
        return line

    def height(self, name: str) -> int:
        """Return the height of a kind of control or row, grown with the text size."""
        return self.scaled(self._tokens["height"][name])

    def width(self, name: str) -> int:
        """Return the width of a pane or part."""
        return int(self._tokens["width"][name])

    def size(self, name: str) -> QSize:
        """Return the extent of a drawn part: a pair, or one side of a square."""
        value = self._tokens["size"][name]
        width, height = value if isinstance(value, list) else (value, value)
        return QSize(self.scaled(width), self.scaled(height))

    def space(self, step: int) -> int:
        """Return a gap on the grid of four: step 1 is 4 pixels, step 2 is 8, …, 12 is 48."""
        return int(self._tokens["space"][str(step)])

    def radius(self, name: str) -> int:
        """Return the corner radius of ``chip``, ``control``, ``card`` or ``dialog``."""
        return int(self._tokens["radius"][name])

    def stroke(self, name: str) -> int:
        """Return the width of ``line``, ``control``, ``focus`` or ``marker``."""
        return int(self._tokens["stroke"][name])

    def icon(self, step: int = 1) -> int:
        """Return an icon size: steps 0 to 4 are 14, 16, 18, 20 and 28 pixels at standard text."""
        return self.scaled(self._tokens["icon"]["sizes"][step])

    def motion_ms(self, name: str) -> int:
        """Return how long ``quick_ms`` or ``panel_ms`` lasts."""
        return int(self._tokens["motion"][name])

    def toast_ms(self) -> int:
        """Return how long a toast stays."""
        return int(self._tokens["motion"]["toast_s"]) * 1000

    def breakpoint(self, name: str) -> int:
        """Return the window width at which something gives way; larger text gives way earlier."""
        return self.scaled(self._tokens["breakpoint"][name])

    def raw(self, *path: str) -> Any:
        """Return any other value of the token file."""
        value: Any = self._tokens
        for step in path:
            value = value[step]
        return value


_current: Theme | None = None


def theme() -> Theme:
    """Return the look in use; before the application is dressed, the light one."""
    global _current
    if _current is None:
        _current = Theme()
    return _current


def use(look: Theme) -> None:
    """Make ``look`` the one that `theme` returns; only `dress` calls this."""
    global _current
    _current = look
