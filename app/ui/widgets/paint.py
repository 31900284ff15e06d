"""The few strokes that all painters share: boxes, lines of text, key caps."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from app.ui.theme import theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
_FLAGS = {align: int(align | Qt.TextFlag.TextSingleLine) for align in (LEFT, RIGHT, CENTRE)}
"""Joining flags in Python costs as much as drawing a short text."""
DASH = (4.0, 3.0)
"""Dash and gap in pen widths: proportions of the dashed outline."""


def box(
    painter: QPainter,
    rect: QRectF | QRect,
    radius: float,
    fill: str | None = None,
    line: str | None = None,
    width: float = 1,
    *,
    dashed: bool = False,
) -> None:
    """Paint a rounded box whose outline stays inside ``rect`` and sharp on the pixel grid."""
    pen = QPen(Qt.PenStyle.NoPen)
    inner = QRectF(rect)
    if line is not None:
        pen = QPen(theme().color(line), width)
        if dashed:
            pen.setDashPattern(DASH)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        half = width / 2
        inner = inner.adjusted(half, half, -half, -half)
        radius = max(0.0, radius - half)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(theme().color(fill) if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(inner, radius, radius)
    painter.restore()


def marker(painter: QPainter, rect: QRectF | QRect, color: str, radius: float = 0) -> None:
    """Paint the coloured edge at the left of a chosen row or an open card."""
    painter.save()
    if radius:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(rect), radius, radius)
        painter.setClipPath(outline)
    edge = QRectF(rect)
    edge.setWidth(theme().stroke("marker"))
    painter.fillRect(edge, theme().color(color))
    painter.restore()


def divider(painter: QPainter, left: float, right: float, y: float, color: str = "line") -> None:
    """Paint a line one pixel high."""
    height = theme().stroke("line")
    painter.fillRect(QRectF(left, y, right - left, height), theme().color(color))


def text(
    painter: QPainter,
    rect: QRectF | QRect,
    words: str,
    style: str = "body",
    color: str = "text",
    align: Qt.AlignmentFlag = LEFT,
) -> int:
    """Paint one line of text, elided where it does not fit; return the width it took."""
    look = theme()
    area = QRectF(rect)
    shown = look.elided(style, words, int(area.width()))
    painter.setFont(look.font(style))
    painter.setPen(look.color(color))
    painter.drawText(area, _FLAGS[align], shown)
    return look.text_width(style, shown)


def text_in_two(
    painter: QPainter, rect: QRectF, words: str, style: str, small: str, color: str
) -> None:
    """Paint words in one line, or smaller, in two lines at most, where it is too short for them.

    Chinese words of a few characters fit into one; English ones of the same meaning do not.
    """
    look, width = theme(), int(rect.width())
    first, rest = _broken(words, small, width)
    line = look.line(small)
    if look.text_width(style, words) <= width:
        text(painter, rect, words, style, color)
        return
    if not rest or 2 * line > rect.height():
        text(painter, rect, words, small, color)
        return
    top = QRectF(rect.left(), rect.center().y() - line, rect.width(), line)
    text(painter, top, first, small, color)
    text(painter, top.translated(0, line), rest, small, color)


def _broken(words: str, style: str, width: int) -> tuple[str, str]:
    """Return what fits into a line, at least one word, and the rest."""
    parts = words.split(" ")
    count = 1
    while count < len(parts) and theme().text_width(style, " ".join(parts[: count + 1])) <= width:
        count += 1
    return " ".join(parts[:count]), " ".join(parts[count:])


def focus_inside(painter: QPainter, rect: QRectF | QRect, radius: float = 0) -> None:
    """Paint the focus ring of a row, inside its edges."""
    width = theme().stroke("focus")
    box(painter, rect, radius or theme().radius("chip"), None, "focus", width)


def keycap_width(keys: str) -> int:
    """Return how wide the cap of a shortcut is painted."""
    return theme().text_width("caption", keys) + 2 * theme().space(2)


def keycap(painter: QPainter, rect: QRectF, keys: str) -> None:
    """Paint a shortcut as a key, vertically in the middle of ``rect``."""
    look = theme()
    height = look.height("keycap")
    cap = QRectF(rect.left(), round(rect.center().y() - height / 2), rect.width(), height)
    box(painter, cap, look.radius("chip"), "bg", "line", look.stroke("line"))
    text(painter, cap, keys, "caption", "text3", CENTRE)


def middle(rect: QRectF | QRect, size: float) -> QRectF:
    """Return a square of side ``size`` in the middle of ``rect``."""
    centre = QPointF(QRectF(rect).center())
    return QRectF(centre.x() - size / 2, centre.y() - size / 2, size, size)
