"""问题: all findings of the merged city, filtered, grouped and sorted at once; lists exported."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _
from app.inspection.findings_table import FindingsTable, Shown, Wish
from app.ui.hub.filing.work import FilingWork
from app.ui.hub.findings_parts import FindingsParts
from app.ui.hub.findings_record import FindingsRecord
from app.ui.hub.job_strip import JobStrip
from app.ui.hub.keymap import GROUPS
from app.ui.hub.output import Output
from app.ui.hub.store import FindingsStore, Loaded
from app.ui.jobs import Job
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.drawer import Drawer
from app.ui.widgets.fields import SearchField
from app.ui.words import word

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.shell import Reach

_TYPING_MS = 150


class FindingsPage(FindingsRecord):
    """The room 问题: the table, and the record that Enter opens."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._campaign = ""
        self._sort: tuple[str, bool] = ("", False)
        self._number = 0
        self._fresh = False
        self.data: FindingsTable | None = None
        self._record = None
        self.setAccessibleName(word("findings"))
        self.strip = JobStrip()
        self.output = Output(desk, self.strip, self)
        self.filing = FilingWork(desk, self.strip, self)
        made = FindingsParts.of(desk)
        made.complete()
        self.facets, self.middle, self.side = made.facets, made.middle, made.side
        self.table, self.model = self.middle.table, self.middle.table.findings
        self.groups, self.sum_line = self.middle.groups, self.middle.sum_line
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self.search = SearchField(_("Find finding, building or part"), "Ctrl+F")
        self.search.setFixedWidth(theme().width("search"))
        self.search.hide()
        self.sheet_button = Button(_("Sheet as PDF"), icon="printer", hint="Ctrl+P")
        self.sheet_button.hide()
        self._build()
        self._bind()
        self._store = FindingsStore.of(desk)
        self._store.changed.connect(self._take)
        self._store.deriving.connect(self._deriving)
        desk.shell.reflowed.connect(self.flow)
        self.flow(desk.shell.reach)
        if self._store.loaded is not None:
            self._take(self._store.loaded)

    # Building

    def _build(self) -> None:
        self._body = QWidget()
        self._row = QHBoxLayout(self._body)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        for pane, stretch in ((self.facets, 0), (self.middle, 1), (self.side, 0)):
            self._row.addWidget(pane, stretch)
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._stack.addWidget(self._body)
        self.drawer = Drawer(self, _("Filters"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self._stack, 1)

    def _bind(self) -> None:
        self.facets.changed.connect(self.ask)
        self.groups.chosen.connect(lambda _value: self.ask())
        self._typing.timeout.connect(self.ask)
        self.search.searched.connect(lambda _text: self._typing.start())
        self.search.left_down.connect(self.table.setFocus)
        self.table.opened.connect(self._open)
        self.table.order_wanted.connect(self._sort_by)
        self.table.looked_at.connect(self.side.set_line)
        self.side.record_wanted.connect(self.open_record)
        self.sheet_button.clicked.connect(self.print_sheet)
        self.middle.filters.clicked.connect(self._open_facets)
        self.middle.export.clicked.connect(self.output.choose_folder)
        self.middle.others.clicked.connect(self.filing.ask)
        for empty, leave in (
            (self.middle.nothing, lambda: self._desk.shell.rail.choose("inbox")),
            (self.middle.nothing_fits, self.clear),
        ):
            if empty.primary is not None:
                empty.primary.clicked.connect(leave)
        keys = self._desk.shell.keys
        for number, (value, _words) in enumerate(GROUPS, 1):
            keys.bind(f"findings.group{number}", self, partial(self.group_by, value))
        keys.bind("findings.export", self, self.output.choose_folder)
        keys.bind("findings.filing", self, self.filing.ask)
        keys.bind("findings.print", self, self.print_sheet)

    # What the shell asks

    def enter(self) -> None:
        """Set breadcrumb and search; the table gets the focus."""
        self._tell()
        self._fresh = self.data is None  # nothing can take the focus while it is being read
        self._focus()

    def leave(self) -> None:
        """Keep the widths of the columns."""
        self.table.keep_widths()

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
        return self.record.panes() if self._in_record else [self.facets, self.table, self.side]

    def flow(self, reach: Reach) -> None:
        """Let the record go, then the filters, then the lesser columns."""
        look = theme()
        self._row.setStretch(1, 1)
        self.side.setVisible(reach.sections)
        self.side.setFixedWidth(look.width("side_field_wide" if reach.wide else "side"))
        self.middle.filters.setVisible(not reach.tree)
        if reach.tree:
            self.drawer.close_drawer()
            self._row.insertWidget(0, self.facets)
            self.facets.setFixedWidth(look.width("facets" if reach.wide else "facets_narrow"))
            self.facets.show()
        elif not self.drawer.isAncestorOf(self.facets):
            self._row.removeWidget(self.facets)
            self.facets.hide()
        self.table.flow(reach)
        if self._record is not None:
            self._record.flow(reach)

    def _open_facets(self) -> None:
        self.facets.setFixedWidth(theme().width("drawer") - 1)
        self.drawer.open_with(self.facets)

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
        return Wish(self.facets.hidden(), self.search.text(), *self._sort, self.groups.value)

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
        self.facets.set_counts(shown.facets)
        if not self.middle.set_shown(data, shown):
            self.side.set_line(None)
        if self._fresh and not self.search.text():
            self._fresh = False
            self._focus()

    # Control

    def clear(self) -> None:
        """Take all filters away."""
        self.search.clear()
        self.facets.clear()

    def group_by(self, value: str) -> None:
        """Group by another column."""
        self.groups.set_value(value)
        self.ask()

    @Slot(str, bool)
    def _sort_by(self, column: str, falling: bool) -> None:
        self._sort = (column, falling)
        self.ask()
