"""The table of packages: which one is current, which are marked for merging, by key and mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.hub.inbox_model import (
    ARRIVED,
    MARK,
    PHOTOS,
    PLACES,
    SENDER,
    SIZE,
    InboxModel,
    widths,
)
from app.ui.widgets.table import Table
from app.ui.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.exchange.inbox.parcels import Parcel
    from app.ui.shell import Reach

_LEAST_ROWS = 2
"""So many packages are seen in the lowest window, too; the numbers below give way."""


class ParcelTable(Table):
    """Packages, newest first. Space marks, Delete asks to remove, Enter opens.

    Attributes:
        parcels: The model.

    Signals:
        parcel_changed(parcel): Another one is current; None when none is.
        marks_changed(): Other packages are marked for merging.
        remove_wanted(parcel): Take it out of the list.
    """

    parcel_changed = Signal(object)
    marks_changed = Signal()
    remove_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(word("inbox"), parent, row="row_community")
        self.parcels = InboxModel(self)
        self.setModel(self.parcels)
        self.fit()
        self.clicked.connect(self._click)
        self.selectionModel().currentRowChanged.connect(self._current)

    def fit(self) -> None:
        """Give the columns the widths that chips and text size need."""
        self.set_widths(widths(self.parcels.parcels), stretch=SENDER)
        rows = _LEAST_ROWS * self.verticalHeader().defaultSectionSize()
        self.setMinimumHeight(self.horizontalHeader().sizeHint().height() + rows)

    def flow(self, reach: Reach) -> None:
        """Let the lesser columns go, as the width allows."""
        for column in (SIZE, PHOTOS):
            self.setColumnHidden(column, not reach.sections)
        for column in (ARRIVED, PLACES):
            self.setColumnHidden(column, not reach.side)

    def set_parcels(self, found: Sequence[Parcel]) -> None:
        """Show these packages; the current one stays current, also when it is merged by now."""
        kept = self.parcel()
        self.parcels.set_parcels(found)
        self.fit()
        self._select(kept)

    def set_filter(self, which: str) -> None:
        """Show ``open``, ``merged``, ``refused`` or ``all``."""
        kept = self.parcel()
        self.parcels.set_filter(which)
        self._select(kept)

    def set_text(self, text: str) -> None:
        """Show those that fit the words of a search."""
        kept = self.parcel()
        self.parcels.set_text(text)
        self._select(kept)

    def parcel(self) -> Parcel | None:
        """Return the current package."""
        return self.parcels.parcel(self.currentIndex().row())

    def chosen(self) -> list[Parcel]:
        """Return what merging takes: the marked packages, or all that are ready."""
        found = self.parcels.parcels
        marked = [one for one in found if one.id in self.parcels.marked]
        return marked or [one for one in found if one.state == "ready"]

    def _select(self, kept: Parcel | None) -> None:
        row = max(self.parcels.row_like(kept), 0)
        if self.parcels.rowCount():
            self.selectRow(row)
            self.setCurrentIndex(self.parcels.index(row, SENDER))
        self.parcel_changed.emit(self.parcel())

    @Slot(QModelIndex, QModelIndex)
    def _current(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self.parcel_changed.emit(self.parcel())

    def _click(self, index: QModelIndex) -> None:
        if index.column() == MARK:
            self._toggle(index.row())

    def _toggle(self, row: int) -> None:
        self.parcels.toggle(row)
        self.marks_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._toggle(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit(self.parcel())
        else:
            super().keyPressEvent(event)
