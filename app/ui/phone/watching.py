"""监视文件夹: new photos of a folder come in by themselves, looked for in a worker thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import AppError
from app.i18n import _, ngettext
from app.ui.lazy import lazy
from app.ui.phone.arrived import Arrived

if TYPE_CHECKING:
    from app.inspection.photo import watched
    from app.inspection.photo.photos import Added
    from app.inspection.photo.watched import WatchedFolder
    from app.progress import Progress
    from app.ui.desk import Desk
    from app.ui.field.photo.intake import PhotoIntake
    from app.ui.phone.target import Target

if not TYPE_CHECKING:
    watched = lazy("app.inspection.photo.watched")

EVERY_MS = 2000


class Watching(QObject):
    """Looks at one folder every few seconds.

    Attributes:
        folder: Which; None: none.
        received: Photos taken in since watching began.

    Signals:
        changed(): The state is another.
    """

    changed = Signal()

    def __init__(
        self,
        desk: Desk,
        intake: PhotoIntake,
        arrived: Arrived,
        aim: Callable[[], Target | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._intake, self._arrived, self._aim = desk, intake, arrived, aim
        self.folder: Path | None = None
        self.received = 0
        self._seen: WatchedFolder | None = None
        self._gone, self._waiting, self._looking = False, 0, False
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)

    def watch(self, folder: Path | None) -> None:
        """Watch another folder from now on; what lies there already is left alone."""
        self.folder, self._seen = folder, None
        self.received, self._waiting, self._gone = 0, 0, False
        if folder is None:
            self._timer.stop()
        else:
            self._timer.start()
            self.look()
        self.changed.emit()

    def stop(self) -> None:
        """Look no more; the workspace closes."""
        self._timer.stop()
        self.folder = None

    @property
    def sentence(self) -> str:
        """The state in words."""
        if self.folder is None:
            return _("No folder is watched.")
        if self._gone:
            return _("{folder} is not there now: the phone was unplugged. It goes on by itself.") \
                .format(folder=self.folder)  # fmt: skip
        if self._waiting:
            words = ngettext(
                "{count} new photo waits: open a building.",
                "{count} new photos wait: open a building.",
                self._waiting,
            )
            return words.format(count=self._waiting)
        words = ngettext(
            "Watched; {count} photo came in.", "Watched; {count} photos came in.", self.received
        )
        return words.format(count=self.received)

    # Looking

    def look(self) -> None:
        """Look for new photos, unless a look is under way."""
        folder, seen = self.folder, self._seen
        if folder is None or self._looking:
            return
        self._looking = True

        def work(_progress: Progress) -> object:
            if seen is None:
                try:
                    return folder, watched.WatchedFolder(folder), []
                except AppError:  # not there: asked again
                    return folder, None, []
            return folder, seen, seen.poll()

        job = self._desk.jobs.read(work, "watched folder")
        job.succeeded.connect(self._looked)
        job.failed.connect(self._look_ended)
        job.cancelled.connect(self._look_ended)

    def _look_ended(self, _error: object = None) -> None:
        self._looking = False

    def _looked(self, found: tuple[Path, WatchedFolder | None, list[Path]]) -> None:
        self._looking = False
        folder, seen, ready = found
        if folder != self.folder:  # another one was chosen meanwhile
            return
        before = self.sentence
        self._seen = seen
        self._gone = seen is None or seen.gone
        if seen is not None:
            self._take(seen, ready)
        if self.sentence != before:
            self.changed.emit()

    def _take(self, seen: WatchedFolder, ready: list[Path]) -> None:
        target, guard = self._aim(), self._desk.guard
        if ready and (target is None or (guard is not None and not guard.admits_photos())):
            for path in ready:
                seen.not_taken(path)
            self._waiting = len(ready)
            return
        if not ready or target is None:
            return
        self._waiting = 0
        job = self._intake.add(target.building, ready, target.path or None)
        building, where = target.building, target.words

        def came(added: list[Added]) -> None:
            new = [one.photo for one in added if one.photo is not None]
            self.received += len(new)
            self._arrived.tell(building, where, new)
            self.changed.emit()

        def lost(_error: object = None) -> None:
            for path in ready:
                seen.not_taken(path)

        job.succeeded.connect(came)
        job.failed.connect(lost)
