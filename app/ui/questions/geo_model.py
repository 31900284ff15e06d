"""The points of a line as rows of a table: latitude, longitude, height, accuracy."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from app.errors import AppError
from app.i18n import N_, _
from app.ui.questions.geo_text import Point, checked, plain, point_of
from app.ui.widgets.place_model import ROOT, Index

COLUMNS = (N_("Latitude"), N_("Longitude"), N_("Height m"), N_("Accuracy m"))
_Row = list[Decimal | None]


class PointModel(QAbstractTableModel):
    """Points that can be typed, inserted, moved and removed.

    Signals:
        edited(): A person changed something.
        refused(sentence): What was typed is not possible; the cell keeps what it had.
    """

    edited = Signal()
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []

    # What is in it

    def points(self) -> list[Point]:
        """Return the rows that have latitude and longitude."""
        return [
            Point(lat, lon, alt, acc)
            for lat, lon, alt, acc in self._rows
            if lat is not None and lon is not None
        ]

    def incomplete(self) -> list[int]:
        """Return the numbers of rows, from 1, that lack latitude or longitude."""
        return [n for n, row in enumerate(self._rows, 1) if row[0] is None or row[1] is None]

    def set_points(self, points: Sequence[Point]) -> None:
        """Show these points."""
        self.beginResetModel()
        self._rows = [list(point) for point in points]
        self.endResetModel()

    # What people do

    def insert(self, at: int, points: Sequence[Point] = ()) -> None:
        """Insert points, or one empty row, before row ``at``."""
        rows: list[_Row] = [list(point) for point in points] or [[None] * 4]
        self.beginInsertRows(ROOT, at, at + len(rows) - 1)
        self._rows[at:at] = rows
        self.endInsertRows()
        self.edited.emit()

    def remove(self, rows: Sequence[int]) -> None:
        """Remove rows."""
        for row in sorted(rows, reverse=True):
            self.beginRemoveRows(ROOT, row, row)
            del self._rows[row]
            self.endRemoveRows()
        if rows:
            self.edited.emit()

    def move(self, row: int, by: int) -> bool:
        """Move a row up or down by one; return whether it went."""
        to = row + by
        if not (0 <= row < len(self._rows) and 0 <= to < len(self._rows)):
            return False
        self.beginMoveRows(ROOT, row, row, ROOT, to + 1 if by > 0 else to)
        self._rows.insert(to, self._rows.pop(row))
        self.endMoveRows()
        self.edited.emit()
        return True

    # The model

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        value = self._rows[index.row()][index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return "" if value is None else plain(value).removesuffix(".0")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            shown = "—" if value is None else plain(value)
            return f"{index.row() + 1}, {_(COLUMNS[index.column()])}: {shown}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return _(COLUMNS[section]) if orientation == Qt.Orientation.Horizontal else section + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        row = list(self._rows[index.row()])
        try:
            self._put(row, index.column(), str(value).strip())
        except AppError as error:
            self.refused.emit(str(error))
            return False
        if row != self._rows[index.row()]:
            self._rows[index.row()] = row
            first, last = self.index(index.row(), 0), self.index(index.row(), len(COLUMNS) - 1)
            self.dataChanged.emit(first, last)
            self.edited.emit()
        return True

    def _put(self, row: _Row, column: int, text: str) -> None:
        """Put what was typed into a row; a whole place in the first two cells fills both."""
        if not text:
            row[column] = None
            return
        try:
            value = Decimal(text)
        except ArithmeticError:
            if column > 1:
                raise AppError(N_("“{text}” is not a number."), text=text[:60]) from None
            point = point_of(text)
            row[:2] = point[:2]
            row[2:] = [
                new if new is not None else old for new, old in zip(point[2:], row[2:], strict=True)
            ]
            return
        if not value.is_finite():
            raise AppError(N_("“{text}” is not a number."), text=text[:60])
        row[column] = value
        checked(Point(row[0] or Decimal(0), row[1] or Decimal(0), row[2], row[3]))
