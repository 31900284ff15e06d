"""The middle of the field desk: the parts column and the questions of the current part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.ui.field.ahead import Ahead
from app.ui.field.card import OpenCard
from app.ui.field.page_card import PageCard
from app.ui.field.repeat_card import RepeatCard
from app.ui.field.rows import part_findings, part_rows, row_of, worst
from app.ui.field.sync import sync_rows
from app.ui.theme import theme
from app.ui.widgets.chips import Chip, ChipSpec
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.question_model import QuestionModel, QuestionRow
from app.ui.widgets.question_view import QuestionView

if TYPE_CHECKING:
    from app.ui.field.building import Building
    from app.ui.field.outline import Part, Slot


class QuestionPane(Panel):
    """Head and questions of the current part.

    Signals:
        photo_wanted(path): Take or import a photo for this question or demanded picture.
        part_changed(key): Another part is shown.
        at_end(): There is no further question.
        entry_removed(path, answers): An instance of a repeat was taken away.
        led(path): Somebody leads to a question while the pane rests.
    """

    photo_wanted = Signal(str)
    part_changed = Signal(str)
    at_end = Signal()
    entry_removed = Signal(str, object)
    led = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "r", parent, _("Checklist"))
        look = theme()
        self.building: Building | None = None
        self._part: Part | None = None
        self.resting = False
        column = QVBoxLayout(self)
        column.setContentsMargins(look.space(3), look.space(3), look.stroke("line"), 0)
        column.setSpacing(look.space(2))
        column.addLayout(self._make_head())
        self.model = QuestionModel(self)
        self.view = QuestionView(_("Checklist"), self.model, self._card)
        self.view.picked.connect(self._picked)
        self._ahead = Ahead(self.view, self._following)
        self.view.opened.connect(self._ahead.soon)
        column.addWidget(self.view, 1)

    def _make_head(self) -> QHBoxLayout:
        look = theme()
        top = QHBoxLayout()
        top.setContentsMargins(look.space(1), 0, look.space(6), 0)
        top.setSpacing(look.space(2))
        self.dropdown = QComboBox()
        self.dropdown.setAccessibleName(_("Parts"))
        self.dropdown.setMinimumWidth(look.width("dropdown"))
        self.dropdown.activated.connect(self._dropped)
        self.dropdown.hide()
        self._head = QWidget()
        words = QVBoxLayout(self._head)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        self._title = Text("", "heading")
        self._caution = Text("", "caption", "text2")
        words.addWidget(self._title)
        words.addWidget(self._caution)
        self._chip = Chip(ChipSpec("", ""))
        self._count = Text("", "label", "text2")
        top.addWidget(self.dropdown)
        top.addWidget(self._head)
        top.addStretch()
        top.addWidget(self._chip)
        top.addWidget(self._count)
        return top

    # What is shown

    def show_building(self, building: Building | None, *, opens: bool = True) -> None:
        """Show a building from the part of its first open question; None: nothing.

        ``opens``: open that question at once; else `open_first` does, in an event of its own.
        """
        self.flush()
        self._ahead.drop()
        self.building = self._ahead.building = building
        self._part = None
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
        self._show_head()
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
            card.focus_place() if path == card._where else card.focus_photos()
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

    def _show_head(self) -> None:
        building, part = self.building, self._part
        if building is None or part is None:
            return
        counts = building.counts(part)
        self._title.setText(part.name)
        found = part_findings(building, part)
        suspected = any(
            rule.suspected and rule.appraisal
            for rule in building.visit.definition.rules
            if any(slot.path == rule.path for slot in part.slots)
        )
        self._caution.setText(
            _("Only suspicions are noted on site; the appraisal decides") if suspected else ""
        )
        self._caution.setVisible(suspected)
        self._chip.setVisible(bool(found))
        if found:
            level = worst(found)
            words = ngettext("{count} suspected", "{count} suspected", len(found)).format(
                count=len(found)
            )
            self._chip.set_chip(ChipSpec(level, words, level or "neutral"))
        self._count.setText(
            _("{done} / {total} answered").format(done=counts.answered, total=counts.relevant)
        )
        self._fill_dropdown()

    def _fill_dropdown(self) -> None:
        if self.building is None or self.dropdown.isHidden():
            return
        self.dropdown.blockSignals(True)
        self.dropdown.clear()
        for row in part_rows(self.building):
            words = f"{row.letter} {row.name}  {row.answered} / {row.relevant}"
            self.dropdown.addItem(words, row.key)
            if self._part is not None and row.key == self._part.key:
                self.dropdown.setCurrentIndex(self.dropdown.count() - 1)
        self.dropdown.blockSignals(False)

    def show_dropdown(self, shown: bool) -> None:
        """Show the dropdown of parts in place of the head."""
        self.dropdown.setVisible(shown)
        self._head.setVisible(not shown)
        self._fill_dropdown()

    def _dropped(self, number: int) -> None:
        self.show_part(str(self.dropdown.itemData(number)))

    # The open card

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

    # Walking

    def _go_on(self) -> None:
        """Go to the next question that must be answered; at the end of all, say so.

        What may stay empty is passed over; F8 and Enter in the list stop there too.
        """
        building = self.building
        if building is None:
            return
        self.flush()
        wanted = _demands(building)
        following = building.next_open(self.view.open_key, wanted=wanted)
        if following is not None:
            self.go_to(following.path)
        elif building.next_open("", wanted=wanted) is None or not self.view.step(1):
            self.at_end.emit()

    def next_wanted(self) -> None:
        """Go to the next question that must be answered: here it is settled by something else."""
        self._go_on()

    def next_row(self) -> None:
        """Open the next question, also of the next part (Enter)."""
        self.flush()
        if not self.view.step(1):
            self._step_part(1)

    def next_open(self, by: int = 1) -> None:
        """Open the next or previous question without an answer (F8)."""
        if self.building is None:
            return
        self.flush()
        slot = self.building.next_open(self.view.open_key, by)
        if slot is not None:
            self.go_to(slot.path)
        else:
            self.at_end.emit()

    def _step_part(self, by: int) -> None:
        if self.building is None or self._part is None:
            return
        keys = [row.key for row in part_rows(self.building)]
        at = keys.index(self._part.key) + by if self._part.key in keys else -1
        if 0 <= at < len(keys):
            self.show_part(keys[at])
        elif by > 0:
            self.at_end.emit()

    def focus_open(self) -> None:
        """Put the focus into the open question, or open the first."""
        card = self._shown
        if card is not None:
            card.focus_current()
        else:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # While questions are answered elsewhere (room mode)

    def rest(self) -> None:
        """Fold the open question and follow no changes until `wake`."""
        self.flush()
        self._ahead.drop()
        self.view.close_question()
        self.resting = True

    def wake(self, path: str = "") -> None:
        """Show everything as it is now; open the question at a path."""
        self.resting = False
        self._reloaded()
        if path:
            self.go_to(path)

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
        self._show_head()

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next_row()
        elif plain and event.key() == Qt.Key.Key_Down:
            self._step_part(1)
        elif plain and event.key() == Qt.Key.Key_Up:
            self._step_part(-1)
        else:
            event.ignore()


def _demands(building: Building) -> bool:
    """Tell whether a form demands anything; in one that does not, every question is walked."""
    return any(slot.field is not None and slot.field.required for slot in building.slots)
