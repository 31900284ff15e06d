"""What fetching at set times needs to know: the plan of the workspace, and passwords."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import AppError
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.exchange import regular as plans
    from app.exchange.regular import Plan
    from app.exchange.roads import destination
    from app.exchange.roads.destination import Destination, Secrets
    from app.ui.desk import Desk
    from app.ui.hub.fetch_work import FetchWork
else:
    plans = lazy("app.exchange.regular")
    destination = lazy("app.exchange.roads.destination")


class Planned(QObject):
    """The base of what fetches at set times.

    Attributes:
        plan: From where and how often; None until the workspace was asked.
        yields: Tells whether somebody fetches by hand: then it waits.
        problems: What goes wrong now, by destination; under "" what stops all.

    Signals:
        changed(): Something of it is another.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.plan: Plan | None = None
        self.yields: Callable[[], bool] = lambda: False
        self.problems: dict[str, AppError] = {}
        self._other: Secrets = lambda one: destination.kept_secret(one)
        self._typed: dict[str, str] = {}
        self._closed = False
        desk.read(lambda session: plans.kept_plan(session), self._restore, "regular fetching")

    @property
    def on(self) -> bool:
        """Whether anything is fetched by itself."""
        return self.plan is not None and self.plan.on and not self._closed

    def try_now(self, names: Sequence[str]) -> None:
        """Look there as soon as nothing is in the way."""
        raise NotImplementedError

    def _end_others(self, left: set[str]) -> None:
        """Forget what is known of all but these destinations."""
        raise NotImplementedError

    # What is fetched

    def choose(self, plan: Plan, typed: Mapping[str, str]) -> None:
        """Fetch by another plan; ``typed``: passwords for this run."""
        if self._desk.locked:
            return
        self._typed.update(typed)
        self.plan = plan
        workspace = self._desk.workspace

        def work() -> None:
            with workspace.sessions.begin() as session:
                plans.keep_plan(session, plan)

        self._desk.write(work, None, "regular fetching")
        self._end_others(set(plan.names) if plan.on else set())
        self.try_now(plan.names)

    @Slot(object)
    def _restore(self, plan: Plan) -> None:
        """Go on with what was fetched when the program ended."""
        if self.plan is None and not self._desk.locked:
            self.plan = plan
            self.try_now(plan.names)

    # Passwords: of the system, or given in this run; they are kept nowhere else

    def secret(self, one: Destination) -> str:
        """Return the password of a destination, empty where it is not at hand."""
        return self._typed.get(one.name) or self._other(one)

    def beside(self, road: FetchWork, yields: Callable[[], bool]) -> None:
        """Get on with fetching by hand: wait for it, and use the passwords that it knows."""
        self.yields, self._other, self._road = yields, road.secret, road
        road.listed.connect(self._by_hand)

    @Slot()
    def _by_hand(self) -> None:
        if self._road.last in self.problems:  # with what was given, it may go well now
            self._typed.pop(self._road.last, None)
            self.try_now([self._road.last])

    def know(self, name: str, secret: str) -> None:
        """Take a password for this run, and look there at once."""
        if secret:
            self._typed[name] = secret
        self.try_now([name])
