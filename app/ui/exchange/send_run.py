"""The work behind 送出: bring everything, then remember where to and, if wanted, the password."""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.errors import AppError
from app.exchange.roads.destination import keep, kept_secret
from app.exchange.roads.destination import keep_secret as keep_in_keyring
from app.exchange.sending import Sent, Watch, send
from app.progress import Progress

if TYPE_CHECKING:
    from app.exchange.roads.destination import Destination
    from app.ui.desk import Desk
    from app.ui.exchange.prepare import Way
    from app.ui.jobs import Job
    from app.workspace import Workspace


class Sending(QObject):
    """One sending at a time, beside the window.

    Attributes:
        watch: What is on its way, volume by volume.

    Signals:
        progressed(done, total): Photos while packing, then bytes.
        sent(result): All of it is there.
        failed(error): It is not.
        stopped(): Somebody stopped it; what arrived stays there.
    """

    progressed = Signal(int, int)
    sent = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._job: Job | None = None
        self._stop = False
        self.watch = Watch()

    def start(self, way: Way, secret: str, *, keep_secret: bool) -> None:
        """Begin once the answers that are on their way to disk are there."""
        self._stop, self.watch = False, Watch()
        work = partial(
            run, self._desk.workspace, way, secret, keep_secret=keep_secret, watch=self.watch
        )
        # Packing runs beside the writer's lane, so that answering goes on.
        self._desk.write(lambda: None, lambda _none: self._begin(work), "before packing")

    def _begin(self, work: partial[Sent]) -> None:
        if self._stop:
            self._ended()
            self.stopped.emit()
            return
        jobs = self._desk.jobs
        job = self._job = jobs.read(lambda progress: work(progress=progress), "export", gentle=True)
        job.progressed.connect(lambda done, total, _what: self.progressed.emit(done, total))
        job.succeeded.connect(self._sent)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._cancelled)

    def stop(self) -> None:
        """Stop at the next piece."""
        self._stop = True
        if self._job is not None:
            self._job.cancel()

    def _ended(self) -> None:
        self._job = None
        self._desk.packed.emit()

    def _sent(self, sent: Sent) -> None:
        self._ended()
        if sent.receipts:
            self._desk.places_changed.emit()
        self.sent.emit(sent)

    def _failed(self, error: BaseException) -> None:
        self._ended()
        self.failed.emit(error)

    def _cancelled(self) -> None:
        self._ended()
        self.stopped.emit()


def run(
    workspace: Workspace,
    way: Way,
    typed: str,
    *,
    keep_secret: bool,
    watch: Watch,
    progress: Progress,
) -> Sent:
    """Send; called in a worker thread.

    Raises:
        AppError: See `app.exchange.sending.send`.
        Cancelled: What arrived stays.
    """

    def secrets(one: Destination) -> str:
        return typed or kept_secret(one)

    # Remembered first: what is on its way is found again by the destination's name.
    with workspace.sessions.begin() as session:
        keep(session, way.one)
    sent = send(workspace, way.one, secrets=secrets, watch=watch, progress=progress)
    if typed and keep_secret:
        with suppress(AppError):
            if not keep_in_keyring(way.one, typed):
                logging.getLogger(__name__).info("no keyring; the password is asked for again")
    return sent


def show_folder(folder: Path) -> None:
    """Open a folder in the system's own window."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
