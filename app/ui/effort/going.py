"""Going on to the next building that was left with something missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.i18n import _
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.inspection import browse
    from app.inspection.browse import PlaceLine
    from app.ui.desk import Desk
    from app.ui.field.visits import Visits

if not TYPE_CHECKING:
    browse = lazy("app.inspection.browse")


class Going(QObject):
    """What Ctrl+Shift+↓ does."""

    def __init__(self, desk: Desk, visits: Visits) -> None:
        super().__init__(visits)
        self._desk, self._visits = desk, visits

    def to_short(self) -> None:
        """Open the next building with something missing, after the last one the first."""
        building = self._visits.building
        place = building.line.id if building is not None else None

        def work(session: object) -> PlaceLine | None:
            found = browse.neighbour(session, place, 1, "incomplete")  # type: ignore[arg-type]
            return found or browse.neighbour(session, None, 1, "incomplete")  # type: ignore[arg-type]

        self._desk.read(work, self._found, "next incomplete")

    def _found(self, line: PlaceLine | None) -> None:
        if line is None:
            self._desk.say(_("No building was left with something missing."), "done")
        else:
            self._visits.open_place(line.id)
