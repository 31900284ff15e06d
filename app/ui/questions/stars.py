"""A row of stars: ranges with the appearance ``rating``."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from app.ui.questions.slider import StepSlider
from app.ui.theme import theme
from app.ui.widgets import paint


def draw_star(painter: QPainter, rect: QRectF, filled: bool) -> None:
    """Paint a star with five points."""
    look, middle, reach = theme(), rect.center(), rect.width() / 2
    corners = []
    for number in range(10):
        far = reach if number % 2 == 0 else reach * 0.45
        turn = -pi / 2 + number * pi / 5
        corners.append(QPointF(middle.x() + far * cos(turn), middle.y() + far * sin(turn)))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = painter.pen()
    pen.setColor(look.color("primary" if filled else "line_strong"))
    pen.setWidthF(look.stroke("focus") * 0.75)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(look.color("primary") if filled else Qt.BrushStyle.NoBrush)
    painter.drawPolygon(QPolygonF(corners))
    painter.restore()


class Stars(StepSlider):
    """As many stars as there are steps; those up to the answer are filled."""

    def __init__(self, name: str, steps: Sequence[str]) -> None:
        super().__init__(name, steps)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _star(self, number: int) -> QRectF:
        side, gap = theme().space(8), theme().space(1)
        top = (self.height() - side) / 2
        return QRectF(theme().space(1) + number * (side + gap), top, side, side)

    def sizeHint(self) -> QSize:
        last = self._star(self.maximum())
        return QSize(round(last.right()) + theme().space(2), theme().height("answer"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _take(self, event: QMouseEvent) -> None:
        for number in range(self.maximum() + 1):
            if self._star(number).contains(event.position()):
                if number != self.value():
                    self.setValue(number)
                elif not self.text:
                    self._say()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_1
        if 0 <= digit <= min(8, self.maximum()) and not event.modifiers():
            if digit != self.value():
                self.setValue(digit)
            else:
                self._say()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for number in range(self.maximum() + 1):
            filled = bool(self.text) and number <= self.value()
            inner = self._star(number).adjusted(3, 3, -3, -3)
            draw_star(painter, inner, filled)
        if self.hasFocus():
            around = self._star(0).united(self._star(self.maximum()))
            paint.focus_inside(painter, around, theme().radius("control"))
