"""The first steps of a task package: for whom, and what of the roster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.ui.theme import theme
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.choices import MultiChoice
from app.ui.widgets.fields import NoteField
from app.ui.widgets.labels import Text
from app.ui.widgets.segments import SegmentBar

if TYPE_CHECKING:
    from app.exchange.roads.destination import Destination

ANY, ONE = "any", "one"


class Offer(NamedTuple):
    """What a task package can be made of.

    Attributes:
        devices: Confirmed laptops and their names; ``communities``: ids and names;
            ``forms``: hashes and titles.
        copy, statement: What the campaign allows, as text.
        needs_recovery: There is no recovery key, and this is no rehearsal.
    """

    devices: list[tuple[UUID, str]]
    communities: list[tuple[str, str]]
    forms: list[tuple[str, str]]
    destinations: list[Destination]
    copy: str
    statement: str
    needs_recovery: bool


class ForWhom(QWidget):
    """Any laptop, or one that alone opens it; then names may go with it.

    Attributes:
        kind: Any laptop or one; ``device``: which; ``people``: names, one a line.
    """

    changed = Signal()

    def __init__(self, offer: Offer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._devices = offer.devices
        column = step_column(self)
        self.kind = SegmentBar(
            _("For whom"), [(ANY, _("Any laptop, first time")), (ONE, _("One confirmed laptop"))]
        )
        self.kind.chosen.connect(self._shape)
        column.addWidget(self.kind)
        self._about = Text("", "body", "text2", wrap=True)
        column.addWidget(self._about)
        self._device_label = Text(_("Laptop"), "label", "text2")
        self.device = QComboBox()
        self.device.setAccessibleName(_("Laptop"))
        for _device, name in offer.devices:
            self.device.addItem(name)
        self._people_label = Text(_("Who inspects with it"), "label", "text2")
        self.people = NoteField(
            _("Who inspects with it"), _("One name a line, the work number after a blank")
        )
        for widget in (self._device_label, self.device, self._people_label, self.people):
            column.addWidget(widget)
        column.addStretch()
        self.kind.set_value(ANY)
        self._shape(ANY)

    def _shape(self, kind: str) -> None:
        one = kind == ONE
        there = bool(self._devices)
        self._about.setText(
            _("Not sealed, without names. Its taker compares this hub's fingerprint by telephone.")
            if not one
            else _("Sealed: this laptop alone opens it. The names it carries stand as assigned.")
            if there
            else _("No laptop is confirmed yet. Give out a first package; confirm who answers.")
        )
        for widget in (self._device_label, self.device, self._people_label, self.people):
            widget.setVisible(one and there)
        self.changed.emit()

    def tick(self, device: UUID) -> None:
        """Choose one laptop, if it is confirmed."""
        for at, (one, _name) in enumerate(self._devices):
            if one == device:
                self.device.setCurrentIndex(at)
                self.kind.set_value(ONE)
                self._shape(ONE)

    def problem(self) -> str:
        """Return why one cannot go on; empty when one can."""
        if self.kind.value == ONE and not self._devices:
            return _("No laptop is confirmed yet.")
        return ""

    @property
    def to(self) -> UUID | None:
        """The laptop that alone opens it; None: any."""
        at = self.device.currentIndex()
        return self._devices[at][0] if self.kind.value == ONE and at >= 0 else None

    def names(self) -> list[tuple[str, str]]:
        """Return names and work numbers."""
        if self.to is None:
            return []
        lines = (line.split() for line in self.people.toPlainText().splitlines())
        return [(parts[0], " ".join(parts[1:])) for parts in lines if parts]


class WhatToGive(QWidget):
    """Communities and checklists.

    Attributes:
        communities: None ticked: the whole roster; ``forms``: all ticked at first.
    """

    def __init__(self, offer: Offer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = step_column(self)
        self._count = len(offer.communities)
        column.addWidget(Text(_("Communities"), "body_strong"))
        self._about = Text("", "body", "text2", wrap=True)
        column.addWidget(self._about)
        self.communities = MultiChoice(
            _("Communities"), [Option(key, name) for key, name in offer.communities]
        )
        self.communities.changed.connect(self._tell)
        column.addWidget(self.communities)
        column.addWidget(Text(_("Checklists"), "body_strong"))
        self.forms = MultiChoice(_("Checklists"), [Option(key, name) for key, name in offer.forms])
        self.forms.set_values([key for key, _name in offer.forms])
        column.addWidget(self.forms)
        self._none = Text(_("There is no checklist here yet."), "body", "serious")
        self._none.setVisible(not offer.forms)
        column.addWidget(self._none)
        column.addStretch()
        self._tell(())

    def tick(self, community: str) -> None:
        """Tick one community, if it is of the roster."""
        self.communities.set_values([community])
        self._tell(self.communities.values)

    def _tell(self, chosen: Sequence[str]) -> None:
        count = len(chosen)
        self._about.setText(
            ngettext("{count} community goes out", "{count} communities go out", count).format(
                count=count
            )
            if count
            else _("None ticked: the whole roster goes out, {count} communities.").format(
                count=self._count
            )
        )


def step_column(widget: QWidget) -> QVBoxLayout:
    """Return the column that a step stands in."""
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme().space(3))
    return column
