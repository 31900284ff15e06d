"""同类一起定: what the rules, or the case in view as a model, would decide; then it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.i18n import N_, _, ngettext
from app.ui.hub.conflicts.queue_list import place_of
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text
from app.ui.widgets.place_model import ROOT, Index
from app.ui.widgets.segments import SegmentBar
from app.ui.widgets.table import Table
from app.ui.words import listed

if TYPE_CHECKING:
    from app.inspection.conflict import rules as conflict_rules
    from app.inspection.conflict.case import Case
    from app.inspection.conflict.rules import Ruling
    from app.inspection.conflict.side import Detail, Side
    from app.progress import Progress
    from app.ui.desk import Desk
else:
    conflict_rules = lazy("app.inspection.conflict.rules")

_WAYS = (
    ("", N_("All rules")),
    ("worse", N_("Worse grade")),
    ("professional", N_("Professional")),
    ("measured", N_("Measured")),
    ("like", N_("Like this one")),
)
_HEADS = (N_("Building"), N_("Question"), N_("Holds"), N_("Instead of"), N_("Why"))
_WIDTHS = (150, 170, 70, 90, 180)


class Rulings(QAbstractTableModel):
    """What would be decided, one case a row; ticked ones are done."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rulings: list[Ruling] = []
        self.off: set[int] = set()

    def set_rulings(self, rulings: Sequence[Ruling]) -> None:
        """Show other rulings, all ticked."""
        self.beginResetModel()
        self.rulings, self.off = list(rulings), set()
        self.endResetModel()

    def chosen(self) -> list[Ruling]:
        """Return those that are ticked."""
        return [one for row, one in enumerate(self.rulings) if row not in self.off]

    def flip(self, row: int) -> None:
        """Tick a row, or take its tick away."""
        self.off ^= {row}
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(_HEADS) - 1))

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rulings)

    def columnCount(self, _parent: Index = ROOT) -> int:
        return len(_HEADS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(_HEADS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.rulings[index.row()]
        off = index.row() in self.off
        if role == Qt.ItemDataRole.ToolTipRole:
            return one.why
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        others = listed(side.words for side in one.sides if side is not one.side)
        words = (
            place_of(one.case),
            f"{one.case.code} {one.case.title}".strip(),
            "—" if off else one.side.words,
            others,
            _("left to a person") if off else one.why,
        )
        return words[index.column()]


class BulkDialog(Dialog):
    """Chooses a rule, shows what it would decide, and hands over what is ticked.

    Signals:
        agreed(rulings): Decide these as one act.
    """

    agreed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        cases: Sequence[Case],
        model: Detail | None,
        side: Side | None,
        parent: QWidget,
    ) -> None:
        super().__init__(
            parent, _("Decide alike together"), width="reading_max", height=theme().scaled(560)
        )
        self._desk, self._cases, self._like, self._side = desk, list(cases), model, side
        self._number = 0
        ways = [way for way in _WAYS if way[0] != "like" or side is not None]
        self.ways = SegmentBar(_("Rule"), [(key, _(words)) for key, words in ways])
        self.ways.chosen.connect(lambda _way: self.look())
        self._said = Text("", "body", wrap=True)
        self.model = Rulings(self)
        self.table = Table(_("What would be decided"), row="row_dense")
        self.table.setModel(self.model)
        self.table.set_widths([theme().scaled(width) for width in _WIDTHS], stretch=4)
        self.table.opened.connect(lambda index: self._flip(index.row()))
        self.table.setMinimumHeight(theme().scaled(260))
        self.body.addWidget(self.ways)
        self.body.addWidget(self._said)
        self.body.addWidget(self.table, 1)
        self.set_note(
            _("Each is a decision of its own with the rule as its reason. Undo takes all back.")
        )
        cancel = self.add_button(Button(_("Cancel"), hint="Esc"))
        cancel.clicked.connect(self.reject)
        self.do = self.add_button(Button("", "primary"))
        self.do.clicked.connect(self._agree)
        self.look()

    def look(self) -> None:
        """Ask what the chosen rule would decide."""
        self._number += 1
        number, way, workspace = self._number, self.ways.value, self._desk.workspace
        cases, model, side = self._cases, self._like, self._side
        self._count([])
        self._said.setText(_("Looking at conflicts"))

        def work(progress: Progress) -> tuple[int, list[Ruling]]:
            with workspace.reading() as session:
                if way == "like" and model is not None and side is not None:
                    found = conflict_rules.like(workspace, session, cases, model, side)
                else:
                    found = conflict_rules.preview(workspace, session, cases, way, progress)
            return number, found

        self._desk.jobs.read(work, "rules").succeeded.connect(self._show)

    @Slot(object)
    def _show(self, result: tuple[int, list[Ruling]]) -> None:
        number, found = result
        if number == self._number:
            self._count(found)

    def _count(self, found: list[Ruling]) -> None:
        self.model.set_rulings(found)
        self._tell()

    def _flip(self, row: int) -> None:
        self.model.flip(row)
        self._tell()

    def _tell(self) -> None:
        count, all_ = len(self.model.chosen()), len(self._cases)
        self._said.setText(
            _(
                "{count} of {total} conflicts can be decided this way; Enter on a row leaves it out"
            ).format(count=len(self.model.rulings), total=all_)
        )
        self.do.set_words(
            ngettext("Decide {count} conflict", "Decide {count} conflicts", count).format(
                count=count
            )
        )
        self.do.setEnabled(count > 0)

    def _agree(self) -> None:
        chosen = self.model.chosen()
        if chosen:
            self.accept()
            self.agreed.emit(chosen)
