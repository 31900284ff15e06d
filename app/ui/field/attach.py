"""Files as answers of the open building: stored beside the GUI thread, taken back, opened."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from app.files import CHUNK_BYTES, cannot_read, cannot_write
from app.i18n import _
from app.models.media import OTHER, QUESTIONS, extension_of
from app.progress import Progress
from app.ui.lazy import lazy
from app.ui.questions.base import Wanted
from app.ui.widgets.file_dialog import file_dialog

if TYPE_CHECKING:
    from app.inspection.photo import attachments, photos
    from app.inspection.photo.attachments import Attached
    from app.inspection.photo.photos import PhotoRow
    from app.ui.field import opening
    from app.ui.field.building import Building
    from app.ui.jobs import Job

if not TYPE_CHECKING:
    attachments, photos = (
        lazy("app.inspection.photo.attachments"),
        lazy("app.inspection.photo.photos"),
    )
    opening = lazy("app.ui.field.opening")

Item = Path | tuple[bytes, str] | Wanted
_OPENED = "opened"


class Attachments(QObject):
    """Stores, removes and opens the files of a building's questions.

    Signals:
        progressed(path, done, total): Bytes stored for a question; total 0: it is over.
    """

    progressed = Signal(str, int, int)

    def __init__(self, building: Building) -> None:
        super().__init__(building)
        self._building = building
        self._desk = building.desk
        self._jobs: dict[str, Job] = {}

    def take(self, path: str, item: Item) -> Job | None:
        """Store a file as the answer of a question; one at a time for each."""
        building = self._building
        question = building.visit.definition.question(path)
        if question is None or question.kind not in QUESTIONS or path in self._jobs:
            return None
        wanted = item if isinstance(item, Wanted) else Wanted(item)
        pixels = question.extras.get("orx:max-pixels", "")
        work = partial(
            attachments.attach,
            self._desk.workspace,
            building.visit.inspection,
            path,
            wanted.what,
            person=self._desk.person,
            kind=question.kind,
            name=wanted.name,
            max_pixels=int(pixels) if pixels.isdecimal() else 0,
            drawn_on=wanted.drawn_on,
        )
        # Copying takes its time and waits for no answer; the row is one short transaction.
        job = self._desk.jobs.read(lambda progress: work(progress=progress), "attach")
        self._jobs[path] = job
        job.progressed.connect(lambda done, total, _what: self._step(path, done, total))
        job.succeeded.connect(lambda done: self._done(path, done))
        job.failed.connect(lambda _error: self._over(path))
        job.cancelled.connect(lambda: self._over(path))
        return job

    def stop(self, path: str) -> None:
        """Stop storing; nothing is changed then."""
        if path in self._jobs:
            self._jobs[path].cancel()

    def remove(self, path: str) -> None:
        """Take the file of a question away; a toast takes it back."""
        visit, person = self._building.visit, self._desk.person
        workspace, inspection = self._desk.workspace, visit.inspection
        self._desk.write(
            lambda: attachments.detach(workspace, inspection, path, person=person),
            lambda done: self._tell(done, _("The file was taken away.")),
            "detach",
        )

    def _step(self, path: str, done: int, total: int) -> None:
        if not self._building.closed:  # it has been left, and this object with it
            self.progressed.emit(path, done, total)

    def _over(self, path: str) -> None:
        self._jobs.pop(path, None)
        self._step(path, 0, 0)

    def _evaluate(self) -> None:
        """Bring the tree up to date for a building that was left while a file was on its way."""
        building, desk = self._building, self._desk
        workspace, inspection = desk.workspace, building.visit.inspection
        place = building.line.id
        job = desk.write(lambda: opening.evaluate(workspace, inspection), name="derive")
        job.succeeded.connect(lambda _none: desk.place_changed.emit(place))

    def _done(self, path: str, done: Attached) -> None:
        self._jobs.pop(path, None)
        if done.replaced:
            self._tell(done, _("The file was replaced."))
        else:
            self._refresh()
        for warning in done.warnings:
            self._desk.say(_(warning), "info")
        self._desk.packed.emit()
        self._step(path, 0, 0)

    def _tell(self, done: Attached, sentence: str) -> None:
        self._refresh()
        if done.replaced:
            self._desk.say(sentence, "undo-2", _("Undo"), lambda: self._take_back(done))

    def _take_back(self, done: Attached) -> None:
        workspace, person = self._desk.workspace, self._desk.person
        self._desk.write(
            lambda: attachments.take_back(workspace, done, person=person),
            lambda _none: self._refresh(),
            "take back",
        )

    def _refresh(self) -> None:
        """Read the files of the building again; the form takes their names as answers."""
        building, workspace = self._building, self._desk.workspace
        if building.closed:
            self._evaluate()
            return
        inspection = building.visit.inspection
        job = self._desk.jobs.read(
            lambda _progress: photos.photos_of(workspace, inspection), "photo rows"
        )
        building.rows_read.only(job, building.take_photos)  # marks drawn since are not taken back

    # What is stored

    def file_of(self, name: str) -> Path | None:
        """Return the stored file of this name; None when it is not here."""
        digest, _dot, extension = name.partition(".")
        if len(digest) != 64 or not extension.isalnum():
            return None
        file = self._desk.workspace.photo_file(digest, extension)
        return file if file.is_file() else None

    def title(self, name: str) -> str:
        """Return what people call a stored file; empty when it is not known."""
        row = self._row(name)
        return row.original_name if row is not None else ""

    def _row(self, name: str) -> PhotoRow | None:
        rows = self._building.files
        return next((row for row in rows if f"{row.sha256}.{row.extension}" == name), None)

    def open(self, name: str) -> Job | None:
        """Open a copy with the user's program: nobody writes into an original by mistake."""
        file, extension = self.file_of(name), extension_of(name)
        if file is None or extension == OTHER:
            return None
        # The system goes by the ending, and the title came from anybody: the ending is ours.
        stem = _safe(self.title(name)).rpartition(".")[0] or file.stem[:16]
        target = self._desk.workspace.cache / _OPENED / file.stem[:16] / f"{stem}.{extension}"
        job = self._desk.jobs.read(partial(_copy, file, target), "open")
        job.succeeded.connect(self._show)
        return job

    def _show(self, target: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(target))):
            sentence = _("No program on this computer opens {name}. Save a copy instead.")
            self._desk.say(sentence.format(name=target.name), "info")

    def save_copy(self, name: str) -> None:
        """Let the user choose where a copy goes."""
        file = self.file_of(name)
        if file is None:
            return
        window = QApplication.activeWindow()
        dialog = file_dialog(window, _("Save a copy"), "copies", save=True)
        title = _safe(self.title(name))
        dialog.selectFile(title if extension_of(title) == extension_of(name) else name)
        dialog.filesSelected.connect(lambda files: self._save(file, Path(files[0])))
        dialog.open()

    def _save(self, file: Path, target: Path) -> None:
        job = self._desk.jobs.read(partial(_copy, file, target), "save a copy")
        job.succeeded.connect(
            lambda _target: self._desk.say(_("Saved: {name}").format(name=target.name))
        )


def _safe(title: str) -> str:
    """Return a title as a file name; names in packages are anybody's."""
    kept = "".join(c for c in title if c.isprintable() and c not in '<>:"/\\|?*')
    return kept.strip(" .")[-80:]


def _copy(file: Path, target: Path, progress: Progress) -> Path:
    part = target.with_name(f"{target.name}.part")
    try:
        total = file.stat().st_size
        source = file.open("rb")
    except OSError as error:
        raise cannot_read(file.name, error) from error
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with source, part.open("wb") as copy:
            while chunk := source.read(CHUNK_BYTES):
                copy.write(chunk)
                progress(copy.tell(), total)
        part.replace(target)
    except OSError as error:
        raise cannot_write(target.name, error) from error
    finally:
        part.unlink(missing_ok=True)
    return target
