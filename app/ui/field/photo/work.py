"""The photos of the open building: taken in, changed, shown again; all beside the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from app.i18n import _, ngettext
from app.ui.exchange.photo_marks import PhotoMarks
from app.ui.field.photo.doubts import PhotoDoubts
from app.ui.field.photo.intake import PhotoIntake
from app.ui.field.photo.previews import Previews
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.inspection.photo import photos
    from app.inspection.photo.photos import PhotoRow
    from app.ui.desk import Desk
    from app.ui.field import opening
    from app.ui.field.belongs import Target
    from app.ui.field.building import Building
    from app.ui.jobs import Job

if not TYPE_CHECKING:
    photos, opening = lazy("app.inspection.photo.photos"), lazy("app.ui.field.opening")


class PhotoWork(QObject):
    """Takes in and changes the photos of the open building.

    Attributes:
        intake: Files on their way in.
        previews: Small copies.
        doubts: What a person should look into.
        custody: Where the bytes are.
        say: Shows a sentence with what takes it back; the viewer lies over the window's own.
    """

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._building: Building | None = None
        self._back: Callable[[], object] | None = None
        self.say: Callable[..., object] = desk.say
        self.intake = PhotoIntake(desk, self)
        self.previews = Previews(desk, self)
        self.doubts = PhotoDoubts(desk, self)
        self.custody = PhotoMarks(desk, self)
        self.intake.came.connect(self.refresh)
        self.intake.left_behind.connect(self._evaluate)

    def show_building(self, building: Building | None) -> None:
        """Work for another building; what is being taken in goes on to where it belongs."""
        self._building = building
        self._back = None
        self.previews.forget_all()
        self.doubts.show_building(building)

    @property
    def busy(self) -> bool:
        """Whether photos are being taken in."""
        return self.intake.busy

    def add(self, sources: Sequence[Path], question: str | None) -> None:
        """Take files and folders in for a question, or for the building as a whole."""
        if self._building is not None and sources and self.admits():
            self.intake.add(self._building, sources, question)

    def admits(self) -> bool:
        """Tell whether the disk has room for photos; says so if not."""
        guard = self._desk.guard
        return guard is None or bool(guard.admits_photos())

    def add_image(self, image: QImage, question: str | None) -> None:
        """Take in a picture from the clipboard."""
        if self._building is not None and self.admits():
            self.intake.add_image(self._building, image, question)

    def _evaluate(self, building: Building) -> None:
        """Bring the tree up to date for a building that was left while photos were on their way."""
        workspace, inspection = self._desk.workspace, building.visit.inspection
        place = building.line.id
        job = self._desk.write(lambda: opening.evaluate(workspace, inspection), name="derive")
        job.succeeded.connect(lambda _none: self._desk.place_changed.emit(place))

    def refresh(self, building: Building) -> None:
        """Read the photos of a building again; a reading begun before counts no more."""
        if building.closed:
            return
        inspection = building.visit.inspection
        workspace = self._desk.workspace
        job = self._desk.jobs.read(
            lambda _progress: photos.photos_of(workspace, inspection), "photo rows"
        )
        building.rows_read.only(job, building.take_photos)
        self.doubts.look_again()

    # Changing

    def remove(self, photo: UUID) -> None:
        """Remove a photo; a toast takes it back."""
        building = self._building
        if building is None:
            return
        workspace, person = self._desk.workspace, self._desk.person
        job = self._desk.write(
            lambda: photos.remove_photo(workspace, photo, person=person), name="remove photo"
        )
        job.succeeded.connect(lambda _none: self._removed(building, photo))

    def _removed(self, building: Building, photo: UUID) -> None:
        self.refresh(building)
        sentence = ngettext("{count} photo removed", "{count} photos removed", 1).format(count=1)
        self._offer(sentence, lambda: self._restore(building, photo))

    def _restore(self, building: Building, photo: UUID) -> None:
        workspace, person = self._desk.workspace, self._desk.person
        job = self._desk.write(
            lambda: photos.restore_photo(workspace, photo, person=person), name="restore photo"
        )
        job.succeeded.connect(lambda _none: self.refresh(building))

    def change(self, photo: UUID, **fields: str | int | UUID | None) -> Job | None:
        """Change caption, question, finding or marks of a photo; None: no building is open."""
        workspace, person = self._desk.workspace, self._desk.person
        return self._change(
            lambda: photos.change_photo(workspace, photo, person=person, now_ms=None, **fields)
        )

    def assign(self, photo: PhotoRow, target: Target) -> None:
        """Let a photo belong to something else; a toast takes it back."""
        before = (photo.question, photo.finding)
        if (target.question, target.finding) == before:
            return
        self.change(photo.id, question=target.question, finding=target.finding)
        words = _("Now belongs to {what}").format(what=target.words)
        back = {"question": photo.question, "finding": photo.finding}
        self._offer(words, lambda: self.change(photo.id, **back))

    def _offer(self, sentence: str, back: Callable[[], object]) -> None:
        """Say what was done, with a button that takes it back; Ctrl+Z does the same."""
        self._back = back
        self.say(sentence, "undo-2", _("Undo"), self.undo)

    def undo(self) -> bool:
        """Take the last removal or move to another question back; tell whether there was one."""
        back, self._back = self._back, None
        if back is None:
            return False
        back()
        return True

    def move(self, photo: UUID, by: int) -> None:
        """Put a photo before its neighbour (-1) or behind the next (1)."""
        ids = [row.id for row in self._building.photos] if self._building is not None else []
        at = ids.index(photo) if photo in ids else -1
        if at >= 0 and 0 <= at + by < len(ids):
            ids.insert(at + by, ids.pop(at))
            self.order(ids)

    def order(self, wanted: Sequence[UUID]) -> None:
        """Put the photos into this order."""
        workspace, person = self._desk.workspace, self._desk.person
        self._change(lambda: photos.order_photos(workspace, wanted, person=person))

    def _change(self, work: Callable[[], None]) -> Job | None:
        building = self._building
        if building is None:
            return None
        job = self._desk.write(work, name="photo")
        job.succeeded.connect(lambda _none: self.refresh(building))
        return job

    def file_of(self, photo: PhotoRow) -> int | None:
        """Return the size of an original in bytes; None when it is not here."""
        file = self._desk.workspace.photo_file(photo.sha256, photo.extension)
        try:
            return file.stat().st_size
        except OSError:
            return None
