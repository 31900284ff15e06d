"""Walking from building to building: Alt+→ opens the next one; held, it only passes them by.

A checklist takes several frames to put on the screen, a keyboard repeats every second frame. So
steps that come faster than somebody can read only move the row in the tree and the name on the
screen; the checklist of the one that is reached opens when the key rests.
"""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from app.i18n import _
from app.ui.field.panes import NONE, WALKING, Panes
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.inspection import neighbours
    from app.inspection.browse import PlaceLine
    from app.ui.desk import Desk
    from app.ui.field.visits import Visits

if not TYPE_CHECKING:
    neighbours = lazy("app.inspection.neighbours")

REST_MS = 150
"""A key that was not repeated for so long was let go: four times what keyboards take."""
_PAGE, _LOW = 48, 16


class Stride(QObject):
    """Takes steps and opens the building where they end.

    Attributes:
        walking: Buildings are passed by; none is open.
    """

    def __init__(self, desk: Desk, panes: Panes, visits: Visits) -> None:
        super().__init__(visits)
        self._desk, self._panes, self._visits = desk, panes, visits
        self.walking = False
        self._at: UUID | None = None
        self._line: PlaceLine | None = None
        self._due = self._by = 0
        self._ahead: deque[PlaceLine] = deque()
        self._quick = self._end = self._reading = self._told = False
        self._ticket = 0
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self._rested)

    @property
    def busy(self) -> bool:
        """Whether a building is still being looked for or passed by."""
        return self.walking or self._reading or bool(self._due)

    def step(self, by: int) -> None:
        """Take one step forward (1) or back (-1)."""
        quick = self._rest.isActive() or self.busy or self._visits.opening
        self._rest.start()
        if not self.busy:
            self._start_from(self._visits.here)
        self._quick = quick
        self._due += by
        self._advance()

    def stop(self) -> None:
        """Forget the steps: another building is opened, or the room closes."""
        self._rest.stop()
        self.walking = False
        self._start_from(None)

    def _start_from(self, place: UUID | None) -> None:
        self._at, self._line = place, None
        self._due = self._by = 0
        self._quick = self._told = False
        self._forget()

    def _forget(self) -> None:
        self._ahead.clear()
        self._end = self._reading = False
        self._ticket += 1

    def _begin(self) -> None:
        self.walking = True
        if not self._rest.isActive():  # let go before the buildings were read
            self._rest.start()
        self._visits.walk_off()
        self._panes.set_mode(WALKING)

    def _advance(self) -> None:
        """Take the steps for which the buildings are known; read further ones in time."""
        before = self._line
        while self._due:
            by = 1 if self._due > 0 else -1
            if by != self._by:
                self._by = by
                self._forget()
            if not self._ahead:
                break
            self._line = self._ahead.popleft()
            self._at = self._line.id
            self._due -= by
        if self._due and self._end and not self._ahead:
            self._due = 0
            self._at_end()
        if self._line is not None and self._line is not before:
            self._show(self._line)
        if (self._due or self.walking) and len(self._ahead) < _LOW and not self._end:
            self._read()
        if not self._visits.waiting:  # there and back again: nothing is opened
            self._visits.held.drop()

    def _at_end(self) -> None:
        if not self._told:
            self._told = True
            self._desk.say(_("There is no further building."), "info")

    def _show(self, line: PlaceLine) -> None:
        if self._quick and not self.walking:
            self._begin()
        if self.walking:
            self._panes.walk.show_line(line)
            self._desk.shell.topbar.set_path((), line.name)
            self._panes.tree.pass_by(line.id)
        else:
            self._visits.open_place(line.id)

    def _read(self) -> None:
        if self._reading or not self._by:
            return
        self._reading = True
        ticket, by = self._ticket, self._by
        count = _PAGE if self._quick else 1
        place = self._ahead[-1].id if self._ahead else self._at
        job = self._desk.read(
            lambda session: (ticket, count, neighbours.neighbours(session, place, by, count)),
            self._lines,
            "neighbours",
        )
        job.failed.connect(partial(self._unread, ticket))

    def _unread(self, ticket: int, _error: object) -> None:
        """Go no further: the order of the buildings cannot be read."""
        if ticket == self._ticket:
            self._due, self._end, self._reading = 0, True, False
            self._visits.held.drop()

    def _lines(self, result: tuple[int, int, list[PlaceLine]]) -> None:
        ticket, count, lines = result
        if ticket != self._ticket:
            return
        self._reading = False
        self._ahead.extend(lines)
        self._end = len(lines) < count
        self._advance()

    def _rested(self) -> None:
        """Open the building that was reached."""
        if not self.walking:
            return
        if self._due:  # the buildings are not read yet
            self._rest.start()
            return
        place = self._at
        self.stop()
        if place is not None:
            self._visits.open_place(place)
        if not self._visits.opening:  # somebody is asked who inspects; or there is none
            self._panes.set_mode(NONE)
            self._visits.held.drop()
