"""Small copies of photos, read in the background as they are wanted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.errors import AppError
from app.inspection.photo.edges import THUMBNAIL_EDGE, VIEW_EDGE
from app.progress import Progress
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.inspection.photo import marked
    from app.inspection.photo.photos import PhotoRow
    from app.ui.desk import Desk

if not TYPE_CHECKING:
    marked = lazy("app.inspection.photo.marked")


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
        self._wanted: dict[tuple[str, int], str] = {}

    def want(self, photo: PhotoRow, edge: int = THUMBNAIL_EDGE, *, plain: bool = False) -> None:
        """Read a copy; `ready` or `failed` follows, nothing for what is no picture.

        Args:
            photo: The photo.
            edge: Longer edge of the copy.
            plain: Without its marks.
        """
        if not photo.is_picture:
            return
        key, marks = str(photo.id), "" if plain else photo.marks
        if self._wanted.get((key, edge)) == marks:
            return
        self._wanted[key, edge] = marks
        workspace, sha256, extension = self._desk.workspace, photo.sha256, photo.extension

        def work(_progress: Progress) -> object:
            try:
                file = marked.shown_copy(workspace, sha256, extension, marks, edge)
                image = QImage(str(file))
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
        self._wanted.pop((key, edge), None)

    def forget_all(self) -> None:
        """Another building is shown: everything may be asked for again."""
        self._wanted = {}
