"""Photos of a record as tiles; previews come from the reader's lane as they are ready."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from app.errors import AppError
from app.i18n import _
from app.models.clock import wall_ms
from app.progress import Progress
from app.ui.field.photo.tiles import taken_time
from app.ui.field.shown import short_code
from app.ui.widgets.photo_model import Photo, PhotoModel

if TYPE_CHECKING:
    from app.inspection.photo.photos import PhotoRow
    from app.ui.desk import Desk
    from app.ui.jobs import Job

_EDGE = 320


def tile(row: PhotoRow, kind: str = "") -> Photo:
    """Return the tile of one photo."""
    name = (row.question or "").rpartition("/")[2].partition("_photo")[0].replace("_", "-")
    at = taken_time(row)
    state = ("there" if row.is_picture else "file") if row.here else "damaged"
    words = "" if row.is_picture else row.extension.upper()
    return Photo(str(row.id), short_code(name), at, kind or row.caption, state, words)


class Pictures(QObject):
    """Fills one photo model after the other rows were chosen; late previews find nothing.

    Attributes:
        model: What a `PhotoGrid` shows.
    """

    model: PhotoModel
    _ready = Signal(str, QImage)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.model = PhotoModel(self)
        self._doubts: dict[UUID, dict[str, str]] = {}
        self._job: Job | None = None
        self._ready.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def set_rows(self, rows: Sequence[PhotoRow]) -> None:
        """Show these photos."""
        self.model.set_photos([tile(row) for row in rows])
        wanted = [row for row in rows if row.here and row.is_picture]
        if not wanted:
            return
        workspace = self._desk.workspace

        def work(progress: Progress) -> None:
            from app.inspection.photo.marked import shown_copy

            for done, row in enumerate(wanted):
                progress(done, len(wanted), "")
                try:
                    file = shown_copy(workspace, row.sha256, row.extension, row.marks, _EDGE)
                except AppError:
                    continue  # the tile stays empty; the original is looked after elsewhere
                image = QImage(str(file))
                if not image.isNull():
                    self._ready.emit(str(row.id), image)

        self._desk.jobs.read(work, "previews")
        if wanted[0].inspection is not None:
            self._look_into(wanted[0].inspection)

    def _look_into(self, inspection: UUID) -> None:
        """Find what contradicts an inspection, once while its record is looked at."""
        if self._job is not None:
            self._job.cancel()
        if inspection in self._doubts:
            self._doubted((inspection, self._doubts[inspection]))
            return
        workspace, now = self._desk.workspace, wall_ms()

        def work(progress: Progress) -> object:
            from app.inspection.photo.suspicions import SHORT, suspicions

            found = suspicions(workspace, inspection, now, progress)
            return inspection, {str(one.photo): _(SHORT[one.kind]) for one in found}

        self._job = self._desk.jobs.read(work, "doubts")
        self._job.succeeded.connect(self._doubted)

    @Slot(object)
    def _doubted(self, found: tuple[UUID, dict[str, str]]) -> None:
        inspection, words = found
        self._job = None
        self._doubts = {inspection: words}  # of another record they are looked for again
        for key, doubt in words.items():
            self.model.update_photo(key, doubt=doubt)

    @Slot(str, QImage)
    def _show(self, key: str, image: QImage) -> None:
        self.model.set_preview(key, image)
