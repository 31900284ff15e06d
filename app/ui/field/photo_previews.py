"""Small copies of photos, read in the background as they are wanted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.errors import AppError
from app.inspection.edges import THUMBNAIL_EDGE, VIEW_EDGE
from app.progress import Progress
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.inspection import previews
    from app.inspection.photos import PhotoRow
    from app.ui.desk import Desk

if not TYPE_CHECKING:
    previews = lazy("app.inspection.previews")


class Previews(QObject):
    """Reads previews beside the GUI thread, each once until it is forgotten.

    Signals:
        ready(photo, edge, image): A small copy of a photo, given by its id as text.
        failed(photo, edge): It cannot be opened.
    """

    ready = Signal(str, int, QImage)
    failed = Signal(str, int)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted: set[tuple[str, int]] = set()

    def want(self, photo: PhotoRow, edge: int = THUMBNAIL_EDGE) -> None:
        """Read a preview; `ready` or `failed` follows, nothing for what is no picture."""
        if not photo.is_picture:
            return
        key = str(photo.id)
        if (key, edge) in self._wanted:
            return
        self._wanted.add((key, edge))
        workspace = self._desk.workspace
        original = workspace.photo_file(photo.sha256, photo.extension)
        cache, sha256 = workspace.cache / "previews", photo.sha256

        def work(_progress: Progress) -> object:
            try:
                image = QImage(str(previews.make_preview(original, cache, sha256, edge)))
            except AppError:
                return None
            return None if image.isNull() else image

        job = self._desk.jobs.read(work, "preview")
        job.succeeded.connect(partial(self._read, key, edge))

    def _read(self, key: str, edge: int, image: QImage | None) -> None:
        if image is None:
            self.failed.emit(key, edge)
        else:
            self.ready.emit(key, edge, image)

    def forget(self, key: str, edge: int = VIEW_EDGE) -> None:
        """Let a preview be asked for again."""
        self._wanted.discard((key, edge))

    def forget_all(self) -> None:
        """Another building is shown: everything may be asked for again."""
        self._wanted = set()
