"""The right of a record: one answer, its photos, both sides of a conflict, where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.inspection.record_parts import Said
from app.inspection.record_view import photos_for, said
from app.ui.field.shown import short_code
from app.ui.hub.facts_card import StepsCard, clear
from app.ui.hub.finding_panel import scrolled
from app.ui.hub.history import basis_words, in_conflict, said_words, steps, when
from app.ui.hub.pictures import Pictures
from app.ui.hub.record_model import answer_chip
from app.ui.theme import theme
from app.ui.widgets.chips import Chip, ChipSpec
from app.ui.widgets.labels import Card, Panel, Text
from app.ui.widgets.photos import PhotoGrid

if TYPE_CHECKING:
    from app.inspection.record_parts import Record, Row
    from app.ui.desk import Desk


class _Answer(NamedTuple):
    inspection: UUID
    path: str
    said: list[Said]


class AnswerPanel(Panel):
    """One answer of a record.

    Attributes:
        remark: What was noted beside it; hidden where nothing was.
        pictures: The photos of the answer.
        sides: What each side says, while they contradict.
        history: Who said what, the newest first.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("bg", "l", parent, _("Answer"))
        look = theme()
        self._desk = desk
        self._wanted: tuple[UUID, str] | None = None
        self._code = Text("", "label", "text2")
        self._label = Text("", "body_strong", wrap=True)
        self._answer = QHBoxLayout()
        self.remark = Text("", "body", wrap=True)
        self._sides_title = Text("", "body_strong", "serious", wrap=True)
        self.sides = QVBoxLayout()
        self.sides.setSpacing(look.space(2))
        self._grid_title = Text(_("Photos"), "body_strong")
        self.pictures = Pictures(desk, self)
        self._grid = PhotoGrid(_("Photos"), self.pictures.model)
        self._from = Text(_("Where it comes from"), "body_strong")
        self.history = StepsCard()
        inner = QWidget()
        pile = QVBoxLayout(inner)
        pile.setContentsMargins(*(look.space(4) - 2,) * 4)
        pile.setSpacing(look.space(2))
        pile.addWidget(self._code)
        pile.addWidget(self._label)
        pile.addLayout(self._answer)
        pile.addWidget(self.remark)
        pile.addWidget(self._sides_title)
        pile.addLayout(self.sides)
        for part in (self._grid_title, self._grid, self._from, self.history):
            pile.addWidget(part)
        pile.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.stroke("line"), 0, 0, 0)
        column.addWidget(scrolled(inner))

    def show_answer(self, record: Record | None, row: Row | None) -> None:
        """Show one answer, or that no question is chosen; its history is read in a job."""
        clear(self._answer)
        clear(self.sides)
        for part in (self._from, self.history, self._grid_title, self._grid, self._sides_title):
            part.hide()
        self._code.setText("")
        self.remark.setText(_("Remark: {text}").format(text=row.remark) if row else "")
        self.remark.setVisible(bool(row and row.remark))
        self._wanted = None
        if row is None or record is None:
            self._label.setText(_("No question chosen"))
            return
        self._code.setText("  ".join(one for one in (row.part, short_code(row.code)) if one))
        self._label.setText(row.label)
        chip = answer_chip(row)
        if chip is not None:
            self._answer.addWidget(Chip(chip))
        elif row.words:
            self._answer.addWidget(Text(row.words, "body", wrap=True), 1)
        basis = basis_words(row.basis, row.source)
        if basis:
            self._answer.addWidget(Text(basis, "label", "text2"))
        self._answer.addStretch()
        photos = photos_for(record.photos, row.path, None)
        self._grid_title.setVisible(bool(photos))
        self._grid.setVisible(bool(photos))
        self._grid.show_rows((len(photos) + 1) // 2)
        self.pictures.set_rows(photos)
        workspace, inspection, path = self._desk.workspace, record.inspection, row.path
        self._wanted = (inspection, path)
        self._desk.read(
            lambda session: _Answer(inspection, path, said(workspace, session, inspection, path)),
            self._history,
            "answer",
        )

    @Slot(object)
    def _history(self, answer: _Answer) -> None:
        if (answer.inspection, answer.path) != self._wanted:
            return
        clear(self.sides)
        sides = [one for one in answer.said if one.head and one.live]
        conflict = in_conflict(answer.said)
        self._sides_title.setVisible(conflict)
        if conflict:
            self._sides_title.setText(_("Two sides, neither saw the other"))
            for letter, one in zip("ABCDEFGH", sides, strict=False):
                self.sides.addWidget(_side(letter, one))
        self.history.set_steps(steps(answer.said))
        self.history.setVisible(bool(answer.said))
        self._from.setVisible(bool(answer.said))


def _side(letter: str, one: Said) -> Card:
    """Return a card with what one side says."""
    look = theme()
    card = Card()
    column = QVBoxLayout(card)
    column.setContentsMargins(*(look.space(3),) * 4)
    column.setSpacing(look.space(1))
    head = QHBoxLayout()
    head.addWidget(Text(f"{letter}　{one.person or _('Unknown')}", "label_strong"), 1)
    if one.shown:
        head.addWidget(Chip(ChipSpec("", _("shown for now"), "neutral")))
    column.addLayout(head)
    column.addWidget(Text(said_words(one), "body_strong", wrap=True))
    column.addWidget(Text(when(one), "caption", "text2", wrap=True))
    card.setAccessibleName(f"{letter} {one.person}: {said_words(one)}, {when(one)}")
    return card
