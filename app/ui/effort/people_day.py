"""Who inspects is chosen once a day, before the first building is opened, and shown always."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from app.ui.lazy import lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.inspection import field_words, people
    from app.inspection.people import Person
    from app.models import clock
    from app.ui.desk import Desk
    from app.ui.effort.who_dialog import WhoDialog
    from app.ui.field.visits import Visits

if not TYPE_CHECKING:
    people, clock = lazy("app.inspection.people"), lazy("app.models.clock")
    field_words = lazy("app.inspection.field_words")


TURN_MS = 15_000
"""How soon an open building notices a new day; a laptop that slept overnight wakes into it."""


class PeopleDay(QObject):
    """Keeps the first building of a day closed until somebody has said who inspects.

    A building that stays open over midnight asks, too: what follows is the next day's.

    Attributes:
        dialog: The question, while it is asked.
    """

    def __init__(self, desk: Desk, visits: Visits) -> None:
        super().__init__(visits)
        self._desk, self._visits = desk, visits
        self._sure = self._asked = ""
        self._then: Callable[[], object] | None = None
        self.dialog: WhoDialog | None = None
        visits.gate = self.gate
        turn = QTimer(self, interval=TURN_MS)
        turn.timeout.connect(self.look)
        turn.start()

    def look(self) -> None:
        """Ask where a building was opened on another day; once a day."""
        today = _day(clock.wall_ms())
        stale = self._sure not in ("", today) and self._visits.building is not None
        if stale and self._asked != today and not self._desk.locked and self.dialog is None:
            self._asked = today
            self.ask()

    def gate(self, then: Callable[[], object]) -> None:
        """Do ``then`` once it is known who inspects today."""
        today = _day(clock.wall_ms())
        if self._sure == today or self._desk.locked:
            then()
            return
        self._then = then
        workspace = self._desk.workspace
        job = self._desk.jobs.read(
            lambda _progress: (people.at_work_today(workspace), people.people(workspace)),
            "who inspects",
        )
        job.succeeded.connect(self._known)

    def _known(self, result: tuple[str, list[Person]]) -> None:
        name, known = result
        if name:
            self._go_on(name)
        elif self.dialog is None:
            self._ask(known)

    def ask(self) -> None:
        """Ctrl+U: somebody else inspects from now on."""
        workspace = self._desk.workspace
        job = self._desk.jobs.read(lambda _progress: people.people(workspace), "who was here")
        job.succeeded.connect(self._ask)

    def _ask(self, known: list[Person]) -> None:
        from app.ui.effort.who_dialog import WhoDialog

        if self.dialog is not None:
            return
        self.dialog = WhoDialog(self._desk, known)
        self.dialog.chosen.connect(self._chosen)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    def _chosen(self, person: Any) -> None:
        self._desk.acts["choose"](person=person.name)
        building = self._visits.building
        if building is not None:
            building.visit.person = person.name
        self._desk.status.show_person()
        self._go_on(person.name)

    def _go_on(self, _name: str) -> None:
        self._sure = _day(clock.wall_ms())
        then, self._then = self._then, None
        if then is not None:
            then()


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, field_words.ZONE).date().isoformat()
