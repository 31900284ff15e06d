"""Dense tables: whole rows of equal height, any number of them; heads sort, group rows fold."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from app.ui.theme import theme
from app.ui.widgets.place_model import Index
from app.ui.widgets.table_cells import (
    CELL_ROLE,
    CHIP_ROLE,
    GROUP_ROLE,
    STRONG_ROLE,
    TONE_ROLE,
    Cell,
    CellDelegate,
    GroupRow,
    cell_of,
)
from app.ui.widgets.table_header import TableHeader

__all__ = [
    "CELL_ROLE",
    "CHIP_ROLE",
    "GROUP_ROLE",
    "STRONG_ROLE",
    "TONE_ROLE",
    "Cell",
    "GroupRow",
    "Table",
]

_LEAST = 160
"""The column that takes what is left keeps this width: under it the table scrolls sideways."""


class Table(QTableView):
    """A table of whole rows, any number of them; all rows are equally high.

    Signals:
        opened(index): Enter or a double click on a row.
        folded(index): Enter, Space, an arrow key or a click on a group row.
        sort_wanted(column, order): A head was clicked; the model sorts in a job.
    """

    opened = Signal(QModelIndex)
    folded = Signal(QModelIndex)
    sort_wanted = Signal(int, Qt.SortOrder)

    def __init__(self, name: str, parent: QWidget | None = None, *, row: str = "row_group") -> None:
        super().__init__(parent)
        self._row = row
        self._taker, self._least = -1, 0
        self.hovered = -1
        self.setAccessibleName(name)
        self._head = TableHeader(self)
        self._head.setAccessibleName(name)
        self.setHorizontalHeader(self._head)
        self._delegate = CellDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.verticalHeader().hide()
        self.horizontalHeader().sectionClicked.connect(self._sort_by)
        self._fit()

    def _fit(self) -> None:
        head = self.verticalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setMinimumSectionSize(1)
        head.setDefaultSectionSize(theme().height(self._row))

    def widths(self) -> list[int]:
        """Return the width of every column, to be kept with the settings."""
        header = self.horizontalHeader()
        return [header.sectionSize(column) for column in range(header.count())]

    def set_widths(self, widths: list[int], *, stretch: int = -1) -> None:
        """Give the columns their widths; column ``stretch`` takes the rest, never too little."""
        header = self.horizontalHeader()
        for column, width in enumerate(widths[: header.count()]):
            header.resizeSection(column, width)
        if 0 <= stretch < header.count():
            self._taker, self._least = stretch, min(widths[stretch], theme().scaled(_LEAST))
            self._share()

    def _share(self) -> None:
        """Let one column take what is left, or keep its least width where too little is left."""
        header, taker = self.horizontalHeader(), self._taker
        if not 0 <= taker < header.count():
            return
        others = sum(header.sectionSize(at) for at in range(header.count()) if at != taker)
        if self.viewport().width() - others >= self._least:
            header.setSectionResizeMode(taker, QHeaderView.ResizeMode.Stretch)
        else:
            header.setSectionResizeMode(taker, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(taker, self._least)

    def setColumnHidden(self, column: int, hide: bool) -> None:
        """Hide or show a column, and give what that frees or takes to the column that stretches."""
        super().setColumnHidden(column, hide)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def set_sorted(self, column: int, order: Qt.SortOrder) -> None:
        """Show by which column the rows are sorted."""
        self._head.sorted_by = (column, order)
        self._head.viewport().update()

    def cell(self, index: Index) -> Cell | GroupRow:
        """Return what is painted at an index; a table that knows its model may ask it directly."""
        return cell_of(index)

    def row_rect(self, row: int) -> QRect:
        """Return where a whole row is in the viewport."""
        header = self.horizontalHeader()
        left = header.sectionViewportPosition(header.logicalIndex(0)) if header.count() else 0
        top = self.rowViewportPosition(row)
        return QRect(left, top, header.length(), self.rowHeight(row))

    def _sort_by(self, column: int) -> None:
        order = Qt.SortOrder.AscendingOrder
        if self._head.sorted_by == (column, order):
            order = Qt.SortOrder.DescendingOrder
        self.set_sorted(column, order)
        self.sort_wanted.emit(column, order)

    def _is_group(self, index: Index) -> bool:
        return isinstance(index.data(GROUP_ROLE), GroupRow)

    # Overrides of Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        group = index.data(GROUP_ROLE)
        key = event.key()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if isinstance(group, GroupRow):
            fold = (key == Qt.Key.Key_Left and group.unfolded) or (
                key == Qt.Key.Key_Right and not group.unfolded
            )
            if enter or fold:
                self.folded.emit(index)
                return
        elif enter and index.isValid():
            self.opened.emit(index)
            return
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            return  # whole rows: nothing to the left or right of one
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._is_group(index):
            self.folded.emit(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not self._is_group(index):
            self.opened.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(round(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            before, self.hovered = self.hovered, row
            for number in (before, row):
                if number >= 0:
                    self.viewport().update(self.row_rect(number))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
