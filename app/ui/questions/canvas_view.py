"""What a drawing looks like on the screen: the picture fitted in, marks, the keyboard's cross."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.questions.canvas_drawing import Drawing
from app.ui.questions.canvas_marks import INKS, Mark, draw
from app.ui.theme import theme
from app.ui.widgets import paint

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QPaintEvent, QResizeEvent


class DrawingView(QWidget):
    """Shows a drawing as large as it fits.

    Attributes:
        drawing: What is drawn on what.
        sheet: The ground is a white sheet, not a picture.
        ink: Colour of the cross, one of `canvas_marks.INKS`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing = Drawing(QImage(1, 1, QImage.Format.Format_RGB32))
        self.ink = "red"
        self.sheet = False
        self.live: Mark | None = None
        self.cross: QPointF | None = None
        self._layer: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def redraw(self) -> None:
        """Show what is drawn now."""
        self._layer = None
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        return QSize(look.width("empty"), look.width("tree"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().width("number"), theme().width("number"))

    @property
    def wide(self) -> float:
        """Width of the picture in pixels."""
        return float(self.drawing.ground.width())

    @property
    def tall(self) -> float:
        """Height of the picture in pixels."""
        return float(self.drawing.ground.height())

    def area(self) -> QRectF:
        """Return where the picture is in the widget."""
        room = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        scale = min(room.width() / self.wide, room.height() / self.tall)
        width, height = self.wide * scale, self.tall * scale
        centre = room.center()
        return QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)

    @property
    def scale(self) -> float:
        """Pixels of the screen per pixel of the picture."""
        return self.area().width() / self.wide

    def inside(self, at: QPointF) -> tuple[float, float]:
        """Return a point of the widget as a point of the picture, moved onto it."""
        area, scale = self.area(), self.scale
        x = (at.x() - area.left()) / scale
        y = (at.y() - area.top()) / scale
        return (
            min(max(x, 0.0), self.wide),
            min(max(y, 0.0), self.tall),
        )

    def at(self) -> tuple[float, float]:
        """Return where the keyboard's cross is, in pixels of the picture; the middle at first."""
        if self.cross is None:
            return self.wide / 2, self.tall / 2
        return self.cross.x(), self.cross.y()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.fillRect(self.rect(), look.color("sunken" if self.sheet else "canvas"))
        area = self.area()
        if self._layer is None:
            self._layer = self._finished(area)
        painter.drawPixmap(area.topLeft(), self._layer)
        if self.live is not None:
            painter.save()
            painter.setClipRect(area)
            painter.translate(area.topLeft())
            painter.scale(self.scale, self.scale)
            draw(painter, self.live)
            painter.restore()
        if self.cross is not None and self.hasFocus():
            self._draw_cross(painter, area)
        if self.hasFocus():
            paint.focus_inside(painter, self.rect(), look.radius("chip"))

    def _finished(self, area: QRectF) -> QPixmap:
        """Return the ground and all finished marks as the screen shows them."""
        ratio = self.devicePixelRatioF()
        size = (area.size() * ratio).toSize()
        layer = QPixmap.fromImage(
            self.drawing.ground.scaled(
                size,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )
        painter = QPainter(layer)
        painter.scale(size.width() / self.wide, size.height() / self.tall)
        for mark in self.drawing.marks:
            draw(painter, mark)
        painter.end()
        layer.setDevicePixelRatio(ratio)
        return layer

    def _draw_cross(self, painter: QPainter, area: QRectF) -> None:
        x, y = self.at()
        at = area.topLeft() + QPointF(x, y) * self.scale
        reach = theme().space(3)
        for color, width in (("mark_edge", 3), (None, 1)):
            pen = QPen(theme().color(color) if color else QColor(INKS[self.ink][0]), width)
            painter.setPen(pen)
            painter.drawLine(at - QPointF(reach, 0), at + QPointF(reach, 0))
            painter.drawLine(at - QPointF(0, reach), at + QPointF(0, reach))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layer = None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
