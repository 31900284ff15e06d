"""The own shapes, drawn on a grid of 24: severities by form, place states by filling."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.ui.theme import theme

GRID = 24
Draw = Callable[[QPainter, QColor, float], None]

_STROKE = 2.6
_BANG = 2.8
_FULL_TURN = 5760
_TOP = 1440
"""Qt counts angles in sixteenths of a degree, anticlockwise from three o'clock."""


def _round_pen(color: QColor, width: float) -> QPen:
    return QPen(
        color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


def _bang(painter: QPainter, top: float, bottom: float) -> None:
    """Draw an exclamation mark in the colour of the paper."""
    paper = theme().color("surface")
    painter.setPen(_round_pen(paper, _BANG))
    painter.drawLine(QPointF(12, top), QPointF(12, bottom - 5))
    painter.drawPoint(QPointF(12, bottom))


def _filled(painter: QPainter, color: QColor, points: list[tuple[float, float]]) -> None:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    path.closeSubpath()
    painter.setPen(_round_pen(color, 2.4))  # the pen rounds the corners
    painter.setBrush(color)
    painter.drawPath(path)


def _critical(painter: QPainter, color: QColor, _fraction: float) -> None:
    _filled(painter, color, [(12, 2), (22, 12), (12, 22), (2, 12)])
    _bang(painter, 7, 16.6)


def _serious(painter: QPainter, color: QColor, _fraction: float) -> None:
    _filled(painter, color, [(12, 3.2), (22.2, 20.6), (1.8, 20.6)])
    _bang(painter, 9.4, 17.8)


def _minor(painter: QPainter, color: QColor, _fraction: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(12, 12), 10.4, 10.4)
    _bang(painter, 7, 17)


def _ring(painter: QPainter, color: QColor, width: float = _STROKE, radius: float = 9.2) -> None:
    painter.setPen(QPen(color, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(12, 12), radius, radius)


def _not_started(painter: QPainter, color: QColor, _fraction: float) -> None:
    _ring(painter, color, 2.2)


def _in_progress(painter: QPainter, color: QColor, fraction: float) -> None:
    _ring(painter, theme().color("line"), 4)
    pen = QPen(color, 4)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    span = -round(_FULL_TURN * min(1.0, max(0.0, fraction)))
    painter.drawArc(QRectF(2.8, 2.8, 18.4, 18.4), _TOP, span)


def _incomplete(painter: QPainter, color: QColor, _fraction: float) -> None:
    pen = QPen(color, 2.4)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    # Twelve dashes that close: the length of the circle over the pen width, halved twelve times.
    step = 2 * 3.14159265 * 9.4 / 2.4 / 12
    pen.setDashPattern([step * 0.6, step * 0.4])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(12, 12), 9.4, 9.4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(12, 12), 3.6, 3.6)


def _done(painter: QPainter, color: QColor, _fraction: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(12, 12), 10.6, 10.6)
    painter.setPen(_round_pen(theme().color("surface"), _BANG))
    painter.drawPolyline([QPointF(7.2, 12.4), QPointF(10.6, 15.7), QPointF(16.8, 8.9)])


def _returned(painter: QPainter, color: QColor, _fraction: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(QRectF(1.6, 1.6, 20.8, 20.8), 4.4, 4.4)
    painter.setPen(_round_pen(theme().color("surface"), 2.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline([QPointF(10, 6.4), QPointF(6.6, 9.8), QPointF(10, 13.2)])
    path = QPainterPath(QPointF(6.6, 9.8))
    path.lineTo(13.6, 9.8)
    path.arcTo(QRectF(10, 9.8, 7.2, 7.2), 90, -180)
    path.lineTo(11, 17)
    painter.drawPath(path)


DRAWN: dict[str, Draw] = {
    "critical": _critical,
    "serious": _serious,
    "minor": _minor,
    "not_started": _not_started,
    "in_progress": _in_progress,
    "incomplete": _incomplete,
    "done": _done,
    "returned": _returned,
}
