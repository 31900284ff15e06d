"""The card of the question that probably comes next, made while nobody types.

Making a card takes several milliseconds; between two keys there is time enough. It is made in
three turns of the event loop: what one answers with, its looks, and what only some answers call
for. A card is only taken over when the question still says what it said; else it goes and another
one is made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from shiboken6 import isValid

from app.ui.field.cards.card import OpenCard
from app.ui.field.own_turn import OwnTurn

if TYPE_CHECKING:
    from app.ui.field.building import Building
    from app.ui.field.outline import Slot

Make = Callable[["Building", "Slot", QWidget], OpenCard]
_REST_MS = 15
"""After this long without another question the next card is made: behind paints and panes."""


class Ahead(QObject):
    """Keeps one card ready.

    Attributes:
        building: The open building.

    Args:
        view: What the card will stand in.
        following: Tells which question comes next; None: there is none, or it needs no card.
        make: Makes a card: of the desk, or of room mode.
        holder: What the card is made in; what it will be a child of, it need not be dressed again.
    """

    def __init__(
        self,
        view: QAbstractScrollArea,
        following: Callable[[], Slot | None],
        make: Make = OpenCard,
        holder: QWidget | None = None,
    ) -> None:
        super().__init__(view)
        self._view, self._following, self._new = view, following, make
        self._holder = holder
        self.building: Building | None = None
        self._card: OpenCard | None = None
        self._said: tuple[object, ...] = ()
        self._timer = OwnTurn(self, _REST_MS)
        self._timer.timeout.connect(self.make)
        self._dress = OwnTurn(self)
        self._dress.timeout.connect(self.polish)
        self._rest = OwnTurn(self)
        self._rest.timeout.connect(self.complete)

    def soon(self) -> None:
        """Make the next card when nothing else is to do."""
        self._timer.start()

    def drop(self) -> None:
        """Let the card go: another building, other texts."""
        self._stop()
        card, self._card = self._card, None
        if card is not None and isValid(card):
            card.deleteLater()

    def take(self, building: Building, slot: Slot) -> OpenCard | None:
        """Return the card of a question if it is ready, brought up to date."""
        card = self._card
        fits = (
            card is not None
            and isValid(card)
            and card.building is building
            and card.slot is slot
            and self._said == _said(slot)
        )
        if not fits or card is None:
            self.drop()
            return None
        self._stop()
        self._card = None
        card.refresh()
        return card

    def _stop(self) -> None:
        for timer in (self._timer, self._dress, self._rest):
            timer.stop()

    def make(self) -> None:
        """Make the next card now, if it is not there yet."""
        slot = self._following()
        if slot is None or slot.question is None or slot.page or slot.members:
            return
        if self._card is not None and isValid(self._card) and self._card.slot is slot:
            return
        self.drop()
        if self.building is None:
            return
        card = self._new(self.building, slot, self._holder or self._view.viewport())
        card.hide()
        self._card, self._said = card, _said(slot)
        self._dress.start()

    def polish(self) -> None:
        """Give the card that was made its looks and its size, in an event of its own."""
        self._dress.stop()
        card = self._card
        if card is None or not isValid(card):
            return
        _dressed(card)
        card.resize(self._view.viewport().width(), card.sizeHint().height())
        self._rest.start()
        layout = card.layout()
        if layout is not None:
            layout.activate()

    def complete(self) -> None:
        """Make what only some answers call for."""
        self._rest.stop()
        card = self._card
        if card is not None and isValid(card):
            card.make_rest()
            _dressed(card)


def _dressed(card: OpenCard) -> None:
    for widget in (card, *card.findChildren(QWidget)):
        widget.ensurePolished()


def _said(slot: Slot) -> tuple[object, ...]:
    """Return what a card says only once: where any of it differs, it is made anew."""
    field = slot.field
    if field is None:
        return ()
    return (
        field.label, field.hint, field.guidance, tuple(field.media.items()), field.readonly,
        field.relevant, field.value, field.reason, tuple(field.choices),
    )  # fmt: skip
