"""Chips: a mark and a word on a soft field; painted in lists, a label elsewhere."""

from __future__ import annotations

import math
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import Theme, theme
from app.ui.widgets import paint
from app.ui.widgets.marks import MARKS, draw_mark
from app.ui.words import word

_SOFT = {"critical", "serious", "minor", "ok", "unknown", "neutral"}
_OUTLINED = {"limited", "best_effort"}
_SAMPLE_SHARE = 0.4
"""How far the ring of 检查中 is filled where it stands for the word alone."""
_TONES = {"in_progress": "primary", "packed": "primary", "delivered": "primary"}


_KEPT = 256
_kept: dict[tuple[Theme, float, ChipSpec], QPixmap] = {}


class ChipSpec(NamedTuple):
    """What one chip shows.

    Attributes:
        mark: Code name of its meaning or of an outline; empty for none.
        words: What it says.
        tone: ``critical serious minor ok unknown neutral primary``, or ``outline`` for a mere
            outline, or ``plain`` for mark and word without a field.
        on_soft: Stands on a soft panel, so its own field is the surface.
    """

    mark: str
    words: str
    tone: str = "neutral"
    on_soft: bool = False


def chip_for(code: str, extra: str = "", *, on_soft: bool = False) -> ChipSpec:
    """Return the chip of one code of the glossary.

    Args:
        code: Such as ``critical``, ``limited``, ``not_reached`` or ``done``.
        extra: Follows the word after a space, such as a count.
        on_soft: The chip stands on a soft panel.
    """
    words = f"{word(code)} {extra}".strip()
    if code in _OUTLINED:
        return ChipSpec(code, words, "outline", on_soft)
    color = MARKS[code].color if code in MARKS else "neutral"
    tone = _TONES.get(code, color if color in _SOFT else "neutral")
    return ChipSpec(code, words, tone, on_soft)


def chip_width(chip: ChipSpec) -> int:
    """Return how wide a chip is painted."""
    look = theme()
    width = look.text_width(_style(chip), chip.words)
    if chip.tone != "plain":
        width += 2 * _pad()
    if chip.mark:
        width += look.icon(0) + _gap()
    return width


def _pad() -> int:
    return theme().space(2) - 2 * theme().stroke("line")


def _gap() -> int:
    return theme().space(1) + theme().stroke("line")


def _style(chip: ChipSpec) -> str:
    return "label" if chip.tone == "plain" else "chip"


def draw_chip(
    painter: QPainter, right_or_left: float, middle: float, chip: ChipSpec, *, right: bool = False
) -> QRectF:
    """Paint one chip and return where it is.

    Args:
        painter: Where to paint.
        right_or_left: Its left edge, or its right edge when ``right`` is set.
        middle: The y of its centre line.
        chip: What to show.
        right: Paint to the left of the given edge.
    """
    look = theme()
    width, height = chip_width(chip), look.height("chip")
    left = right_or_left - width if right else right_or_left
    area = QRectF(round(left), round(middle - height / 2), width, height)
    ink, fill, line = chip.tone, f"{chip.tone}_soft", None
    if chip.tone == "outline":
        ink, fill, line = "text", "surface", "line_strong"
    if chip.tone == "plain":
        ink = "text"
    else:
        if chip.on_soft and line is None:
            fill = "surface"
        on_panel = None if chip.on_soft and line else fill
        paint.box(painter, area, look.radius("chip"), on_panel, line, look.stroke("line"))
    x = area.left() + (0 if chip.tone == "plain" else _pad())
    if chip.mark:
        side = look.icon(0)
        color = "" if chip.tone == "plain" else ink
        square = paint.middle(QRectF(x, area.top(), side, height), side)
        draw_mark(painter, square, chip.mark, color, _SAMPLE_SHARE)
        x += side + _gap()
    paint.text(painter, QRectF(x, area.top(), width, height), chip.words, _style(chip), ink)
    return area


def draw_kept_chip(painter: QPainter, left: float, middle: float, chip: ChipSpec) -> None:
    """Paint a chip as `draw_chip` does, from a picture kept of it: tables show the same few."""
    look = theme()
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    key = (look, ratio, chip)
    picture = _kept.get(key)
    if picture is None:
        if len(_kept) >= _KEPT:
            _kept.clear()
        width, height = chip_width(chip) + 1, look.height("chip")
        picture = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        inner = QPainter(picture)
        draw_chip(inner, 0, height / 2, chip)
        inner.end()
        _kept[key] = picture
    painter.drawPixmap(round(left), round(middle - look.height("chip") / 2), picture)


def draw_chips(
    painter: QPainter, right: float, middle: float, chips: tuple[ChipSpec, ...]
) -> float:
    """Paint chips one beside the other up to the edge ``right``; return their left edge."""
    for chip in reversed(chips):
        right = draw_chip(painter, right, middle, chip, right=True).left() - theme().space(2)
    return right


class Chip(QWidget):
    """A chip in a layout; not clickable, filters are segmented bars or tick lists."""

    def __init__(self, chip: ChipSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chip = chip
        self.setAccessibleName(chip.words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def chip(self) -> ChipSpec:
        """What is shown."""
        return self._chip

    def set_chip(self, chip: ChipSpec) -> None:
        """Show something else."""
        self._chip = chip
        self.setAccessibleName(chip.words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self._chip), theme().height("chip"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_chip(painter, 0, self.height() / 2, self._chip)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
