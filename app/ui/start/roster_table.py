"""Problems and notes of a roster as a table: sheet, row, column, what stands there, why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from app.i18n import N_, _
from app.ui.widgets.place_model import ROOT, Index

HEADS = (N_("Sheet"), N_("Row"), N_("Column"), N_("Value"), N_("Reason"))


class Line(NamedTuple):
    """One line of the preview, already in words."""

    sheet: str
    row: int
    column: str
    value: str
    reason: str


class ProblemModel(QAbstractTableModel):
    """Lines of the preview."""

    def __init__(self, lines: Sequence[Line], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines = list(lines)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        value = line[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(value) if value != 0 else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(value)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_(HEADS[index.column()])}: {value}"
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(HEADS[section])
        return None
