"""The list of records in review: one a row, filtered by state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, Qt

from app.i18n import N_, _
from app.models.clock import wall_ms
from app.ui.field.shown import day_and_time
from app.ui.widgets.chips import ChipSpec, chip_for
from app.ui.widgets.place_model import ROOT, Index
from app.ui.widgets.table import CHIP_ROLE

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.inspection.review.desk import Line

HEADS = (
    N_("Place"),
    N_("State"),
    N_("Inspected by"),
    N_("Finished"),
    N_("Findings"),
    N_("Back until"),
)
WIDTHS = (260, 130, 130, 130, 90, 110)
STATE = 1
FILTERS = (
    ("open", N_("To review {count}")),
    ("confirmed", N_("Confirmed {count}")),
    ("returned", N_("Returned {count}")),
    ("dismissed", N_("Dismissed {count}")),
    ("all", N_("All {count}")),
)


def passes(line: Line, which: str) -> bool:
    """Tell whether a record belongs into a filter."""
    if which == "open":
        return line.state in ("pending", "again")
    if which == "dismissed":
        return line.dismissed > 0
    return which == "all" or line.state == which


def state_chip(line: Line) -> ChipSpec:
    """Return a record's state as a chip."""
    if line.state == "again":
        return ChipSpec("history", _("Came again"), "serious")
    if line.state == "pending":
        return ChipSpec("clock", _("To review"), "neutral")
    if line.state == "unfinished":
        return ChipSpec("incomplete", _("Not finished"), "neutral")
    return chip_for(line.state)


class ReviewModel(QAbstractTableModel):
    """Rows of the list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these records."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        """Return the record of a row."""
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, _parent: Index = ROOT) -> int:
        return len(HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(HEADS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        column = index.column()
        if role == CHIP_ROLE:
            return state_chip(line) if column == STATE else None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        found = str(line.findings) if line.findings else "—"
        if line.dismissed:
            found = _("{count}, {dismissed} dismissed").format(
                count=line.findings, dismissed=line.dismissed
            )
        name = f"{line.where} · {line.name}".strip(" ·")
        if line.same_as:
            name = _("{name} (counts as {other})").format(name=name, other=line.same_as)
        words = (
            name,
            state_chip(line).words,
            line.inspector,
            day_and_time(line.finished_at, wall_ms()) if line.finished_at else "",
            found,
            line.until,
        )
        return words[column]
