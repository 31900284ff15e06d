"""Photo files and pictures from the clipboard taken in, a few at a time, in the background."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.errors import AppError
from app.i18n import N_, _, ngettext
from app.progress import Progress
from app.ui.jobs import Job
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.inspection.photo import hands, photos, pictures
    from app.inspection.photo.photos import Added
    from app.ui.desk import Desk
    from app.ui.field.building import Building

if not TYPE_CHECKING:
    photos, pictures = lazy("app.inspection.photo.photos"), lazy("app.inspection.photo.pictures")
    hands = lazy("app.inspection.photo.hands")

AT_ONCE = 4
"""Files per transaction: often enough that photos show while a card is still being read."""
SHOW_EVERY_S = 0.3
"""Seconds between two looks at what has been taken in while more is coming."""


class PhotoIntake(QObject):
    """Takes photos in, each batch for the building it was meant for.

    Signals:
        progressed(done, total): Files taken in.
        came(building): More photos of this building are on disk.
        left_behind(building): All are in, and another building is open by now.
        ended(): Nothing is being taken in any more.
    """

    progressed = Signal(int, int)
    came = Signal(object)
    left_behind = Signal(object)
    ended = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._jobs: list[Job] = []
        self._shown_at = 0.0

    @property
    def busy(self) -> bool:
        """Whether photos are being taken in."""
        return bool(self._jobs)

    def cancel(self) -> None:
        """Stop taking in; what is in stays in."""
        for job in self._jobs:
            job.cancel()

    def add(self, building: Building, sources: Sequence[Path], question: str | None) -> Job:
        """Take files and folders in for a question, or for the building as a whole.

        A demanded picture takes one photo; further ones go to the question it belongs to.
        """
        workspace, inspection = self._desk.workspace, building.visit.inspection
        person, rest = self._desk.person, question
        asked = building.visit.definition.question(question) if question else None
        if asked is not None and asked.kind in ("audio", "video", "file"):
            question = rest = None  # a photo is no recording: it must not become the answer
        elif question and asked is not None and asked.kind == "image" and asked.belongs_to:
            rest = f"{question.rpartition('/')[0]}/{asked.belongs_to.rpartition('/')[2]}"
        lock = threading.Lock()
        done: list[Added] = []

        def work(progress: Progress) -> object:
            files = list(pictures.find_files(sources))
            progress(0, len(files))
            at = 0
            with hands.hands(len(files)) as helpers:
                while at < len(files):
                    step = 1 if at == 0 and rest != question else AT_ONCE
                    chunk = files[at : at + step]
                    added = photos.add_photos(
                        workspace,
                        inspection,
                        chunk,
                        person=person,
                        question=question if at == 0 or rest == question else rest,
                        helpers=helpers,
                    )
                    with lock:
                        done.extend(added)
                    at += len(chunk)
                    progress(at, len(files))
            return done

        job = self._desk.jobs.read(work, "photos", gentle=True)
        self._jobs.append(job)
        job.progressed.connect(partial(self._step, building))
        job.succeeded.connect(partial(self._taken, building, job, done))
        job.cancelled.connect(partial(self._taken, building, job, done, None))
        job.failed.connect(partial(self._taken, building, job, done))
        return job

    def add_image(self, building: Building, image: QImage, question: str | None) -> None:
        """Take in a picture from the clipboard."""
        folder = self._desk.workspace.cache / "pasted"
        copy = image.copy()

        def save(_progress: Progress) -> object:
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / f"{_('pasted')}-{uuid4().hex[:8]}.png"
            if not copy.save(str(file)):
                raise AppError(N_("The picture on the clipboard cannot be used."))
            return [file]

        job = self._desk.jobs.read(save, "paste")
        job.succeeded.connect(lambda files: self.add(building, files, question))

    def _step(self, building: Building, done: int, total: int, _what: str = "") -> None:
        self.progressed.emit(done, total)
        now = time.monotonic()
        if now - self._shown_at >= SHOW_EVERY_S:
            self._shown_at = now
            self.came.emit(building)

    def _taken(
        self, building: Building, job: Job, added: list[Added], _result: object = None
    ) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
        (self.left_behind if building.closed else self.came).emit(building)
        self._desk.packed.emit()
        if not self._jobs:
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
            parts = [first, more] if rest else [first]
            arrived = sum(one.photo is not None for one in added)
            if arrived:  # a stick was pulled out in the middle
                words = ngettext("{count} photo is in.", "{count} photos are in.", arrived)
                parts.append(words.format(count=arrived))
            self._desk.say(" ".join(parts), "critical")
        elif twice:
            words = ngettext(
                "{count} photo was there already; it is kept once.",
                "{count} photos were there already; they are kept once.",
                len(twice),
            )
            self._desk.say(words.format(count=len(twice)), "info")
