"""Painting of one photo tile: picture, strip, badges; wanted, optional and damaged ones."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from app.i18n import _
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.marks import MARKS, draw_mark
from app.ui.widgets.photo_model import Photo


def draw_tile(
    painter: QPainter, area: QRectF, photo: Photo, preview: QPixmap | None, *, focused: bool = False
) -> None:
    """Paint one tile into ``area``."""
    look = theme()
    radius = look.radius("control")
    if photo.state in ("missing", "optional"):
        _draw_wanted(painter, area, photo)
    else:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        outline = QPainterPath()
        outline.addRoundedRect(area, radius, radius)
        painter.setClipPath(outline)
        painter.fillRect(area, look.color("sunken"))
        if photo.state == "damaged":
            strip = look.line("caption") + look.space(1) if photo.strip() else 0
            _draw_damaged(painter, area.adjusted(0, 0, 0, -strip))
        elif photo.state == "file":
            strip = look.line("caption") + look.space(1) if photo.strip() else 0
            _draw_file(painter, area.adjusted(0, 0, 0, -strip), photo.words)
        elif photo.state == "away":
            strip = look.line("caption") + look.space(1) if photo.strip() else 0
            if preview is not None:
                _draw_picture(painter, area, preview)
            _draw_away(painter, area.adjusted(0, 0, 0, -strip), shown=preview is not None)
        elif preview is not None:
            _draw_picture(painter, area, preview)
            for mark in photo.marks:
                _draw_mark_ring(painter, area, mark)
        _draw_strip(painter, area, photo.strip())
        painter.restore()
        _draw_badges(painter, area, photo)
        if photo.doubt:
            _draw_doubt(painter, area, photo)
        paint.box(painter, area, radius, None, "line", look.stroke("line"))
    if focused:
        width = look.stroke("marker")
        paint.box(painter, area.adjusted(-1, -1, 1, 1), radius + 1, None, "focus", width)


def _draw_picture(painter: QPainter, area: QRectF, preview: QPixmap) -> None:
    """Fill ``area`` with the middle of the picture."""
    size = QSize(preview.width(), preview.height())
    scale = max(area.width() / max(1, size.width()), area.height() / max(1, size.height()))
    width, height = area.width() / scale, area.height() / scale
    source = QRectF((size.width() - width) / 2, (size.height() - height) / 2, width, height)
    painter.drawPixmap(area, preview, source)


def _draw_file(painter: QPainter, area: QRectF, words: str) -> None:
    """Paint what is no picture: an outline and its name."""
    look = theme()
    line = look.line("caption")
    side = look.icon(2)
    top = area.center().y() - (side + line) / 2
    square = QRectF(area.center().x() - side / 2, top, side, side)
    draw_icon(painter, square, "paperclip", "text2")
    room = QRectF(area.left(), top + side, area.width(), line)
    inner = room.adjusted(look.space(2), 0, -look.space(2), 0)
    paint.text(painter, inner, words, "caption", "text2", paint.CENTRE)


def _draw_away(painter: QPainter, area: QRectF, *, shown: bool) -> None:
    """Say that the original is at the hub; over the small picture where there is one."""
    look = theme()
    line, side, gap = look.line("caption"), look.icon(0), look.space(1)
    words = _("at the hub")
    wide = look.text_width("chip", words) + side + 4 * gap
    top = area.bottom() - line - 2 * gap if shown else area.center().y() - line / 2
    badge = QRectF(area.center().x() - wide / 2, top, wide, line + gap)
    paint.box(painter, badge, look.radius("chip"), "ok_soft")
    square = QRectF(badge.left() + gap, badge.top(), side, badge.height())
    draw_icon(painter, paint.middle(square, side), "check-check", "ok")
    text = badge.adjusted(side + 2 * gap, 0, -gap, 0)
    paint.text(painter, text, words, "chip", "ok", paint.CENTRE)


def _draw_mark_ring(
    painter: QPainter, area: QRectF, share: tuple[float, float, float, float]
) -> None:
    left, top, width, height = share
    ring = QRectF(
        area.left() + left * area.width(),
        area.top() + top * area.height(),
        width * area.width(),
        height * area.height(),
    )
    look = theme()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner = look.stroke("focus")
    for color, stroke in (("mark_edge", 2 * inner), ("mark", inner)):
        painter.setPen(QPen(look.color(color), stroke))
        painter.drawEllipse(ring)


def _draw_strip(painter: QPainter, area: QRectF, words: str) -> None:
    if not words:
        return
    look = theme()
    strip = QRectF(area)
    strip.setTop(area.bottom() - look.line("caption") - look.space(1))
    painter.fillRect(strip, look.color("strip"))
    inner = strip.adjusted(look.space(2), 0, -look.space(2), 0)
    paint.text(painter, inner, words, "caption", "on_strip")


def _draw_badges(painter: QPainter, area: QRectF, photo: Photo) -> None:
    look = theme()
    inset = look.space(1) + look.stroke("line")
    if photo.kind:
        width = look.text_width("chip", photo.kind) + 2 * look.space(1) + look.space(1)
        badge = QRectF(area.left() + inset, area.top() + inset, width, look.line("chip") + 1)
        paint.box(painter, badge, look.radius("chip"), "strip")
        paint.text(painter, badge, photo.kind, "chip", "on_strip", paint.CENTRE)
    if photo.custody:
        side = look.size("badge_tile").width()
        badge = QRectF(area.right() - inset - side, area.top() + inset, side, side)
        paint.box(painter, badge, look.radius("chip"), "strip")
        mark = MARKS[photo.custody].icon
        draw_icon(painter, paint.middle(badge, look.icon(0)), mark, "on_strip")


def _draw_doubt(painter: QPainter, area: QRectF, photo: Photo) -> None:
    """Paint shape and word of a doubt over the strip."""
    look = theme()
    strip = look.line("caption") + look.space(1) if photo.strip() else 0
    tall, icon, gap = look.line("chip") + 1, look.icon(0), look.space(1)
    room = area.width() - 4 * gap - icon
    width = min(look.text_width("chip", photo.doubt), room) + icon + 3 * gap
    badge = QRectF(area.left() + gap, area.bottom() - strip - tall - gap, width, tall)
    paint.box(painter, badge, look.radius("chip"), "serious_soft", "serious", look.stroke("line"))
    shape = QRectF(badge.left() + gap, badge.top(), icon, tall)
    draw_mark(painter, paint.middle(shape, icon - 2), "serious")
    words = badge.adjusted(icon + gap + gap / 2, 0, -gap, 0)
    paint.text(painter, words, photo.doubt, "chip", "serious")


def _draw_wanted(painter: QPainter, area: QRectF, photo: Photo) -> None:
    look = theme()
    missing = photo.state == "missing"
    ink, fill = ("serious", "serious_soft") if missing else ("text2", "bg")
    line = "serious" if missing else "line_strong"
    paint.box(painter, area, look.radius("control"), fill, line, look.stroke("focus"), dashed=True)
    words = photo.words or (_("still missing") if missing else _("optional"))
    side, tall = look.icon(2), look.line("caption")
    top = area.center().y() - (side + look.space(1) + tall) / 2
    camera = QRectF(area.left(), top, area.width(), side)
    draw_icon(painter, paint.middle(camera, side), "camera", ink)
    below = QRectF(area.left(), camera.bottom() + look.space(1), area.width(), tall)
    below.adjust(look.space(1), 0, -look.space(1), 0)
    paint.text(painter, below, words, "chip", ink, paint.CENTRE)


def _draw_damaged(painter: QPainter, area: QRectF) -> None:
    look = theme()
    side, tall = look.icon(2), look.line("caption")
    top = area.center().y() - (side + tall) / 2
    shape = QRectF(area.left(), top, area.width(), side)
    draw_mark(painter, paint.middle(shape, side), "critical")
    below = QRectF(area.left(), shape.bottom(), area.width(), tall)
    paint.text(painter, below, _("Cannot be opened"), "chip", "critical", paint.CENTRE)
