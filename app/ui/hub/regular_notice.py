"""The lines on what goes wrong with fetching at set times: each is said once, with its way out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.errors import AppError
from app.exchange.roads.base import NewKeyError, PassingError, RoadError
from app.exchange.roads.local import GoneError
from app.i18n import N_, _
from app.ui.crash import sentence
from app.ui.hub.regular_round import KeysLockedError, NoPasswordError

if TYPE_CHECKING:
    from app.exchange.roads.destination import Destination
    from app.ui.desk import Desk
    from app.ui.hub.regular import Regular

_REFUSED = N_("The server does not accept this account or password.")
ASK = "regular fetching"
"""Act of the desk that asks from where and how often; a name given with it has the focus."""


def wants_password(problem: AppError | None) -> bool:
    """Tell whether another password may mend it."""
    return isinstance(problem, NoPasswordError) or (
        isinstance(problem, RoadError) and problem.template == _REFUSED
    )


class RegularNotices(QObject):
    """One line for each destination that cannot be fetched from, until it can.

    A line that was put away does not come back before something else is wrong, or before it went
    well in between.
    """

    def __init__(self, desk: Desk, regular: Regular) -> None:
        super().__init__(regular)
        self._desk, self._regular = desk, regular
        self._said: dict[str, str] = {}

    def mended(self, name: str) -> None:
        """Take the line away: it went well."""
        if self._said.pop(name, None) is not None:
            self._desk.shell.notices.drop(_key(name))

    def tell(self, name: str, problem: AppError) -> None:
        """Say what goes wrong at a destination; "": what stops all."""
        words = sentence(problem)
        if name:
            words = _("Not fetched from {name}: {reason}").format(name=name, reason=words)
        if self._said.get(name) == words:
            return
        self._said[name] = words
        action, act = self._way_out(name, problem)
        mark = "serious" if isinstance(problem, PassingError) else "critical"
        self._desk.shell.notices.tell(
            _key(name), words, mark, action, partial(self._act, name, act)
        )

    def _act(self, name: str, act: Callable[[], object]) -> None:
        self._said.pop(name, None)  # asked for anew: what is still wrong is said again
        act()

    def _way_out(self, name: str, problem: AppError) -> tuple[str, Callable[[], object]]:
        if isinstance(problem, KeysLockedError):
            return _("Unlock the keys…"), self._unlock
        if wants_password(problem):
            return _("Enter the password…"), lambda: self._desk.act_with(ASK, name)
        if isinstance(problem, NewKeyError):
            return _("Compare the key…"), partial(self._edit, name, problem)
        passing = isinstance(problem, PassingError | GoneError)  # a share or stick may come back
        if name and isinstance(problem, RoadError) and not passing:
            return _("Look at the destination…"), partial(self._edit, name, None)
        return _("Try now"), self._try

    def _try(self) -> None:
        if self._regular.plan is not None:
            self._regular.try_now(self._regular.plan.names)

    def _unlock(self) -> None:
        from app.ui.trust.opened import keys_open

        if keys_open(self._desk.shell, self._desk, receiving=True):
            self._try()

    def _edit(self, name: str, new: NewKeyError | None) -> None:
        from app.exchange.roads.destination import destination

        self._new = new
        self._desk.read(lambda session: destination(session, name), self._open, "destination")

    @Slot(object)
    def _open(self, one: Destination) -> None:
        from app.ui.exchange.add_destination import AddDestination

        self.dialog = AddDestination(self._desk, one, new=self._new)
        self.dialog.kept.connect(self._regular.know)
        self.dialog.open()


def _key(name: str) -> str:
    return f"regular fetching {name}"
