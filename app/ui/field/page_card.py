"""A page: questions that a form wants shown together (``field-list``), with tables of choices.

Each question stands as a light frame until it can be seen; only then its widgets are made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QVBoxLayout, QWidget

from app.ui.field.card import OpenCard
from app.ui.field.rows import group_words
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.markup import to_plain
from app.ui.widgets.question_card import QuestionCard
from app.ui.widgets.question_text import FormText

if TYPE_CHECKING:
    from app.ui.field.building import Building
    from app.ui.field.outline import Slot

TABLE = ("label", "list-nolabel")
"""Appearances of rows of a table: the question stands at the left, its choices beside it."""


class PageEntry(QWidget):
    """One question of a page.

    Attributes:
        slot: The question.
        card: Its card, once it has been seen.

    Signals:
        made(): The card exists now.
    """

    made = Signal()

    def __init__(self, building: Building, slot: Slot, page: PageCard) -> None:
        super().__init__(page)
        self.building, self.slot = building, slot
        self.card: OpenCard | None = None
        self._page = page
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(self._guess())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        assert slot.field is not None
        self.setAccessibleName(to_plain(slot.field.label))

    @property
    def _in_table(self) -> bool:
        question = self.slot.question
        return question is not None and bool(set(TABLE) & set(question.appearance))

    def _guess(self) -> int:
        """Return about how high the card will be."""
        look = theme()
        if self._in_table:
            return look.height("answer")
        height = look.line("body") + look.height("answer") + 2 * look.space(4)
        return height + (look.height("target") + look.space(2) if self.slot.asks else 0)

    def build(self) -> OpenCard:
        """Make the card, if there is none yet."""
        if self.card is None:
            self.card = OpenCard(self.building, self.slot, self, framed=False)
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setMinimumHeight(0)
            if self._in_table:
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
        self.entries: list[PageEntry] = []
        self._headings: list[tuple[Slot, FormText]] = []
        self._wanted: list[PageEntry] = []
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._build_wanted)
        box = QWidget()
        self._rows = QVBoxLayout(box)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme().space(2))
        for member in slot.members:
            self._add(member)
        self.set_answer(box)
        self.refresh()

    def _add(self, member: Slot) -> None:
        if member.field is None:
            heading = FormText(group_words(self.building, member), "body_strong", "text2")
            self._headings.append((member, heading))
            self._rows.addWidget(heading)
            return
        entry = PageEntry(self.building, member, self)
        self.entries.append(entry)
        self._rows.addWidget(entry)

    def connect_card(self, entry: PageEntry) -> None:
        """Listen to a card that was just made."""
        assert entry.card is not None
        entry.card.photo_wanted.connect(self.photo_wanted)
        entry.card.went_on.connect(
            lambda: self.step_from(entry), Qt.ConnectionType.QueuedConnection
        )

    def build_soon(self, entry: PageEntry) -> None:
        """Make the card of an entry that came into sight, after this paint."""
        if entry not in self._wanted:
            self._wanted.append(entry)
            self._soon.start()

    def _build_wanted(self) -> None:
        wanted, self._wanted = self._wanted, []
        for entry in wanted:
            if entry.isVisible() and not entry.visibleRegion().isEmpty():
                entry.build()

    # What the pane asks

    @property
    def current(self) -> OpenCard | None:
        """The card that has the focus, else the first one made."""
        focused = QApplication.focusWidget()
        for entry in self.entries:
            if entry.card is not None and focused and entry.isAncestorOf(focused):
                return entry.card
        return next((entry.card for entry in self.entries if entry.card is not None), None)

    def focus_path(self, path: str) -> OpenCard | None:
        """Put the focus on a question of the page; return its card, None if it is not here."""
        for entry in self.entries:
            if entry.slot.path == path and not entry.isHidden():
                card = entry.build()
                card.focus_current()
                return card
        return None

    def focus_current(self) -> None:
        """Put the focus on the first question without an answer, or the first of all."""
        shown = [entry for entry in self.entries if not entry.isHidden() and entry.slot.asks]
        waiting = [entry for entry in shown if self.building.is_open(entry.slot)]
        for entry in [*waiting, *shown][:1]:
            entry.build().focus_current()

    def step_from(self, entry: PageEntry) -> None:
        """Go to the next question of the page, or on from the last."""
        at = self.entries.index(entry)
        for following in self.entries[at + 1 :]:
            if not following.isHidden() and following.slot.asks and not _fixed(following.slot):
                following.build().focus_current()
                return
        self.went_on.emit()

    def refresh(self) -> None:
        """Show everything as it is now."""
        for entry in self.entries:
            relevant = entry.slot.field is not None and entry.slot.field.relevant
            if entry.isHidden() == relevant:
                entry.setVisible(relevant)
            if relevant and entry.card is not None:
                entry.card.refresh()
        for member, heading in self._headings:
            plain = "#" in member.path
            heading.setVisible(plain or self.building.visit.instance.node(member.path).relevant)
        self.updateGeometry()

    def flush(self) -> None:
        """Hand over what is half typed anywhere on the page."""
        for entry in self.entries:
            if entry.card is not None:
                entry.card.flush()


def _fixed(slot: Slot) -> bool:
    return slot.field is None or slot.field.readonly
