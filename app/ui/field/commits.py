"""Answers on their way to disk: how many, and whether the disk took them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.models.clock import wall_ms

if TYPE_CHECKING:
    from app.ui.jobs import Jobs


class Commits(QObject):
    """Hands writes to the writer's lane, in order.

    Signals:
        settled(at_ms): Everything given so far is on disk.
        refused(): At least one was not taken and none is on its way: read again what is there.
    """

    settled = Signal(object)
    refused = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._pending = 0
        self._failed = False
        self.given = 0
        """How many were given so far."""

    @property
    def pending(self) -> int:
        """How many are on their way."""
        return self._pending

    def add(self, work: Callable[[], None]) -> None:
        """Queue one write."""
        self._pending += 1
        self.given += 1
        job = self._jobs.write(lambda _progress: work(), "answer", keep=True)
        job.succeeded.connect(self._stored)
        job.failed.connect(self._not_stored)
        job.cancelled.connect(self._not_stored)

    def _stored(self, _result: object) -> None:
        self._pending -= 1
        self._end()

    def _not_stored(self, _error: object = None) -> None:
        self._pending -= 1
        self._failed = True
        self._end()

    def _end(self) -> None:
        if self._pending:
            return
        if self._failed:
            self._failed = False
            self.refused.emit()
        else:
            self.settled.emit(wall_ms())
