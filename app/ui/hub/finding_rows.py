"""The table of findings: rows, widths that are kept, folding, what is current and selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.i18n import _
from app.ui.hub.findings_model import (
    CHIP_COLUMNS,
    HEADS,
    PART,
    RESPONSIBLE,
    TITLE,
    WIDTHS,
    FindingsModel,
)
from app.ui.theme import theme
from app.ui.widgets.chips import ChipSpec, chip_width
from app.ui.widgets.place_model import Index
from app.ui.widgets.table import Cell, GroupRow, Table
from app.ui.words import word

if TYPE_CHECKING:
    from app.inspection.findings_table import FindingsTable, Line, Shown
    from app.ui.desk import Desk
    from app.ui.shell import Reach

_LOOK_MS = 60
_COUNTED = 1000
"""So many selected rows are counted; counting all of 100,000 would take too long."""


class FindingRows(Table):
    """Findings in groups. Left goes to the group's row, an arrow there folds it.

    Attributes:
        findings: The model.

    Signals:
        looked_at(line): A finding stays the current one for a moment.
        selected(count): So many findings are selected.
        order_wanted(column, falling): A head was clicked; a column of `FindingsTable`.
    """

    looked_at = Signal(object)
    selected = Signal(int)
    order_wanted = Signal(str, bool)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(word("findings"), parent)
        self._desk = desk
        self._shown_of: FindingsTable | None = None
        self.findings = FindingsModel(self)
        self.setModel(self.findings)
        self.fit()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._looking = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._looking.timeout.connect(self._look)
        self.folded.connect(self._fold)
        self.sort_wanted.connect(self._order)
        self.selectionModel().currentRowChanged.connect(self._current)

    # Columns

    def fit(self) -> None:
        """Give the columns the widths that were kept, or those that the text size needs."""
        kept = self._desk.settings.findings_columns.split()
        if len(kept) == len(WIDTHS) and all(width.isdecimal() for width in kept):
            widths = [max(theme().space(6), int(width)) for width in kept]
        else:
            widths = [theme().scaled(width) for width in WIDTHS]
            for column, words in CHIP_COLUMNS.items():  # words differ in length by language
                chips = (ChipSpec("clock", _(one), "neutral") for one in words)
                widest = max(map(chip_width, chips)) + 2 * theme().space(2) + theme().space(1)
                widths[column] = max(widths[column] - theme().space(2), widest)
        self.set_widths(widths, stretch=TITLE)
        self._given = self.widths()

    def keep_widths(self) -> None:
        """Keep the widths that a person gave the columns."""
        widths = self.widths()
        if widths != self._given:
            text = " ".join(str(width) for width in widths)
            self._desk.choose(findings_columns=text)
            self._given = widths

    def flow(self, reach: Reach) -> None:
        """Let the lesser columns go, as the width allows."""
        for column in (PART, RESPONSIBLE):
            self.setColumnHidden(column, not reach.side)

    @Slot(int, Qt.SortOrder)
    def _order(self, column: int, order: Qt.SortOrder) -> None:
        self.order_wanted.emit(HEADS[column][1], order == Qt.SortOrder.DescendingOrder)

    # Rows

    def set_shown(self, data: FindingsTable, shown: Shown) -> bool:
        """Show other findings; the current one stays current if it is among them.

        Returns:
            Whether there is a current one.
        """
        same = self.findings.shown is not None and self._shown_of is data
        kept = self.findings.number(self.currentIndex().row()) if same else -1
        self._shown_of = data
        self.findings.set_shown(data, shown)
        row = self.findings.row_of(kept)
        row = row if row >= 0 else self.findings.first_line()
        if row >= 0:
            self._go_to(row)
        return row >= 0

    def cell(self, index: Index) -> Cell | GroupRow:
        """Return what is painted at an index, not by way of Qt: that would cost half a paint."""
        return self.findings.cell(index.row(), index.column())

    def line(self) -> Line | None:
        """Return the current finding, None on a group's row."""
        return self.findings.line(self.currentIndex().row())

    def _go_to(self, row: int) -> None:
        self.setCurrentIndex(self.findings.index(row, 0))
        self.selectRow(row)

    def _fold(self, index: QModelIndex) -> None:
        self._go_to(self.findings.fold(index.row()))

    @Slot(QModelIndex, QModelIndex)
    def _current(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._looking.start()

    @Slot()
    def _look(self) -> None:
        line = self.line()
        if line is not None:
            self.looked_at.emit(line)
        rows = {index.row() for index in self.selectionModel().selectedRows()}
        few = len(rows) < _COUNTED
        self.selected.emit(sum(self.findings.line(row) is not None for row in rows) if few else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        at_group = self.findings.group_row(row)
        if event.key() == Qt.Key.Key_Left and at_group != row:
            self._go_to(at_group)
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "findings"):
            self.fit()
