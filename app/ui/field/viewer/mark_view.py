"""The viewer's picture with marks, crop and watermark as copies will have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from app.inspection.photo.inks import BLACK, BLUE, CHOSEN, RED, WHITE
from app.inspection.photo.marks import (
    HIDE,
    WHOLE,
    WORDS,
    Mark,
    Markup,
    Point,
    turned_point,
    turned_rect,
)
from app.ui.field.viewer.canvas import Canvas
from app.ui.field.viewer.mark_draw import Pencil, with_hidden
from app.ui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget


class MarkView(Canvas):
    """Shows a photo with its marks.

    Attributes:
        markup: What is drawn now.
        chosen: Index of the mark that is chosen, or -1.
        tool: What one draws with; empty: nothing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.markup, self.chosen, self.tool = Markup(), -1, ""
        self._image: QImage | None = None
        self._live: Mark | None = None
        self._cross: Point | None = None
        self._stamp: Sequence[str] = ()

    def show_image(self, image: QImage | None, words: str, *, share: float = 1.0) -> None:
        """Show a picture without its marks; None: only words."""
        self._image = image
        shown = with_hidden(image, self.markup) if image is not None else None
        super().show_image(shown, words, share=share)

    def set_markup(self, markup: Markup) -> None:
        """Show other marks."""
        hides = [one for one in self.markup.marks if one.kind == HIDE]
        turns = self.markup.turn != markup.turn
        self.markup, self._turns = markup, markup.turn
        self.chosen = self.chosen if self.chosen < len(markup.marks) else -1
        if self._image is not None and hides != [m for m in markup.marks if m.kind == HIDE]:
            self._pixmap = QPixmap.fromImage(with_hidden(self._image, markup))
        if turns:
            self._offset = QPointF()
        self._tell()

    def set_stamp(self, lines: Sequence[str]) -> None:
        """Show a watermark as it will be on copies; none: hide it."""
        self._stamp = lines
        self.update()

    # Between the screen and the picture

    def on_screen(self, point: Point) -> QPointF:
        """Return where a point of a mark is in the widget."""
        x, y = turned_point(point, self.markup.turn)
        area = self.area()
        return area.topLeft() + QPointF(x / WHOLE * area.width(), y / WHOLE * area.height())

    def in_picture(self, at: QPointF) -> Point:
        """Return a point of the widget as a point of marks, moved onto the picture."""
        area = self.area()
        x = round((at.x() - area.left()) / max(1.0, area.width()) * WHOLE)
        y = round((at.y() - area.top()) / max(1.0, area.height()) * WHOLE)
        inside = (min(max(x, 0), WHOLE), min(max(y, 0), WHOLE))
        return turned_point(inside, -self.markup.turn % 4)

    def _outline(self, mark: Mark) -> QRectF:
        spots = [self.on_screen(point) for point in mark.points]
        if mark.kind == WORDS:
            return self._pencil(None).label_box(spots[0], mark.label, beside=False)
        return QRectF(spots[0], spots[-1]).normalized()

    # Painting

    def _pencil(self, painter: QPainter | None) -> Pencil:
        area = self.area()
        return Pencil(painter, self.on_screen, max(area.width(), area.height()))  # type: ignore[arg-type]

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._pixmap is None:
            return
        painter = QPainter(self)
        pencil = self._pencil(painter)
        for mark in self.markup.marks:
            pencil.draw(mark)
        self._paint_crop(painter)
        if self._live is not None:
            if self._live.kind == HIDE:
                self._dash(painter, self._outline(self._live))
            else:
                pencil.draw(self._live)
        if 0 <= self.chosen < len(self.markup.marks):
            self._paint_chosen(painter, self.markup.marks[self.chosen])
        if self._stamp:
            self._paint_stamp(painter)
        if self._cross is not None and self.tool:
            self._paint_cross(painter, self.on_screen(self._cross))

    def _dash(self, painter: QPainter, box: QRectF) -> None:
        for color, style in ((BLACK, Qt.PenStyle.SolidLine), (WHITE, Qt.PenStyle.DashLine)):
            painter.setPen(QPen(QColor(color), theme().stroke("focus"), style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)

    def _paint_crop(self, painter: QPainter) -> None:
        if self.markup.crop is None:
            return
        left, top, right, bottom = turned_rect(self.markup.crop, self.markup.turn)
        area = self.area()
        wide, tall = area.width() / WHOLE, area.height() / WHOLE
        inner = QRectF(left * wide, top * tall, (right - left) * wide, (bottom - top) * tall)
        inner.translate(area.topLeft())
        outside = QPainterPath()
        outside.addRect(area)
        outside.addRect(inner)
        painter.fillPath(outside, theme().color("scrim"))
        self._dash(painter, inner)

    def _paint_chosen(self, painter: QPainter, mark: Mark) -> None:
        look = theme()
        pad = look.space(1)
        box = self._outline(mark).adjusted(-pad, -pad, pad, pad)
        painter.setPen(QPen(QColor(CHOSEN), look.stroke("focus"), Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        side = look.space(2)
        spots = [] if mark.kind == WORDS else [self.on_screen(point) for point in mark.points]
        for spot in spots:
            handle = QRectF(spot.x() - side / 2, spot.y() - side / 2, side, side)
            painter.fillRect(handle, QColor(WHITE))  # on a photo, the same in light and dark
            painter.setPen(QPen(QColor(BLUE), look.stroke("focus")))
            painter.drawRect(handle)

    def _paint_stamp(self, painter: QPainter) -> None:
        from app.ui.field.viewer.stamp_draw import draw_stamp

        area = self.area()
        if self.markup.crop is not None:
            left, top, right, bottom = turned_rect(self.markup.crop, self.markup.turn)
            wide, tall = area.width() / WHOLE, area.height() / WHOLE
            corner = area.topLeft() + QPointF(left * wide, top * tall)
            area = QRectF(corner.x(), corner.y(), (right - left) * wide, (bottom - top) * tall)
        draw_stamp(painter, area, self._stamp)

    def _paint_cross(self, painter: QPainter, at: QPointF) -> None:
        reach = theme().space(3)
        for color, width in ((WHITE, 3), (RED, 1)):
            painter.setPen(QPen(QColor(color), width))
            painter.drawLine(at - QPointF(reach, 0), at + QPointF(reach, 0))
            painter.drawLine(at - QPointF(0, reach), at + QPointF(0, reach))
