"""Draw the program's icon: the window's own logo on a tile in the colour of the rail."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIZES = (16, 24, 32, 48, 64, 128, 256)
MARGIN = 0.17
RADIUS = 0.2


def main() -> int:
    """Write the file that is named: ``.ico`` with every size, or one ``.png`` of 256 pixels."""
    file = Path(sys.argv[1])
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path.insert(0, str(ROOT))
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    pictures = [png(size) for size in SIZES]
    application.quit()
    if file.suffix == ".png":
        file.write_bytes(pictures[-1])
        return 0
    from PIL import Image

    images = [Image.open(io.BytesIO(data)) for data in pictures]
    images[-1].save(file, append_images=images[:-1], sizes=[(size, size) for size in SIZES])
    return 0


def png(size: int) -> bytes:
    """Return one size as PNG, painted at that size so that small ones stay sharp."""
    from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
    from PySide6.QtGui import QImage, QPainter

    from app.ui.theme import theme
    from app.ui.widgets.empty import draw_logo

    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color("rail"))
    painter.drawRoundedRect(QRectF(0, 0, size, size), size * RADIUS, size * RADIUS)
    inner = size * MARGIN
    draw_logo(
        painter, QRectF(0, 0, size, size).adjusted(inner, inner, -inner, -inner), "rail_active"
    )
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


if __name__ == "__main__":
    raise SystemExit(main())
