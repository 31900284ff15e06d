"""What comes by itself: a watched folder and the inbox over the network, looked at again and again.

One for a desk. A look is a short job in the writer's lane; it is left out while another work is on
its way, and after a failure it says why once and goes on looking.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.errors import AppError
from app.i18n import _, ngettext
from app.models.clock import wall_ms
from app.ui.hub.came import say_came

if TYPE_CHECKING:
    from app.exchange.rounds import Round, Told
    from app.exchange.serve.server import Inbox
    from app.progress import Progress
    from app.ui.desk import Desk
    from app.ui.jobs import Job

EVERY_MS = 5000
KEEP_MS = 60_000  # the time of a look is noted in the workspace at most this often
KEPT = "watched folder"


def _kept(session: Any) -> object:
    from app.exchange.trust import remembered

    return remembered(session, KEPT)


class Intake(QObject):
    """Watches a folder and the folders of the network inbox.

    Attributes:
        folder: The watched folder; None: none is.
        server: The network inbox while it runs.
        merge: Merge at once what comes.
        looked_at: When it last looked, UTC milliseconds; 0: not yet.
        came: How many packages came since the program began.
        problem: Why the last look failed.

    Signals:
        changed(): Something of the above is another.
        listed(): Packages came.
    """

    changed = Signal()
    listed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.folder: Path | None = None
        self.server: Inbox | None = None
        self.merge = False
        self.looked_at = self.came = 0
        self.problem = ""
        self._job: Job | None = None
        self._round: Round | None = None
        self._asked = False
        self._kept_at = 0
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        desk.read(_kept, self._restore, "watched folder")

    @classmethod
    def of(cls, desk: Desk) -> Intake:
        """Return the intake of a desk, made when it is first asked for."""
        known = desk.findChild(cls)
        return known if isinstance(known, cls) else cls(desk)

    def watch(self, folder: Path | None) -> None:
        """Watch a folder, or none; the workspace remembers it over restarts."""
        self.folder = folder
        self._asked = True
        self._keep()
        self._begin()

    def set_merge(self, merge: bool) -> None:
        """Merge at once what comes, or let it wait in the inbox."""
        self.merge = merge
        self._keep()
        self._begin()

    def serve(self, server: Inbox | None) -> None:
        """Look into the folders of a network inbox that runs; None: it has ended."""
        self.server = server
        self._begin()

    def close(self) -> None:
        """End looking and the network inbox: the window closes."""
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
        if self.server is not None:
            self.server.stop()
            self.server = None
        self.folder, self._asked = None, True

    @Slot(object)
    def _restore(self, kept: object) -> None:
        """Go on watching what was watched when the program ended."""
        if self._asked or not isinstance(kept, dict) or self._desk.locked:
            return
        folder, looked = kept.get("folder"), kept.get("looked")
        self.merge = kept.get("merge") is True
        self.looked_at = looked if isinstance(looked, int) else 0
        if isinstance(folder, str) and folder:
            self.folder = Path(folder)
            self._begin()

    def _keep(self) -> None:
        """Note in the workspace what is watched; nothing is, nothing stays of it."""
        if self._desk.locked:
            return
        folder = str(self.folder) if self.folder is not None else ""
        kept = {"folder": folder, "merge": self.merge, "looked": self.looked_at}

        def work(_progress: Progress) -> None:
            from app.exchange.trust import remember

            with self._desk.workspace.sessions.begin() as session:
                remember(session, KEPT, kept)

        self._desk.jobs.write(work, "watched folder")

    def _begin(self) -> None:
        self._round = None
        if self.folder is None and self.server is None:
            self._timer.stop()
        else:
            self._timer.start()
            QTimer.singleShot(0, self, self.look)
        self.changed.emit()

    def _folders(self) -> list[Path]:
        watched = [self.folder] if self.folder is not None else []
        server = self.server
        return watched + (server.folders() if server is not None else [])

    @Slot()
    def look(self) -> None:
        """Look once, unless something else is on its way."""
        if self._job is not None or self._desk.locked or not self._timer.isActive():
            return
        if self._desk.jobs.running:
            return  # a merge, a list: the next look comes in a moment
        job = self._job = self._desk.jobs.write(self._work, "intake")
        job.succeeded.connect(self._looked)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._ended)

    def _work(self, progress: Progress) -> Told:
        from app.exchange import rounds
        from app.inspection.checklists import keeper
        from app.inspection.derive import derive
        from app.inspection.review.returned import returned_records

        if self._round is None:
            workspace = self._desk.workspace
            merging = None
            if self.merge:
                merging = rounds.Merging(keeper(workspace), lambda: derive(workspace))
            self._round = rounds.Round(
                workspace, self._folders, merging=merging, review=returned_records
            )
        return self._round.go(progress)

    @Slot(object)
    def _looked(self, told: Told) -> None:
        self._job = None
        self.looked_at, self.problem = wall_ms(), ""
        if self.folder is not None and self.looked_at - self._kept_at > KEEP_MS:
            self._kept_at = self.looked_at
            self._keep()
        self.came += len(told.came)
        if told.came:
            say_came(self._desk, told.came)
            self.listed.emit()
        if told.merged:
            self._desk.saved.emit(wall_ms())
            self._desk.places_changed.emit()
            self._desk.packed.emit()
        self.changed.emit()

    @Slot(object)
    def _failed(self, error: Any) -> None:
        self._job = None
        if isinstance(error, AppError):
            again = str(error) == self.problem
            self.problem = str(error)
            if again:
                self._desk.mine(error)  # said once
        self.changed.emit()

    @Slot()
    def _ended(self) -> None:
        self._job = None

    def state_words(self) -> str:
        """Return what is watched and when it was looked at last."""
        from app.ui.field.shown import clock, day_and_time

        parts = []
        if self.folder is not None:
            parts.append(str(self.folder))
        if self.server is not None:
            parts.append(_("network inbox, port {port}").format(port=self.server.port))
        if not parts:
            return _("off: packages come when you take them in")
        if self.problem:
            return self.problem
        if self.looked_at:
            when = day_and_time(self.looked_at, wall_ms())
            if when.startswith(_("today")):
                when = clock(self.looked_at, seconds=True)
            parts.append(_("looked {time}").format(time=when))
        if self.came:
            came = ngettext("{count} package came", "{count} packages came", self.came)
            parts.append(came.format(count=self.came))
        return " · ".join(parts)
