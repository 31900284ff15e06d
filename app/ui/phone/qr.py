"""A QR code, painted in whole pixels so that every phone reads it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import _
from app.ui.theme import theme

_QUIET = 4
"""Empty modules around the code, as its standard (ISO/IEC 18004) asks."""


class QrCode(QWidget):
    """One code; dark on white in every look, since not every phone reads it inverted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[bytearray] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("QR code"))

    @property
    def rows(self) -> list[bytearray]:
        """The modules of the code, 1 is dark; without the empty ones around it."""
        return self._rows

    def set_text(self, text: str) -> None:
        """Show another text; empty: nothing."""
        import segno

        self._rows = list(segno.make_qr(text, error="m").matrix) if text else []
        self.setAccessibleDescription(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        side = 5 * theme().size("ring_large").width() // 2
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.fillRect(self.rect(), look.color("on_strip"))
        if not self._rows:
            return
        ratio = self.devicePixelRatioF()
        count = len(self._rows) + 2 * _QUIET
        side = int(self.width() * ratio) // count  # pixels of the screen
        if side < 1:
            return
        edge = (int(self.width() * ratio) - side * len(self._rows)) // 2
        painter.scale(1 / ratio, 1 / ratio)
        ink = look.color("canvas")
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(edge + x * side, edge + y * side, side, side, ink)
