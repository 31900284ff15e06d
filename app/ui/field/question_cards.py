"""The open question of the middle of the field desk: which card it gets, and what the card asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.field.cards.card import OpenCard
from app.ui.field.cards.page_card import PageCard
from app.ui.field.cards.repeat_card import RepeatCard
from app.ui.field.question_walk import QuestionWalk

if TYPE_CHECKING:
    from app.ui.field.ahead import Ahead
    from app.ui.field.outline import Slot


class QuestionCards(QuestionWalk):
    """Makes the card of the open question; `app.ui.field.question_pane.QuestionPane` shows it.

    Attributes:
        resting: Questions are answered elsewhere (room mode).

    Signals:
        photo_wanted(path): Take or import a photo for this question or demanded picture.
        entry_removed(path, answers): An instance of a repeat was taken away.
    """

    photo_wanted = Signal(str)
    entry_removed = Signal(str, object)
    _ahead: Ahead
    _kept = ""
    """What is to be opened once the questions are looked at."""
    resting = False

    @property
    def card(self) -> OpenCard | RepeatCard | None:
        """The card of the open question; on a page of several, of the one with the focus."""
        card = self.view.card
        if isinstance(card, PageCard):
            return card.current
        return card if isinstance(card, OpenCard | RepeatCard) else None

    @property
    def _shown(self) -> OpenCard | RepeatCard | PageCard | None:
        card = self.view.card
        return card if isinstance(card, OpenCard | RepeatCard | PageCard) else None

    def _card(self, key: str, parent: QWidget) -> QWidget:
        slot = self.building.slot(key) if self.building is not None else None
        if self.building is None or slot is None:
            return QFrame(parent)
        if slot.repeat is not None:
            repeat = RepeatCard(self.building, slot, parent)
            repeat.went_on.connect(self.next_row)
            repeat.wanted.connect(self._open_entry)
            repeat.removed.connect(self.entry_removed)
            return repeat
        if slot.members:
            page = PageCard(self.building, slot, parent)
            page.photo_wanted.connect(self.photo_wanted)
            page.went_on.connect(self._go_on, Qt.ConnectionType.QueuedConnection)
            return page
        card = self._ahead.take(self.building, slot) or OpenCard(self.building, slot, parent)
        card.photo_wanted.connect(self.photo_wanted)
        card.went_on.connect(self._go_on, Qt.ConnectionType.QueuedConnection)
        return card

    def _following(self) -> Slot | None:
        """Return the question that an answer leads to."""
        if self.building is None or self.resting:
            return None
        return self.building.next_open(self.view.open_key, wanted=True)

    def _open_entry(self, path: str) -> None:
        """Open a question, or the first one of an instance."""
        building = self.building
        slots = building.slots if building is not None else ()
        first = next(
            (
                slot
                for slot in slots
                if slot.question is not None
                and (slot.path == path or slot.path.startswith(f"{path}/"))
            ),
            None,
        )
        if first is not None:
            self.go_to(first.path)

    def _picked(self, key: str, value: str) -> None:
        card = self.card
        if isinstance(card, OpenCard) and card.path == key:
            card.pick(value)

    def flush(self) -> None:
        """Hand over what is half typed."""
        card = self._shown
        if card is not None:
            card.flush()

    def take_focus(self) -> None:
        """F6: where one answers, not the list around it."""
        self.focus_open()

    def focus_open(self) -> None:
        """Put the focus into the open question, or open the first."""
        card, kept = self._shown, self._kept
        self._kept = ""
        if card is not None:
            card.focus_current()
        elif not (kept and self.go_to(kept)):
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
