"""The page of room mode as the window knows pages: left, undone and restyled like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QWidget

from app.ui.roommode.page import RoomPage
from app.ui.theme import theme
from app.ui.theme.room import RoomTheme

if TYPE_CHECKING:
    from app.ui.roommode.road import Road


class RoadPage(RoomPage):
    """The page as the window's rooms know pages."""

    def __init__(self, road: Road) -> None:
        super().__init__(road.room.photo_work)
        self._road = road

    def enter(self) -> None:
        """Nothing: room mode is entered by F11 only."""

    def leave(self) -> None:
        """Another room is wanted, or the window closes."""
        self._road.mode.end()

    def panes(self) -> list[QWidget]:
        """Return the panes in reading order."""
        return [self.question, self.photos, self.foot, self.head]

    def undo(self) -> None:
        """Ctrl+Z."""
        self._road.flush()
        self._road.room.undo()

    def redo(self) -> None:
        """Ctrl+Y."""
        self._road.room.redo()

    def focusNextPrevChild(self, ahead: bool) -> bool:
        """Tab behind the last control of the answer puts the question off."""
        if ahead and self._road.hands.at_last_control():
            self._road.skip()
            return True
        return super().focusNextPrevChild(ahead)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and not isinstance(theme(), RoomTheme):
            QTimer.singleShot(0, self, self._road.mode.restyle)
