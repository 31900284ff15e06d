"""The lists of the inbox: packages, and beneath them the check for missing ones."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget


class InboxLists(QWidget):
    """Head, table, grid; in a low window the grid goes: 查漏 shows the same."""

    def __init__(
        self, head: QWidget, table: QWidget, grid: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._head, self._table, self._grid = head, table, grid
        self._lines = False
        pile = QVBoxLayout(self)
        pile.setContentsMargins(0, 0, 0, 0)
        pile.setSpacing(0)
        pile.addWidget(head)
        pile.addWidget(table, 3)
        pile.addWidget(grid, 2)
        grid.hide()

    def show_grid(self, lines: bool) -> None:
        """Say whether there is anything in the grid."""
        self._lines = lines
        self._give_way()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    def _give_way(self) -> None:
        wanted = self._head.heightForWidth(self.width()) + self._table.minimumHeight()
        wanted += self._grid.minimumSizeHint().height()
        self._grid.setVisible(self._lines and self.height() >= wanted)
