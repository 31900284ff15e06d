"""Rows of one kind as a table: each column says how it words a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets.chips import ChipSpec, chip_width
from app.ui.widgets.place_model import ROOT, Index
from app.ui.widgets.table import CHIP_ROLE, STRONG_ROLE, TONE_ROLE

T = TypeVar("T")


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column.

    Attributes:
        head: English source of what stands above it.
        words: What it says of a row.
        width: Pixels at standard text size.
        chip: A chip in place of the words.
        right: Stands at the right, as numbers do.
        tone: Colour token, or how a row chooses one.
        strong: Whether it names the row.
    """

    head: str
    words: Callable[[T], str]
    width: int = 100
    chip: Callable[[T], ChipSpec | None] | None = None
    right: bool = False
    tone: str | Callable[[T], str] = "text"
    strong: bool = False


class RowsModel(QAbstractTableModel, Generic[T]):
    """Rows in the order that they are given in.

    Args:
        columns: What is told of each row.
        key: What tells a row from others, so that the current one stays current.
    """

    def __init__(
        self,
        columns: Sequence[Column[T]],
        key: Callable[[T], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns, self._key = tuple(columns), key
        self._rows: list[T] = []

    @property
    def rows(self) -> Sequence[T]:
        """All rows."""
        return self._rows

    def set_rows(self, rows: Sequence[T]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row(self, number: int) -> T | None:
        """Return one row; None where there is none."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def row_like(self, kept: T | None) -> int:
        """Return where a row is now, -1 if it is gone."""
        if kept is None:
            return -1
        wanted = self._key(kept)
        return next((at for at, one in enumerate(self._rows) if self._key(one) == wanted), -1)

    def widths(self) -> list[int]:
        """Return the widths of the columns; no chip of these rows is cut."""
        look = theme()
        pad = 2 * look.space(3)
        found = []
        for column in self._columns:
            chips = [column.chip(one) for one in self._rows] if column.chip else []
            wide = [chip_width(chip) + pad for chip in chips if chip is not None]
            found.append(max([look.scaled(column.width), *wide]))
        return found

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.row(index.row()) if index.isValid() else None
        if one is None:
            return None
        column = self._columns[index.column()]
        chip = column.chip(one) if column.chip is not None else None
        if role == CHIP_ROLE:
            return chip
        words = chip.words if chip is not None else column.words(one)
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if chip is not None else words
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == STRONG_ROLE:
            return column.strong
        if role == TONE_ROLE:
            return column.tone if isinstance(column.tone, str) else column.tone(one)
        if role == Qt.ItemDataRole.ToolTipRole:
            return words or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_(column.head)} {words}".strip()
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return _(column.head) if column.head else ""
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None
