"""The picture in the viewer: whole or enlarged, turned by quarters, moved by drag and arrows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import theme
from app.ui.widgets import paint

STEP = 1.25
_MOST = 8.0
_NOTCH = 120


class Canvas(QWidget):
    """One picture on a dark ground. Turning turns the view, never the file.

    Signals:
        zoomed(percent, fits): The scale changed.
        looked(): Another part is shown, or at another scale.
    """

    zoomed = Signal(int, bool)
    looked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap: QPixmap | None = None
        self._words = ""
        self._scale = 0.0
        self._turns = 0
        self._offset = QPointF()
        self._drag: QPointF | None = None
        self._share = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_image(self, image: QImage | None, words: str, *, share: float = 1.0) -> None:
        """Show a picture; None: only words.

        Args:
            image: The picture or a smaller copy of it.
            words: What is said while there is none, and what a screen reader says.
            share: Size of ``image`` as a share of the original.
        """
        self._pixmap = QPixmap.fromImage(image) if image is not None else None
        self._words, self._share = words, share
        self.setAccessibleName(words)
        self._tell()

    def reset(self) -> None:
        """Show the whole picture upright."""
        self._scale, self._turns, self._offset = 0.0, 0, QPointF()
        self._tell()

    def turn(self) -> None:
        """Turn the view by a quarter to the right."""
        self._turns = (self._turns + 1) % 4
        self._offset = QPointF()
        self._tell()

    @property
    def turns(self) -> int:
        """Quarters that the view is turned by."""
        return self._turns

    @property
    def scale(self) -> float:
        """Screen pixels per pixel shown."""
        return self._scale or self._fit()

    def zoom(self, factor: float) -> None:
        """Enlarge or reduce; at or under the whole picture it fits again."""
        scale = min(_MOST, self.scale * factor)
        self._scale = 0.0 if scale <= self._fit() else scale
        if not self._scale:
            self._offset = QPointF()
        self._tell()

    def fit(self) -> None:
        """Show the whole picture."""
        self._scale, self._offset = 0.0, QPointF()
        self._tell()

    def full(self) -> None:
        """Show the original's size: one of its pixels as one pixel of the screen."""
        self._scale = 1.0 / self._share
        self._tell()

    def _size(self) -> tuple[float, float]:
        if self._pixmap is None:
            return 1.0, 1.0
        wide, tall = self._pixmap.width(), self._pixmap.height()
        return (tall, wide) if self._turns % 2 else (wide, tall)

    def _fit(self) -> float:
        wide, tall = self._size()
        margin = 2 * theme().space(4)
        room = (max(1, self.width() - margin), max(1, self.height() - margin))
        return min(room[0] / wide, room[1] / tall, 1.0 if self._pixmap is None else _MOST)

    def _tell(self) -> None:
        self._bound()
        self.zoomed.emit(round(self.percent), not self._scale)
        self.looked.emit()
        self.update()

    @property
    def percent(self) -> float:
        """Size shown, of the original's."""
        return self.scale * self._share * 100

    @property
    def look(self) -> tuple[float, float, float]:
        """What is shown: times the whole picture's scale, and the shift as shares of the size."""
        wide, tall = (side * self.scale for side in self._size())
        return self.scale / self._fit(), self._offset.x() / wide, self._offset.y() / tall

    def follow(self, look: tuple[float, float, float]) -> None:
        """Show what another canvas shows, which may hold a picture of another size."""
        times, x, y = look
        self._scale = 0.0 if times <= 1.0 else times * self._fit()
        wide, tall = (side * self.scale for side in self._size())
        self._offset = QPointF(x * wide, y * tall)
        self._bound()
        self.update()

    def area(self) -> QRectF:
        """Return where the picture is in the widget."""
        wide, tall = (side * self.scale for side in self._size())
        centre = QRectF(self.rect()).center() + self._offset
        return QRectF(centre.x() - wide / 2, centre.y() - tall / 2, wide, tall)

    def _bound(self) -> None:
        wide, tall = (side * self.scale for side in self._size())
        reach_x = max(0.0, (wide - self.width()) / 2)
        reach_y = max(0.0, (tall - self.height()) / 2)
        x = min(reach_x, max(-reach_x, self._offset.x()))
        y = min(reach_y, max(-reach_y, self._offset.y()))
        self._offset = QPointF(x, y)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.fillRect(self.rect(), look.color("canvas"))
        if self._pixmap is None:
            paint.text(painter, self.rect(), self._words, "body", "rail_text", paint.CENTRE)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        centre = QRectF(self.rect()).center() + self._offset
        turn = QTransform()
        turn.translate(centre.x(), centre.y())
        turn.rotate(90 * self._turns)
        turn.scale(self.scale, self.scale)
        painter.setTransform(turn)
        painter.drawPixmap(
            QPointF(-self._pixmap.width() / 2, -self._pixmap.height() / 2), self._pixmap
        )

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / _NOTCH
        if notches:
            self.zoom(STEP**notches)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            self._offset += event.position() - self._drag
            self._drag = event.position()
            self._bound()
            self.looked.emit()
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._drag = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()
