"""The records that wait for review, and those that were: filtered, chosen, joined as one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.hub.review_model import FILTERS, WIDTHS, ReviewModel, passes
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.labels import Panel
from app.ui.widgets.segments import SegmentBar
from app.ui.widgets.table import Table

if TYPE_CHECKING:
    from app.inspection.review.desk import Line


class ReviewList(Panel):
    """One record a row.

    Attributes:
        model, table, filters, join: Its parts.

    Signals:
        opened(line): Look at this record.
        join_wanted(lines): Two of them are one building, or the first is not one with another.
    """

    opened = Signal(object)
    join_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent=parent, role=_("Records"))
        look = theme()
        self.lines: list[Line] = []
        self._free = True
        self.filters = SegmentBar(_("Show"), [(k, _(w).format(count=0)) for k, w in FILTERS])
        self.filters.chosen.connect(lambda _which: self.fill())
        self.model = ReviewModel(self)
        self.table = Table(_("Records"))
        self.table.setModel(self.model)
        self.table.set_widths([look.scaled(width) for width in WIDTHS], stretch=0)
        self.table.opened.connect(self._open)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.selectionModel().selectionChanged.connect(lambda *_rows: self._count())
        self.none = EmptyState(_("Nothing here"), "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.none)
        self.join = Button(_("One building…"), icon="building-2", hint="J")
        self.join.clicked.connect(self.ask_join)
        bar = QHBoxLayout()
        bar.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(2))
        bar.addWidget(self.filters)
        bar.addStretch()
        bar.addWidget(self.join)
        pile = QVBoxLayout(self)
        pile.setContentsMargins(0, 0, 0, 0)
        pile.setSpacing(0)
        pile.addLayout(bar)
        pile.addWidget(self._stack, 1)

    @property
    def current(self) -> Line | None:
        """The record of the current row."""
        return self.model.line(self.table.currentIndex().row())

    def show_lines(self, lines: Sequence[Line], *, free: bool) -> None:
        """Show these records; ``free``: the workspace can be written."""
        self.lines, self._free = list(lines), free
        for key, words in FILTERS:
            count = sum(passes(one, key) for one in self.lines)
            self.filters.set_words(key, _(words).format(count=count))
        self.fill()

    def fill(self) -> None:
        """Show what the filter lets through; the current record stays current."""
        kept = self.current
        which = self.filters.value
        self.model.set_lines([one for one in self.lines if passes(one, which)])
        ids = [one.inspection for one in self.model.lines]
        row = ids.index(kept.inspection) if kept is not None and kept.inspection in ids else 0
        if ids:
            self.table.selectRow(row)
            self.table.setCurrentIndex(self.model.index(row, 0))
        self.none.set_why(nothing(which, bool(self.lines)))
        self._stack.setCurrentWidget(self.table if ids else self.none)
        self._count()

    def _chosen(self) -> list[Line]:
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [line for row in rows if (line := self.model.line(row)) is not None]

    def _count(self) -> None:
        chosen = self._chosen()
        self.join.setEnabled(
            (len(chosen) == 2 or any(one.same_as for one in chosen[:1])) and self._free
        )

    def ask_join(self) -> None:
        """Ask whether the two chosen are one building, or the chosen one is not."""
        if self.join.isEnabled():
            self.join_wanted.emit(self._chosen()[:2])

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        line = self.model.line(index.row())
        if line is not None:
            self.opened.emit(line)


def nothing(which: str, any_: bool) -> str:
    """Say why the list is empty, and what fills it."""
    if not any_:
        return _("Records are listed here once their packages are merged.")
    return {
        "open": _("Nothing waits for review. Finished records are listed here when they come."),
        "confirmed": _("Nothing is confirmed yet: open a record and press Ctrl+Enter."),
        "returned": _("Nothing is out for being looked at again."),
        "dismissed": _("No finding was dismissed as a false alarm."),
    }.get(which, "")
