"""Small pictures read by workers: what is on the screen first, what was scrolled past never."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QElapsedTimer, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from app.errors import AppError, Cancelled
from app.stepping import step_back
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.inspection.photo import marked
    from app.inspection.photo.gallery import GalleryPhoto
    from app.ui.desk import Desk

if not TYPE_CHECKING:
    marked = lazy("app.inspection.photo.marked")

WORKERS = 2
KEPT = 400
"""Pictures kept in memory: some ten screens, 40 MB at the size of a tile."""
_TURN_MS = 8
_BUDGET_MS = 3
"""Of each frame, so much may go to pictures that have arrived."""
_FAILED = QImage()


class Wanted(NamedTuple):
    """A picture and how large it is needed."""

    photo: GalleryPhoto
    size: QSize


class Thumbnails(QObject):
    """Reads and keeps the pictures of tiles.

    Signals:
        arrived(keys): Pictures can be shown that could not before: their digests with marks.
    """

    arrived = Signal(object)
    _came = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kept: OrderedDict[tuple[str, str], QPixmap | None] = OrderedDict()
        self._queue: list[Wanted] = []
        self._there = threading.Condition()
        self._done: deque[tuple[tuple[str, str], QImage]] = deque()
        self._threads: list[threading.Thread] = []
        self._ending = False
        self._turn = QTimer(self, interval=_TURN_MS, singleShot=True)
        self._turn.timeout.connect(self._take)
        self._came.connect(self._turn_soon, Qt.ConnectionType.QueuedConnection)
        self.destroyed.connect(self.stop)

    def get(self, photo: GalleryPhoto) -> QPixmap | None:
        """Return the picture of a photo if it is here."""
        key = (photo.sha256, photo.marks)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def failed(self, photo: GalleryPhoto) -> bool:
        """Tell whether the photo could not be opened."""
        return self._kept.get((photo.sha256, photo.marks), _FAILED) is None

    def want(self, photos: Sequence[GalleryPhoto], size: QSize) -> None:
        """Read these, the first ones first; what was wanted before and is not among them is not."""
        todo = [Wanted(one, size) for one in photos if (one.sha256, one.marks) not in self._kept]
        with self._there:
            self._queue = todo[::-1]
            self._there.notify_all()
        if todo and not self._threads:
            for number in range(WORKERS):
                thread = threading.Thread(target=self._work, name=f"tiles-{number}", daemon=True)
                self._threads.append(thread)
                thread.start()

    def forget(self) -> None:
        """Tiles have another size: all pictures are read again."""
        self._kept.clear()

    def stop(self) -> None:
        """End the workers."""
        with self._there:
            self._ending = True
            self._queue = []
            self._there.notify_all()
        for thread in self._threads:
            thread.join()
        self._threads = []

    # In the workers

    def _work(self) -> None:
        step_back()
        while True:
            with self._there:
                while not self._queue and not self._ending:
                    self._there.wait()
                if self._ending:
                    return
                wanted = self._queue.pop()
            image = self._read(wanted)
            first = not self._done
            self._done.append(((wanted.photo.sha256, wanted.photo.marks), image))
            if first and not self._ending:
                self._came.emit()

    def _read(self, wanted: Wanted) -> QImage:
        photo = wanted.photo
        try:
            file = marked.shown_copy(
                self._desk.workspace, photo.sha256, photo.extension, photo.marks
            )
        except (AppError, Cancelled):
            return _FAILED
        reader = QImageReader(str(file))
        size = reader.size()
        if size.isValid():
            keep = Qt.AspectRatioMode.KeepAspectRatioByExpanding
            scaled = size.scaled(wanted.size, keep)
            if scaled.width() < size.width():
                reader.setScaledSize(scaled)
        return reader.read().convertToFormat(QImage.Format.Format_RGB32)

    # In the window

    def _turn_soon(self) -> None:
        if not self._turn.isActive():
            self._turn.start()

    def _take(self) -> None:
        """Take what has arrived, no longer than a frame can bear."""
        clock = QElapsedTimer()
        clock.start()
        arrived = set()
        while self._done and clock.elapsed() < _BUDGET_MS:
            key, image = self._done.popleft()
            arrived.add(key)
            self._kept[key] = None if image.isNull() else QPixmap.fromImage(image)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self.arrived.emit(arrived)
        if self._done:
            self._turn.start()
