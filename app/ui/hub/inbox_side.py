"""What one package is: checks passed or not, what merging it brought or would bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import _
from app.ui.hub.facts_card import FactsCard, StepsCard
from app.ui.hub.parcel_words import checks, effects, receipt_step
from app.ui.hub.side_room import SidePanel
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.exchange.inbox.parcels import Parcel


class ParcelPanel(SidePanel):
    """Details of the current package.

    Signals:
        merge_wanted(parcel): Merge just this one.
        remove_wanted(parcel): Take it out of the list.
        withdraw_wanted(parcel): Withdraw what it brought, or give that back.
        confirm_wanted(parcel): Compare the fingerprint of its device.
        closed(): Esc, where the panel lies over the table.
    """

    merge_wanted = Signal(object)
    remove_wanted = Signal(object)
    withdraw_wanted = Signal(object)
    confirm_wanted = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bg", "l", parent, _("Package"))
        look = theme()
        self._parcel: Parcel | None = None
        self._receipts: Mapping[UUID, tuple[int, int]] = {}
        self._title = Text("", "heading")
        self._sender = Text("", "label", "text2", elide=True)
        self._checks = StepsCard()
        self._what = Text("", "body_strong")
        self._effects = FactsCard()
        self.merge = Button(_("Merge this one first"), "primary")
        self.merge.clicked.connect(lambda: self.merge_wanted.emit(self._parcel))
        self.confirm = Button(_("Compare fingerprint…"), "primary", "shield-check")
        self.confirm.clicked.connect(lambda: self.confirm_wanted.emit(self._parcel))
        self.remove = Button(_("Remove from list"))
        self.remove.clicked.connect(lambda: self.remove_wanted.emit(self._parcel))
        self.withdraw = Button(_("Withdraw this package…"), icon="undo-2")
        self.withdraw.clicked.connect(lambda: self.withdraw_wanted.emit(self._parcel))
        head = QHBoxLayout()
        head.setSpacing(look.space(2))
        head.addWidget(self._title)
        head.addWidget(self._sender, 1)
        self._set_up(
            _("Package"),
            (head, self._checks, self._what, self._effects),
            (self.remove, self.withdraw),
            (self.confirm, self.merge),
        )
        self.set_parcel(None)

    def set_receipts(self, written: Mapping[UUID, tuple[int, int]]) -> None:
        """Know number and time of the last receipt of each device."""
        self._receipts = written

    def set_parcel(self, parcel: Parcel | None) -> None:
        """Show a package, or that none is chosen."""
        self._parcel = parcel
        there = parcel is not None
        for part in (self._checks, self._what, self._effects):
            part.setVisible(there)
        self.merge.setVisible(parcel is not None and parcel.waiting)
        self.confirm.setVisible(parcel is not None and parcel.held)
        self.remove.setVisible(parcel is not None and parcel.state in ("refused", "ready", "waits"))
        merged = parcel is not None and parcel.state == "merged"
        self.withdraw.setVisible(merged and parcel is not None and parcel.device is not None)
        withdrawn = parcel is not None and parcel.withdrawn
        self.withdraw.set_words(
            _("Give this package back…") if withdrawn else _("Withdraw this package…")
        )
        if parcel is None:
            self._title.setText(_("No package chosen"))
            self._sender.setText("")
            return
        title = _("Package {number}").format(number=parcel.number) if parcel.number else ""
        self._title.setText(title or _("Unknown package"))
        self._sender.setText(parcel.sender or parcel.name)
        steps = checks(parcel)
        if parcel.device is not None and parcel.state != "refused":
            steps.append(receipt_step(parcel, self._receipts.get(parcel.device)))
        self._checks.set_steps(steps)
        refused = parcel.state == "refused"
        self._what.setVisible(not refused)
        self._effects.setVisible(not refused)
        self._what.setText(
            _("What merging will do") if parcel.waiting else _("What merging brought")
        )
        self._effects.set_facts("", effects(parcel))
        self.setAccessibleName(f"{_('Package')}: {self._title.text()} {self._sender.text()}")
