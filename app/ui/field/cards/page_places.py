"""Places on a page of questions: light frames until they can be seen, then real cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.field.cards.card import OpenCard
from app.ui.field.rows import group_words
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.markup import to_plain
from app.ui.widgets.question_text import FormText

if TYPE_CHECKING:
    from app.ui.field.building import Building
    from app.ui.field.outline import Slot

TABLE = ("label", "list-nolabel")
"""Appearances of rows of a table: the question stands at the left, its choices beside it."""


class Page(Protocol):
    """What places on a page need of it."""

    building: Building

    def connect_card(self, entry: PageEntry) -> None:
        """Listen to a card that was just made."""

    def build_soon(self, place: PageEntry | PageChunk) -> None:
        """Make what came into sight, after this paint."""


def in_table(slot: Slot) -> bool:
    """Tell whether a question is a row of a table of choices."""
    return slot.question is not None and bool(set(TABLE) & set(slot.question.appearance))


def guess(slot: Slot) -> int:
    """Return about how high a question's card will be."""
    look = theme()
    if slot.field is None:
        return look.line("body")
    if in_table(slot):
        return look.height("answer")
    return look.line("body") + look.height("answer") + 2 * look.space(2)


def is_relevant(building: Building, member: Slot) -> bool:
    """Tell whether a question or heading can be seen."""
    if member.field is not None:
        return member.field.relevant
    return "#" in member.path or building.visit.instance.node(member.path).relevant


class PageEntry(QWidget):
    """One question of a page.

    Attributes:
        slot: The question.
        card: Its card, once it has been seen.
        relevant: Whether it is shown.

    Signals:
        made(): The card exists now.
    """

    made = Signal()

    def __init__(self, building: Building, slot: Slot, page: Page) -> None:
        super().__init__()
        self.building, self.slot = building, slot
        self.card: OpenCard | None = None
        self.relevant = True
        self._page = page
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(guess(slot))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        assert slot.field is not None
        self.setAccessibleName(to_plain(slot.field.label))

    def build(self) -> OpenCard:
        """Make the card, if there is none yet."""
        if self.card is None:
            self.card = OpenCard(self.building, self.slot, self, framed=False)
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setMinimumHeight(0)
            if in_table(self.slot):
                self.card.as_table_row()
            self._column.addWidget(self.card)
            self._page.connect_card(self)
            self.made.emit()
        return self.card

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.build().focus_current()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.card is None:  # it can be seen: its turn has come
            painter = QPainter(self)
            assert self.slot.field is not None
            words = to_plain(self.slot.field.label)
            area = self.rect().adjusted(0, theme().space(1), 0, 0)
            area.setHeight(theme().line("body"))
            paint.text(painter, area, words, "body_strong")
            self._page.build_soon(self)


class PageChunk(QWidget):
    """Some questions of a page that follow one another.

    Attributes:
        entries: Their places, once the chunk was seen.
    """

    def __init__(self, page: Page, members: list[Slot]) -> None:
        super().__init__()
        self._page, self.members = page, members
        self.entries: list[PageEntry] = []
        self._headings: list[tuple[Slot, FormText]] = []
        self._made = False
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme().space(2))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(to_plain(members[0].field.label) if members[0].field else "")
        self.refresh()

    def expand(self) -> None:
        """Make the places, if they are not there yet."""
        if self._made:
            return
        self._made = True
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(0)
        building = self._page.building
        for member in self.members:
            if member.field is None:
                heading = FormText(group_words(building, member), "body_strong", "text2")
                self._headings.append((member, heading))
                self._rows.addWidget(heading)
            else:
                entry = PageEntry(building, member, self._page)
                self.entries.append(entry)
                self._rows.addWidget(entry)
        self.refresh()

    def refresh(self) -> None:
        """Show what can be seen now."""
        building = self._page.building
        if not self._made:
            shown = [one for one in self.members if is_relevant(building, one)]
            gaps = theme().space(2) * max(0, len(shown) - 1)
            self.setMinimumHeight(sum(guess(one) for one in shown) + gaps)
            self.setVisible(bool(shown) or not self.parent())
            return
        for entry in self.entries:
            relevant = is_relevant(building, entry.slot)
            if entry.relevant != relevant:
                entry.relevant = relevant
                entry.setVisible(relevant)
            if relevant and entry.card is not None:
                entry.card.refresh()
        for member, heading in self._headings:
            heading.setVisible(is_relevant(building, member))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.expand()
        entries = self.entries
        if event.reason() == Qt.FocusReason.BacktabFocusReason:
            entries = entries[::-1]
        for entry in [one for one in entries if one.relevant][:1]:
            entry.build().focus_current()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._made:  # it can be seen: its turn has come
            self._page.build_soon(self)
