"""The packages of the inbox as rows of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from app.i18n import N_, _, ngettext
from app.models.clock import wall_ms
from app.ui.field.shown import day_and_time, size_words
from app.ui.theme import theme
from app.ui.widgets.chips import ChipSpec, chip_width
from app.ui.widgets.place_model import ROOT, Index
from app.ui.widgets.table import CHIP_ROLE, STRONG_ROLE, TONE_ROLE

if TYPE_CHECKING:
    from app.exchange.inbox.parcels import Parcel

HEADS = (
    "",
    N_("Sender"),
    N_("No."),
    N_("Places"),
    N_("Photos"),
    N_("Size"),
    N_("Arrived"),
    N_("Check"),
    N_("State"),
)
MARK, SENDER, NUMBER, PLACES, PHOTOS, SIZE, ARRIVED, CHECK, STATE = range(len(HEADS))
_DIGEST = re.compile(r"\b([0-9a-f]{8})[0-9a-f]{56}\b")
_RIGHT = {NUMBER, PLACES, PHOTOS, SIZE}
WIDTHS = (32, 144, 50, 54, 58, 82, 112, 112, 150)


def readable(reason: str) -> str:
    """Return a reason without the long names of photos and forms, which tell nobody anything."""
    return _DIGEST.sub(r"\1…", reason)


def state_chip(parcel: Parcel) -> ChipSpec:
    """Return the state of a package as a chip."""
    if parcel.state == "waits" and parcel.waits_for == parcel.number:
        return ChipSpec("serious", _("Volumes missing, may go first"), "serious")
    if parcel.state == "waits":
        words = _("Waits for No. {number}, may go first").format(number=parcel.waits_for)
        return ChipSpec("serious", words, "serious")
    if parcel.state == "ready":
        return ChipSpec("", _("Ready to merge"), "primary")
    if parcel.held:
        return ChipSpec("serious", _("Kept, compare fingerprint"), "serious")
    if parcel.clashed:
        return ChipSpec("serious", _("Kept, withdraw the wrong one"), "serious")
    if parcel.state == "refused":
        return ChipSpec("critical", _("Quarantined, send again"), "critical")
    if parcel.withdrawn:
        return ChipSpec("undo-2", _("Withdrawn, does not count"), "neutral")
    if parcel.state == "repeated":
        return ChipSpec("", _("Merged before, no change"), "neutral")
    words = _("Merged")
    if parcel.conflicts_new:
        words = ngettext(
            "Merged, {count} conflict found",
            "Merged, {count} conflicts found",
            parcel.conflicts_new,
        ).format(count=parcel.conflicts_new)
    return ChipSpec("confirmed", words, "ok")


def check_chip(parcel: Parcel) -> ChipSpec:
    """Return what came of verifying a package: a mark and a word."""
    if parcel.state == "waits" and parcel.waits_for == parcel.number:
        return ChipSpec("serious", _("A volume is missing"), "plain")
    if parcel.state == "waits":
        return ChipSpec("serious", _("One before is missing"), "plain")
    if parcel.held:
        return ChipSpec("serious", _("New device"), "plain")
    if parcel.state == "refused":
        return ChipSpec("critical", _("Not accepted"), "plain")
    if parcel.card.unheard:
        return ChipSpec("serious", _("Part does not count"), "plain")
    if parcel.state == "repeated":
        return ChipSpec("not_applicable", _("Came before"), "plain")
    return ChipSpec("confirmed", _("All passed"), "plain")


def widths(found: Sequence[Parcel]) -> list[int]:
    """Return the widths of the columns; the chips of these packages are never cut."""
    look = theme()
    sizes = [look.scaled(width) for width in WIDTHS]
    pad = 2 * look.space(3)
    edge = 2 * look.space(2) + look.space(1) + 1
    for column, head in enumerate(HEADS):  # nor is a heading cut, in any language
        if head:
            sizes[column] = max(sizes[column], look.text_width("label", _(head)) + edge)
    for column, chip in ((CHECK, check_chip), (STATE, state_chip)):
        sizes[column] = max([sizes[column], *(chip_width(chip(one)) + pad for one in found)])
    return sizes


class InboxModel(QAbstractTableModel):
    """Packages, newest first, as far as the filter lets them through."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[Parcel] = []
        self._rows: list[Parcel] = []
        self._filter, self._text = "all", ""
        self.marked: set[UUID] = set()

    @property
    def parcels(self) -> Sequence[Parcel]:
        """All packages, filtered or not."""
        return self._all

    @property
    def shown(self) -> Sequence[Parcel]:
        """The packages that the filter lets through."""
        return self._rows

    def set_parcels(self, parcels: Sequence[Parcel]) -> None:
        """Show these packages."""
        self._all = list(parcels)
        self.marked &= {one.id for one in parcels if one.waiting}
        self._refresh()

    def set_filter(self, which: str) -> None:
        """Show ``open``, ``merged``, ``refused`` or ``all``."""
        self._filter = which
        self._refresh()

    def set_text(self, text: str) -> None:
        """Show those whose sender, number, name or reason holds all words."""
        self._text = text
        self._refresh()

    def passes(self, parcel: Parcel, which: str) -> bool:
        """Tell whether a package belongs into a filter."""
        if which == "open":
            return parcel.waiting or parcel.held
        if which == "merged":
            return parcel.state in ("merged", "repeated")
        if which == "refused":
            return parcel.state == which and not parcel.held
        return which == "all" or parcel.state == which

    def _refresh(self) -> None:
        self.beginResetModel()
        terms = self._text.casefold().split()
        self._rows = [
            one
            for one in self._all
            if self.passes(one, self._filter)
            and all(
                term in f"{one.sender} {one.number} {one.name} {one.reason}".casefold()
                for term in terms
            )
        ]
        self.endResetModel()

    def parcel(self, row: int) -> Parcel | None:
        """Return one package."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, key: UUID | None) -> int:
        """Return the row of a package, -1 if it is not shown."""
        return next((row for row, one in enumerate(self._rows) if one.id == key), -1)

    def row_like(self, kept: Parcel | None) -> int:
        """Return the row of a package as it is now, -1 if it is not shown.

        A merged package has another line than the one that waited; its sender and number tell it.
        """
        if kept is None:
            return -1
        row = self.row_of(kept.id)
        if row >= 0 or not kept.number:
            return row
        known = (kept.device, kept.number)
        same = (at for at, one in enumerate(self._rows) if (one.device, one.number) == known)
        return next(same, -1)

    def toggle(self, row: int) -> None:
        """Mark a waiting package for merging, or take the mark away."""
        parcel = self.parcel(row)
        if parcel is not None and parcel.waiting:
            self.marked ^= {parcel.id}
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(HEADS) - 1))

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        parcel = self.parcel(index.row()) if index.isValid() else None
        if parcel is None:
            return None
        column = index.column()
        if role == CHIP_ROLE:
            return self._chip(parcel, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(parcel, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _RIGHT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == STRONG_ROLE:
            return column == SENDER and parcel.waiting
        if role == TONE_ROLE:
            return "text2" if column in (SIZE, ARRIVED) else "text"
        if role == Qt.ItemDataRole.ToolTipRole:
            return readable(parcel.reason) or (parcel.name if column == SENDER else None)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            chip = self._chip(parcel, column)
            words = chip.words if chip is not None else self._words(parcel, column)
            if column == MARK:
                words = _("selected") if parcel.id in self.marked else _("not selected")
            return f"{_(HEADS[column])} {words}".strip()
        return None

    def _chip(self, parcel: Parcel, column: int) -> ChipSpec | None:
        if column == MARK and parcel.waiting:
            return ChipSpec("done" if parcel.id in self.marked else "not_started", "", "plain")
        if column == CHECK:
            return check_chip(parcel)
        return state_chip(parcel) if column == STATE else None

    def _words(self, parcel: Parcel, column: int) -> str:
        card = parcel.card
        if column == SENDER:
            return parcel.sender or parcel.name
        if column == NUMBER:
            return str(parcel.number or "—")
        if column == PLACES:
            return str(card.places) if card.changes else "—"
        if column == PHOTOS:
            return str(card.photos) if card.device else "—"
        if column == SIZE:
            return size_words(card.bytes) if card.bytes else "—"
        if column == ARRIVED:
            return day_and_time(parcel.arrived_at, wall_ms())
        return ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(HEADS[section]) if HEADS[section] else ""
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _RIGHT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None
