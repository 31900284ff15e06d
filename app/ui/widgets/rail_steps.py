"""Two buttons that scroll the rooms of the rail in a low window: a bar there would be unseen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QScrollBar, QSizePolicy, QWidget

from app.i18n import _
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint

_HEIGHT = 32
"""The least height of what is pressed."""
_FAINT = 0.35


class _Step(QAbstractButton):
    """An arrow on the dark rail."""

    def __init__(self, icon: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys walk the rooms themselves
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(theme().icon(3), theme().scaled(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        area = QRectF(self.rect())
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            paint.box(painter, area, look.radius("control"), "rail_pill")
        painter.setOpacity(1.0 if self.isEnabled() else _FAINT)
        draw_icon(painter, paint.middle(area, look.icon(2)), self._icon, "rail_text")


class RailSteps(QWidget):
    """One room up, one room down; an arrow is faint at its end.

    Attributes:
        up, down: The buttons.
    """

    def __init__(self, bar: QScrollBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar, self._step = bar, 1
        self.up = _Step("chevron-up", _("Rooms above"), self)
        self.down = _Step("chevron-down", _("Rooms below"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button, by in ((self.up, -1), (self.down, 1)):
            row.addWidget(button)
            button.clicked.connect(lambda _on=False, by=by: self._go(by))
        bar.valueChanged.connect(lambda _value: self._tell())
        bar.rangeChanged.connect(lambda _least, _most: self._tell())
        self._tell()

    def set_step(self, pixels: int) -> None:
        """Say how high one room is, in device-independent pixels."""
        self._step = max(1, pixels)
        self._bar.setSingleStep(self._step)

    def _go(self, by: int) -> None:
        self._bar.setValue(self._bar.value() + by * self._step)

    def _tell(self) -> None:
        self.up.setEnabled(self._bar.value() > self._bar.minimum())
        self.down.setEnabled(self._bar.value() < self._bar.maximum())
