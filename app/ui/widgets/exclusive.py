"""One of several: radio buttons whose state belongs to the bar that holds them."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QRadioButton


class HeldRadio(QRadioButton):
    """A radio button that never changes itself: its owner calls `show_checked`.

    It stays auto-exclusive, since only then screen readers hear of a radio button.
    """

    def show_checked(self, on: bool) -> None:
        """Show whether it is the chosen one; unlike Qt's own, all of a group may be off."""
        self.setAutoExclusive(False)
        self.setChecked(on)
        self.setAutoExclusive(True)

    def nextCheckState(self) -> None:
        """Leave the state to the owner: pressing the chosen one again does nothing."""

    def hitButton(self, pos: QPoint) -> bool:
        return self.isEnabled() and self.rect().contains(pos)
