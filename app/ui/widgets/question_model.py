"""The questions of one part as rows: folded, waiting, or open with real widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from app.i18n import _
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.chips import ChipSpec
from app.ui.widgets.place_model import ROOT, Index
from app.ui.words import BASES, word

QUESTION_ROLE = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True)
class QuestionRow:
    """One row.

    Attributes:
        key: What the caller knows the question by (its path).
        code: Such as B03.
        text: The question.
        chip: The answer; ``None`` while unanswered.
        basis: Code of the 依据; ``seen`` is not shown.
        options: Segments painted while it waits unanswered; empty: a line saying so.
        heading: The row is a heading, not a question.
        conflict: Several answers meet; marked whatever is shown.
    """

    key: str
    code: str
    text: str
    chip: ChipSpec | None = None
    basis: str = ""
    options: tuple[Option, ...] = ()
    heading: bool = False
    conflict: bool = False

    @property
    def folded(self) -> bool:
        """Whether it shows as one line."""
        return self.chip is not None


def spoken(row: QuestionRow) -> str:
    """Return what a screen reader says: question and answer, state words included."""
    if row.heading:
        return row.text
    parts = [f"{row.code} {row.text}: {row.chip.words if row.chip else _('unanswered')}"]
    if row.basis and row.basis != "seen":
        parts.append(word(row.basis) if row.basis in BASES else row.basis)
    if row.conflict:
        parts.append(word("conflict"))
    return ", ".join(parts)


class QuestionModel(QAbstractListModel):
    """The rows of the current part."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[QuestionRow] = []
        self._at: dict[str, int] = {}

    def set_rows(self, rows: Sequence[QuestionRow]) -> None:
        """Show these rows; where only contents differ, rows stay in place and nothing jumps."""
        if [row.key for row in rows] == [row.key for row in self._rows]:
            for at, row in enumerate(rows):
                if row != self._rows[at]:
                    self._rows[at] = row
                    self.dataChanged.emit(self.index(at), self.index(at))
            return
        self.beginResetModel()
        self._rows = list(rows)
        self._at = {row.key: at for at, row in enumerate(rows)}
        self.endResetModel()

    def update_row(self, key: str, **values: Any) -> None:
        """Change what one row shows."""
        at = self._at[key]
        self._rows[at] = replace(self._rows[at], **values)
        self.dataChanged.emit(self.index(at), self.index(at))

    def row_of(self, key: str) -> int:
        """Return the row of a question, or -1."""
        return self._at.get(key, -1)

    def question(self, row: int) -> QuestionRow | None:
        """Return one row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def insert_rows(self, at: int, rows: Sequence[QuestionRow]) -> None:
        """Insert questions that became relevant; the open one stays open."""
        if rows:
            self.beginInsertRows(ROOT, at, at + len(rows) - 1)
            self._rows[at:at] = rows
            self._at = {row.key: number for number, row in enumerate(self._rows)}
            self.endInsertRows()

    def remove_rows(self, at: int, count: int) -> None:
        """Remove questions that are no longer relevant."""
        if count:
            self.beginRemoveRows(ROOT, at, at + count - 1)
            del self._rows[at : at + count]
            self._at = {row.key: number for number, row in enumerate(self._rows)}
            self.endRemoveRows()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == QUESTION_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.code} {row.text}".strip()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid():
            return flags
        row = self.question(index.row())
        if row is not None and row.heading:
            return Qt.ItemFlag.ItemIsEnabled
        # Not editable: Qt would switch input methods on again with each row that is chosen.
        return flags | Qt.ItemFlag.ItemNeverHasChildren
