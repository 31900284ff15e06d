"""定过的: past decisions with who, when, how and instead of what; any of them can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QStackedWidget, QWidget

from app.i18n import _, ngettext
from app.ui.hub.conflicts.past_rows import (
    COLUMNS,
    STATES,
    STRETCH,
    WAYS,
    detail,
    matching,
    passes,
)
from app.ui.hub.job_strip import JobStrip
from app.ui.latest import Readings
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.trust.rows_model import RowsModel
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.fields import SearchField
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Text
from app.ui.widgets.segments import SegmentBar
from app.ui.widgets.table import Table

if TYPE_CHECKING:
    from app.inspection.conflict import merge_record
    from app.inspection.conflict.merge_record import Decision
    from app.progress import Progress
    from app.ui.desk import Desk
    from app.ui.hub.conflicts.work import ConflictWork
else:
    merge_record = lazy("app.inspection.conflict.merge_record")


class PastDialog(Dialog):
    """Lists decisions, the latest first.

    Attributes:
        search, states, ways: Which are listed.
        table, model: The decisions; several rows can be chosen.
        back: Takes the chosen ones back.
        strip: How far that is; it can be stopped.
    """

    def __init__(self, desk: Desk, work: ConflictWork, parent: QWidget) -> None:
        super().__init__(parent, _("Decisions made"), width="room_column", height=620)
        self._desk, self._work = desk, work
        self._readings = Readings()
        self._all: list[Decision] = []
        self._text, self._read = "", False
        look = theme()
        self.search = SearchField(_("Find building, question, person or reason"), "Ctrl+F")
        self.search.searched.connect(self._searched)
        self.states = SegmentBar(_("Show"), [(key, _(w).format(count=0)) for key, w in STATES])
        self.ways = SegmentBar(_("How it was decided"), [(key, _(words)) for key, words in WAYS])
        for bar, first in ((self.states, "stands"), (self.ways, "all")):
            bar.set_value(first)
            bar.chosen.connect(lambda _key: self._fill())
        self.model: RowsModel[Decision] = RowsModel(COLUMNS, lambda one: one.change, self)
        self.table = Table(_("Decisions made"), row="row_dense")
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setMinimumHeight(look.scaled(200))
        self.table.selectionModel().selectionChanged.connect(lambda *_rows: self._count())
        self.detail = Text("", "label", "text2", wrap=True)
        self.detail.setMinimumHeight(2 * look.line("label"))
        self.search.left_down.connect(self.table.setFocus)
        self.none = EmptyState(_("Nothing here"), "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.none)
        self.strip = JobStrip()
        work.started.connect(self.strip.follow)
        work.listed.connect(self.look)
        work.told.connect(self._said)
        head = QHBoxLayout()
        head.setSpacing(look.space(3))
        head.addWidget(self.search, 1)
        bars = FlowRow(look.space(2))
        for bar in (self.states, self.ways):
            bars.add_widget(bar)
        self.body.addLayout(head)
        self.body.addWidget(bars)
        self.body.addWidget(self.strip)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self.detail)
        self.set_note(_("Taken back, a conflict is open again with all its sides."))
        close = self.add_button(Button(_("Close"), hint="Esc"))
        close.clicked.connect(self.reject)
        self.back = self.add_button(Button("", icon="undo-2", hint="Ctrl+Z"))
        self.back.clicked.connect(self.take_back)
        self.again = self.add_button(Button(_("Redo"), icon="redo-2", hint="Ctrl+Y"))
        self.again.setToolTip(_("Decide again what was taken back"))
        self.again.clicked.connect(self.redo)
        QShortcut("Ctrl+Z", self, self.take_back)
        for keys in ("Ctrl+Y", "Ctrl+Shift+Z"):
            QShortcut(keys, self, self.redo)
        QShortcut("Ctrl+F", self, self.search.setFocus)
        self._count()
        self.look()

    @Slot()
    def look(self, _found: object = None) -> None:
        """Read the decisions, beside the GUI thread."""
        workspace = self._desk.workspace

        def work(progress: Progress) -> list[Decision]:
            with workspace.reading() as session:
                every = merge_record.merge_record(workspace, session, progress)
                return [one for one in every if not one.beside]

        job = self._desk.jobs.read(work, "decisions")
        job.succeeded.connect(self._show)
        self._readings.instead(job, self._show)

    @Slot(str)
    def _said(self, words: str) -> None:
        """Repeat what was taken back or redone here: the window's message lies behind."""
        self.set_note(words)

    @Slot(object)
    def _show(self, found: list[Decision]) -> None:
        self._all, first = found, not self._read
        self._read = True
        for key, words in STATES:
            count = sum(passes(one, key, "all") for one in found)
            self.states.set_words(key, _(words).format(count=count))
        self._fill()
        if first:
            (self.table if self.model.rows else self.search).setFocus()

    def _searched(self, text: str) -> None:
        self._text = text
        self._fill()

    def _fill(self) -> None:
        """Show what filters and words let through; the current row stays current."""
        held = self.focusWidget() in (self.table, self.again, self.back)
        kept = self.model.row(self.table.currentIndex().row())
        rows = matching(self._all, self.states.value, self.ways.value, self._text)
        self.model.set_rows(rows)
        self.table.set_widths(self.model.widths(), stretch=STRETCH)
        if rows:
            row = max(self.model.row_like(kept), 0)
            self.table.setCurrentIndex(self.model.index(row, 0))
        why = _("No decision fits these words and filters.")
        if not self._all:
            why = _("What is decided at the merge desk is listed here, and can be taken back.")
        self.none.set_why(why if self._read else _("Reading…"))
        self._stack.setCurrentWidget(self.table if rows else self.none)
        self._count()
        if held:  # what is hidden or greyed would leave it to the cross that closes
            rest = self.again if self.again.isEnabled() else self.search
            (self.table if rows else rest).setFocus(Qt.FocusReason.OtherFocusReason)

    # Taking back

    def chosen(self) -> Sequence[Decision]:
        """Return the chosen decisions that are in force."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        found = [one for row in rows if (one := self.model.row(row)) is not None]
        return [one for one in found if one.state == "stands"]

    def _count(self) -> None:
        now = self.model.row(self.table.currentIndex().row())
        self.detail.setText(detail(now) if now is not None else "")
        count = len(self.chosen())
        words = ngettext("Take {count} decision back", "Take {count} decisions back", count)
        self.back.set_words(words.format(count=count))
        free = not self._desk.locked and not self.strip.busy
        self.back.setEnabled(count > 0 and free)
        self.again.setEnabled(self._work.again > 0 and free)

    def take_back(self) -> None:
        """Open the chosen conflicts again."""
        if self.back.isEnabled():
            self.back.setEnabled(False)
            self._work.take_back([one.change for one in self.chosen()])

    def redo(self) -> None:
        """Decide again what was taken back last."""
        if not self.strip.busy:
            self._work.redo()

    def keyPressEvent(self, event: Any) -> None:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            self.take_back()
        else:
            super().keyPressEvent(event)
