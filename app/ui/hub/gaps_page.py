"""查漏: what should be here and is not, what is here twice; each line opens where it matters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, Qt, Slot
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.ui.hub.gap_lines import NAMES, TONES, GapLine
from app.ui.hub.gaps_head import GapsHead
from app.ui.hub.gaps_read import FoundGaps, read_gaps
from app.ui.hub.job_strip import JobStrip
from app.ui.hub.output import open_file
from app.ui.theme import theme
from app.ui.trust.rows_model import Column, RowsModel
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipSpec
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.fields import SearchField
from app.ui.widgets.file_dialog import file_dialog
from app.ui.widgets.labels import Panel
from app.ui.widgets.table import Table
from app.ui.words import word

if TYPE_CHECKING:
    from app.progress import Progress
    from app.ui.desk import Desk
    from app.ui.shell import Reach

FILE = "查漏清单.xlsx"
_WHO, _TODO = 1, 3
_MARKS = {"critical": "critical", "serious": "serious", "neutral": "not_started"}


def _chip(line: GapLine) -> ChipSpec:
    tone = TONES[line.kind]
    return ChipSpec(_MARKS[tone], _(NAMES[line.kind]), tone)


COLUMNS: tuple[Column[GapLine], ...] = (
    Column(N_("Gap"), lambda one: _(NAMES[one.kind]), 130, chip=_chip),
    Column(N_("Where or who"), lambda one: one.who, 280, strong=True),
    Column(N_("What lacks"), lambda one: one.what, 250),
    Column(N_("What to do"), lambda one: one.todo, 420, tone="text2"),
)


class GapsPage(QWidget):
    """The room 查漏.

    Attributes:
        head: Kinds, days of silence, export.
        table: The lines; ``model``: as shown.
        days: A laptop is silent after so many.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._number, self._campaign = 0, ""
        self._all: list[GapLine] = []
        self._text = ""
        self.setAccessibleName(word("gaps"))
        self.search = SearchField(_("Find place, sender or person"), "Ctrl+F")
        self.search.setFixedWidth(theme().width("search"))
        self.search.hide()
        self.head = GapsHead()
        self.strip = JobStrip()
        self.table = Table(word("gaps"), row="row_community")
        self.model: RowsModel[GapLine] = RowsModel(COLUMNS, lambda one: one.key, self)
        self.table.setModel(self.model)
        again = Button(_("Search again"), "primary", "rotate-cw")
        self.empty = EmptyState(_("Nothing is missing"), "", again)
        self.stack = QStackedWidget()
        self.stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        middle = Panel("surface", role=word("gaps"))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.strip, self.head):
            column.addWidget(widget)
        column.addWidget(self.stack, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(middle)
        self.search.searched.connect(self._search)
        self.search.left_down.connect(self.table.setFocus)
        self.head.kinds.chosen.connect(self._filter)
        self.head.days_chosen.connect(self.refresh)
        self.head.export.clicked.connect(self.choose_file)
        again.clicked.connect(self.refresh)
        self.table.opened.connect(self._open)
        desk.shell.keys.bind("gaps.export", self, self.choose_file)
        desk.shell.reflowed.connect(self.flow)
        desk.packed.connect(self._changed)
        desk.places_changed.connect(self._changed)
        self.flow(desk.shell.reach)

    # What the shell asks

    def enter(self) -> None:
        """Set breadcrumb and search; the table gets the focus."""
        self._path()
        self._desk.shell.topbar.set_state(None)
        self._desk.shell.topbar.set_actions([self.search])
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def leave(self) -> None:
        """Nothing is half typed here."""

    def panes(self) -> list[QWidget]:
        """Return the panes in reading order."""
        return [self.head, self.table]

    def focus_search(self) -> None:
        """Put the focus into the search (Ctrl+F)."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def flow(self, reach: Reach) -> None:
        """Let the column of what to do go where it is narrow; the tooltip tells it."""
        self.table.setColumnHidden(_TODO, not reach.side)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "model"):
            self._fit()

    def _fit(self) -> None:
        """Let what is to do take the room that is left; where it is hidden, who or where."""
        wide = _WHO if self.table.isColumnHidden(_TODO) else _TODO
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(_WHO + _TODO - wide, QHeaderView.ResizeMode.Interactive)
        self.table.set_widths(self.model.widths(), stretch=wide)

    # Data

    @Slot()
    def _changed(self) -> None:
        if self.isVisible():
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Look again, beside the GUI thread."""
        self._number += 1
        workspace, number, days = self._desk.workspace, self._number, self.head.days
        self._desk.read(lambda one: read_gaps(one, workspace, number, days), self._show, "gaps")

    @Slot(object)
    def _show(self, found: FoundGaps) -> None:
        if found.number != self._number:
            return  # looked again meanwhile
        self._all, self._campaign = found.lines, found.campaign
        self.head.count(self._all)
        devices, photos, buildings = found.checked
        self.empty.set_why(
            _(
                "Looked at: running numbers of {devices} devices, {photos} photos, {buildings} "
                "buildings, who was to inspect them, and laptops silent for {days} days."
            ).format(devices=devices, photos=photos, buildings=buildings, days=self.head.days)
        )
        self._filter(self.head.kinds.value)
        urgent = sum(line.kind in ("numbers", "photos") for line in self._all)
        self._desk.shell.rail.set_badge("gaps", urgent)
        self._path()

    def _path(self) -> None:
        bar = self._desk.shell.topbar
        if self.isVisible() or not bar.isVisible():
            bar.set_path([("campaign", self._campaign)] if self._campaign else [], word("gaps"))

    @Slot(str)
    def _filter(self, kind: str) -> None:
        terms = self._text.casefold().split()
        kept = self.model.row(self.table.currentIndex().row())
        self.model.set_rows(
            [
                one
                for one in self._all
                if kind in ("all", one.kind)
                and all(term in f"{one.who} {one.what}".casefold() for term in terms)
            ]
        )
        self._fit()
        self.stack.setCurrentIndex(0 if self._all else 1)
        self.head.export.setEnabled(bool(self._all))
        if self.model.rows:
            row = max(self.model.row_like(kept), 0)
            self.table.setCurrentIndex(self.model.index(row, 1))

    def _search(self, text: str) -> None:
        self._text = text
        self._filter(self.head.kinds.value)

    # Going there, and out

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        line = self.model.row(index.row())
        if line is None:
            return
        if line.kind in ("numbers", "silent"):
            self._desk.act_with("parcels", line.device)
        elif line.kind != "never":
            self._desk.act_with("record", line.record, line.place)
        else:
            self._desk.act_with("task", line.place)  # somebody is to be sent there

    def choose_file(self) -> None:
        """Ask where the list goes."""
        if self._all and not self.strip.busy:
            dialog = file_dialog(self, _("Export the gaps"), "lists", save=True)
            dialog.setNameFilters([_("Workbook (*.xlsx)")])
            dialog.setDefaultSuffix("xlsx")
            dialog.selectFile(FILE)
            dialog.fileSelected.connect(lambda file: self.export_to(Path(file)))
            dialog.open()

    def export_to(self, file: Path) -> None:
        """Write what is found into a workbook."""
        rows = [(_(NAMES[one.kind]), one.who, one.what, one.todo) for one in self._all]
        campaign = self._campaign

        def work(_progress: Progress) -> Path:
            from app.reports.gaps_list import write_gaps

            return write_gaps(file, campaign, rows)

        job = self._desk.jobs.write(work, "gaps list")
        self.strip.follow(job, _("Writing the list of gaps"))
        job.succeeded.connect(self._written)

    @Slot(object)
    def _written(self, file: Path) -> None:
        words = _("Written: {file}").format(file=file.name)
        self._desk.say(words, "done", _("Open"), lambda: open_file(file))
