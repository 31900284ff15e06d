"""One column of the conflict desk: who said what, on what basis, where, with which photos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.models.clock import wall_ms
from app.ui.field.shown import day_and_time
from app.ui.hub.conflicts.first_photo import FirstPhoto
from app.ui.hub.facts_card import clear
from app.ui.hub.history import basis_words
from app.ui.hub.pictures import Pictures
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import Option, standard_options
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Card, Panel, Text
from app.ui.widgets.marks import MarkLabel
from app.ui.widgets.photo_model import PREVIEW_ROLE
from app.ui.widgets.photos import PhotoGrid
from app.ui.words import ANSWERS, aside, word

if TYPE_CHECKING:
    from app.inspection.conflict.side import Detail, Side
    from app.ui.desk import Desk

_SHORT = 5
_LEAST = 190


class SideColumn(Card):
    """One side, or what stood there before.

    Attributes:
        use: The button that takes this side; hidden for what stood there before.

    Signals:
        chosen(letter): Take this side.
        photos_wanted(): Show the photos large.
    """

    chosen = Signal(str)
    photos_wanted = Signal()

    def __init__(self, desk: Desk, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        look = theme()
        self._letter = ""
        self.pictures = Pictures(desk, self)
        self.pictures.model.dataChanged.connect(self._preview)
        self._head = QHBoxLayout()
        self._head.setSpacing(look.space(2))
        self._answer = QVBoxLayout()
        self._facts = QVBoxLayout()
        self._note = Panel("sunken")
        note = QVBoxLayout(self._note)
        note.setContentsMargins(look.space(3), look.space(2), look.space(3), look.space(2))
        note.setSpacing(0)
        note.addWidget(Text(_("Remark"), "label", "text2"))
        self._remark = Text("", "body", wrap=True)
        note.addWidget(self._remark)
        self.first = FirstPhoto()
        self.first.opened.connect(self.photos_wanted)
        self._grid = PhotoGrid(_("Photos"), self.pictures.model, 3)
        self._grid.opened.connect(lambda _key: self.photos_wanted.emit())
        inner = QWidget()
        self._pile = pile = QVBoxLayout(inner)
        pile.setContentsMargins(0, 0, look.space(1), 0)
        pile.setSpacing(look.space(2))
        for part in (self._answer, self._facts):
            pile.addLayout(part)
        for widget in (self._note, self.first, self._grid):
            pile.addWidget(widget)
        pile.addStretch()
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        self._mark = MarkLabel("circle-check", "", 0)
        self._going = Text(_("This side is about to hold"), "chip", "primary")
        self.use = Button("", hint=key)
        self.use.clicked.connect(lambda: self.chosen.emit(self._letter))
        self._foot = foot = QHBoxLayout()
        foot.addWidget(self._mark)
        foot.addWidget(self._going)
        foot.addStretch()
        foot.addWidget(self.use)
        column = QVBoxLayout(self)
        edge = look.space(4) - 2
        column.setContentsMargins(edge, edge, edge, look.space(3))
        column.setSpacing(look.space(2))
        column.addLayout(self._head)
        column.addWidget(scroll, 1)
        column.addLayout(foot)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def least_height(self) -> int:
        """Return how low it may get beside others: who, the answer, and the button."""
        return theme().scaled(_LEAST)

    def whole_height(self, width: int) -> int:
        """Return how high it is when nothing in it scrolls."""
        margins = self.contentsMargins()
        layout = self.layout()
        if layout is not None:
            margins = layout.contentsMargins()
        inside = max(1, width - margins.left() - margins.right())
        parts = (self._head.sizeHint().height(), self._foot.sizeHint().height())
        gaps = margins.top() + margins.bottom() + 2 * theme().space(2)
        return sum(parts) + gaps + max(self._pile.totalHeightForWidth(inside), 0)

    def show_side(self, found: Detail, side: Side | None, *, severity: str = "") -> None:
        """Show one side; None: nothing stood there before."""
        self._letter = side.letter if side is not None else ""
        for layout in (self._head, self._answer, self._facts):
            clear(layout)
        self.use.setVisible(bool(self._letter))
        self.use.set_words(_("Use {letter}").format(letter=self._letter))
        self.set_going(on=False)
        before = not self._letter
        self._head.addWidget(
            Text(_("Before") if before else self._letter, "heading", "text2" if before else "text")
        )
        lines = QVBoxLayout()
        lines.setSpacing(0)
        who = who_said(side) if side is not None else _("Nobody had answered")
        lines.addWidget(Text(who, "body_strong", elide=True))
        lines.addWidget(Text(_beneath(side), "label", "text2", elide=True))
        self._head.addLayout(lines, 1)
        self._show_answer(found, side, severity)
        self._note.setVisible(side is not None and bool(side.remark))
        self._remark.setText(side.remark if side is not None else "")
        photos = list(side.photos) if side is not None else []
        self.first.show_photo(photos[0] if photos else None, self._letter)
        self.pictures.set_rows(photos)
        self._grid.setVisible(len(photos) > 1)
        self._grid.show_rows((len(photos) + 2) // 3)
        words = side.words if side is not None else _("nothing")
        self.setAccessibleName(f"{self._letter or _('Before')}: {who}, {words}")

    def _show_answer(self, found: Detail, side: Side | None, severity: str) -> None:
        look = theme()
        options = segments(found)
        if options:
            bar = AnswerBar(found.case.title, options, height="button")
            bar.set_value(side.code if side is not None else "", severity)
            bar.set_read_only(True)
            bar.setMinimumWidth(
                theme().stroke("line")
            )  # words shrink before the column scrolls sideways
            bar.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._answer.addWidget(bar)
        if side is None:
            return
        if not options or side.code not in [one.value for one in options]:
            self._answer.addWidget(Text(side.words or "—", "heading", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(look.space(2))
        basis = basis_words(side.basis, side.source)
        if basis:
            row.addWidget(Text(_("Basis"), "label", "text2"))
            row.addWidget(Text(basis, "body"))
        if found.case.key.kind == "inspection" and found.case.entry is None:
            told = _("Place  {where}").format(where=side.where or "—")
            where = Text(told, "label", elide=True)
            where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(where, 1)
        self._facts.addLayout(row)

    def set_going(self, *, on: bool) -> None:
        """Say that this side is about to hold."""
        self.set_chosen(on)
        self._going.setVisible(on)
        self._mark.setVisible(on)

    def _preview(self, first: object, _last: object, _roles: Sequence[int] = ()) -> None:
        index = self.pictures.model.index(0, 0)
        self.first.set_preview(index.data(PREVIEW_ROLE))


def segments(found: Detail) -> tuple[Option, ...]:
    """Return the segments of a bar for a question with few choices; else none."""
    values = [value for value, _words in found.options]
    if values == ["none", "present"]:
        return standard_options()
    if not values or len(values) > _SHORT - 1:
        return ()
    said = {side.code for side in found.sides if side.code in ANSWERS and side.code not in values}
    more = [Option(code, word(code)) for code in ANSWERS if code in said]
    return tuple(Option(value, words) for value, words in found.options) + tuple(more)


def who_said(side: Side) -> str:
    """Return who said it; of two people of one name, with the laptop that it was said on."""
    who = side.person or _("Unknown")
    return aside(who, side.laptop) if side.namesake else who


def _beneath(side: Side | None) -> str:
    if side is None:
        return ""
    package = _("package {number}").format(number=side.batch) if side.batch else ""
    when = day_and_time(side.at, wall_ms()) if side.at else ""
    laptop = "" if side.namesake else side.laptop  # it stands beside the name already
    parts = (side.community, when, package, laptop)
    return " · ".join(part for part in parts if part)


def base_line(found: Detail) -> str:
    """Return what stood there before as one line, for windows without room for a column."""
    base = found.base
    if base is None:
        return _("Before: nobody had answered")
    parts = (base.words, basis_words(base.basis, base.source), who_said(base), _beneath(base))
    return _("Before: {what}").format(what=" · ".join(part for part in parts if part))
