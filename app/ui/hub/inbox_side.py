"""What one package is: checks passed or not, what merging it brought or would bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.ui.hub.facts_card import FactsCard, StepsCard
from app.ui.hub.inbox_model import readable
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Panel, Text

if TYPE_CHECKING:
    from app.exchange.inbox import Parcel


def checks(parcel: Parcel) -> list[tuple[str, str, str, str]]:
    """Return the checks of a package: mark, sentence, detail, colour token."""
    card = parcel.card
    if parcel.state == "refused":
        return [
            (
                "critical",
                _("Not accepted, nothing of it was used"),
                readable(parcel.reason),
                "critical",
            ),
            ("info", _("It stays in this list until it is removed"), parcel.name, "text"),
        ]
    files = _("{count} photos, every file compared with its fingerprint").format(count=card.photos)
    steps = [
        ("done", _("The package is complete"), files if card.device else parcel.name, "text"),
        ("done", _("Nothing was altered or swapped"), _("The list of contents agrees"), "text"),
    ]
    if parcel.state == "waits":
        steps.append(
            (
                "serious",
                _("The package before has not come"),
                _(
                    "No. {number} of this sender is not here. Changes that rest on it wait for it."
                ).format(number=parcel.waits_for),
                "serious",
            )
        )
    elif parcel.number:
        steps.append(("done", _("None before it is missing"), "", "text"))
    if parcel.state == "repeated":
        steps.append(("info", _("The same package came before"), _("Nothing changed"), "text"))
    return steps


def effects(parcel: Parcel) -> list[tuple[str, str, str]]:
    """Return what merging brings or brought: label, value, colour token."""
    card = parcel.card
    if parcel.waiting:
        old = card.places - card.places_new
        return [
            (_("New records"), _places(card.places_new), "text"),
            (_("Updated"), _places(old), "text"),
            (_("New changes"), _count_of(card.changes_new, card.changes), "text"),
            (_("Photos in it"), str(card.photos), "text"),
            (_("Conflicts"), _("known after merging"), "text2"),
        ]
    tone = "serious" if parcel.conflicts_new else "text"
    return [
        (_("New changes"), str(parcel.changes_new), "text"),
        (_("New photos"), _photos(parcel), "text"),
        (_("Conflicts to settle"), str(parcel.conflicts_new), tone),
    ]


def _places(count: int) -> str:
    return ngettext("{count} record", "{count} records", count).format(count=count)


def _count_of(new: int, all_: int) -> str:
    return _("{new} of {total}").format(new=new, total=all_)


def _photos(parcel: Parcel) -> str:
    """Return how many photos merging stored, and of how many: the same file is stored once."""
    if parcel.photos_new < parcel.card.photos:
        return _("{new} of {total}, the others were here").format(
            new=parcel.photos_new, total=parcel.card.photos
        )
    return str(parcel.photos_new)


class ParcelPanel(Panel):
    """Details of the current package.

    Signals:
        merge_wanted(parcel): Merge just this one.
        remove_wanted(parcel): Take it out of the list.
        withdraw_wanted(parcel): Withdraw what it brought, or give that back.
        closed(): Esc, where the panel lies over the table.
    """

    merge_wanted = Signal(object)
    remove_wanted = Signal(object)
    withdraw_wanted = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bg", "l", parent, _("Package"))
        look = theme()
        self._parcel: Parcel | None = None
        self._title = Text("", "heading")
        self._sender = Text("", "label", "text2", elide=True)
        self._checks = StepsCard()
        self._what = Text("", "body_strong")
        self._effects = FactsCard()
        self.merge = Button(_("Merge this one first"), "primary")
        self.merge.clicked.connect(lambda: self.merge_wanted.emit(self._parcel))
        self.remove = Button(_("Remove from list"))
        self.remove.clicked.connect(lambda: self.remove_wanted.emit(self._parcel))
        self.withdraw = Button(_("Withdraw this package…"), icon="undo-2")
        self.withdraw.clicked.connect(lambda: self.withdraw_wanted.emit(self._parcel))
        head = QHBoxLayout()
        head.setSpacing(look.space(2))
        head.addWidget(self._title)
        head.addWidget(self._sender, 1)
        inner = QWidget()
        pile = QVBoxLayout(inner)
        edge = look.space(4)
        pile.setContentsMargins(edge, look.space(4), edge, look.space(3))
        pile.setSpacing(look.space(3))
        pile.addLayout(head)
        pile.addWidget(self._checks)
        pile.addWidget(self._what)
        pile.addWidget(self._effects)
        pile.addStretch()
        scroll = QScrollArea()  # takes the focus, so that keys scroll what is longer than the pane
        scroll.setAccessibleName(_("Package"))
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        foot = QHBoxLayout()
        foot.setContentsMargins(edge, look.space(2), edge, look.space(4))
        foot.addWidget(self.remove)
        foot.addWidget(self.withdraw)
        foot.addStretch()
        foot.addWidget(self.merge)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.stroke("line"), 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addLayout(foot)
        self.set_parcel(None)

    def set_parcel(self, parcel: Parcel | None) -> None:
        """Show a package, or that none is chosen."""
        self._parcel = parcel
        there = parcel is not None
        for part in (self._checks, self._what, self._effects):
            part.setVisible(there)
        self.merge.setVisible(parcel is not None and parcel.waiting)
        self.remove.setVisible(parcel is not None and parcel.state in ("refused", "ready", "waits"))
        merged = parcel is not None and parcel.state == "merged"
        self.withdraw.setVisible(merged and parcel is not None and parcel.device is not None)
        if parcel is None:
            self._title.setText(_("No package chosen"))
            self._sender.setText("")
            return
        title = _("Package {number}").format(number=parcel.number) if parcel.number else ""
        self._title.setText(title or _("Unknown package"))
        self._sender.setText(parcel.sender or parcel.name)
        self._checks.set_steps(checks(parcel))
        refused = parcel.state == "refused"
        self._what.setVisible(not refused)
        self._effects.setVisible(not refused)
        self._what.setText(
            _("What merging will do") if parcel.waiting else _("What merging brought")
        )
        self._effects.set_facts("", effects(parcel))
        self.setAccessibleName(f"{_('Package')}: {self._title.text()} {self._sender.text()}")
