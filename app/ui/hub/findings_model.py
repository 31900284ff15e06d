"""Findings as rows of a table: groups over their members, nothing copied, any number of rows."""

from __future__ import annotations

from bisect import bisect_right
from contextlib import suppress
from itertools import accumulate
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from app.i18n import N_, _
from app.inspection.findings_table import FindingsTable, Group, Line, Shown
from app.ui.form_words import spoken, spoken_units
from app.ui.hub.findings_words import (
    findings_words,
    group_title,
    places_words,
    standing_chip,
)
from app.ui.widgets.chips import ChipSpec, chip_for
from app.ui.widgets.place_model import ROOT, Index
from app.ui.widgets.table import CELL_ROLE, GROUP_ROLE, Cell, GroupRow
from app.ui.words import DEADLINES, FINDINGS, SEVERITIES, STATES

HEADS = (
    (N_("Building"), "place"),
    (N_("Part"), "location"),
    (N_("Finding"), "title"),
    (N_("Severity"), "severity"),
    (N_("Deadline"), "deadline"),
    (N_("Responsible"), "responsible"),
    (N_("State"), "standing"),
)
"""Head and the column of `FindingsTable` that it sorts by."""
PLACE, PART, TITLE, SEVERITY, DEADLINE, RESPONSIBLE, STANDING = range(len(HEADS))
WIDTHS = (168, 92, 190, 104, 86, 78, 94)
CHIP_COLUMNS = {
    SEVERITY: tuple(SEVERITIES.values()),
    DEADLINE: tuple(DEADLINES.values()),
    STANDING: (*(FINDINGS[one] for one in ("suspected", "settled_on_site")), STATES["conflict"]),
}
"""Columns of chips and the words that they must hold."""
_UNFOLDED = 400
"""Up to so many findings, all groups begin unfolded; else the first one."""
_LINES_KEPT = 2000


class FindingsModel(QAbstractTableModel):
    """Rows are looked up when painted; folding moves no data."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: FindingsTable | None = None
        self._shown: Shown | None = None
        self._folding = False  # whether groups are folded but for the others
        self._others: set[str] = set()
        self._group = ""
        self._starts: list[int] = [0]
        self._lines: dict[int, Line] = {}
        self._cells: dict[int, tuple[Cell | GroupRow, ...]] = {}

    @property
    def shown(self) -> Shown | None:
        """What is shown."""
        return self._shown

    def set_shown(self, table: FindingsTable, shown: Shown) -> None:
        """Show other findings, or the same in another order; folded groups stay folded."""
        self.beginResetModel()
        first = table is not self._table or shown.wish.group != self._group
        self._table, self._shown, self._group = table, shown, shown.wish.group
        self._lines.clear()
        if first:  # of many findings only the first group begins unfolded
            self._folding = shown.counts.findings > _UNFOLDED
            self._others = {group.value for group in shown.groups[:1]} if self._folding else set()
        self._arrange()
        self.endResetModel()

    def _folded(self, group: Group) -> bool:
        return (group.value in self._others) is not self._folding

    def _arrange(self) -> None:
        """Work out where each group starts: there may be as many as buildings."""
        shown = self._shown
        self._cells.clear()
        if shown is None:
            heights: list[int] = []
        elif not self._group:
            heights = list(shown.sizes)
        else:
            heights = [1] * len(shown.sizes) if self._folding else [1 + n for n in shown.sizes]
            for value in self._others:
                number = shown.at.get(value)
                if number is not None:
                    heights[number] = 1 + shown.sizes[number] if self._folding else 1
        self._starts = [0, *accumulate(heights)]

    def _at(self, row: int) -> tuple[Group, int] | None:
        """Return the group of a row, and the place in it: -1 for the group's own row."""
        if self._shown is None or not 0 <= row < self._starts[-1]:
            return None
        number = bisect_right(self._starts, row) - 1
        inside = row - self._starts[number]
        return self._shown.groups[number], inside - 1 if self._group else inside

    def line(self, row: int) -> Line | None:
        """Return the finding of a row, None for a group."""
        at = self._at(row)
        if at is None or at[1] < 0 or self._table is None:
            return None
        number = at[0].rows[at[1]]
        line = self._lines.get(number)
        if line is None:
            if len(self._lines) >= _LINES_KEPT:
                self._lines.clear()
            line = self._lines[number] = self._table.line(number)
        return line

    def fold(self, row: int) -> int:
        """Fold or unfold the group of a row; return the group's row."""
        at = self._at(row)
        if at is None or not self._group:
            return row
        self.beginResetModel()
        self._others ^= {at[0].value}
        self._arrange()
        self.endResetModel()
        return row - (at[1] + 1)

    def group_row(self, row: int) -> int:
        """Return the row of the group that a row belongs to."""
        at = self._at(row)
        return row - (at[1] + 1) if at is not None and self._group else row

    def first_line(self) -> int:
        """Return the first row that is a finding, -1 for none."""
        for row in range(min(self.rowCount(), 2)):
            if self.line(row) is not None:
                return row
        return -1

    def number(self, row: int) -> int:
        """Return the number of a row's finding in the table, -1 for a group."""
        at = self._at(row)
        return at[0].rows[at[1]] if at is not None and at[1] >= 0 else -1

    def row_of(self, number: int) -> int:
        """Return the row of a finding by its number, -1 while it is not shown."""
        shown, table = self._shown, self._table
        if shown is None or table is None or not 0 <= number < len(table):
            return -1
        place = shown.at.get(table.group_of(self._group, number), -1)
        if place < 0 or (self._group and self._folded(shown.groups[place])):
            return -1
        with suppress(ValueError):
            inside = shown.groups[place].rows.index(number)
            return self._starts[place] + inside + bool(self._group)
        return -1

    # Overrides of Qt

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else self._starts[-1]

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.line(index.row())
        if line is None:
            return self._group_data(index.row(), role)
        column = index.column()
        if role == CELL_ROLE:
            return self.cell(index.row(), column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(line, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._words(line, column) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            chip = self._chip(line, column)
            words = chip.words if chip is not None else self._words(line, column)
            return f"{_(HEADS[column][0])} {words}".strip()
        return None

    def cell(self, row: int, column: int) -> Cell | GroupRow:
        """Return what is painted in a cell; the cells of a row are made together and kept."""
        cells = self._cells.get(row)
        if cells is None:
            line = self.line(row)
            if line is not None:
                cells = tuple(self._cell(line, at) for at in range(len(HEADS)))
            else:
                cells = (self._group_data(row, GROUP_ROLE) or Cell(),) * len(HEADS)
            if len(self._cells) >= _LINES_KEPT:
                self._cells.clear()
            self._cells[row] = cells
        return cells[column]

    def _cell(self, line: Line, column: int) -> Cell:
        tone = "text2" if column in (PART, RESPONSIBLE) else "text"
        return Cell(self._words(line, column), self._chip(line, column), tone)

    def _group_data(self, row: int, role: int) -> Any:
        if role not in (CELL_ROLE, GROUP_ROLE, Qt.ItemDataRole.AccessibleTextRole):
            return None
        at = self._at(row)
        if at is None or self._table is None:
            return None
        group, counts = at[0], at[0].counts
        facts = "·".join((places_words(counts), findings_words(counts.findings)))
        if self._group == "place":
            facts = findings_words(counts.findings)
        chips = tuple(
            chip_for(severity, str(count))
            for severity, count in counts.severities.items()
            if severity
        )
        title = group_title(self._group, group.value, self._table)
        made = GroupRow(title, facts, chips, not self._folded(group))
        return made if role != Qt.ItemDataRole.AccessibleTextRole else made.spoken()

    def _words(self, line: Line, column: int) -> str:
        if column == PLACE:
            return line.spot.name
        if column == PART:
            return line.location
        if column == TITLE:
            return spoken(line.title)
        if column == RESPONSIBLE:
            return spoken_units(line.responsible)
        return ""

    def _chip(self, line: Line, column: int) -> ChipSpec | None:
        if column == SEVERITY and line.severity:
            return chip_for(line.severity)
        if column == DEADLINE and line.deadline:
            return chip_for(line.deadline)
        return standing_chip(line) if column == STANDING else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(HEADS[section][0])
        return None
