"""Copying from a neighbour and closing a part by its statement, on the open building."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout

from app.errors import AppError
from app.i18n import _, ngettext
from app.ui.effort.strips import CopyStrip, StatementStrip
from app.ui.field.own_turn import OwnTurn
from app.ui.field.panes import QUESTIONS, Panes
from app.ui.field.shown import day_and_time
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from uuid import UUID

    from app.inspection import visit as visits_of
    from app.inspection.effort import allowance, copying, statement
    from app.inspection.effort.allowance import Allowance
    from app.models import clock
    from app.ui.desk import Desk
    from app.ui.effort import copy_offer
    from app.ui.effort.undoing import Undoing
    from app.ui.field.building import Building
    from app.ui.field.visits import Visits

if not TYPE_CHECKING:
    allowance, copying = (
        lazy("app.inspection.effort.allowance"),
        lazy("app.inspection.effort.copying"),
    )
    statement, visits_of = lazy("app.inspection.effort.statement"), lazy("app.inspection.visit")
    clock, copy_offer = lazy("app.models.clock"), lazy("app.ui.effort.copy_offer")

_SETTLE_MS, _ONE_BY_ONE = 60, ("B", "C")


class Helps(QObject):
    """Keeps the two lines at the questions up to date and does what they offer."""

    def __init__(self, desk: Desk, panes: Panes, visits: Visits, undoing: Undoing) -> None:
        super().__init__(panes)
        self._desk, self._panes, self._visits = desk, panes, visits
        self._undoing = undoing
        self._allowed: Allowance | None = None
        self._copying = False
        self.copy, self.state = CopyStrip(panes.questions), StatementStrip(panes.questions)
        layout = panes.questions.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, self.copy)
        layout.addWidget(self.state)
        self.copy.copy_wanted.connect(self.copy_from)
        self.copy.next_wanted.connect(self.next_copied)
        self.copy.part_wanted.connect(self.look_at_part)
        self.state.wanted.connect(self.close_part)
        self.state.more_wanted.connect(self.close_parts)
        self._soon = OwnTurn(self, _SETTLE_MS)
        self._soon.timeout.connect(self._show)
        visits.begun.connect(self._begun)
        visits.shown.connect(self._shown)
        panes.questions.part_changed.connect(lambda _key: self._soon.start())

    def _begun(self, building: Building) -> None:
        self.copy.hide()
        self.state.hide()
        building.changed.connect(self._changed)
        building.reloaded.connect(self._changed)

    def _changed(self, _paths: object = None) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _shown(self, building: Building) -> None:
        inspection, place = building.visit.inspection, building.line.id
        fresh = building.line.state == "not_started"
        workspace, person = self._desk.workspace, self._desk.person
        self._desk.read(
            lambda session: (inspection, allowance.allowance(session)), self._knows, "allowances"
        )
        if fresh:
            job = self._desk.jobs.read(
                lambda _progress: copy_offer.offer(workspace, inspection, place, person),
                "copy offer",
            )
            job.succeeded.connect(partial(self._offered, inspection))

    def _knows(self, result: tuple[UUID, Allowance]) -> None:
        self._allowed = result[1]
        self._show()

    def _offered(self, inspection: UUID, offer: tuple[Any, int, list[Any]] | None) -> None:
        building = self._visits.building
        if offer is None or building is None or building.visit.inspection != inspection:
            return
        if building.unlooked():
            return
        first, count, others = offer
        now = clock.wall_ms()
        named = [
            (one.place, _("{name}, done {when}").format(
                name=one.name, when=day_and_time(one.finished_at, now)
            ))
            for one in others
        ]  # fmt: skip
        self.copy.show_offer(first.name, count, named)

    def _show(self) -> None:
        building, part = self._visits.building, self._panes.questions.part
        if building is None:
            return
        waiting = len(building.unlooked())
        if waiting or not self.copy.copy.isVisible():
            self.copy.show_waiting(waiting, len(self._copied_here()))
        parts: dict[str, list[str]] = {}
        if part is not None and self._allowed is not None and not building.visit.finished:
            parts = statement.open_by_part(building.visit, self._allowed)
        here = len(parts.pop(part.letter, ())) if part is not None else 0
        one_by_one = part is not None and part.letter in _ONE_BY_ONE
        self.state.show_count(here, 0 if one_by_one and not here else len(parts))

    # Copying

    def copy_from(self, source: UUID | None = None) -> None:
        """照抄: from the building that is named, or from another."""
        building = self._visits.building
        if building is None or self._panes.mode != QUESTIONS or self._copying:
            return
        self._panes.questions.flush()
        self._copying = True
        workspace, person = self._desk.workspace, self._desk.person
        inspection, place = building.visit.inspection, building.line.id

        def work(_progress: object) -> tuple[Any, list[str]]:
            visit = visits_of.Visit.open(workspace, inspection, person=person)
            return copying.copy_from(visit, source)

        job = self._desk.jobs.write(work, "copy", keep=True)
        job.succeeded.connect(partial(self._copied, place))
        job.failed.connect(self._not_copied)

    def _not_copied(self, error: object) -> None:
        self._copying = False
        if isinstance(error, AppError):  # nothing is wrong, so no red sentence that stays
            self._desk.mine(error)
            self._desk.say(str(error), "info")

    def _copied(self, place: UUID, result: tuple[Any, list[str]]) -> None:
        self._copying = False
        neighbour, paths = result
        if not paths:
            self._desk.say(_("{name} has nothing more to copy").format(name=neighbour.name), "info")
            return
        self.copy.hide()
        words = ngettext(
            "{count} answer copied from {name}; it waits for a look",
            "{count} answers copied from {name}; they wait for a look",
            len(paths),
        )
        self._undoing.offer(words.format(count=len(paths), name=neighbour.name))
        here = self._visits.building
        if here is not None and here.line.id == place:
            self._visits.reopen(place)

    def next_copied(self) -> None:
        """Go to the next copied answer that nobody has looked at."""
        building = self._visits.building
        waiting = building.unlooked() if building is not None else []
        if waiting:
            self._visits.go_to(waiting[0])

    def _copied_here(self) -> list[str]:
        """Return the copied answers of the part on the screen.

        What a rule of structure or gas rests on is not among them: it goes one by one.
        """
        building, part = self._visits.building, self._panes.questions.part
        if building is None or part is None:
            return []
        shown = {slot.path for slot in part.slots}
        if part.letter in _ONE_BY_ONE:
            shown -= {rule.path for rule in building.visit.definition.rules}
        return [path for path in building.unlooked() if path in shown]

    def look_at_part(self) -> None:
        """All copied answers of the part, which stand on the screen, were looked at; one act."""
        building, paths = self._visits.building, self._copied_here()
        if building is None or self._panes.mode != QUESTIONS or not paths:
            return
        self._panes.questions.flush()
        building.look_at(*paths)
        words = ngettext(
            "{count} copied answer looked at", "{count} copied answers looked at", len(paths)
        )
        self._undoing.offer(words.format(count=len(paths)))
        self._go_on(building)

    # The statement

    def close_part(self) -> None:
        """本段都看过，其余无; one act, undone by one."""
        building, part = self._visits.building, self._panes.questions.part
        if building is None or part is None or self._panes.mode != QUESTIONS:
            return
        self._panes.questions.flush()
        self._close((part.letter,))

    def close_parts(self) -> None:
        """Offer the same for several parts: what it answers is listed, then confirmed once."""
        building = self._visits.building
        if building is None or self._panes.mode != QUESTIONS or self._allowed is None:
            return
        self._panes.questions.flush()
        by_part = statement.open_by_part(building.visit, self._allowed)
        if not by_part or building.visit.finished:
            self._desk.say(_("No part is open that a statement may close"), "info")
            return
        from app.ui.effort.statement_dialog import StatementDialog, lines_of

        dialog = StatementDialog(self._desk.shell, lines_of(building, by_part))
        dialog.accepted.connect(lambda: self._close(dialog.chosen()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _close(self, letters: tuple[str, ...]) -> None:
        building = self._visits.building
        if building is None:
            return
        try:
            given = statement.close_parts(building.visit, letters)
        except AppError as error:
            self._desk.say(str(error), "info")
            return
        building.written(frozenset(given))
        words = ngettext(
            "Part {part}: {count} answer given as none, by statement",
            "Part {part}: {count} answers given as none, by statement",
            len(given),
        )
        self._undoing.offer(words.format(part=" ".join(letters), count=len(given)))
        self._go_on(building)

    def _go_on(self, building: Building) -> None:
        """Stay at a question that still waits; else go to the next."""
        pane = self._panes.questions
        if (slot := building.slot(pane.view.open_key)) is None or not building.is_open(slot):
            pane.next_wanted()
