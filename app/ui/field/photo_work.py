"""Photos in the background: taken in a few at a time, previews read as they are wanted."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.errors import AppError
from app.i18n import N_, _, ngettext
from app.inspection.edges import THUMBNAIL_EDGE, VIEW_EDGE
from app.progress import Progress
from app.ui.jobs import Job
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.inspection import photos, pictures, previews
    from app.inspection.photos import Added, PhotoRow
    from app.ui.desk import Desk
    from app.ui.field import opening
    from app.ui.field.building import Building

if not TYPE_CHECKING:
    photos, pictures = lazy("app.inspection.photos"), lazy("app.inspection.pictures")
    previews, opening = lazy("app.inspection.previews"), lazy("app.ui.field.opening")

AT_ONCE = 4
"""Files per transaction: often enough that photos show while a card is still being read."""
SHOW_EVERY_S = 0.3
"""Seconds between two looks at what has been taken in while more is coming."""


class PhotoWork(QObject):
    """Takes in, changes and shows the photos of the open building.

    Signals:
        preview_ready(photo, edge, image): A small copy of a photo, given by its id as text.
        preview_failed(photo, edge): It cannot be opened.
        progressed(done, total): Files taken in.
        ended(): Nothing is being taken in any more.
    """

    preview_ready = Signal(str, int, QImage)
    preview_failed = Signal(str, int)
    progressed = Signal(int, int)
    ended = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._building: Building | None = None
        self._intakes: list[Job] = []
        self._wanted: set[tuple[str, int]] = set()
        self._shown_at = 0.0

    def show_building(self, building: Building | None) -> None:
        """Work for another building; what is being taken in goes on to where it belongs."""
        self._building = building
        self._wanted = set()

    @property
    def busy(self) -> bool:
        """Whether photos are being taken in."""
        return bool(self._intakes)

    def cancel(self) -> None:
        """Stop taking in; what is in stays in."""
        for job in self._intakes:
            job.cancel()

    # Taking in

    def add(self, sources: Sequence[Path], question: str | None) -> Job | None:
        """Take files and folders in for a question, or for the building as a whole.

        A demanded picture takes one photo; further ones go to the question it belongs to.
        """
        building = self._building
        if building is None or not sources:
            return None
        workspace, inspection = self._desk.workspace, building.visit.inspection
        person, rest = self._desk.person, question
        asked = building.visit.definition.question(question) if question else None
        if question and asked is not None and asked.kind == "image" and asked.belongs_to:
            rest = f"{question.rpartition('/')[0]}/{asked.belongs_to.rpartition('/')[2]}"
        lock = threading.Lock()
        done: list[Added] = []

        def work(progress: Progress) -> object:
            files = list(pictures.find_files(sources))
            progress(0, len(files))
            at = 0
            while at < len(files):
                step = 1 if at == 0 and rest != question else AT_ONCE
                chunk = files[at : at + step]
                added = photos.add_photos(
                    workspace,
                    inspection,
                    chunk,
                    person=person,
                    question=question if at == 0 or rest == question else rest,
                )
                with lock:
                    done.extend(added)
                at += len(chunk)
                progress(at, len(files))
            return done

        job = self._desk.jobs.read(work, "photos")
        self._intakes.append(job)
        job.progressed.connect(partial(self._step, building))
        job.succeeded.connect(partial(self._taken, building, job, done))
        job.cancelled.connect(partial(self._taken, building, job, done, None))
        job.failed.connect(partial(self._taken, building, job, done))
        return job

    def add_image(self, image: QImage, question: str | None) -> None:
        """Take in a picture from the clipboard."""
        folder = self._desk.workspace.cache / "pasted"
        copy = image.copy()

        def save(_progress: Progress) -> object:
            folder.mkdir(parents=True, exist_ok=True)
            from uuid import uuid4

            file = folder / f"{_('pasted')}-{uuid4().hex[:8]}.png"
            if not copy.save(str(file)):
                raise AppError(N_("The picture on the clipboard cannot be used."))
            return [file]

        job = self._desk.jobs.read(save, "paste")
        job.succeeded.connect(lambda files: self.add(files, question))

    def _step(self, building: Building, done: int, total: int, _what: str = "") -> None:
        self.progressed.emit(done, total)
        now = time.monotonic()
        if now - self._shown_at >= SHOW_EVERY_S:
            self._shown_at = now
            self.refresh(building)

    def _taken(
        self, building: Building, job: Job, added: list[Added], _result: object = None
    ) -> None:
        if job in self._intakes:
            self._intakes.remove(job)
        if building.closed:
            self._evaluate(building)
        else:
            self.refresh(building)
        self._desk.packed.emit()
        if not self._intakes:
            self.ended.emit()
        self._tell(added)

    def _tell(self, added: list[Added]) -> None:
        refused = [one for one in added if one.error is not None]
        twice = [one for one in added if one.error is None and one.photo is None]
        if refused:
            first = str(refused[0].error)
            rest = len(refused) - 1
            more = ngettext(
                "{count} more file was refused.", "{count} more files were refused.", rest
            ).format(count=rest)
            self._desk.say(f"{first} {more}" if rest else first, "critical")
        elif twice:
            words = ngettext(
                "{count} photo was there already; it is kept once.",
                "{count} photos were there already; they are kept once.",
                len(twice),
            )
            self._desk.say(words.format(count=len(twice)), "info")

    def _evaluate(self, building: Building) -> None:
        """Bring the tree up to date for a building that was left while photos were on their way."""
        workspace, inspection = self._desk.workspace, building.visit.inspection
        place = building.line.id
        job = self._desk.write(lambda: opening.evaluate(workspace, inspection), name="derive")
        job.succeeded.connect(lambda _none: self._desk.place_changed.emit(place))

    def refresh(self, building: Building) -> None:
        """Read the photos of a building again."""
        if building.closed:
            return
        inspection = building.visit.inspection
        workspace = self._desk.workspace
        job = self._desk.jobs.read(
            lambda _progress: photos.photos_of(workspace, inspection), "photo rows"
        )
        job.succeeded.connect(building.take_photos)

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
        self._desk.say(sentence, "undo-2", _("Undo"), lambda: self._restore(building, photo))

    def _restore(self, building: Building, photo: UUID) -> None:
        workspace, person = self._desk.workspace, self._desk.person
        job = self._desk.write(
            lambda: photos.restore_photo(workspace, photo, person=person), name="restore photo"
        )
        job.succeeded.connect(lambda _none: self.refresh(building))

    def change(self, photo: UUID, **fields: str | int | UUID | None) -> None:
        """Change caption, question or finding of a photo."""
        workspace, person = self._desk.workspace, self._desk.person
        self._change(
            lambda: photos.change_photo(workspace, photo, person=person, now_ms=None, **fields)
        )

    def order(self, wanted: Sequence[UUID]) -> None:
        """Put the photos into this order."""
        workspace, person = self._desk.workspace, self._desk.person
        self._change(lambda: photos.order_photos(workspace, wanted, person=person))

    def _change(self, work: Callable[[], None]) -> None:
        building = self._building
        if building is not None:
            job = self._desk.write(work, name="photo")
            job.succeeded.connect(lambda _none: self.refresh(building))

    def file_of(self, photo: PhotoRow) -> int | None:
        """Return the size of an original in bytes; None when it is not here."""
        file = self._desk.workspace.photo_file(photo.sha256, photo.extension)
        try:
            return file.stat().st_size
        except OSError:
            return None

    # Previews

    def want_preview(self, photo: PhotoRow, edge: int = THUMBNAIL_EDGE) -> None:
        """Read a preview in the background; `preview_ready` brings it."""
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
        job.succeeded.connect(partial(self._preview, key, edge))

    def _preview(self, key: str, edge: int, image: QImage | None) -> None:
        if image is None:
            self.preview_failed.emit(key, edge)
        else:
            self.preview_ready.emit(key, edge, image)

    def forget_preview(self, key: str, edge: int = VIEW_EDGE) -> None:
        """Let a preview be asked for again."""
        self._wanted.discard((key, edge))
