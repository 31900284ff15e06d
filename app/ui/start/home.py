"""开始: what this workspace is, how far it is, and the ways to bring places in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.effort.shares_card import SharesCard
from app.ui.field.shown import buildings_count
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipSpec
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Card, Panel, Text
from app.ui.widgets.progress import ProgressRing
from app.ui.words import word

if TYPE_CHECKING:
    from app.inspection import browse
    from app.ui.desk import Desk


if not TYPE_CHECKING:
    browse = lazy("app.inspection.browse")

_STATES = ("done", "in_progress", "incomplete", "not_started")


class Home(Panel):
    """The home page of an open workspace."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("bg", "", parent, word("start"))
        look = theme()
        self._desk = desk
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        inner = QWidget()
        scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        row = QHBoxLayout(inner)
        edge = look.space(8)
        row.setContentsMargins(edge, look.space(6), edge, edge)
        page = QWidget()
        page.setMaximumWidth(look.width("reading_max"))
        row.addWidget(page, 1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(3))
        column.addLayout(self._head())
        column.addWidget(self._progress())
        self.shares = SharesCard(desk)
        column.addWidget(self.shares)
        column.addWidget(self._roster())
        column.addWidget(self._handing_in())
        column.addWidget(self._folder())
        column.addStretch()
        desk.places_changed.connect(self._read)
        desk.place_changed.connect(self._counted)

    def _head(self) -> QHBoxLayout:
        look = theme()
        campaign = self._desk.workspace.campaign()
        row = QHBoxLayout()
        row.setSpacing(look.space(3))
        row.addWidget(Text((campaign.name if campaign else "") or _("Chengjian"), "title"))
        if campaign is not None and campaign.rehearsal:
            row.addWidget(Chip(ChipSpec("eye", _("practice"), "unknown")))
        row.addStretch()
        return row

    def _card(self, title: str) -> tuple[Card, QVBoxLayout]:
        look = theme()
        card = Card()
        card.setAccessibleName(title)
        column = QVBoxLayout(card)
        edge = look.space(5)
        column.setContentsMargins(edge, look.space(4), edge, look.space(4))
        column.setSpacing(look.space(2))
        column.addWidget(Text(title, "body_strong"))
        return card, column

    def _progress(self) -> Card:
        look = theme()
        card, column = self._card(_("How far it is"))
        row = QHBoxLayout()
        row.setSpacing(look.space(6))
        self.ring = ProgressRing(_("Buildings done"), "ring_large")
        row.addWidget(self.ring)
        words = QVBoxLayout()
        words.addStretch()
        self._chips = FlowRow(look.space(2))
        words.addWidget(self._chips)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.space(2))
        self.go = Button(_("Go on inspecting"), "primary", "arrow-right")
        self.go.clicked.connect(lambda: self._desk.room_wanted.emit("inspect"))
        buttons.addWidget(self.go)
        buttons.addStretch()
        words.addLayout(buttons)
        words.addStretch()
        row.addLayout(words, 1)
        column.addLayout(row)
        return card

    def _roster(self) -> Card:
        card, column = self._card(_("Roster"))
        sentence = _("Imported lines are checked first; what is there already stays.")
        column.addWidget(Text(sentence, "label", "text2", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        for words, icon, hint, act in (
            (_("Import a roster…"), "folder-input", "Ctrl+O", "roster"),
            (_("Add a building"), "plus", "", "place"),
        ):
            button = Button(words, icon=icon, hint=hint)
            button.clicked.connect(lambda _on=False, act=act: self._desk.act(act))
            row.addWidget(button)
        row.addStretch()
        column.addLayout(row)
        return card

    def _handing_in(self) -> Card:
        card, column = self._card(_("Hub and handing in"))
        self._hub = Text("", "label", "text2", wrap=True)
        column.addWidget(self._hub)
        row = FlowRow(theme().space(2))
        for words, icon, act in (
            (_("Take a task package…"), "folder-input", "task"),
            (_("Look for receipts"), "rotate-cw", "receipts"),
            (_("Fingerprint of this laptop"), "shield-check", "fingerprint"),
            (_("Clear photos that the hub has…"), "trash-2", "purge"),
        ):
            button = Button(words, icon=icon)
            button.clicked.connect(lambda _on=False, act=act: self._desk.act(act))
            row.add_widget(button)
        column.addWidget(row)
        return card

    def _hub_names(self, session: Any) -> tuple[str, str]:
        """Return the names of hub and laptop, in a worker thread."""
        from app.exchange.trust import device, hub

        to, own = hub(session), device(session, self._desk.workspace.device)
        name = (to.keys.name or to.keys.fingerprint) if to is not None else ""
        return name, own.keys.fingerprint if own is not None else ""

    def _hub_read(self, found: tuple[str, str]) -> None:
        name, fingerprint = found
        if not name and not fingerprint:
            words = _("No hub yet: its task package brings roster, checklists and keys.")
        elif name:
            words = _("Hub: {name}. Fingerprint of this laptop: {fingerprint}").format(
                name=name, fingerprint=fingerprint
            )
        else:
            words = _("Fingerprint of this laptop: {fingerprint}").format(fingerprint=fingerprint)
        self._hub.setText(words)

    def _folder(self) -> Card:
        card, column = self._card(_("Workspace folder"))
        column.addWidget(Text(str(self._desk.workspace.root), "label", "text2", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        for words, icon, act in (
            (_("Another workspace…"), "folder-open", "open"),
            (_("Practise in the sample city"), "eye", "sample"),
        ):
            button = Button(words, icon=icon)
            button.clicked.connect(lambda _on=False, act=act: self._desk.act(act))
            row.addWidget(button)
        row.addStretch()
        column.addLayout(row)
        return card

    # A room

    def enter(self) -> None:
        """Read the counts again."""
        bar = self._desk.shell.topbar
        bar.set_path((), word("start"))
        bar.set_state(None)
        bar.set_actions([])
        self._read()
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Nothing is half typed here."""

    def panes(self) -> list[QWidget]:
        """Return the one pane."""
        return [self]

    def _counted(self, _place: object) -> None:
        if self.isVisible():  # the building that was left for this page is evaluated only now
            self._read()

    def _read(self) -> None:
        self._desk.read(lambda session: browse.state_counts(session), self._show, "state counts")
        self._desk.read(self._hub_names, self._hub_read, "hub")
        self.shares.read()

    def _show(self, counts: dict[str, int]) -> None:
        total = sum(counts.values())
        self.ring.set_count(
            counts.get("done", 0), total, _("of {total}").format(total=buildings_count(total))
        )
        for chip in self._chips.take_all():
            chip.hide()
            chip.deleteLater()
        for state in _STATES:
            words = f"{word(state)} {buildings_count(counts.get(state, 0))}"
            self._chips.add_widget(Chip(ChipSpec(state, words, "plain")))
