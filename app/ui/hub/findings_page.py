"""问题: all findings of the merged city, filtered, grouped and sorted at once; lists exported."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _
from app.inspection.findings_table import FindingsTable, Shown, Wish
from app.ui.hub.facets import FacetsPanel
from app.ui.hub.finding_panel import FindingSide
from app.ui.hub.findings_model import (
    CHIP_COLUMNS,
    HEADS,
    PART,
    RESPONSIBLE,
    TITLE,
    WIDTHS,
    FindingsModel,
    findings_words,
)
from app.ui.hub.job_strip import JobStrip
from app.ui.hub.keymap import GROUPS
from app.ui.hub.output import Output
from app.ui.hub.store import FindingsStore, Loaded
from app.ui.hub.sums import SumLine, sums
from app.ui.jobs import Job
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipSpec, chip_for, chip_width
from app.ui.widgets.drawer import Drawer
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.fields import SearchField
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.segments import SegmentBar
from app.ui.widgets.table import Table
from app.ui.words import word

if TYPE_CHECKING:
    from app.inspection.record_view import Record
    from app.ui.desk import Desk
    from app.ui.hub.record_page import RecordPage
    from app.ui.shell import Reach

_TYPING_MS = 150
_LOOK_MS = 60


class FindingsPage(QWidget):
    """The room 问题: the table, and the record that Enter opens."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._campaign = ""
        self._sort: tuple[str, bool] = ("", False)
        self._number = 0
        self._fresh = False
        self._shown_of: FindingsTable | None = None
        self.data: FindingsTable | None = None
        self._record: RecordPage | None = None
        self.setAccessibleName(word("findings"))
        self.model = FindingsModel(self)
        self.strip = JobStrip()
        self.output = Output(desk, self.strip, self)
        self.facets = FacetsPanel()
        self.facets.changed.connect(self.ask)
        self.sum_line = SumLine()
        self.side = FindingSide(desk)
        self.side.record_wanted.connect(self.open_record)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.ask)
        self._looking = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._looking.timeout.connect(self._look)
        self.search = SearchField(_("Find finding, building or part"), "Ctrl+F")
        self.search.searched.connect(lambda _text: self._typing.start())
        self.search.setFixedWidth(theme().width("search"))
        self.search.hide()
        self.sheet_button = Button(_("Sheet as PDF"), icon="printer", hint="Ctrl+P")
        self.sheet_button.clicked.connect(self.print_sheet)
        self.sheet_button.hide()
        self._build()
        self._bind()
        desk.shell.reflowed.connect(self.flow)
        self._store = FindingsStore.of(desk)
        self._store.changed.connect(self._take)
        self._store.deriving.connect(self._deriving)
        self.flow(desk.shell.reach)
        if self._store.loaded is not None:
            self._take(self._store.loaded)

    # Building

    def _build(self) -> None:
        look = theme()
        self.table = Table(word("findings"))
        self.table.setModel(self.model)
        self._fit()
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.opened.connect(self._open)
        self.table.folded.connect(self._fold)
        self.table.sort_wanted.connect(self._sort_by)
        self.table.installEventFilter(self)
        self.table.selectionModel().currentRowChanged.connect(self._current)
        self.search.left_down.connect(self.table.setFocus)
        self.groups = SegmentBar(_("Group"), [(key, _(words)) for key, words in GROUPS])
        self.groups.chosen.connect(lambda _value: self.ask())
        self._selected = Text("", "label", "text2")
        self.filter_button = Button(_("Filters"), icon="filter")
        self.filter_button.clicked.connect(self._open_facets)
        self.export = Button(_("Export lists"), icon="download", hint="Ctrl+Shift+E")
        self.export.clicked.connect(self.output.choose_folder)
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(2))
        row.setSpacing(look.space(2))
        flow = FlowRow(look.space(2))
        flow.add_widget(self.filter_button)
        flow.add_widget(self.groups)
        row.addWidget(flow, 1)
        row.addWidget(self._selected)
        row.addWidget(self.export)
        head = Panel("surface", "b", role=_("Sums"))
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.sum_line)
        lists = Panel("surface", role=word("findings"))
        column = QVBoxLayout(lists)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(tools)
        column.addWidget(self.table, 1)
        self.nothing = EmptyState(
            _("No findings yet"),
            _("Merge packages in the inbox; their findings appear here at once."),
            Button(_("To the inbox"), "primary", "inbox"),
        )
        if self.nothing.primary is not None:
            self.nothing.primary.clicked.connect(lambda: self._desk.shell.rail.choose("inbox"))
        self._nothing_fits = EmptyState(
            _("Nothing fits the filters"),
            _("Tick more at the left, or look for less."),
            Button(_("Clear filters"), "primary", "filter"),
        )
        if self._nothing_fits.primary is not None:
            self._nothing_fits.primary.clicked.connect(self.clear)
        self.loading = EmptyState(_("Reading the findings"), _("A moment, the hub is large."))
        self._middle = QStackedWidget()
        self._middle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        for page in (self.loading, lists, self.nothing, self._nothing_fits):
            self._middle.addWidget(page)
        self._lists = lists
        body = QWidget()
        self._row = QHBoxLayout(body)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        for pane, stretch in ((self.facets, 0), (self._middle, 1), (self.side, 0)):
            self._row.addWidget(pane, stretch)
        self._body = body
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._stack.addWidget(body)
        self.drawer = Drawer(self, _("Filters"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self._stack, 1)

    def _fit(self) -> None:
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
        self.table.set_widths(widths, stretch=TITLE)
        self._given = self.table.widths()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "table"):
            self._fit()

    def _bind(self) -> None:
        keys = self._desk.shell.keys
        for number, (value, _words) in enumerate(GROUPS, 1):
            keys.bind(f"findings.group{number}", self, partial(self.group_by, value))
        keys.bind("findings.export", self, self.output.choose_folder)
        keys.bind("findings.print", self, self.print_sheet)

    # What the shell asks

    def enter(self) -> None:
        """Set breadcrumb and search; the table gets the focus."""
        self._tell()
        self._fresh = self.data is None  # nothing can take the focus while it is being read
        self._focus()

    def leave(self) -> None:
        """Keep the widths of the columns."""
        widths = self.table.widths()
        if widths != self._given:
            text = " ".join(str(width) for width in widths)
            self._desk.choose(findings_columns=text)
            self._given = widths

    def focus_search(self) -> None:
        """Put the focus into the search (Ctrl+F)."""
        self.back()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def crumb_chosen(self, key: str) -> None:
        """Go one level back by the breadcrumb."""
        if key == "findings":
            self.back()

    def panes(self) -> list[QWidget]:
        """Return the panes in reading order."""
        if self._in_record:
            return self.record.panes()
        return [self.facets, self.table, self.side]

    def flow(self, reach: Reach) -> None:
        """Let the record go, then the filters, then the lesser columns."""
        look = theme()
        self._row.setStretch(1, 1)
        self.side.setVisible(reach.sections)
        self.side.setFixedWidth(look.width("side_field_wide" if reach.wide else "side"))
        self.filter_button.setVisible(not reach.tree)
        if reach.tree:
            self.drawer.close_drawer()
            self._row.insertWidget(0, self.facets)
            self.facets.setFixedWidth(look.width("facets" if reach.wide else "facets_narrow"))
            self.facets.show()
        elif not self.drawer.isAncestorOf(self.facets):
            self._row.removeWidget(self.facets)
            self.facets.hide()
        for column in (PART, RESPONSIBLE):
            self.table.setColumnHidden(column, not reach.side)
        if self._record is not None:
            self._record.flow(reach)

    def _open_facets(self) -> None:
        self.facets.setFixedWidth(theme().width("drawer") - 1)
        self.drawer.open_with(self.facets)

    def _focus(self) -> None:
        inner = self.record.table if self._in_record else self.table
        inner.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self) -> None:
        bar = self._desk.shell.topbar
        first = [("campaign", self._campaign)] if self._campaign else []
        found = self._record.record if self._record is not None else None
        if self._in_record and found is not None:
            bar.set_path(
                [*first, ("findings", word("findings"))],
                f"{found.where} {found.name}".replace(" · ", " "),
            )
            bar.set_state(chip_for(found.state))
            bar.set_actions([self.sheet_button])
        else:
            bar.set_path(first, word("findings"))
            bar.set_state(None)
            bar.set_actions([self.search])

    # Data

    @Slot(object)
    def _take(self, loaded: Loaded) -> None:
        self.data, self._campaign, first = loaded
        if self._desk.shell.content.currentWidget() is self:
            self._tell()
        if self.wish() == first.wish:
            self._number += 1
            self._show((self._number, self.data, first))
        else:
            self.ask()

    @Slot(object)
    def _deriving(self, job: Job) -> None:
        if not self.strip.busy:
            self.strip.follow(job, _("Working out findings"))

    def wish(self) -> Wish:
        """Return what is asked for now."""
        return Wish(
            self.facets.hidden(),
            self.search.text(),
            self._sort[0],
            self._sort[1],
            self.groups.value,
        )

    def ask(self) -> None:
        """Have the rows filtered, sorted and grouped beside the GUI thread."""
        data = self.data
        if data is None:
            return
        self._number += 1
        number, wish = self._number, self.wish()
        job = self._desk.jobs.read(lambda _progress: (number, data, data.show(wish)), "findings")
        job.succeeded.connect(self._show)

    @Slot(object)
    def _show(self, result: tuple[int, FindingsTable, Shown]) -> None:
        number, data, shown = result
        if number != self._number:
            return  # something else was asked for meanwhile
        same = self.model.shown is not None and self._shown_of is data
        kept = self.model.number(self.table.currentIndex().row()) if same else -1
        self._shown_of = data
        self.model.set_shown(data, shown)
        self.facets.set_counts(shown.facets)
        self.sum_line.set_sums(sums(shown.counts, data.open_places))
        page = self._lists
        if not len(data):
            self._middle.setCurrentWidget(self.nothing)
        elif not shown.counts.findings:
            self._middle.setCurrentWidget(self._nothing_fits)
        else:
            self._middle.setCurrentWidget(page)
        if self._fresh and not self.search.text():
            self._fresh = False
            self._focus()
        row = self.model.row_of(kept)
        row = row if row >= 0 else self.model.first_line()
        if row >= 0:
            self.table.setCurrentIndex(self.model.index(row, 0))
            self.table.selectRow(row)
        else:
            self.side.set_line(None)

    def clear(self) -> None:
        """Take all filters away."""
        self.search.clear()
        self.facets.clear()

    # Control

    def group_by(self, value: str) -> None:
        """Group by another column."""
        self.groups.set_value(value)
        self.ask()

    @Slot(int, Qt.SortOrder)
    def _sort_by(self, column: int, order: Qt.SortOrder) -> None:
        self._sort = (HEADS[column][1], order == Qt.SortOrder.DescendingOrder)
        self.ask()

    def _fold(self, index: QModelIndex) -> None:
        row = self.model.fold(index.row())
        self.table.setCurrentIndex(self.model.index(row, 0))
        self.table.selectRow(row)

    @Slot(QModelIndex, QModelIndex)
    def _current(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._looking.start()

    @Slot()
    def _look(self) -> None:
        line = self.model.line(self.table.currentIndex().row())
        if line is not None:
            self.side.set_line(line)
        rows = {index.row() for index in self.table.selectionModel().selectedRows()}
        count = sum(self.model.line(row) is not None for row in rows) if len(rows) < 1000 else 0
        words = _("{findings} selected").format(findings=findings_words(count))
        self._selected.setText(words if count > 1 else "")

    def _open(self, index: QModelIndex) -> None:
        line = self.model.line(index.row())
        if line is not None:
            self.open_record(line.inspection, self.side.question_of(line))

    @property
    def record(self) -> RecordPage:
        """The record view, made when it is first wanted."""
        if self._record is None:
            from app.ui.hub.record_page import RecordPage  # loads the form engine

            self._record = RecordPage(self._desk)
            self._record.loaded.connect(self._record_shown)
            self._stack.addWidget(self._record)
        return self._record

    @property
    def _in_record(self) -> bool:
        return self._record is not None and self._stack.currentWidget() is self._record

    def open_record(self, inspection: UUID, question: str) -> None:
        """Show the record of an inspection, at a question if one is given."""
        self._stack.setCurrentWidget(self.record)
        self.record.open(inspection, question)

    @Slot(object)
    def _record_shown(self, _record: Record) -> None:
        self._tell()

    def back(self) -> None:
        """Return from the record to the table."""
        if self._in_record:
            self._stack.setCurrentWidget(self._body)
            self._tell()
            self._focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._in_record:
            self.back()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.table
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Space)
        ):
            row = self.table.currentIndex().row()
            at_group = self.model.group_row(row)
            if event.key() == Qt.Key.Key_Left and at_group != row:
                self.table.setCurrentIndex(self.model.index(at_group, 0))
                self.table.selectRow(at_group)
                return True
        return False

    def print_sheet(self) -> None:
        """Write the PDF sheet of the open record, or of the finding chosen, and open it."""
        line = self.model.line(self.table.currentIndex().row())
        inspection = line.inspection if line is not None else None
        if self._in_record and self._record is not None and self._record.record is not None:
            inspection = self._record.record.inspection
        self.output.print_sheet(inspection)
