"""Progress rings and bars; the text inside a ring is the count."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets import paint

_WIDTHS = {"ring": 10, "ring_large": 13}
"""Outer size over stroke."""

_TURN = 5760
_TOP = 1440
"""Qt counts sixteenths of a degree from three o'clock."""


def draw_ring(painter: QPainter, rect: QRectF, done: int, total: int, stroke: float) -> None:
    """Paint a ring filled as far as ``done`` of ``total``; green when full."""
    look = theme()
    inner = rect.adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.color("line"), stroke))
    painter.drawEllipse(inner)
    if done > 0 and total > 0:
        tone = look.color("ok" if done >= total else "primary")
        pen = QPen(tone, stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(inner, _TOP, -round(_TURN * min(1.0, done / total)))
    painter.restore()


def draw_bar(painter: QPainter, rect: QRectF, done: int, total: int, tone: str = "primary") -> None:
    """Paint a bar filled as far as ``done`` of ``total``."""
    radius = rect.height() / 2
    paint.box(painter, rect, radius, "line")
    if done > 0 and total > 0:
        filled = QRectF(rect)
        filled.setWidth(max(rect.height(), rect.width() * min(1.0, done / total)))
        paint.box(painter, filled, radius, tone)


class ProgressRing(QWidget):
    """A ring with the count inside, and in the large one what it counts beneath.

    ``percent`` is for writing files only.
    """

    def __init__(self, name: str, size: str = "ring", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._size = name, size
        self._done = self._total = 0
        self._caption = ""
        self._percent = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(0, 0)

    def set_count(self, done: int, total: int, caption: str = "", *, percent: bool = False) -> None:
        """Show how far it is."""
        self._done, self._total, self._caption, self._percent = done, total, caption, percent
        spoken = _("{done} of {total}").format(done=done, total=total)
        self.setAccessibleName(f"{self._name}: {spoken}")
        self.update()

    def sizeHint(self) -> QSize:
        return theme().size(self._size)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, large = QPainter(self), self._size == "ring_large"
        side = min(self.width(), self.height())
        stroke = side / _WIDTHS.get(self._size, 6)
        area = paint.middle(self.rect(), side)
        draw_ring(painter, area, self._done, self._total, stroke)
        words = str(self._done)
        if self._percent:
            words = f"{self._done * 100 // self._total if self._total else 0}%"
        if not large:
            paint.text(painter, area, words, "label_strong", "text", paint.CENTRE)
            return
        look = theme()
        middle = QPointF(area.center())
        caption = look.line("caption") if self._caption else 0
        top = middle.y() - (look.line("display") + caption) / 2
        number = QRectF(area.left(), top, side, look.line("display"))
        paint.text(painter, number, words, "display", "text", paint.CENTRE)
        below = QRectF(area.left(), number.bottom(), side, caption)
        paint.text(painter, below, self._caption, "caption", "text2", paint.CENTRE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


class CountBar(QWidget):
    """A thin bar; the n/m stands beside it as text."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._done = self._total = 0
        self._tone = "primary"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_count(0, 0)

    def set_count(self, done: int, total: int, tone: str = "primary") -> None:
        """Show how far it is."""
        self._done, self._total, self._tone = done, total, tone
        spoken = _("{done} of {total}").format(done=done, total=total)
        self.setAccessibleName(f"{self._name}: {spoken}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().width("bar_tree"), theme().height("bar"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        height = theme().height("bar")
        area = QRectF(0, (self.height() - height) / 2, self.width(), height)
        draw_bar(painter, area, self._done, self._total, self._tone)
