"""One merged record: every answer with 依据, who said it, photos, findings, conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.inspection.record_parts import Record
from app.inspection.record_view import record
from app.ui.hub.answer_panel import AnswerPanel
from app.ui.hub.record_model import QUESTION, WIDTHS, RecordModel, passes
from app.ui.hub.record_overview import RecordOverview
from app.ui.latest import Readings
from app.ui.theme import theme
from app.ui.widgets.labels import Panel
from app.ui.widgets.segments import SegmentBar
from app.ui.widgets.table import Table

if TYPE_CHECKING:
    from app.inspection.record_parts import Row
    from app.ui.desk import Desk
    from app.ui.shell import Reach

_FILTERS = (
    ("all", N_("All {count}")),
    ("finding", N_("Findings {count}")),
    ("conflict", N_("Conflicts {count}")),
    ("open", N_("Open {count}")),
)


class RecordPage(QWidget):
    """The record view.

    Attributes:
        record: What is shown.
        table: Its answers.
        side: The current answer.

    Signals:
        loaded(record): It is shown; the owner sets the breadcrumb.
    """

    loaded = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme()
        self._desk = desk
        self.record: Record | None = None
        self._question = ""
        self._wanted: UUID | None = None
        self._readings = Readings()
        self._only: frozenset[str] | None = None
        self.setAccessibleName(_("Record"))
        self._left = RecordOverview()
        self._left.question_wanted.connect(self.go_to)
        self.model = RecordModel(self)
        self.table = Table(_("Answers"))
        self.table.setModel(self.model)
        self.table.set_widths([look.scaled(width) for width in WIDTHS], stretch=QUESTION)
        self.table.selectionModel().currentRowChanged.connect(self._current)
        self.filters = SegmentBar(
            _("Show"), [(key, _(words).format(count=0)) for key, words in _FILTERS]
        )
        self.filters.chosen.connect(self._filter)
        self.side = AnswerPanel(desk)
        self.sides, self.history, self.pictures = (
            self.side.sides,
            self.side.history,
            self.side.pictures,
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left)
        row.addWidget(self._middle(), 1)
        row.addWidget(self.side)
        self.flow(desk.shell.reach)

    def _middle(self) -> Panel:
        look = theme()
        bar = QHBoxLayout()
        bar.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(2))
        bar.addWidget(self.filters)
        bar.addStretch()
        middle = Panel("surface", role=_("Answers"))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        return middle

    def panes(self) -> list[QWidget]:
        """Return the panes in reading order."""
        return [self._left, self.table, self.side]

    def flow(self, reach: Reach) -> None:
        """Let the overview go where there is no room, then make the answer narrow."""
        look = theme()
        self._left.setVisible(reach.tree)
        self._left.setFixedWidth(look.width("tree_wide" if reach.wide else "tree"))
        self.side.setFixedWidth(look.width("side_field_wide" if reach.wide else "side"))

    def open(self, inspection: UUID, question: str = "") -> None:
        """Read a record and go to a question of it."""
        self._question, self._wanted = question, inspection
        workspace = self._desk.workspace
        job = self._desk.read(
            lambda session: record(workspace, session, inspection), self._show, "record"
        )
        self._readings.instead(job, self._show)

    @Slot(object)
    def _show(self, found: Record) -> None:
        if found.inspection != self._wanted:
            return
        self.record = found
        self._count()
        self.filters.set_value("all")
        self._left.show_record(found)
        self._fill("all")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.loaded.emit(found)

    def set_only(self, paths: frozenset[str] | None) -> None:
        """Show nothing but these questions; None: all of them."""
        self._only = paths
        if self.record is not None:
            self._count()
            self._filter(self.filters.value)

    @property
    def _rows(self) -> list[Row]:
        rows = self.record.rows if self.record is not None else ()
        return [row for row in rows if self._only is None or row.path in self._only]

    def _count(self) -> None:
        for key, words in _FILTERS:
            count = sum(passes(row, key) for row in self._rows)
            self.filters.set_words(key, _(words).format(count=count))

    @Slot(str)
    def go_to(self, path: str) -> None:
        """Show one question, whatever the filter."""
        self._question = path
        self.filters.set_value("all")
        self._fill("all")

    def _filter(self, which: str) -> None:
        row = self.model.row(self.table.currentIndex().row())
        self._question = row.path if row else ""
        self._fill(which)

    def _fill(self, which: str) -> None:
        self.model.set_rows(self._rows, which)
        number = self.model.find(self._question)
        if number >= 0:
            self.table.selectRow(number)
            self.table.setCurrentIndex(self.model.index(number, 0))
            self.table.scrollTo(self.model.index(number, 0), Table.ScrollHint.PositionAtCenter)
        else:
            self.side.show_answer(None, None)

    @Slot(QModelIndex, QModelIndex)
    def _current(self, now: QModelIndex, _before: QModelIndex) -> None:
        row = self.model.row(now.row()) if now.isValid() else None
        if row is not None:
            self._question = row.path
        self.side.show_answer(self.record, row)
