"""Rows of the tables of the versions dialog."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from app.forms.versions_words import KINDS, detail, effect_counts, title, touched_words
from app.i18n import N_, _, ngettext
from app.ui.widgets.chips import ChipSpec
from app.ui.widgets.place_model import ROOT, Index
from app.ui.widgets.table import CELL_ROLE, Cell

if TYPE_CHECKING:
    from app.forms.versions import Difference
    from app.inspection.moving.actions import Preview
    from app.inspection.version_lines import VersionLine

VERSION_HEADS = (N_("Checklist"), N_("Version"), N_("Inspections"), N_("Mark"))
DIFFERENCE_HEADS = (N_("What"), N_("Question"), N_("What is different"))
PREVIEW_HEADS = (N_("Place"), N_("State after"), N_("What happens to its answers"))
_CHIPS = {
    "added": ("plus", "ok"),
    "removed": ("minus", "neutral"),
    "renamed": ("pencil", "minor"),
    "proposed": ("circle-question-mark", "unknown"),
    "changed": ("git-compare-arrows", "minor"),
}
_MOST_TIPS = 12


class Rows(QAbstractTableModel):
    """A table whose cells are made beforehand; each row carries what it is about and a tip."""

    def __init__(self, heads: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads = tuple(heads)
        self._rows: list[tuple[object, tuple[Cell, ...], str]] = []

    def set_rows(self, rows: Iterable[tuple[object, tuple[Cell, ...], str]]) -> None:
        """Show other rows: (subject, cells, tip)."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def subject(self, row: int) -> Any:
        """Return what a row is about."""
        return self._rows[row][0]

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        _subject, cells, tip = self._rows[index.row()]
        cell = cells[index.column()]
        words = cell.chip.words if cell.chip is not None else cell.words
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_(self._heads[index.column()])}: {words}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(self._heads[section])
        return None


def version_row(line: VersionLine) -> tuple[object, tuple[Cell, ...], str]:
    """Return the row of one version."""
    count = ngettext("{count} inspection", "{count} inspections", line.inspections)
    mark = ChipSpec("done", _("new ones begin with it"), "ok") if line.newest else None
    cells = (
        Cell(line.form.title, strong=line.newest),
        Cell(line.form.version or line.form.hash[:8]),
        Cell(count.format(count=line.inspections), tone="text" if line.inspections else "text2"),
        Cell("", mark),
    )
    return line, cells, f"{line.form.form_id} {line.form.version} {line.form.hash[:12]}"


def difference_row(
    one: Difference, confirmed: bool = False
) -> tuple[object, tuple[Cell, ...], str]:
    """Return the row of one difference."""
    mark, tone = _CHIPS[one.kind]
    words = _(KINDS[one.kind])
    if confirmed:
        mark, tone, words = "check", "ok", _("Renamed, confirmed")
    text = detail(one, plain=True)
    cells = (Cell("", ChipSpec(mark, words, tone)), Cell(title(one), strong=True), Cell(text))
    return one, cells, f"{title(one)}\n{text}".strip()


def preview_row(one: Preview) -> tuple[object, tuple[Cell, ...], str]:
    """Return the row of one inspection."""
    words = effect_counts(one.effects)
    if one.late:
        late = ngettext("{count} later answer", "{count} later answers", len(one.late))
        words.append(late.format(count=len(one.late)))
    if one.disputed:
        words.append(_("laptops disagree about the version; moving decides"))
    if one.blocked is not None:
        chip = ChipSpec("lock", _("stays"), "serious")
        words = [str(one.blocked)]
    elif one.reopens:
        chip = ChipSpec("incomplete", _("incomplete again"), "serious")
    elif one.finished:
        chip = ChipSpec("done", _("stays done"), "ok")
    else:
        chip = ChipSpec("clipboard-check", _("goes on"), "neutral")
    effects = one.effects
    lines = [*effects.invalid, *effects.missing, *effects.hidden, *effects.homeless]
    tips = [touched_words(item) for item in lines[:_MOST_TIPS]]
    if len(lines) > _MOST_TIPS:
        tips.append("…")
    text = _(", ").join(words) or _("nothing changes for its answers")
    return one, (Cell(one.where, strong=True), Cell("", chip), Cell(text)), "\n".join(tips) or text
