"""Background work: start it, watch it, stop it, all from the GUI thread.

The work is any function that takes a `Progress`; it knows nothing of Qt. A worker thread touches
no QObject but the long-lived `Jobs`, so no QObject dies in the wrong thread. Writing has one
lane with one thread, since SQLite has one writer; reading has lanes of its own, so that a list
or a preview never waits for an export.
"""

from __future__ import annotations

import itertools
import sys
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial

from PySide6.QtCore import QObject, QThread, QThreadPool, Signal, Slot

from app.errors import Cancelled
from app.progress import Progress, give_way, giving_way
from app.ui.manners import Manners

REPORT_EVERY_S = 0.05
"""Seconds between two progress signals: faster than the eye, slower than the work."""

SWITCH_S = 0.0005
"""A worker that computes in Python gives its lock up after this long when the window wants it.
Python's own 5 ms are waited for each time that Qt hands back to us: dozens of times a paint."""

Work = Callable[[Progress], object]


class Job(QObject):
    """One piece of work; ends in exactly one of the last three signals.

    Attributes:
        name: For the log.
        keep: It is done to its end even when the program quits.

    Signals:
        progressed(done, total, what): At most every `REPORT_EVERY_S`, and always at the end.
        succeeded(result): What the work returned.
        failed(error): What it raised.
        cancelled(): It was stopped; everything is as before.
    """

    progressed = Signal(int, int, str)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, stop: threading.Event, name: str, keep: bool = False) -> None:
        super().__init__()
        self._stop = stop
        self.name = name
        self.keep = keep

    def cancel(self) -> None:
        """Ask the work to stop at its next report of progress."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()


class Jobs(QObject):
    """Runs jobs: one writer after the other, readers beside them.

    Signals:
        failed(error): Every failure of every job, after the job's own signal; the main window
            connects it once.
        busy_changed(count): How many jobs are queued or running.
    """

    failed = Signal(object)
    busy_changed = Signal(int)

    _reported = Signal(int, str, tuple)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SWITCH_S)
        self._jobs: dict[int, Job] = {}
        self._numbers = itertools.count()
        self._manners = Manners(self)
        self._writer = QThreadPool(self)
        self._writer.setMaxThreadCount(1)
        self._readers = QThreadPool(self)
        self._readers.setMaxThreadCount(max(2, QThread.idealThreadCount() - 1))
        self._reported.connect(self._deliver)  # a bound method of a QObject: runs in its thread

    def write(self, work: Work, name: str = "", *, keep: bool = False) -> Job:
        """Queue work that changes the workspace; connect to the job before returning to Qt.

        Args:
            work: What to do.
            name: For the log.
            keep: Short work that a person has already been told of, such as an answer: it is done
                to its end even when the program quits.
        """
        return self._start(self._writer, work, name, keep)

    def read(self, work: Work, name: str = "", *, gentle: bool = False) -> Job:
        """Start work that only reads; connect to the job before returning to Qt.

        Args:
            work: What to do.
            name: For the log.
            gentle: Long work that nobody waits for: it gives way to the window, see `give_way`.
        """
        return self._start(self._readers, work, name, gentle=gentle)

    def _start(
        self,
        pool: QThreadPool,
        work: Work,
        name: str,
        keep: bool = False,
        *,
        gentle: bool = False,
    ) -> Job:
        number, stop = next(self._numbers), threading.Event()
        self._jobs[number] = job = Job(stop, name, keep)
        report = partial(self._reported.emit, number)
        way = self._manners.of_a_job() if gentle else None
        pool.start(partial(_run, work, stop, report, way))
        self.busy_changed.emit(len(self._jobs))
        return job

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs that have not ended."""
        return tuple(self._jobs.values())

    def shut_down(self) -> None:
        """Cancel what may be cancelled and wait. Call it before the application quits."""
        for job in self._jobs.values():
            if not job.keep:
                job.cancel()
        with self._manners.closed():
            self._writer.waitForDone()
            self._readers.waitForDone()

    @Slot(int, str, tuple)
    def _deliver(self, number: int, signal: str, args: tuple[object, ...]) -> None:
        job = self._jobs[number] if signal == "progressed" else self._jobs.pop(number)
        getattr(job, signal).emit(*args)
        if signal != "progressed":
            self.busy_changed.emit(len(self._jobs))
        if signal == "failed":
            self.failed.emit(*args)


def _run(
    work: Work,
    stop: threading.Event,
    report: Callable[[str, tuple[object, ...]], None],
    way: Callable[[], None] | None = None,
) -> None:
    """Run in the worker thread."""
    due = 0.0

    def progress(done: int, total: int, what: str = "") -> None:
        nonlocal due
        if stop.is_set():
            raise Cancelled
        give_way()
        now = time.monotonic()
        if now >= due or (total and done >= total):
            report("progressed", (done, total, what))
            due = now + REPORT_EVERY_S

    try:
        if stop.is_set():  # cancelled while it was queued
            raise Cancelled
        with giving_way(way) if way else nullcontext():
            result = work(progress)
    except Cancelled:
        report("cancelled", ())
    except BaseException as error:  # nothing may end a worker silently, not even SystemExit
        report("failed", (error,))
    else:
        report("succeeded", (result,))
