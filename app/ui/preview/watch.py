"""Watching one file that an editor saves: replaced, renamed over, locked, or written in pieces."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

CALM_MS = 300
"""How long a file must stay as it is before it is read: editors save in several steps."""
POLL_MS = 2000
"""Network drives report nothing: look now and then."""


class WatchedFile(QObject):
    """Tells when the content of a file may be different.

    Editors write a new file and put it in the old one's place; a watcher of the old file would
    follow that one. So the folder is watched as well, and the file again whenever it comes back.
    Lock files (``~$name.xlsx``) and a file that is away for a moment are no change.

    Signals:
        changed(): It has been saved, and was left alone since then.
        gone(): It was removed.
    """

    changed = Signal()
    gone = Signal()

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.file = file
        self._seen = self._look()
        self._last = self._seen
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._stirred)
        self._watcher.directoryChanged.connect(self._stirred)
        self._calm = QTimer(self, interval=CALM_MS, singleShot=True)
        self._calm.timeout.connect(self._settled)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._stirred)
        self._poll.start()
        self._watch()

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self.file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    def _watch(self) -> None:
        wanted = [str(self.file.parent), str(self.file)]
        known = {*self._watcher.files(), *self._watcher.directories()}
        missing = [path for path in wanted if path not in known and Path(path).exists()]
        if missing:
            self._watcher.addPaths(missing)

    def _stirred(self, _path: str = "") -> None:
        self._watch()
        now = self._look()
        if now != self._seen or self._calm.isActive():
            self._last = now
            self._calm.start()

    def _settled(self) -> None:
        now = self._look()
        if now != self._last:  # still being written
            self._last = now
            self._calm.start()
            return
        if now == self._seen:
            return
        if now is not None and not self._readable():  # Excel holds it; look again soon
            self._calm.start()
            return
        self._seen = now
        (self.gone if now is None else self.changed).emit()

    def _readable(self) -> bool:
        try:
            with self.file.open("rb") as source:
                source.read(1)
        except OSError:
            return False
        return True
