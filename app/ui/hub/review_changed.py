"""What changed since a record was reviewed last: what it was, what it is now, who said so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import N_, _, ngettext
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipSpec
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.place_model import ROOT, Index
from app.ui.widgets.table import CHIP_ROLE, TONE_ROLE, Table

if TYPE_CHECKING:
    from app.inspection.review.changes import Difference

_HEADS = (N_("Question"), N_("Was"), N_("Is now"), N_("By"), N_("Wanted"))
_WIDTHS = (330, 190, 190, 120, 110)
_WAS, _WANTED = 1, 4
_MOST_ROWS = 4


class ChangedModel(QAbstractTableModel):
    """One changed field a row."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.changes: list[Difference] = []

    def set_changes(self, changes: Sequence[Difference]) -> None:
        """Show these; what had been sent back comes first."""
        self.beginResetModel()
        self.changes = sorted(changes, key=lambda one: not one.asked)
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.changes)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(_HEADS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one, column = self.changes[index.row()], index.column()
        if role == CHIP_ROLE:
            wanted = column == _WANTED and one.asked
            return ChipSpec("undo-2", _("Sent back"), "serious") if wanted else None
        if role == TONE_ROLE:
            return "text2" if column == _WAS else "text"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return words_of(one)[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return words_of(one)[column] or None
        return None


def words_of(one: Difference) -> tuple[str, str, str, str, str]:
    """Return a change in words, a column each."""
    what = one.what or _("Photos of the building")
    asked = _("Sent back") if one.asked else ""
    if one.after.startswith("+"):
        count = int(one.after[1:])
        after = ngettext("{count} new photo", "{count} new photos", count).format(count=count)
        return what, "—", after, one.person, asked
    return (
        what, one.before or _("nothing"), one.after or _("cleared"),
        one.person or _("Unknown"), asked,
    )  # fmt: skip


class ReviewChanged(Panel):
    """The changes over the record, and whether only they are shown beneath.

    Attributes:
        whole: Shows the whole record, or only what changed.

    Signals:
        looked_at(path): This change is in view.
        whole_wanted(whole): Show the whole record beneath, or only what changed.
    """

    looked_at = Signal(str)
    whole_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bg", "b", parent, _("Changed since the last review"))
        look = theme()
        self.model = ChangedModel(self)
        self.table = Table(_("Changed since the last review"), row="row_dense")
        self.table.setModel(self.model)
        self.table.set_widths([look.scaled(width) for width in _WIDTHS], stretch=0)
        self.table.selectionModel().currentRowChanged.connect(self._current)
        self._title = Text("", "body_strong")
        self.whole = Button(_("Show the whole record"), "quiet")
        self.whole.setCheckable(True)
        self.whole.toggled.connect(self._toggled)
        head = QHBoxLayout()
        head.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(1))
        head.addWidget(self._title, 1)
        head.addWidget(self.whole)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table)
        self.hide()

    def show_changes(self, changes: Sequence[Difference]) -> None:
        """Show these; none: the panel goes."""
        look = theme()
        self.model.set_changes(changes)
        count = len(changes)
        words = ngettext(
            "{count} change since the last review", "{count} changes since the last review", count
        )
        self._title.setText(words.format(count=count))
        self.whole.setChecked(False)
        rows = min(count, _MOST_ROWS)
        self.table.setFixedHeight(look.height("table_header") + rows * look.height("row_dense") + 2)
        told = "; ".join(", ".join(part for part in words_of(one) if part) for one in changes)
        self.setAccessibleName(f"{_('Changed since the last review')}: {told}")
        self.setVisible(bool(changes))

    @property
    def paths(self) -> frozenset[str]:
        """The questions that changed."""
        return frozenset(one.path for one in self.model.changes if one.path)

    def _current(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid() and (path := self.model.changes[now.row()].path):
            self.looked_at.emit(path)

    def _toggled(self, whole: bool) -> None:
        self.whole.set_words(_("Only what changed") if whole else _("Show the whole record"))
        self.whole_wanted.emit(whole)
