"""What stood before and the sides, in equal columns; narrow windows fold the first to a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.ui.desk import calm
from app.ui.hub.conflicts.column import SideColumn, base_line
from app.ui.theme import theme
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.inspection.conflict.side import Detail
    from app.ui.desk import Desk

_MOST = 4
_NARROW = 230
"""Two columns that would get less stand one over the other instead."""


def narrow(width: int) -> bool:
    """Tell whether two columns have no room side by side."""
    look = theme()
    return width < 2 * look.scaled(_NARROW) + 2 * look.space(4) + look.space(3)


class Sides(QWidget):
    """The columns of a case.

    Signals:
        chosen(letter): Take this side.
        photos_wanted(): Show photos large.
    """

    chosen = Signal(str)
    photos_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        calm(self)
        look = theme()
        self._folded = self._twice = False
        self._there = 0
        self.base = SideColumn(desk)
        self.columns = [SideColumn(desk, str(n + 1) if n < 2 else "") for n in range(_MOST)]
        self._line = Text("", "label", "text2", elide=True)
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(look.space(3))
        for column in (self.base, *self.columns):
            row.addWidget(column, 1)
            column.chosen.connect(self.chosen)
            column.photos_wanted.connect(self.photos_wanted)
        pile = QVBoxLayout(self)
        pile.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(3))
        pile.setSpacing(look.space(2))
        pile.addWidget(self._line)
        pile.addLayout(row, 1)
        self.fold(False)

    def fold(self, folded: bool) -> None:
        """Show what stood before as a line instead of a column."""
        self._folded = folded
        self._place_base()

    def _place_base(self) -> None:
        """Two records of one building had no common beginning: nothing stands before them."""
        self.base.setVisible(not self._folded and not self._twice)
        self._line.setVisible(self._folded and not self._twice)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Beside one another each scrolls; one over the other each is whole, the pane scrolls."""
        stacked, ways = narrow(self.width()), QBoxLayout.Direction
        self._row.setDirection(ways.TopToBottom if stacked else ways.LeftToRight)
        wide = self.width() - 2 * theme().space(4)
        for column in (self.base, *self.columns):
            least = column.whole_height(wide) if stacked else column.least_height()
            column.setMinimumHeight(least)

    def show_detail(self, found: Detail, *, able: bool) -> None:
        """Show a case; ``able``: its sides can be taken."""
        self._twice = bool(found.case.twins)
        self._place_base()
        severity = "serious" if found.case.group == "safety" else "minor"
        self.base.show_side(found, found.base, severity=severity)
        self._line.setText(base_line(found))
        self._there = min(len(found.sides), _MOST)
        for number, column in enumerate(self.columns):
            column.setVisible(number < self._there)
            if number < self._there:
                column.show_side(found, found.sides[number], severity=severity)
                column.use.setVisible(able)
        self._arrange()

    def set_going(self, letter: str) -> None:
        """Mark the side that is about to hold."""
        for letter_of, column in zip("ABCD", self.columns, strict=True):
            column.set_going(on=letter_of == letter)
