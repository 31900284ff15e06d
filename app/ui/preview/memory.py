"""A building without a workspace: the field desk's own panes work on it, nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.forms import Instance
from app.i18n import _
from app.inspection.answers import Stored
from app.inspection.browse import PlaceLine
from app.inspection.load import instance_of
from app.inspection.photo.photos import PhotoRow
from app.inspection.visit import Visit
from app.models.clock import wall_ms
from app.models.ids import new_id
from app.ui.field.building import Building
from app.ui.field.opening import Opened
from app.ui.field.outline import outline
from app.ui.jobs import Jobs

if TYPE_CHECKING:
    from app.forms import Definition
    from app.models.log import Draft

_NOBODY = UUID(int=0)


class PreviewVisit(Visit):
    """A visit whose answers stay in memory.

    Args:
        form: The form.
        stored: Answers to begin with.
        language: Language of labels.
        beside: The workbook, or the folder that holds its files.
    """

    def __init__(
        self, form: Definition, stored: Mapping[str, Stored], language: str, beside: Path
    ) -> None:
        # Not Visit's own: there is no workspace to read.
        self._beside = beside
        self.person, self.inspection, self.place = "", _NOBODY, _NOBODY
        self.definition = form
        self.finished = False
        self.stored = dict(stored)
        self._pictures: dict[str, str] = {}
        self._together: list[Draft] | None = None
        self._stood_first = {}
        self._fixed: Instance | None = None
        self.commit = lambda work: work()
        self.language = language
        self.instance = self._fresh()

    @property
    def media_folders(self) -> tuple[Path, ...]:
        """Where the form's media lie, in the order in which the engine looks for its lists."""
        if self._beside.is_dir():
            return (*sorted(self._beside.glob("*-media")), self._beside)
        folder = self._beside.parent
        return (folder / f"{self._beside.stem}-media", folder)

    def _fresh(self) -> Instance:
        if not self.stored and not self._pictures:
            made = Instance(self.definition)
            for field in made.fields():  # what a new record begins with counts as said
                if field.kept and not field.spec.children and field.question is not None:
                    self.stored[field.path] = Stored({"answer": field.kept, "basis": "seen"})
        else:
            made = instance_of(self.definition, self.stored, self._pictures, {})
        if self.definition.languages:
            made.set_language(self.language)
        return made

    def reload(self) -> None:
        """Make the record again from the answers."""
        self.instance = self._fresh()

    def _store(self, *_what: Any) -> None:
        """Write nothing."""


class PreviewDesk(QObject):
    """What a building asks of its desk.

    Signals:
        saved(at_ms): Never of importance here.
        told(sentence): Something went wrong that a person can mend.
    """

    saved = Signal(object)
    packed = Signal()
    told = Signal(str)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs, self.person = jobs, ""

    def fault(self, error: object) -> None:
        """Tell what went wrong; a bug is raised."""
        if isinstance(error, AppError):
            self.told.emit(str(error))
        elif isinstance(error, BaseException):
            raise error


class PreviewFiles(QObject):
    """Stands for what stores files: photos are only marked as there.

    Signals:
        progressed(path, done, total): Never sent; nothing takes time.
    """

    progressed = Signal(str, int, int)

    def __init__(self, building: PreviewBuilding) -> None:
        super().__init__(building)
        self._building = building

    def take(self, path: str, _item: object = None) -> None:
        """Mark a file as there."""
        self._building.mark(path)

    def remove(self, path: str) -> None:
        """Take it away again."""
        self._building.unmark(path)

    def stop(self, _path: str) -> None:
        """Nothing runs that could be stopped."""

    def file_of(self, _name: str) -> Path | None:
        """Return no file: none is stored."""
        return None

    def title(self, _name: str) -> str:
        """Return what stands for a file."""
        return _("file of the preview")

    def open(self, _name: str) -> None:
        """There is no file to open."""

    def save_copy(self, _name: str) -> None:
        """There is no file to save."""


class PreviewBuilding(Building):
    """A building whose visit stays in memory."""

    def __init__(self, desk: PreviewDesk, visit: PreviewVisit, name: str, parent: QObject) -> None:
        line = PlaceLine(
            _NOBODY, "building", name, None, "", None, "", None, "not_started", 0, 0, 0, 0, "", 0
        )
        super().__init__(desk, Opened(visit, line, [], [], outline(visit)), parent)  # type: ignore[arg-type]
        self._files = PreviewFiles(self)
        visit.commit = lambda work: work()

    @property
    def attachments(self) -> Any:
        """What marks files as there."""
        return self._files

    def mark(self, path: str) -> None:
        """Count one more photo or file for a question."""
        row = PhotoRow(
            id=new_id(), inspection=None, question=path, finding=None, sha256="0" * 64,
            extension="jpg", width=None, height=None, caption="", position=len(self.photos),
            taken_at=None, taken_zone=None, added_at=wall_ms(), original_name="", here=False,
            contested=False,
        )  # fmt: skip
        self.take_photos([*self.photos, row])

    def unmark(self, path: str) -> None:
        """Take the files of a question away."""
        self.take_photos([one for one in self.photos if one.question != path])
