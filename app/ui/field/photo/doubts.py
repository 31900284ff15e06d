"""Doubts about the photos of the open building, looked for in the background."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from app.models.clock import wall_ms
from app.progress import Progress
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.inspection.photo import suspicions
    from app.inspection.photo.evidence import Doubt
    from app.inspection.photo.photos import PhotoRow
    from app.ui.desk import Desk
    from app.ui.field.building import Building
    from app.ui.jobs import Job

if not TYPE_CHECKING:
    suspicions = lazy("app.inspection.photo.suspicions")

DOUBTFUL = "doubtful_photos"
"""Property of a building: how many of its photos a person should look into."""
_REST_MS = 700
"""Somebody who only walks past a building needs no answer."""


class PhotoDoubts(QObject):
    """What a person should look at before somebody else does.

    Signals:
        told(): Doubts were found, or are gone.
    """

    told = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._building: Building | None = None
        self._found: dict[UUID, list[Doubt]] = {}
        self._job: Job | None = None
        self._soon = QTimer(self, interval=_REST_MS, singleShot=True)
        self._soon.timeout.connect(self._look)

    def show_building(self, building: Building | None) -> None:
        """Look at the photos of another building."""
        self._building, self._found = building, {}
        if self._job is not None:
            self._job.cancel()
        self.look_again()

    def look_again(self) -> None:
        """Photos came, went or were looked into."""
        if self._building is not None:
            self._soon.start()

    def of(self, photo: UUID) -> list[Doubt]:
        """Return what is doubtful about a photo and was not looked into."""
        return self._found.get(photo, [])

    @property
    def count(self) -> int:
        """How many photos of the building have doubts."""
        return len(self._found)

    def short(self, photo: UUID) -> str:
        """Return a word for its tile; empty: nothing is doubtful."""
        from app.i18n import _

        found = self.of(photo)
        return _(suspicions.SHORT[found[0].kind]) if found else ""

    def find_in_order(self, photo: PhotoRow, kinds: frozenset[str], note: str = "") -> None:
        """没问题: these doubts were looked into."""
        workspace, person = self._desk.workspace, self._desk.person

        def work() -> None:
            suspicions.find_in_order(workspace, photo, kinds, note=note, person=person)

        left = [one for one in self.of(photo.id) if one.kind not in kinds]
        job = self._desk.write(work, name="photo looked into")
        job.succeeded.connect(partial(self._settled, photo.id, left))

    def _settled(self, photo: UUID, left: list[Doubt], _none: object) -> None:
        if left:
            self._found[photo] = left
        else:
            self._found.pop(photo, None)
        if self._building is not None:
            self._building.setProperty(DOUBTFUL, len(self._found))
        self.told.emit()

    def _look(self) -> None:
        building = self._building
        if building is None or building.closed:
            return
        if self._job is not None:
            self._job.cancel()
        workspace, inspection, now = self._desk.workspace, building.visit.inspection, wall_ms()

        def work(progress: Progress) -> object:
            return suspicions.suspicions(workspace, inspection, now, progress)

        self._job = self._desk.jobs.read(work, "doubts")
        self._job.succeeded.connect(partial(self._looked, building))

    def _looked(self, building: Building, doubts: list[Doubt]) -> None:
        self._job = None
        if building is not self._building:
            return
        found: dict[UUID, list[Doubt]] = {}
        for one in doubts:
            found.setdefault(one.photo, []).append(one)
        building.setProperty(DOUBTFUL, len(found))
        if found != self._found:
            self._found = found
            self.told.emit()
