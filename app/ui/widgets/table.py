"""Dense tables: chips and marks painted in cells, group rows across them, numbers at the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.i18n import _
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.chips import ChipSpec, chip_width, draw_chips, draw_kept_chip
from app.ui.widgets.place_model import Index
from app.ui.widgets.table_header import TableHeader

CHIP_ROLE = Qt.ItemDataRole.UserRole + 10
"""A `ChipSpec` painted in the cell in place of its text."""
GROUP_ROLE = Qt.ItemDataRole.UserRole + 11
"""A `GroupRow`, the same from every column of a group's row."""
STRONG_ROLE = Qt.ItemDataRole.UserRole + 12
"""True for text in semibold."""
TONE_ROLE = Qt.ItemDataRole.UserRole + 13
"""Colour token of the text."""
CELL_ROLE = Qt.ItemDataRole.UserRole + 14
"""All that is painted in a cell, asked for once: a `Cell` or a `GroupRow`. A model may leave it
out; the single roles are then asked for one by one."""


class Cell(NamedTuple):
    """One painted cell.

    Attributes:
        words: Its text; not shown beside a chip.
        chip: Painted in place of the text.
        tone: Colour token of the text.
        strong: Text in semibold.
        right: Text at the right edge.
    """

    words: str = ""
    chip: ChipSpec | None = None
    tone: str = "text"
    strong: bool = False
    right: bool = False


def cell_of(index: Index) -> Cell | GroupRow:
    """Return what is painted at an index."""
    whole = index.data(CELL_ROLE)
    if isinstance(whole, (Cell, GroupRow)):
        return whole
    group = index.data(GROUP_ROLE)
    if isinstance(group, GroupRow):
        return group
    chip = index.data(CHIP_ROLE)
    align = index.data(Qt.ItemDataRole.TextAlignmentRole)
    return Cell(
        str(index.data() or ""),
        chip if isinstance(chip, ChipSpec) else None,
        str(index.data(TONE_ROLE) or "text"),
        bool(index.data(STRONG_ROLE)),
        bool(align is not None and int(align) & Qt.AlignmentFlag.AlignRight.value),
    )


@dataclass(frozen=True)
class GroupRow:
    """A row over its members: what they share, how many, one chip per severity.

    Attributes:
        title: What the members share.
        facts: Counts with their nouns, such as 17 栋·23 处.
        chips: One per severity, with its word and count.
        unfolded: Whether the members are shown.
    """

    title: str
    facts: str
    chips: tuple[ChipSpec, ...] = ()
    unfolded: bool = True

    def spoken(self) -> str:
        """Return what a screen reader says."""
        parts = [self.title, self.facts, *(chip.words for chip in self.chips)]
        parts.append(_("unfolded") if self.unfolded else _("folded"))
        return ", ".join(part for part in parts if part)


class CellDelegate(QStyledItemDelegate):
    """Paints cells and group rows."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        look, chip = theme(), index.data(CHIP_ROLE)
        words = str(index.data() or "")
        style = "label_strong" if index.data(STRONG_ROLE) else "label"
        width = look.text_width(style, words)
        if isinstance(chip, ChipSpec):
            width = chip_width(chip)
        return QSize(width + 2 * look.space(3), look.height("row_group"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = theme()
        cell = QRectF(option.rect)
        state = option.state
        content = cell_of(index)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(cell, look.color("selected"))
        elif isinstance(content, GroupRow):
            painter.fillRect(cell, look.color("bg"))
        elif index.row() == self._table.hovered:
            painter.fillRect(cell, look.color("hover"))
        current = index.row() == self._table.currentIndex().row()
        row = QRect()
        if chosen or current or isinstance(content, GroupRow):  # these reach over the whole row
            row = self._table.row_rect(index.row())
        painter.save()
        painter.setClipRect(cell)
        if isinstance(content, GroupRow):
            self._group(painter, QRectF(row), content)
        else:
            self._cell(painter, cell, content)
        if chosen:
            paint.marker(painter, row, "primary")
        bottom = cell.bottom() - look.stroke("line")
        paint.divider(painter, cell.left(), cell.right(), bottom)
        if current and self._table.hasFocus():
            paint.focus_inside(painter, QRectF(row).adjusted(0, 0, 0, -1))
        painter.restore()

    def _cell(self, painter: QPainter, cell: QRectF, content: Cell) -> None:
        look = theme()
        inner = cell.adjusted(look.space(2) + 2, 0, -look.space(2) - 2, 0)
        if content.chip is not None:
            draw_kept_chip(painter, inner.left(), cell.center().y(), content.chip)
        elif content.words:
            style = "label_strong" if content.strong else "label"
            align = paint.RIGHT if content.right else paint.LEFT
            paint.text(painter, inner, content.words, style, content.tone, align)

    def _group(self, painter: QPainter, row: QRectF, group: GroupRow) -> None:
        look = theme()
        side = look.icon(0)
        arrow = QRectF(row.left() + look.space(3), row.top(), side, row.height())
        draw_icon(painter, arrow, "chevron-down" if group.unfolded else "chevron-right", "text2")
        right = draw_chips(painter, row.right() - look.space(3), row.center().y(), group.chips)
        title = QRectF(arrow.right() + look.space(2), row.top(), 0, row.height())
        title.setRight(right)
        taken = paint.text(painter, title, group.title, "label_strong")
        facts = title.adjusted(taken + look.space(3), 0, 0, 0)
        if facts.width() > look.space(8):
            paint.text(painter, facts, group.facts, "label", "text2")


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
        """Give the columns their widths; column ``stretch`` takes what is left."""
        header = self.horizontalHeader()
        for column, width in enumerate(widths[: header.count()]):
            header.resizeSection(column, width)
        if stretch >= 0:
            header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)

    def set_sorted(self, column: int, order: Qt.SortOrder) -> None:
        """Show by which column the rows are sorted."""
        self._head.sorted_by = (column, order)
        self._head.viewport().update()

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
