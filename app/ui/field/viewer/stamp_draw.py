"""The watermark on the screen, as `app.inspection.photo.watermark` puts it on copies."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from app.inspection.photo.inks import STAMP, STAMP_BAR, WHITE
from app.ui.theme import theme

_LETTERS, _SPACING, _WIDEST, _LEAST = 0.02, 1.55, 0.94, 9


def draw_stamp(painter: QPainter, area: QRectF, lines: Sequence[str]) -> None:
    """Paint the lines into the lower left corner of ``area``."""
    size = max(_LEAST, round(_LETTERS * max(area.width(), area.height())))
    while True:
        fonts = [
            QFont(theme().font("body_strong" if not at else "body")) for at in range(len(lines))
        ]
        for font in fonts:
            font.setPixelSize(size)
        pairs = zip(fonts, lines, strict=True)
        wide = max(QFontMetricsF(font).horizontalAdvance(line) for font, line in pairs)
        pad = size * 0.9
        if wide + 3 * pad <= _WIDEST * area.width() or size <= _LEAST:
            break
        size -= 1
    step = size * _SPACING
    tall, edge = step * len(lines) + pad, size * 0.8
    box = QRectF(area.left() + edge, area.bottom() - edge - tall, wide + 3 * pad, tall)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(*STAMP))
    painter.drawRoundedRect(box, pad * 0.4, pad * 0.4)
    bar = max(2.0, size * 0.16)
    painter.fillRect(QRectF(box.left(), box.top() + pad / 2, bar, tall - pad), QColor(STAMP_BAR))
    painter.setPen(QColor(WHITE))
    for at, (font, line) in enumerate(zip(fonts, lines, strict=True)):
        painter.setFont(font)
        row = QRectF(box.left() + pad + bar, box.top() + pad / 2 + at * step, wide + pad, step)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, line)
    painter.restore()
