"""The middle of the field desk: the parts column and the questions of the current part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import _
from app.ui.field.ahead import Ahead
from app.ui.field.cards.card import OpenCard
from app.ui.field.cards.page_card import PageCard
from app.ui.field.part_head import PartHead
from app.ui.field.question_cards import QuestionCards
from app.ui.field.rows import row_of
from app.ui.field.sync import sync_rows
from app.ui.theme import theme
from app.ui.widgets.question_model import QuestionModel, QuestionRow
from app.ui.widgets.question_view import QuestionView

if TYPE_CHECKING:
    from app.ui.field.building import Building
    from app.ui.field.outline import Part, Slot


class QuestionPane(QuestionCards):
    """Head and questions of the current part.

    Signals:
        part_changed(key): Another part is shown.
        at_end(): There is no further question.
        led(path): Somebody leads to a question while the pane rests.
    """

    part_changed = Signal(str)
    led = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "r", parent, _("Checklist"))
        look = theme()
        self.building, self._part = None, None
        column = QVBoxLayout(self)
        column.setContentsMargins(look.space(3), look.space(3), look.stroke("line"), 0)
        column.setSpacing(look.space(2))
        self.head = PartHead()
        self.head.chosen.connect(self.show_part)
        column.addWidget(self.head)
        self.model = QuestionModel(self)
        self.view = QuestionView(_("Checklist"), self.model, self._card)
        self.view.picked.connect(self._picked)
        self._ahead = Ahead(self.view, self._following)
        self.view.opened.connect(self._ahead.soon)
        column.addWidget(self.view, 1)

    # What is shown

    def show_building(self, building: Building | None, *, opens: bool = True) -> None:
        """Show a building from the part of its first open question; None: nothing.

        ``opens``: open that question at once; else `open_first` does, in an event of its own.
        """
        self.flush()
        self._ahead.drop()
        self.building = self._ahead.building = building
        self._part, self._kept = None, ""
        if building is None:
            self.model.set_rows([])
            return
        building.changed.connect(self._changed)
        building.reloaded.connect(self._reloaded)
        first = building.next_open("", wanted=True) or building.next_open("")
        if first is not None and self.resting:
            self.led.emit(first.path)
        elif first is not None:
            self.show_part(first.part, open_first=False)
        elif building.parts:
            self.show_part(building.parts[0].key, open_first=False)
        if opens:
            self.open_first()

    def make_first(self) -> None:
        """Make the card that `open_first` will put in its place, in an event of its own."""
        if self._part is not None and not self.view.open_key:
            self._ahead.make()

    def polish_first(self) -> None:
        """Dress that card."""
        self._ahead.polish()

    def open_first(self) -> None:
        """Open the first question without an answer, unless one is open already."""
        building = self.building
        if building is None or self.resting or self.view.open_key or self._part is None:
            return
        self._open_first(self._part)

    @property
    def part(self) -> Part | None:
        """The part shown."""
        return self._part

    def show_part(self, key: str, *, open_first: bool = True) -> None:
        """Show another part and open its first question without an answer."""
        building = self.building
        if building is None:
            return
        part = next((part for part in building.parts if part.key == key), None)
        if part is None or part is self._part:
            return
        self.flush()
        self._part = part
        self.view.close_question()
        self.model.set_rows(self._rows(part))
        self.view.scrollToTop()
        self.head.show_part(self.building, self._part)
        self.part_changed.emit(part.key)
        if open_first:
            self._open_first(part)

    def _open_first(self, part: Part) -> None:
        building = self.building
        assert building is not None
        slots = [slot for slot in part.slots if building.is_open(slot)]
        slots.sort(key=lambda slot: not slot.page and not building.is_wanted(slot))
        rows = [row for row in self._rows(part) if not row.heading]
        if slots:
            self._open(slots[0])
        elif rows:
            self.view.open_question(rows[0].key)

    def go_to(self, path: str) -> bool:
        """Open the question at a path, or the one whose card holds it; tell whether it is there."""
        building = self.building
        slot = building.slot(path) if building is not None else None
        if building is None or slot is None:
            return False
        if self.resting:
            self.led.emit(path)
            return True
        self.flush()
        self.show_part(slot.part, open_first=False)
        opened = self._open(slot)
        card = self.card
        if opened and isinstance(card, OpenCard) and path != slot.path:
            card.focus_place() if path == card.place.path else card.focus_photos()
        return opened

    def _open(self, slot: Slot) -> bool:
        """Open the row of a question, or its page with the focus on the question."""
        if not slot.page:
            return self.view.open_question(slot.path)
        opened = self.view.open_question(slot.page, focus=False)
        page = self.view.card
        if isinstance(page, PageCard):
            page.focus_path(slot.path)
        return opened

    def _rows(self, part: Part) -> list[QuestionRow]:
        assert self.building is not None
        rows = (row_of(self.building, slot) for slot in part.slots)
        return [row for row in rows if row is not None]

    def show_dropdown(self, shown: bool) -> None:
        """Show the dropdown of parts in place of the head."""
        self.head.show_dropdown(shown)

    # While questions are answered elsewhere (room mode)

    def rest(self) -> None:
        """Fold the open question and follow no changes until `wake`."""
        self.flush()
        self._ahead.drop()
        self.view.close_question()
        self.resting = True

    def wake(self, path: str = "", *, opens: bool = True) -> None:
        """Show everything as it is now; open the question at a path, or when it is looked at."""
        self.resting = False
        self._reloaded()
        if opens and path:
            self.go_to(path)
        else:
            self._kept = path

    # Changes

    def _changed(self, paths: object) -> None:
        building, part = self.building, self._part
        if building is None or part is None or self.resting or self.sender() is not building:
            return
        current = next((one for one in building.parts if one.key == part.key), None)
        if current is not None:
            self._part = current
            sync_rows(self.model, self._rows(current))
        card = self._shown
        if card is not None:
            card.refresh()
        self.head.show_part(self.building, self._part)

    def _reloaded(self) -> None:
        building = self.building
        if building is None or self._part is None or self.resting:
            return
        key, path = self._part.key, self.view.open_key
        self._part = None
        self._ahead.drop()
        self.view.close_question()
        self.show_part(key, open_first=False)
        if path:
            self.view.open_question(path, focus=False)
