"""A tool of the photo viewer: an outline over its word and key, held down while it is chosen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.buttons import enter_presses


class ToolButton(QAbstractButton):
    """One tool; where there is no room the word gives way, never the outline."""

    def __init__(
        self,
        words: str,
        icon: str,
        keys: str,
        parent: QWidget | None = None,
        *,
        holds: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setText(words)
        self._icon, self._keys = icon, keys
        self.setCheckable(holds)
        self.setAccessibleName(words)
        self.setAccessibleDescription(keys)
        self.setToolTip(f"{words} {keys}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        look = theme()
        wide = look.text_width("label", self._caption()) + look.space(4)
        return QSize(max(wide, look.height("target")), look.height("target"))

    def minimumSizeHint(self) -> QSize:
        side = theme().height("target")
        return QSize(side - theme().space(2), side)

    def _caption(self) -> str:
        return f"{self.text()} {self._keys}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        chosen, hover = self.isChecked(), self.underMouse() and self.isEnabled()
        if chosen or hover or self.isDown():
            fill = "selected" if chosen else "hover"
            paint.box(painter, self.rect(), look.radius("control"), fill)
        ink = "disabled" if not self.isEnabled() else "primary" if chosen else "text2"
        icon, line = look.icon(1), look.line("label")
        fits = look.text_width("label", self._caption()) + 2 <= self.width()
        tall = icon + line + 2 if fits else icon
        top = (self.height() - tall) / 2
        square = QRectF(0, top, self.width(), icon)
        draw_icon(painter, paint.middle(square, icon), self._icon, ink)
        if fits:
            below = QRectF(0, top + icon + 2, self.width(), line)
            style = "label_strong" if chosen else "label"
            paint.text(painter, below, self._caption(), style, ink, paint.CENTRE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_presses(self, event):  # type: ignore[arg-type]
            super().keyPressEvent(event)

    def enterEvent(self, event: object) -> None:
        self.update()

    def leaveEvent(self, event: object) -> None:
        self.update()
