"""Pictures of a form, read small; SVG is stripped of all that it could load or run."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPixmap

from app.errors import AppError
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.forms import source
else:
    source = lazy("app.forms.source")  # the engine loads when the first form is opened

MOST_BYTES = 32 << 20
_DROPPED = frozenset(
    ("script", "foreignObject", "image", "feImage", "animate", "set", "iframe", "audio", "video")
)
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:|expression\(", re.IGNORECASE)


def safe_svg(data: bytes) -> bytes:
    """Return an SVG without scripts, events, entities and references to anything outside itself.

    Raises:
        AppError: It is not well-formed, declares entities, or is nested too deeply.
    """
    root, _prefixes = source.read(data)
    _clean(root)
    return ET.tostring(root)


def _clean(root: ET.Element) -> None:
    stack = [root]
    while stack:
        element = stack.pop()
        for child in list(element):
            if source.local(child.tag) in _DROPPED or (
                source.local(child.tag) == "style" and _OUTSIDE.search("".join(child.itertext()))
            ):
                element.remove(child)
            else:
                stack.append(child)
        for name, value in list(element.attrib.items()):
            short = source.local(name)
            leads = short in ("href", "src") and not value.startswith("#")
            if leads or short.lower().startswith("on") or _OUTSIDE.search(value):
                del element.attrib[name]


def read_svg(path: Path) -> bytes:
    """Return a file's SVG, made safe; empty when it is none.

    Reads at most `MOST_BYTES`.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            return b""
        return safe_svg(path.read_bytes())
    except (OSError, AppError):
        return b""


@lru_cache(maxsize=256)
def picture(path: Path, width: int, height: int, ratio: float = 1.0) -> QPixmap:
    """Return a picture fitted into a box of device-independent pixels; null when unreadable."""
    box = QSize(round(width * ratio), round(height * ratio))
    image = _drawing(path, box) if path.suffix.lower() == ".svg" else _photo(path, box)
    pixmap = QPixmap.fromImage(image)
    if not pixmap.isNull():
        pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _photo(path: Path, box: QSize) -> QImage:
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid():
        return QImage()
    if size.width() > box.width() or size.height() > box.height():
        reader.setScaledSize(size.scaled(box, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _drawing(path: Path, box: QSize) -> QImage:
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(read_svg(path)))
    if not renderer.isValid():
        return QImage()
    size = renderer.defaultSize().scaled(box, Qt.AspectRatioMode.KeepAspectRatio)
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return image
