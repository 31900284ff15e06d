"""Into room mode and out again: the same building, the same question, the whole screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.i18n import _
from app.ui.field.shown import clock
from app.ui.field.steps import Steps
from app.ui.theme.room import begin_room, end_room

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.field.building import Building
    from app.ui.field.room import InspectRoom
    from app.ui.roommode.road import Road


_SLICE = 40
"""So many widgets take their sizes again in one go."""


class RoomMode(QObject):
    """F11: answers are given in room mode, to the same open building.

    Attributes:
        road: The page on the screen and who walks on it; None outside room mode.

    Signals:
        asked(path): This question is open now.
    """

    asked = Signal(str)

    def __init__(self, desk: Desk, room: InspectRoom) -> None:
        super().__init__(room)
        self._desk, self._room = desk, room
        self.road: Road | None = None
        self._skipped: dict[object, dict[str, list[str]]] = {}
        self._hidden: list[QWidget] = []
        self._state = Qt.WindowState.WindowNoState
        self._saved_at = 0
        self._later = Steps(self)
        desk.saved.connect(self._saved)
        room.visits.begun.connect(self._begun)
        room.questions.led.connect(self._led)

    def _saved(self, at_ms: int) -> None:
        self._saved_at = at_ms
        if self.road is not None:
            self.road.tell()

    @property
    def saved(self) -> str:
        """When something was last saved, in words; empty before."""
        if not self._saved_at:
            return ""
        return _("Saved {time}").format(time=clock(self._saved_at, seconds=True))

    # In and out

    def begin(self) -> None:
        """Show the open question, or the first without an answer, on the whole screen."""
        building = self._room.building
        if self.road is not None:
            return
        if building is None:
            self._desk.say(_("Open a building first, then press F11."), "info")
            return
        from app.ui.roommode.road import Road  # loads only for those who want it

        card = self._room.questions.card
        path = card.path if card is not None else self._room.questions.view.open_key
        self._later.stop()
        self._room.questions.rest()
        begin_room()
        self.road = Road(self._desk, self._room, self)
        self._cover(self.road.page)
        self._show(building, path)

    def _cover(self, page: QWidget) -> None:
        shell = self._desk.shell
        bars = (shell.rail, shell.topbar, shell.statusbar)
        self._hidden = [bar for bar in bars if not bar.isHidden()]
        for bar in self._hidden:
            bar.hide()
        shell.content.addWidget(page)
        shell.content.setCurrentWidget(page)
        self._state = shell.windowState()
        if QApplication.platformName() not in ("offscreen", "minimal"):
            shell.setWindowState(self._state | Qt.WindowState.WindowFullScreen)

    def _show(self, building: Building, path: str) -> None:
        assert self.road is not None
        skipped = self._skipped.setdefault(building.line.id, {})
        self.road.show_building(building, path, skipped)

    def end(self, then: Callable[[], object] | None = None) -> None:
        """Go back to the desk, to the same question; ``then`` shows something else instead."""
        road = self.road
        if road is None:
            return
        road.flush()
        path = road.path
        self.road = None
        shell, room = self._desk.shell, self._room
        if QApplication.platformName() not in ("offscreen", "minimal"):
            shell.setWindowState(self._state)
        end_room()
        shell.content.setCurrentWidget(room)
        road.close()
        for bar in self._hidden:
            bar.show()
        self._resize(room, room.questions if then is None else room.summary)
        room.questions.wake(path, opens=then is None)
        if then is None:
            room.focus_middle()
        else:
            then()

    def _resize(self, room: QWidget, seen: QWidget) -> None:
        """Let what was measured meanwhile take the sizes of the desk again: first what is seen."""
        first = [seen, *seen.findChildren(QWidget)]
        _resize(first)
        known = set(first)
        rest = [one for one in [room, *room.findChildren(QWidget)] if one not in known]
        self._later.start(
            partial(_resize, rest[at : at + _SLICE]) for at in range(0, len(rest), _SLICE)
        )

    def to_summary(self) -> None:
        """Leave for what is still missing: the building is at its end."""
        self.end(self._room.leaving.show_summary)

    def flush(self) -> None:
        """Hand over what is half typed."""
        if self.road is not None:
            self.road.flush()

    # What happens meanwhile

    def _begun(self, building: Building) -> None:
        """Another building is open, or the same one as the disk has it now."""
        if self.road is not None:
            self.road.forget()
            QTimer.singleShot(0, building, lambda: self._go_on_in(building))

    def _go_on_in(self, building: Building) -> None:
        if self.road is not None and self._room.building is building:
            self._show(building, self.road.led or self.road.path)

    def _led(self, path: str) -> None:
        if self.road is not None:
            self.road.lead(path)

    def restyle(self) -> None:
        """Another text size or mode was chosen while room mode is on."""
        building, road = self._room.building, self.road
        if road is None or building is None:
            return
        path = road.path
        road.flush()
        begin_room()
        self.road = None
        shell = self._desk.shell
        from app.ui.roommode.road import Road

        self.road = Road(self._desk, self._room, self)
        shell.content.addWidget(self.road.page)
        shell.content.setCurrentWidget(self.road.page)
        road.close()
        self._show(building, path)


def _resize(widgets: Sequence[QWidget]) -> None:
    for widget in filter(isValid, widgets):
        QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
        widget.updateGeometry()
