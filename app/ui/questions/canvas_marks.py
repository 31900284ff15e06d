"""What is drawn on a picture: strokes, arrows, rings and words, in pixels of that picture."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from app.i18n import N_
from app.inspection.photo import inks
from app.ui.theme import theme

INKS = {
    "red": (inks.RED, N_("red")),
    "amber": (inks.AMBER, N_("amber")),
    "green": (inks.GREEN, N_("green")),
    "blue": (inks.BLUE, N_("blue")),
    "black": (inks.BLACK, N_("black")),
    "white": (inks.WHITE, N_("white")),
}
"""Ink goes into the picture, so it is the same in light and dark: colour and its name."""
TOOLS = {
    "pen": N_("Pen"),
    "arrow": N_("Arrow"),
    "ring": N_("Ring"),
    "words": N_("Text"),
}
WIDTHS = (0.002, 0.004, 0.008, 0.016)
"""Widths of the pen as shares of the picture's longer edge."""
_HEAD = 4.5
_CASING = 1.8
_LETTERS = 9.0


@dataclass(frozen=True)
class Mark:
    """One thing drawn.

    Attributes:
        tool: See `TOOLS`.
        points: A stroke's points; start and tip of an arrow; two corners of a ring; where words
            begin.
        ink: See `INKS`.
        width: Pixels of the picture.
        words: What a text says.
    """

    tool: str
    points: tuple[tuple[float, float], ...]
    ink: str
    width: float
    words: str = ""

    def to(self, x: float, y: float) -> Mark:
        """Return the mark drawn on to a point."""
        if self.tool == "pen":
            return replace(self, points=(*self.points, (x, y)))
        return replace(self, points=(self.points[0], (x, y)))

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see."""
        if self.tool == "words":
            return not self.words.strip()
        return self.tool != "pen" and len(set(self.points)) < 2


def draw(painter: QPainter, mark: Mark) -> None:
    """Paint one mark; the painter's units are pixels of the picture."""
    if mark.empty:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if mark.tool == "words":
        _draw_words(painter, mark)
    elif mark.tool == "pen":
        _stroke(painter, _pen_path(mark), mark)
    elif mark.tool == "ring":
        path = QPainterPath()
        path.addEllipse(QRectF(QPointF(*mark.points[0]), QPointF(*mark.points[-1])).normalized())
        _cased(painter, path, mark)
    else:
        _draw_arrow(painter, mark)
    painter.restore()


def _pen(mark: Mark, color: str, width: float) -> QPen:
    return QPen(
        QColor(color),
        width,
        Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )


def _stroke(painter: QPainter, path: QPainterPath, mark: Mark) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(mark, INKS[mark.ink][0], mark.width))
    painter.drawPath(path)


def _cased(painter: QPainter, path: QPainterPath, mark: Mark) -> None:
    """Paint a line with a light or dark edge, so that it shows on any ground."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(mark, _edge(mark.ink), mark.width * _CASING))
    painter.drawPath(path)
    _stroke(painter, path, mark)


def _edge(ink: str) -> str:
    return INKS["black" if ink == "white" else "white"][0]


def _pen_path(mark: Mark) -> QPainterPath:
    """Join the points by curves through the middles between them."""
    points = [QPointF(*point) for point in mark.points]
    path = QPainterPath(points[0])
    if len(points) == 1:  # a dot
        path.lineTo(points[0] + QPointF(0.01, 0))
    for one, other in pairwise(points[1:]):
        path.quadTo(one, (one + other) / 2)
    path.lineTo(points[-1])
    return path


def _draw_arrow(painter: QPainter, mark: Mark) -> None:
    start, tip = QPointF(*mark.points[0]), QPointF(*mark.points[-1])
    length = math.hypot(tip.x() - start.x(), tip.y() - start.y())
    along = (tip - start) / length
    across = QPointF(-along.y(), along.x())
    head = min(_HEAD * mark.width, length)
    neck = tip - along * head
    shaft = QPainterPath(start)
    shaft.lineTo(neck)
    point = QPainterPath()
    point.addPolygon(QPolygonF([tip, neck + across * head / 2, neck - across * head / 2, tip]))
    for color, extra in ((_edge(mark.ink), mark.width * (_CASING - 1)), (INKS[mark.ink][0], 0.0)):
        painter.setPen(_pen(mark, color, mark.width + extra))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shaft)
        painter.setPen(_pen(mark, color, extra) if extra else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        painter.drawPath(point)


def letters(mark: Mark) -> QFont:
    """Return the font of words, as large as the pen is wide."""
    font = QFont(theme().font("body_strong"))
    font.setPixelSize(max(1, round(mark.width * _LETTERS)))
    return font


def _draw_words(painter: QPainter, mark: Mark) -> None:
    font = letters(mark)
    x, y = mark.points[0]
    path = QPainterPath()
    path.addText(QPointF(x, y + QFontMetricsF(font).ascent()), font, mark.words)
    painter.setPen(_pen(mark, _edge(mark.ink), mark.width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(INKS[mark.ink][0]))
    painter.drawPath(path)
