"""Marks on the screen: the same shapes as `app.inspection.photo.mark_paint` puts into copies."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from app.inspection.photo.inks import BLACK, RED, WHITE
from app.inspection.photo.marks import ARROW, BOX, HIDE, RING, SCALE, WHOLE, WORDS, Mark, Markup
from app.ui.theme import theme

COLORS = {"red": (RED, WHITE), "white": (WHITE, BLACK)}
STROKE, EDGE, LETTERS, BLOCKS = 0.0045, 1.8, 0.026, 10
"""As in `app.inspection.photo.mark_paint`, which is not imported: it would load Pillow's fonts."""
Place = Callable[[tuple[int, int]], QPointF]


class Pencil:
    """Draws marks.

    Args:
        painter: Its units are pixels of the screen.
        place: Turns a point of a mark into a point of the screen.
        longer: Longer edge of the whole picture on the screen.
    """

    def __init__(self, painter: QPainter, place: Place, longer: float) -> None:
        self._painter, self._place = painter, place
        self._width = max(1.5, STROKE * longer)
        self._letters = max(9, round(LETTERS * longer))

    def draw(self, mark: Mark) -> None:
        """Draw one mark; hidden parts are in the picture already."""
        if mark.kind == HIDE or (mark.empty and mark.kind != WORDS):
            return
        painter, spots = self._painter, [self._place(point) for point in mark.points]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if mark.kind == WORDS:
            self._label(spots[0], mark.label, mark.ink, beside=False)
        else:
            path = self._path(mark.kind, spots)
            ink, edge = COLORS[mark.ink]
            for color, width in ((edge, self._width * EDGE), (ink, self._width)):
                cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
                painter.setPen(QPen(QColor(color), width, Qt.PenStyle.SolidLine, cap, join))
                painter.drawPath(path)
        if mark.kind == SCALE and mark.label:
            self._label((spots[0] + spots[1]) / 2, mark.label, mark.ink, beside=True)
        painter.restore()

    def _path(self, kind: str, spots: list[QPointF]) -> QPainterPath:
        one, other = spots[0], spots[-1]
        path = QPainterPath()
        if kind == RING:
            path.addEllipse(QRectF(one, other).normalized())
        elif kind == BOX:
            path.addRect(QRectF(one, other).normalized())
        else:
            length = math.hypot(other.x() - one.x(), other.y() - one.y()) or 1.0
            along = (other - one) / length
            across = QPointF(-along.y(), along.x())
            path.moveTo(one)
            path.lineTo(other)
            if kind == ARROW:
                head = min(5 * self._width, length)
                for side in (-1, 1):
                    path.moveTo(other)
                    path.lineTo(other - along * head + across * (side * head * 0.55))
            else:
                reach = across * (3 * self._width)
                for end in (one, other):
                    path.moveTo(end + reach)
                    path.lineTo(end - reach)
        return path

    def _font(self) -> QFont:
        font = QFont(theme().font("body_strong"))
        font.setPixelSize(self._letters)
        return font

    def label_box(self, at: QPointF, words: str, *, beside: bool) -> QRectF:
        """Return where a label is."""
        pad = self._letters * 0.45
        wide = QFontMetricsF(self._font()).horizontalAdvance(words) + 2 * pad
        tall = self._letters * 1.25 + pad
        if beside:
            return QRectF(at.x() - wide / 2, at.y() + 5 * self._width, wide, tall)
        return QRectF(at.x(), at.y(), wide, tall)

    def _label(self, at: QPointF, words: str, ink: str, *, beside: bool) -> None:
        painter, box = self._painter, self.label_box(at, words, beside=beside)
        fill, letter = COLORS[ink]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(box, self._letters * 0.27, self._letters * 0.27)
        painter.setPen(QColor(letter))
        painter.setFont(self._font())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def with_hidden(image: QImage, markup: Markup) -> QImage:
    """Return a picture with what is hidden in it made unrecognisable; upright, not turned."""
    hidden = [mark for mark in markup.marks if mark.kind == HIDE and not mark.empty]
    if not hidden:
        return image
    out = image.convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(out)
    wide, tall = out.width() / WHOLE, out.height() / WHOLE
    for mark in hidden:
        (x1, y1), (x2, y2) = mark.points
        left, right = sorted((math.floor(x1 * wide), math.ceil(x2 * wide)))
        top, bottom = sorted((math.floor(y1 * tall), math.ceil(y2 * tall)))
        area = QRect(left, top, max(1, right - left), max(1, bottom - top))
        block = max(1.0, min(area.width(), area.height()) / BLOCKS, max(wide, tall) * WHOLE / 200)
        few = (max(1, round(area.width() / block)), max(1, round(area.height() / block)))
        keep, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode
        coarse = image.copy(area).scaled(*few, keep, smooth.SmoothTransformation)
        painter.drawImage(area, coarse)
    painter.end()
    return out
