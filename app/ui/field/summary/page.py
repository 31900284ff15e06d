"""Screen 02: what the building amounts to before one leaves it, and what is still missing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.ui.field.steps import Steps
from app.ui.field.summary.facts import NAMED, Summary, sum_up
from app.ui.field.summary.foot import SummaryFoot
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.see_through import see_through

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.field.building import Building
    from app.ui.field.summary.parts import FigureCards, MissingRow, SummaryHead


class SummaryPage(Panel):
    """The summary of one building, with its buttons fixed at the foot.

    Keys and buttons know at once what is missing; the page is filled in steps behind, each
    shorter than a frame, and comes out when all of it is there.

    Attributes:
        summary: What is shown; None before the first building.

    Signals:
        jumped(path): Go to what is missing.
        back(): Go on inspecting.
        left_open(): 先这样，标待补.
        finished(): 查完 and go to the next building.
        visit_wanted(): Say how the visit went.
        filled(): All of the page is there.
    """

    jumped = Signal(str)
    back = Signal()
    left_open = Signal()
    finished = Signal()
    visit_wanted = Signal()
    filled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "r", parent, _("Summary"))
        look = theme()
        self.summary: Summary | None = None
        self._seconds = 0
        self._steps = Steps(self)
        self._page: QWidget | None = None
        self._head: SummaryHead | None = None
        self._cards: FigureCards | None = None
        self._rows: list[MissingRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, look.stroke("line"), 0)
        column.setSpacing(0)
        self._scroll = QScrollArea()
        see_through(self._scroll)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self._scroll, 1)
        rule = Panel("line")
        rule.setFixedHeight(look.stroke("line"))
        column.addWidget(rule)
        column.addWidget(self._make_foot())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _make_foot(self) -> SummaryFoot:
        self.go_back = Button(_("Back to the questions"), icon="arrow-left", hint="Esc")
        self.go_back.clicked.connect(self.back)
        self.leave = Button(_("Leave it, mark incomplete"), hint="F10")
        self.leave.clicked.connect(self.left_open)
        self.primary = Button("", "primary", "arrow-right", "Enter")
        self.primary.clicked.connect(self._enter)
        self.visit = Button(_("The visit"), icon="users", hint="F7")
        self.visit.clicked.connect(self.visit_wanted)
        return SummaryFoot((self.go_back, self.visit), (self.leave, self.primary))

    # Made once, in steps

    def prepare(self) -> None:
        """Make the page while nobody waits for it."""
        if self._page is None and not self._steps.busy:
            self._steps.start(self._making())

    def _making(self) -> list[Callable[[], object]]:
        if self._cards is not None:
            return []
        rows = [partial(self._make_row, number) for number in range(len(self._rows) + 1, NAMED + 1)]
        first = [] if self._page is not None else [self._make_page]
        return [*first, *rows, self._make_cards]

    def _make_page(self) -> None:
        from app.ui.field.summary.parts import SummaryHead

        look = theme()
        inner = QWidget()
        outer = QHBoxLayout(inner)
        outer.setContentsMargins(look.space(8), look.space(6), look.space(8), look.space(4))
        self._page = QWidget()
        self._page.setMaximumWidth(look.width("reading_max"))
        self._page.hide()
        outer.addWidget(self._page, 1)
        column = self._column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(2))
        self._head = SummaryHead()
        column.addWidget(self._head)
        self._still = QWidget()
        line = QHBoxLayout(self._still)
        line.setContentsMargins(0, look.space(3), 0, 0)
        line.addWidget(Text(_("Still missing"), "heading"))
        line.addStretch()
        self._digits = Text("", "caption", "text2")
        line.addWidget(self._digits)
        column.addWidget(self._still)
        self._more = Text("", "label", "text2")
        column.addWidget(self._more)
        column.addStretch()
        self._scroll.setWidget(inner)
        inner.setAutoFillBackground(False)  # the scroll area had switched it on

    def _make_row(self, number: int) -> None:
        from app.ui.field.summary.parts import MissingRow

        row = MissingRow(number)
        row.wanted.connect(self.jumped)
        row.hide()
        self._rows.append(row)
        self._column.insertWidget(self._column.indexOf(self._more), row)

    def _make_cards(self) -> None:
        from app.ui.field.summary.parts import FigureCards

        self._cards = FigureCards()
        at = self._column.indexOf(self._more) + 1
        self._column.insertSpacing(at, theme().space(3))
        self._column.insertWidget(at + 1, self._cards)

    # Filled for each building, in steps

    def show_building(self, building: Building, seconds: int) -> None:
        """Show what the building amounts to now; ``seconds``: the time spent on it."""
        self.summary, self._seconds = sum_up(building), seconds
        gaps = self.summary.short
        self.leave.setVisible(bool(gaps))
        words = _("Go to the first one") if gaps else _("Done, next building")
        self.primary.set_words(words, "Enter")
        if self._page is not None:
            self._page.hide()
        self._steps.start(
            [*self._making(), self._fill_head, self._fill_rows, self._fill_cards, self._come_out]
        )

    def _fill_head(self) -> None:
        assert self.summary is not None
        assert self._head is not None
        self._head.show_summary(self.summary)
        last = len(self.summary.gaps)
        self._still.setVisible(bool(last))
        keys = _("press 1–{last} to jump there") if last > 1 else _("press 1 to jump there")
        self._digits.setText(keys.format(last=last))
        rest = self.summary.short - sum(gap.count for gap in self.summary.gaps)
        more = ngettext("and {count} more", "and {count} more things", rest)
        self._more.setText(more.format(count=rest))
        self._more.setVisible(rest > 0)

    def _fill_rows(self) -> None:
        assert self.summary is not None
        for at, row in enumerate(self._rows):
            here = at < len(self.summary.gaps)
            if here:
                row.show_gap(self.summary.gaps[at])
            row.setVisible(here)

    def _fill_cards(self) -> None:
        assert self.summary is not None
        assert self._cards is not None
        self._cards.show_summary(self.summary, self._seconds)

    def _come_out(self) -> None:
        assert self._page is not None
        self._scroll.verticalScrollBar().setValue(0)
        self._page.show()
        self.filled.emit()

    # Keys

    def focus_primary(self) -> None:
        """Put the focus on the primary button."""
        self.primary.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter(self) -> None:
        if self.summary is not None and self.summary.gaps:
            self.jumped.emit(self.summary.gaps[0].path)
        else:
            self.finished.emit()

    def jump(self, number: int) -> bool:
        """Go to the missing thing of this number, counted from 1."""
        gaps = self.summary.gaps if self.summary is not None else ()
        if 1 <= number <= len(gaps):
            self.jumped.emit(gaps[number - 1].path)
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():  # a key held on the last question goes no further than here
            return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif plain and self.jump(event.key() - Qt.Key.Key_0):
            return
        else:
            event.ignore()
