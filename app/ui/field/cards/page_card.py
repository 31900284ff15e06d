"""A page: questions that a form wants shown together (``field-list``), with tables of choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.ui.field.cards.card import OpenCard
from app.ui.field.cards.page_places import PageChunk, PageEntry
from app.ui.field.rows import group_words
from app.ui.theme import theme
from app.ui.widgets.question_card import QuestionCard

if TYPE_CHECKING:
    from app.ui.field.building import Building
    from app.ui.field.outline import Slot

CHUNK = 20
"""So many questions come into being together, as the first of them is seen."""


class PageCard(QuestionCard):
    """Several questions in one card.

    Signals:
        photo_wanted(path): Take or import a photo for this path.
        went_on(): Enter in the last question.
    """

    photo_wanted = Signal(str)
    went_on = Signal()

    def __init__(self, building: Building, slot: Slot, parent: QWidget | None = None) -> None:
        super().__init__("", group_words(building, slot), "", parent)
        self.building, self.slot, self.path = building, slot, slot.path
        self.basis.hide()
        self._question.setVisible(bool(self._question.words))
        self._wanted: list[PageEntry | PageChunk] = []
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._build_wanted)
        box = QWidget()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().space(2))
        members = list(slot.members)
        self.chunks = [
            PageChunk(self, members[at : at + CHUNK]) for at in range(0, len(members), CHUNK)
        ]
        for chunk in self.chunks:
            rows.addWidget(chunk)
        self.set_answer(box)

    def connect_card(self, entry: PageEntry) -> None:
        """Listen to a card that was just made."""
        assert entry.card is not None
        entry.card.photo_wanted.connect(self.photo_wanted)
        entry.card.went_on.connect(
            lambda: self.step_from(entry), Qt.ConnectionType.QueuedConnection
        )

    def build_soon(self, place: PageEntry | PageChunk) -> None:
        """Make what came into sight, after this paint."""
        if place not in self._wanted:
            self._wanted.append(place)
            self._soon.start()

    def _build_wanted(self) -> None:
        wanted, self._wanted = self._wanted, []
        for place in wanted:
            if not isValid(place) or place.visibleRegion().isEmpty():
                continue
            if isinstance(place, PageChunk):
                place.expand()
            else:
                place.build()

    # What the pane asks

    @property
    def entries(self) -> list[PageEntry]:
        """The places that exist."""
        return [entry for chunk in self.chunks for entry in chunk.entries]

    @property
    def current(self) -> OpenCard | None:
        """The card that has the focus, else the first one made."""
        focused = QApplication.focusWidget()
        for entry in self.entries:
            if entry.card is not None and focused and entry.isAncestorOf(focused):
                return entry.card
        return next((entry.card for entry in self.entries if entry.card is not None), None)

    def _entry(self, path: str) -> PageEntry | None:
        for chunk in self.chunks:
            if any(member.path == path for member in chunk.members):
                chunk.expand()
                return next((one for one in chunk.entries if one.slot.path == path), None)
        return None

    def focus_path(self, path: str) -> OpenCard | None:
        """Put the focus on a question of the page; return its card, None if it is not here."""
        entry = self._entry(path)
        if entry is None or not entry.relevant:
            return None
        card = entry.build()
        card.focus_current()
        return card

    def _asked(self) -> list[Slot]:
        """Return what wants an answer and can be seen."""
        return [
            one
            for one in self.slot.members
            if one.field is not None and one.asks and one.field.relevant and not one.field.readonly
        ]

    def focus_current(self) -> None:
        """Put the focus on the first question without an answer, or the first of all."""
        asked = self._asked()
        waiting = [one for one in asked if self.building.is_open(one)]
        for slot in [*waiting, *asked][:1]:
            self.focus_path(slot.path)

    def step_from(self, entry: PageEntry) -> None:
        """Go to the next question of the page, or on from the last."""
        if not isValid(self) or not isValid(entry):  # asked for in an event before it was closed
            return
        order = [one.path for one in self.slot.members]
        at = order.index(entry.slot.path)
        ahead = [one for one in self._asked() if order.index(one.path) > at]
        if ahead:
            self.focus_path(ahead[0].path)
        else:
            self.went_on.emit()

    def refresh(self) -> None:
        """Show everything as it is now."""
        for chunk in self.chunks:
            chunk.refresh()
        self.updateGeometry()

    def flush(self) -> None:
        """Hand over what is half typed anywhere on the page."""
        for entry in self.entries:
            if entry.card is not None:
                entry.card.flush()
