"""查完: looking over a building before one leaves it, and going on to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.i18n import _
from app.ui.field.own_turn import OwnTurn
from app.ui.field.panes import QUESTIONS, SUMMARY, Panes

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.field.building import Building
    from app.ui.field.head import Head
    from app.ui.field.visits import Visits


class Leaving(QObject):
    """What F9, F10 and Ctrl+Enter do.

    Signals:
        photo_wanted(path): Choose a photo for this demanded picture.
    """

    photo_wanted = Signal(str)

    def __init__(self, desk: Desk, panes: Panes, visits: Visits, head: Head) -> None:
        super().__init__(panes)
        self._desk, self._panes, self._visits, self._head = desk, panes, visits, head
        self._side = OwnTurn(self)
        self._side.timeout.connect(self._show_side)
        head.done.clicked.connect(self.show_summary)
        panes.summary.jumped.connect(self._jump)
        panes.summary.back.connect(visits.show_questions)
        panes.summary.left_open.connect(self.leave_incomplete)
        panes.summary.finished.connect(self.finish)
        panes.summary_side.building_wanted.connect(visits.open_place)
        panes.questions.at_end.connect(self._at_end)
        visits.begun.connect(self._begun)

    def show_summary(self) -> None:
        """查完，看一眼."""
        building, panes = self._visits.building, self._panes
        if building is None:
            return
        panes.questions.flush()
        panes.summary.show_building(building, self._desk.status.seconds())
        panes.set_mode(SUMMARY)
        self._desk.shell.toasts.dismiss()  # it would lie over the buttons
        panes.summary.focus_primary()
        self._side.start()

    def _show_side(self) -> None:
        building, panes = self._visits.building, self._panes
        if building is not None and panes.mode == SUMMARY:
            panes.summary_side.show_building(building)

    def finish(self) -> None:
        """Say 查完 and go to the next building."""
        building = self._visits.building
        if building is None or self._panes.mode != SUMMARY:
            return
        if not building.visit.finished and not building.finish():
            self.show_summary()
            return
        self._head.show_live()
        self._visits.open_neighbour(1)

    def leave_incomplete(self) -> None:
        """先这样，标待补."""
        building = self._visits.building
        if building is None or self._panes.mode != SUMMARY or not building.missing():
            return
        building.set_aside()
        self._head.show_live()
        self._desk.say(
            _("{name} is marked incomplete").format(name=building.line.name), "incomplete"
        )
        self._visits.open_neighbour(1)

    def finish_or_next(self) -> None:
        """Ctrl+Enter: 查完 when nothing is missing, and the next building."""
        building = self._visits.building
        if building is None:
            return
        if self._panes.mode == SUMMARY and not building.missing():
            self.finish()
        else:
            self._panes.questions.flush()
            self._visits.open_neighbour(1)

    def _jump(self, path: str) -> None:
        """Go to what is missing; for a photo choose it from here: nothing else is to be done."""
        building = self._visits.building
        if building is None:
            return
        if any(one.path == path and one.kind == "photo" for one in building.missing()):
            self.photo_wanted.emit(path)
        else:
            self._visits.go_to(path)

    def _begun(self, building: Building) -> None:
        building.photos_changed.connect(self._changed)
        building.finished_changed.connect(self._changed)

    def _changed(self) -> None:
        """Count anew what is missing while the summary is looked at."""
        building = self._visits.building
        if building is not None and self._panes.mode == SUMMARY and self.sender() is building:
            self._panes.summary.show_building(building, self._desk.status.seconds())

    def _at_end(self) -> None:
        """Look over the building: its last question is answered."""
        if self._panes.mode == QUESTIONS:
            self.show_summary()
