"""Photos came in by themselves: the panes show them, a toast says so and takes them back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from app.i18n import _, ngettext
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.inspection.photo import photos
    from app.ui.desk import Desk
    from app.ui.field.building import Building
    from app.ui.field.photo.work import PhotoWork

if not TYPE_CHECKING:
    photos = lazy("app.inspection.photo.photos")


class Arrived(QObject):
    """Tells of photos that nobody chose by hand."""

    def __init__(self, desk: Desk, work: PhotoWork) -> None:
        super().__init__(work)
        self._desk, self._work = desk, work

    def show(self, building: Building) -> None:
        """Let the panes read the photos of a building again."""
        intake = self._work.intake
        (intake.left_behind if building.closed else intake.came).emit(building)
        self._desk.packed.emit()

    def tell(self, building: Building, where: str, came: Sequence[UUID]) -> None:
        """Say that photos came, with a button that takes them away again."""
        if not came:
            return
        words = ngettext("{count} photo for {where}", "{count} photos for {where}", len(came))
        self._desk.say(
            words.format(count=len(came), where=where),
            "undo-2",
            _("Undo"),
            lambda: self._take_back(building, tuple(came)),
        )

    def _take_back(self, building: Building, came: tuple[UUID, ...]) -> None:
        workspace, person = self._desk.workspace, self._desk.person

        def work() -> None:
            for photo in came:
                photos.remove_photo(workspace, photo, person=person)

        job = self._desk.write(work, name="take photos back")
        job.succeeded.connect(lambda _none: self.show(building))
