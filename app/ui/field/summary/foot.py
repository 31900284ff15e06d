"""The foot of the summary: its buttons in one row, or in two where the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from app.ui.theme import theme
from app.ui.widgets.buttons import Button


class SummaryFoot(QWidget):
    """Some buttons at the left, some at the right; never cut, at 200 per cent neither."""

    def __init__(self, left: Sequence[Button], right: Sequence[Button]) -> None:
        super().__init__()
        look = theme()
        self._left, self._right = left, right
        self._outer = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._outer.setSpacing(look.space(2))
        for buttons, at_right in ((left, False), (right, True)):
            row = QHBoxLayout()
            row.setSpacing(look.space(2))
            if at_right:
                row.addStretch()
            for button in buttons:
                row.addWidget(button)
            if not at_right:
                row.addStretch()
            self._outer.addLayout(row)
        self._set_edge(wide=True)

    def _set_edge(self, *, wide: bool) -> None:
        look = theme()
        edge = look.space(8 if wide else 3)
        self._outer.setContentsMargins(edge, look.space(3), edge, look.space(3))

    def _widths(self) -> list[int]:
        """Return how wide the two groups are."""
        gap = theme().space(2)
        groups = [
            [button.sizeHint().width() for button in group if not button.isHidden()]
            for group in (self._left, self._right)
        ]
        return [sum(group) + gap * max(0, len(group) - 1) for group in groups]

    def minimumSizeHint(self) -> QSize:
        low = super().minimumSizeHint().height()
        return QSize(max(self._widths()) + 2 * theme().space(3), low)

    def _arrange(self) -> None:
        look = theme()
        wide = sum(self._widths()) + look.space(2) + 2 * look.space(8) <= self.width()
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._outer.direction() != way:
            self._outer.setDirection(way)
            self._set_edge(wide=wide)
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a button came, went or changed its words
            self._arrange()
        return super().event(event)
