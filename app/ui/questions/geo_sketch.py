"""A line or area drawn to scale, north above, with a bar that says how long a stretch is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.forms.xpath.functions.geo import RADIUS_M
from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets import paint

if TYPE_CHECKING:
    from app.ui.questions.geo_text import Point

_NUMBERED = 30
"""So many points get their numbers; more would cover the line."""


class Sketch(QWidget):
    """Paints points as they lie to one another; without a map beneath."""

    def __init__(self, name: str, *, shape: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._shape = name, shape
        self._metres: list[QPointF] = []
        self._current = -1
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_points(self, points: Sequence[Point], words: str) -> None:
        """Show these points; ``words`` tell a screen reader what the sketch shows."""
        self._metres = flat(points)
        name = _("{name}: sketch, {words}").format(name=self._name, words=words)
        self.setAccessibleName(name)
        self.update()

    def set_current(self, row: int) -> None:
        """Mark one point."""
        self._current = row
        self.update()

    def sizeHint(self) -> QSize:
        side = theme().width("facets")
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = look.stroke("line")
        paint.box(painter, self.rect(), look.radius("control"), "sunken", "line", line)
        if not self._metres:
            paint.text(painter, self.rect(), _("No points yet"), "caption", "text2", paint.CENTRE)
            return
        scale, spots = self._fit()
        pen = QPen(look.color("primary"), look.stroke("focus"))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._shape and len(spots) > 2:
            painter.setBrush(look.color("primary_soft"))
            painter.drawPolygon(QPolygonF(spots))
        else:
            painter.drawPolyline(QPolygonF(spots))
        self._draw_points(painter, spots)
        self._draw_bar(painter, scale)
        north = QRectF(self.rect()).adjusted(0, look.space(1), -look.space(2), 0)
        north.setHeight(look.line("caption"))
        paint.text(painter, north, _("↑ N"), "caption", "text2", paint.RIGHT)

    def _fit(self) -> tuple[float, list[QPointF]]:
        """Return screen pixels per metre and where the points are on the screen."""
        look = theme()
        edge = look.space(5)
        foot = look.line("caption")
        room = QRectF(self.rect()).adjusted(edge, edge + foot, -edge, -edge - foot)
        xs, ys = [p.x() for p in self._metres], [p.y() for p in self._metres]
        wide, tall = max(xs) - min(xs), max(ys) - min(ys)
        scale = min(
            room.width() / wide if wide else math.inf, room.height() / tall if tall else math.inf
        )
        scale = scale if math.isfinite(scale) else 1.0
        middle = QPointF((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
        centre = room.center()
        return scale, [
            QPointF(
                centre.x() + (p.x() - middle.x()) * scale, centre.y() - (p.y() - middle.y()) * scale
            )
            for p in self._metres
        ]

    def _draw_points(self, painter: QPainter, spots: list[QPointF]) -> None:
        look = theme()
        for number, spot in enumerate(spots):
            current = number == self._current
            radius = look.space(1) + (1 if current else -1)
            painter.setPen(QPen(look.color("surface"), look.stroke("line")))
            painter.setBrush(look.color("focus" if current else "primary"))
            painter.drawEllipse(spot, radius, radius)
            if len(spots) <= _NUMBERED or current:
                area = QRectF(spot.x() + radius, spot.y() - look.line("caption"), 40, 0)
                area.setHeight(look.line("caption"))
                paint.text(painter, area, str(number + 1), "caption", "text")

    def _draw_bar(self, painter: QPainter, scale: float) -> None:
        if len(self._metres) < 2:
            return
        look = theme()
        metres = round_length((self.width() / 3) / scale)
        width = metres * scale
        left, y = look.space(3), self.height() - look.space(2)
        painter.setPen(QPen(look.color("text2"), look.stroke("focus")))
        painter.drawLine(QPointF(left, y), QPointF(left + width, y))
        for x in (left, left + width):
            painter.drawLine(QPointF(x, y - look.space(1)), QPointF(x, y))
        words = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
        area = QRectF(left + width + look.space(2), y - look.line("caption") + 2, 90, 0)
        area.setHeight(look.line("caption"))
        paint.text(painter, area, words, "caption", "text2")


def flat(points: Sequence[Point]) -> list[QPointF]:
    """Return points in metres east and north of the first; true to scale over a city."""
    if not points:
        return []
    lat0, lon0 = float(points[0].lat), float(points[0].lon)
    metre = math.radians(1) * RADIUS_M
    shrink = max(math.cos(math.radians(lat0)), 1e-6)
    return [
        QPointF(
            math.remainder(float(point.lon) - lon0, 360) * metre * shrink,
            (float(point.lat) - lat0) * metre,
        )
        for point in points
    ]


def round_length(metres: float) -> float:
    """Return the largest of 1, 2, 5, 10 … that is not longer."""
    power = 10.0 ** math.floor(math.log10(metres)) if metres > 0 else 1.0
    return next(step * power for step in (5, 2, 1, 0.5) if step * power <= metres * (1 + 1e-9))
