"""The card of a repeat: its instances as cards, one can be added and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.field.cards.repeat_table import TABLE, RepeatTable
from app.ui.questions.options import value_words
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Card, Text
from app.ui.widgets.question_card import QuestionCard

if TYPE_CHECKING:
    from app.inspection.answers import Stored
    from app.ui.field.building import Building
    from app.ui.field.outline import Slot

_SHOWN = 3
"""How many answers of an instance its card shows."""


class RepeatCard(QuestionCard):
    """Instances of one repeat.

    Signals:
        went_on(): Enter: go on.
        wanted(path): Open the first question of an instance.
        removed(path, answers): An instance was taken away; hand this to `Building.put_back`.
    """

    went_on = Signal()
    wanted = Signal(str)
    removed = Signal(str, object)

    def __init__(self, building: Building, slot: Slot, parent: QWidget | None = None) -> None:
        assert slot.repeat is not None
        instance = building.visit.instance
        label = instance.text(slot.repeat.label, instance.document.root) or slot.repeat.name
        super().__init__("", label, parent=parent)
        self.building, self.slot, self._label = building, slot, label
        self.path = slot.path
        self.basis.hide()
        box = QWidget()
        self._column = QVBoxLayout(box)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(2))
        self._cards: list[QWidget] = []
        self._as_table = TABLE in slot.repeat.appearance
        self.add = Button(_("Add one"), icon="plus", name=f"{label}: {_('Add one')}")
        self.add.setVisible(False)
        self.add.clicked.connect(self._add)
        self._column.addWidget(self.add)
        self.set_answer(box)
        self.refresh()

    @property
    def _fixed(self) -> bool:
        repeat = self.slot.repeat
        return repeat is not None and (repeat.fixed or bool(repeat.count))

    def refresh(self) -> None:
        """Show the instances as they are now; a table keeps its place and what is typed in it."""
        table = self._cards[0] if self._as_table and self._cards else None
        now = self.building.visit.instance.repeat_paths(self.path)
        if isinstance(table, RepeatTable) and table.look_again(now):
            return
        for card in self._cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = self._table(now) if self._as_table else self._list(now)
        for at, card in enumerate(self._cards):
            self._column.insertWidget(at, card)
            card.show()
        self.add.setVisible(not self._fixed)
        self.updateGeometry()

    def _list(self, paths: list[str]) -> list[QWidget]:
        return [self._card(number, path) for number, path in enumerate(paths, 1)]

    def _table(self, paths: list[str]) -> list[QWidget]:
        """Return one table of all instances, where there are any."""
        if not paths:
            return []
        table = RepeatTable(self.building, self._label, paths)
        table.wanted.connect(self.wanted)
        table.went_on.connect(self.went_on)
        if not self._fixed:
            table.removed.connect(self._remove)
        return [table]

    def _card(self, number: int, path: str) -> QWidget:
        look = theme()
        card = Card("bg", self)
        row = QHBoxLayout(card)
        row.setContentsMargins(look.space(3), look.space(2), look.space(2), look.space(2))
        row.setSpacing(look.space(2))
        name = _("no. {number}").format(number=number)
        row.addWidget(Text(name, "body_strong"))
        row.addWidget(Text(self._summary(path), "label", "text2", elide=True), 1)
        go = Button(_("Answer"), name=f"{self._label} {name}: {_('Answer')}")
        go.clicked.connect(lambda _on=False, path=path: self.wanted.emit(path))
        row.addWidget(go)
        if not self._fixed:
            away = Button("", "quiet", "trash-2", name=f"{self._label} {name}: {_('Take away')}")
            away.clicked.connect(lambda _on=False, path=path: self._remove(path))
            row.addWidget(away)
        return card

    def _summary(self, path: str) -> str:
        words = []
        for slot in self.building.slots:
            if slot.path.startswith(f"{path}/") and slot.field and slot.question:
                said = value_words(slot.question, slot.field)
                if said:
                    words.append(said)
        return " · ".join(words[:_SHOWN])

    def _add(self) -> None:
        added = self.building.add_repeat(self.path)
        if added:
            self.wanted.emit(added)

    def _remove(self, path: str) -> None:
        answers: list[tuple[str, Stored]] = self.building.remove_repeat(path)
        self.removed.emit(self.path, answers)

    def flush(self) -> None:
        """Nothing is typed here."""

    def focus_current(self) -> None:
        """Put the focus on the table, on 加一项, or on the first instance."""
        if self._as_table and self._cards:
            self._cards[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.add.setFocus()
