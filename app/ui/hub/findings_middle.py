"""The middle of the room 问题: sums, tools and the table, or why there is nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.hub.finding_rows import FindingRows
from app.ui.hub.findings_words import findings_words
from app.ui.hub.keymap import GROUPS
from app.ui.hub.sums import SumLine, sums
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.segments import SegmentBar
from app.ui.words import word

if TYPE_CHECKING:
    from app.inspection.findings_table import FindingsTable, Shown
    from app.ui.desk import Desk


class FindingsMiddle(QStackedWidget):
    """The table with what belongs to it, or an empty state.

    Attributes:
        table: The findings.
        groups: By what they are grouped.
        filters: Opens the filters where they have no room of their own.
        export: Writes the lists.
        others: Asks for files in the shapes that others want.
        sum_line: Figures of what is shown.
        nothing: No findings at all; its button leads to the inbox.
        nothing_fits: None pass the filters; its button clears them.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.table = FindingRows(desk)
        self.table.selected.connect(self._select)
        self.sum_line = SumLine()
        self.groups = SegmentBar(_("Group"), [(key, _(words)) for key, words in GROUPS])
        self._selected = Text("", "label", "text2")
        self.filters = Button(_("Filters"), icon="filter")
        self.export = Button(_("Export lists"), icon="download", hint="Ctrl+Shift+E")
        self.others = Button(_("For others…"), icon="building-2", name=_("Files for others…"))
        self.nothing = EmptyState(
            _("No findings yet"),
            _("Merge packages in the inbox; their findings appear here at once."),
            Button(_("To the inbox"), "primary", "inbox"),
        )
        self.nothing_fits = EmptyState(
            _("Nothing fits the filters"),
            _("Tick more of what is to be seen, or look for less."),
            Button(_("Clear filters"), "primary", "filter"),
        )
        self.loading = EmptyState(_("Reading the findings"), _("A moment, the hub is large."))
        self._lists = self._build()
        for page in (self.loading, self._lists, self.nothing, self.nothing_fits):
            self.addWidget(page)

    def _build(self) -> Panel:
        look = theme()
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(2))
        row.setSpacing(look.space(2))
        flow = FlowRow(look.space(2))
        flow.add_widget(self.filters)
        flow.add_widget(self.groups)
        row.addWidget(flow, 1)
        row.addWidget(self._selected)
        row.addWidget(self.others)
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
        return lists

    def set_shown(self, data: FindingsTable, shown: Shown) -> bool:
        """Show findings, or that there are none; return whether one is current."""
        self.sum_line.set_sums(sums(shown.counts, data.open_places))
        current = self.table.set_shown(data, shown)
        if not len(data):
            self.setCurrentWidget(self.nothing)
        else:
            self.setCurrentWidget(self._lists if shown.counts.findings else self.nothing_fits)
        return current

    def _select(self, count: int) -> None:
        words = _("{findings} selected").format(findings=findings_words(count))
        self._selected.setText(words if count > 1 else "")
