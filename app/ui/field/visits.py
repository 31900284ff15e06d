"""Opening and leaving buildings: one is open at a time, what was said goes to disk before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.i18n import _
from app.ui.field.held_keys import HeldKeys
from app.ui.field.panes import EMPTY, NONE, QUESTIONS, Panes
from app.ui.field.rows import part_rows
from app.ui.field.shown import community_name
from app.ui.field.steps import Steps
from app.ui.field.stride import Stride
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.inspection import browse
    from app.inspection.browse import PlaceLine
    from app.ui.desk import Desk
    from app.ui.field import opening
    from app.ui.field.building import Building
    from app.ui.field.opening import Opened
    from app.ui.field.status import Status

if not TYPE_CHECKING:
    browse, opening = lazy("app.inspection.browse"), lazy("app.ui.field.opening")


class Visits(QObject):
    """The open building, if one is.

    Attributes:
        building: The open building.
        held: Keys for a building that is on its way.

    Signals:
        begun(building): A checklist is on the screen; what else there is follows.
        shown(building): All panes show it.
    """

    begun = Signal(object)
    shown = Signal(object)

    def __init__(self, desk: Desk, panes: Panes) -> None:
        super().__init__(panes)
        self._desk, self._panes = desk, panes
        self._status: Status = desk.status
        self.building: Building | None = None
        self._asked: UUID | None = None
        self._ticket = 0
        self._steps = Steps(self)
        self._stride = Stride(desk, panes, self)
        self._looking = False
        self.held = HeldKeys(panes, self)
        self._jump = ""
        self.gate: Callable[[Callable[[], object]], object] = lambda then: then()
        """Lets a building be opened once it is known who inspects."""
        panes.tree.opened.connect(self.open_place)
        panes.tree.loaded.connect(self._loaded)

    @property
    def idle(self) -> bool:
        """Whether no building is open, nor being opened."""
        return self.building is None and not self.waiting

    @property
    def opening(self) -> bool:
        """Whether a building was asked for that is not on the screen yet."""
        return self._asked is not None

    @property
    def waiting(self) -> bool:
        """Whether a building is looked for, passed by or being opened."""
        return self.opening or self._looking or self._stride.busy

    @property
    def arriving(self) -> bool:
        """Whether the panes of the open building are still being filled."""
        return self._steps.busy

    @property
    def here(self) -> UUID | None:
        """The building that is being opened, else the open one."""
        return self._asked or (self.building.line.id if self.building is not None else None)

    def _loaded(self, buildings: int) -> None:
        if self.idle:
            self._panes.set_mode(NONE if buildings > 0 else EMPTY)

    # Opening

    def open_place(self, place: UUID, jump: str = "") -> None:
        """Open the checklist of a place; ``jump``: then go to this question."""
        self._panes.desk_panes.close_tree()
        self._looking = False
        if self._stride.busy:  # somebody chose another one meanwhile
            self._stride.stop()
        if self.building is not None and self.building.line.id == place:
            if self._asked != place:  # one that is being opened is not wanted any more
                self._forget()
            self.go_to(jump) if jump else self.show_questions()
            self.held.release()
            return
        self.gate(lambda: self.reopen(place, jump))
        if not self.opening:  # somebody is asked who inspects: what is typed belongs there
            self.held.drop()

    def reopen(self, place: UUID, jump: str = "") -> None:
        """Open a place as the disk has it, even if it is open: something else has changed it."""
        panes, desk = self._panes, self._desk
        panes.questions.flush()
        self._ticket += 1
        self._asked, self._jump = place, jump
        given = self.building.given if self.building is not None else 0
        if self.building is None or self.building.line.id != place:
            self.held.begin()
        job = desk.jobs.write(
            lambda _progress: opening.open_visit(desk.workspace, place, desk.person),
            "open building",
        )
        job.succeeded.connect(partial(self._opened, self._ticket, given))
        job.failed.connect(partial(self._not_opened, self._ticket))

    def _not_opened(self, ticket: int, _error: object) -> None:
        if self._ticket != ticket:
            return
        self._asked = None
        self.held.drop()
        if self.building is None:
            self._panes.set_mode(NONE)

    def _opened(self, ticket: int, given: int, opened: Opened) -> None:
        place = self._asked
        if ticket != self._ticket or place is None:  # another one was asked for meanwhile
            return
        from app.ui.field.building import Building  # loads the form engine

        here = self.building
        if here is not None and here.line.id == place:
            self._panes.questions.flush()
            if here.given != given:  # what was said meanwhile is not in what was read
                self.reopen(place, self._jump)
                return
        again = here is not None and here.line.id == place
        self.leave()
        self._asked = None
        building = Building(self._desk, opened, self)
        if here is not None and again:  # it was never left
            building.opened_at = here.opened_at
        building.led = again or bool(self._jump)
        panes = self._panes
        self.building = building
        self.begun.emit(building)
        panes.photo_work.show_building(building)
        panes.parts.model.set_parts(part_rows(building))
        panes.set_mode(QUESTIONS)
        panes.questions.show_building(building, opens=False)
        if self._jump:
            self.go_to(self._jump)
            self._jump = ""
        else:
            panes.questions.focus_open()
        # The rest in events of their own: none may hold the keyboard up for a frame.
        self._steps.start(
            partial(self._still, building, step)
            for step in (
                panes.questions.make_first,
                panes.questions.polish_first,
                panes.questions.open_first,
                self.held.release,
                self._show_side,
                self._reveal,
                self._tell,
            )
        )

    def _still(self, building: Building, step: Callable[[], object]) -> None:
        if building is self.building:
            step()

    def _show_side(self) -> None:
        self._panes.side.show_building(self.building)

    def _reveal(self) -> None:
        building = self.building
        assert building is not None
        names = [name for _key, level, name in building.above if level == "community"]
        self._status.set_building(building.opened_at, community_name(names[0]) if names else "")
        self._panes.tree.reveal(building.line.id, building.above)

    def _tell(self) -> None:
        self.shown.emit(self.building)
        self._panes.summary.prepare()

    # Leaving

    def leave(self) -> None:
        """Leave the open building: what is half typed is handed over, then it is evaluated."""
        building, panes = self.building, self._panes
        if building is None:
            return
        panes.questions.flush()
        panes.questions.show_building(None)
        panes.side.show_building(None)
        panes.photo_work.show_building(None)
        self._steps.stop()
        self.building = None
        building.closed = True
        self._status.set_building(0, "")
        self._evaluate(building)
        building.deleteLater()

    def look_away(self) -> None:
        """Evaluate the open building: another room counts it, or lists it."""
        if self.building is not None:
            self._evaluate(self.building)

    def _evaluate(self, building: Building) -> None:
        if building.touched:
            workspace, inspection = self._desk.workspace, building.visit.inspection
            job = self._desk.write(lambda: opening.evaluate(workspace, inspection), name="derive")
            place = building.line.id
            job.succeeded.connect(lambda _none: self._desk.place_changed.emit(place))

    def walk_off(self) -> None:
        """Leave the open building to pass others by; one that is being opened is not wanted."""
        self._forget()
        self.leave()
        self._panes.parts.model.set_parts([])

    def _forget(self) -> None:
        """Open nothing that was asked for."""
        self._ticket += 1
        self._asked, self._jump = None, ""

    def close(self) -> None:
        """Leave, and open nothing any more: the room closes."""
        self._stride.stop()
        self._looking = False
        self.walk_off()
        self.held.drop()

    # Walking through buildings

    def open_neighbour(self, by: int) -> None:
        """Open the previous or next building in the order of the tree."""
        self.held.begin()
        self._stride.step(by)

    def open_next_new(self) -> None:
        """Open the next building that nobody has started."""
        place = self.here
        self._looking = True
        self.held.begin()

        def work(session: object) -> PlaceLine | None:
            found = browse.neighbour(session, place, 1, "not_started")  # type: ignore[arg-type]
            return found or browse.neighbour(session, None, 1, "not_started")  # type: ignore[arg-type]

        job = self._desk.read(work, self._neighbour, "next new")
        job.failed.connect(lambda _error: self._neighbour(None))

    def _neighbour(self, line: PlaceLine | None) -> None:
        if not self._looking:  # somebody chose one meanwhile, or the room is closed
            return
        self._looking = False
        if line is None:
            self.held.drop()
            self._desk.say(_("There is no further building."), "info")
        else:
            self.open_place(line.id)

    # Within the building

    def show_questions(self) -> None:
        """Go back to the questions."""
        if self.building is not None:
            self._panes.set_mode(QUESTIONS)
            self._panes.questions.focus_open()

    def go_to(self, path: str) -> None:
        """Open the question at a path."""
        if self.building is not None:
            self._panes.set_mode(QUESTIONS)
            self._panes.questions.go_to(path)
