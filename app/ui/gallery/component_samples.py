"""What shows a component in a state that only use would bring about."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget

from app.ui.gallery import samples
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Text
from app.ui.widgets.photo_model import Photo
from app.ui.widgets.tiles import draw_tile


def seem_focused(widget: QWidget) -> None:
    """Let a widget believe it has the focus: only one can have it at a time."""
    setattr(widget, "hasFocus", lambda: True)  # noqa: B010 - no typed way to replace a method


def title(column: QLayout, words: str) -> None:
    """Put the title of a group of components into a column."""
    column.addWidget(Text(words, "body_strong"))


class Ringed(QWidget):
    """Shows a button with the ring that the window lays around it."""

    def __init__(self, button: Button) -> None:
        super().__init__()
        reach = 2 * theme().stroke("focus")
        box = QHBoxLayout(self)
        box.setContentsMargins(reach, reach, reach, reach)
        box.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        width = look.stroke("focus")
        paint.box(painter, self.rect(), look.radius("control") + 2 * width, None, "focus", width)


class TileSample(QWidget):
    """One photo tile outside a grid."""

    def __init__(self, photo: Photo, kind: str = "", *, focused: bool = False) -> None:
        super().__init__()
        self._photo, self._focused = photo, focused
        self._picture = samples.picture(kind) if kind else None
        size = theme().size("tile")
        self.setFixedSize(size.width() * 3 // 4, size.height() * 4 // 5)
        self.setAccessibleName(photo.spoken())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = self.rect().toRectF().adjusted(1, 1, -1, -1)
        preview = QPixmap.fromImage(self._picture) if self._picture is not None else None
        draw_tile(painter, area, self._photo, preview, focused=self._focused)
