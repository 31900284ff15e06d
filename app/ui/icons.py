"""Lucide outlines from ``resources/icons``, recoloured from tokens, sharp at every pixel ratio."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from app.paths import resource
from app.ui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgRenderer

_KEPT = 512
_pixmaps: dict[tuple[str, str, int, float, float], QPixmap] = {}


@cache
def _outline(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, color: str, stroke: float) -> QSvgRenderer:
    from PySide6.QtSvg import QSvgRenderer

    text = _outline(name).replace("currentColor", color[:7])
    text = text.replace('stroke-width="2"', f'stroke-width="{stroke}"')
    return QSvgRenderer(QByteArray(text.encode()))


def _stroke(size: int) -> float:
    small = size <= int(theme().raw("icon", "sizes")[0])
    return float(theme().raw("icon", "stroke_small" if small else "stroke"))


def icon_pixmap(name: str, color: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return one outline as a pixmap.

    Args:
        name: File name in ``resources/icons`` without ending.
        color: Colour token.
        size: Side in device-independent pixels.
        ratio: Pixel ratio of the screen.
    """
    stroke = _stroke(size)
    key = (name, theme().hex(color), size, ratio, stroke)
    pixmap = _pixmaps.get(key)
    if pixmap is None:
        if len(_pixmaps) >= _KEPT:  # a few looks times a few sizes: this many is never reached
            _pixmaps.clear()
        side = round(size * ratio)
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        _renderer(name, theme().hex(color), stroke).render(painter, QRectF(0, 0, side, side))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        _pixmaps[key] = pixmap
    return pixmap


def draw_icon(painter: QPainter, rect: QRectF, name: str, color: str) -> None:
    """Paint one outline into the middle of ``rect``, as large as its shorter side."""
    size = round(min(rect.width(), rect.height()))
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    left = round(rect.center().x() - size / 2)
    top = round(rect.center().y() - size / 2)
    painter.drawPixmap(left, top, icon_pixmap(name, color, size, ratio))


def icon(name: str, color: str = "text2", size: int | None = None) -> QIcon:
    """Return one outline for Qt's own controls and menus, at the usual pixel ratios."""
    side = size or theme().icon(1)
    result = QIcon()
    for ratio in (1.0, 1.25, 1.5, 2.0):
        result.addPixmap(icon_pixmap(name, color, side, ratio))
    return result
