"""The questions of one record as rows: parts over their questions, answers as chips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from app.i18n import N_, _, ngettext
from app.ui.field.shown import short_code
from app.ui.hub.history import basis_words
from app.ui.widgets.chips import ChipSpec, chip_for
from app.ui.widgets.place_model import ROOT, Index
from app.ui.widgets.table import CHIP_ROLE, GROUP_ROLE, TONE_ROLE, GroupRow
from app.ui.words import word

if TYPE_CHECKING:
    from app.inspection.record_parts import Row

HEADS = (N_("Code"), N_("Question"), N_("Answer"), N_("Basis"), N_("Photos"), N_("Mark"))
CODE, QUESTION, ANSWER, BASIS, PHOTOS, MARK = range(len(HEADS))
WIDTHS = (64, 280, 168, 152, 58, 100)


def answer_chip(row: Row) -> ChipSpec | None:
    """Return the answer as a chip where it is one of the five, else None."""
    if row.reason:
        return chip_for(row.reason)
    if row.missing and row.value:
        return ChipSpec("critical", row.words, "critical")
    if row.missing:
        return ChipSpec("incomplete", _("Missing"), "serious")
    if row.value == "none":
        return chip_for("none")
    if row.value == "present":
        tone = row.severity or "neutral"
        return ChipSpec(row.severity, row.words, tone)
    return None


def passes(row: Row, which: str) -> bool:
    """Tell whether a row belongs into a filter: ``all``, ``finding``, ``conflict``, ``open``."""
    if which == "finding":
        return bool(row.severity)
    if which == "conflict":
        return row.conflict or row.waiting
    return which == "all" or bool(row.missing or row.reason)


class RecordModel(QAbstractTableModel):
    """Rows of one record, filtered."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Row, ...] = ()
        self._rows: list[Row | str] = []
        self._filter = "all"

    def set_rows(self, rows: Sequence[Row], which: str) -> None:
        """Show these questions, as far as the filter lets them through."""
        self.beginResetModel()
        self._all, self._filter = tuple(rows), which
        self._rows = []
        part = None
        for row in self._all:
            if not passes(row, which):
                continue
            if row.part != part:
                part = row.part
                self._rows.append(part)
            self._rows.append(row)
        self.endResetModel()

    def row(self, number: int) -> Row | None:
        """Return one question, None for a part."""
        found = self._rows[number] if 0 <= number < len(self._rows) else None
        return found if not isinstance(found, str) else None

    def find(self, path: str) -> int:
        """Return the row of a question, else the first question, -1 for none."""
        first = -1
        for number, row in enumerate(self._rows):
            if not isinstance(row, str):
                if row.path == path:
                    return number
                first = number if first < 0 else first
        return first

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if isinstance(row, str):
            if role == GROUP_ROLE:
                return self._part(row)
            return row if role == Qt.ItemDataRole.AccessibleTextRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row, column)
        if role == CHIP_ROLE:
            return self._chip(row, column)
        if role == TONE_ROLE:
            return "text2" if column in (CODE, BASIS, PHOTOS) else "text"
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._words(row, column) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            chip = self._chip(row, column)
            words = chip.words if chip is not None else self._words(row, column)
            return f"{_(HEADS[column])} {words}".strip()
        return None

    def _part(self, part: str) -> GroupRow:
        rows = [row for row in self._all if row.part == part and passes(row, self._filter)]
        facts = ngettext("{count} question", "{count} questions", len(rows))
        conflicts = sum(row.conflict or row.waiting for row in rows)
        chips = []
        if conflicts:
            chips.append(ChipSpec("conflict", f"{word('conflict')} {conflicts}", "serious"))
        return GroupRow(part or _("Other"), facts.format(count=len(rows)), tuple(chips))

    def _words(self, row: Row, column: int) -> str:
        if column == CODE:
            return short_code(row.code)
        if column == QUESTION:
            return f"{row.group} · {row.label}" if row.group else row.label
        if column == ANSWER:
            return row.words
        if column == BASIS:
            basis = basis_words(row.basis, row.source)
            return " · ".join(one for one in (basis, _("remark") if row.remark else "") if one)
        return str(row.photos) if column == PHOTOS and row.photos else ""

    def _chip(self, row: Row, column: int) -> ChipSpec | None:
        if column == ANSWER:
            return answer_chip(row)
        if column == MARK and row.conflict:
            return ChipSpec("conflict", word("conflict"), "serious")
        if column == MARK and row.waiting:
            return ChipSpec("clock", _("Waiting"), "neutral")
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(HEADS[section])
        return None
