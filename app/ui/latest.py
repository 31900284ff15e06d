"""Of several readings of one thing only the latest counts.

Readers run beside each other, so the answer of an earlier one can come last. It would show again
what has been changed since, and the next write would make that true.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.ui.jobs import Job


class Latest:
    """Lets one job at a time deliver; one for each thing that is read from several places."""

    def __init__(self) -> None:
        self._job: Job | None = None

    def only(self, job: Job, then: Callable[[Any], object]) -> Job:
        """Hand what the job found to `then`, unless another was begun since."""
        self._job = job
        job.succeeded.connect(lambda found: self._found(job, then, found))
        return job

    def _found(self, job: Job, then: Callable[[Any], object], found: object) -> None:
        if self._job is job:
            self._job = None
            then(found)


class Readings:
    """The same for a page: each reading takes the place of the one before, which is not heard."""

    def __init__(self) -> None:
        self._before: tuple[Job, Callable[[Any], object]] | None = None

    def instead(self, job: Job, then: Callable[[Any], object]) -> Job:
        """Listen no more to the reading before.

        Args:
            job: A new reading.
            then: What hears of it; connected already, a bound method of a `QObject`.
        """
        before, self._before = self._before, (job, then)
        if before is not None:
            before[0].succeeded.disconnect(before[1])
        return job
