"""The first photo of a side of a conflict, as wide as its column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import _
from app.ui.hub.pictures import tile
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.tiles import draw_tile

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from app.inspection.photo.photos import PhotoRow

_LARGE = 0.46
"""Height of the photo as a share of its width."""


class FirstPhoto(QWidget):
    """The first photo of a side, as wide as its column; without one it says so.

    Signals:
        opened(): A click.
    """

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: PhotoRow | None = None
        self._letter = ""
        self._preview: QPixmap | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_photo(self, row: PhotoRow | None, letter: str) -> None:
        """Show a photo, or that there is none."""
        self._row, self._letter, self._preview = row, letter, None
        self.setAccessibleName(tile(row).spoken() if row is not None else _("No photo"))
        self.update()

    def set_preview(self, preview: QPixmap | None) -> None:
        """Show the picture once it is there."""
        self._preview = preview
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return int(width * _LARGE)

    def sizeHint(self) -> QSize:
        return theme().size("tile_large")

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(12), theme().size("tile").height())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._row is not None:
            self.opened.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._row is None:
            paint.box(painter, area, look.radius("control"), "surface", "line", look.stroke("line"))
            side = look.icon(3)
            top = area.center().y() - (side + look.line("label")) / 2
            square = QRectF(area.center().x() - side / 2, top, side, side)
            draw_icon(painter, square, "camera", "text3")
            below = QRectF(area.left(), square.bottom() + 2, area.width(), look.line("label"))
            paint.text(painter, below, _("No photo"), "label", "text2", paint.CENTRE)
            return
        draw_tile(painter, area, tile(self._row), self._preview)
        if self._letter:
            badge = QRectF(area.left() + look.space(1), area.top() + look.space(1), 0, 0)
            badge.setSize(look.size("badge_tile").toSizeF())
            paint.box(painter, badge, look.radius("chip"), "strip")
            paint.text(painter, badge, self._letter, "chip", "on_strip", paint.CENTRE)
