"""Ways for photos to come in and to be looked at: dialogs, drops, the clipboard, the viewer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage

from app.i18n import _
from app.ui.field.panes import Panes
from app.ui.field.photo.menu import PhotoMenu
from app.ui.widgets.file_dialog import FOLDER, MANY, PHOTOS, file_dialog
from app.ui.widgets.photos import dropped_files

if TYPE_CHECKING:
    from app.inspection.photo.photos import PhotoRow
    from app.ui.desk import Desk
    from app.ui.field.viewer.viewer import Viewer
    from app.ui.field.visits import Visits


class PhotoActs(QObject):
    """What people do with photos in the room.

    Attributes:
        viewer: The open viewer, if one is.
    """

    def __init__(self, desk: Desk, panes: Panes, visits: Visits) -> None:
        super().__init__(panes)
        self._desk, self._panes, self._visits = desk, panes, visits
        self._work = panes.photo_work
        self.viewer: Viewer | None = None
        panes.questions.photo_wanted.connect(self.import_photos)
        panes.side.import_wanted.connect(self.import_photos)
        panes.side.dropped.connect(self._dropped)
        panes.side.photo_opened.connect(self.look_at)
        panes.side.folder_wanted.connect(self.import_folder)
        panes.side.photo_removed.connect(lambda key: self._work.remove(UUID(key)))
        panes.side.photo_moved.connect(lambda key, by: self._work.move(UUID(key), by))
        panes.side.photo_menu.connect(self._open_menu)
        panes.side.photo_key.connect(self._letter)
        visits.shown.connect(self._look_at_wanted)
        self.menu = PhotoMenu(self._work, panes)
        self.menu.looked.connect(self.look_at)
        self.menu.captioned.connect(self.write_caption)

    def import_here(self) -> None:
        """Ctrl+I: choose photos for the open question."""
        card = self._panes.card
        self.import_photos(card.next_photo() if card is not None else "")

    def import_photos(self, path: str) -> None:
        """Choose photo files for a question; empty: for the building."""
        if self._visits.building is None:
            return
        dialog = file_dialog(self._panes, _("Choose photos"), PHOTOS, MANY)
        dialog.setNameFilters([_("Photos (*.jpg *.jpeg *.png *.heic *.heif)"), _("All files (*)")])
        dialog.filesSelected.connect(lambda files: self.add_files(_paths(files), path))
        dialog.open()

    def import_folder(self) -> None:
        """Choose a folder of photos for the building."""
        if self._visits.building is None:
            return
        dialog = file_dialog(self._panes, _("Choose a folder of photos"), PHOTOS, FOLDER)
        dialog.filesSelected.connect(lambda files: self.add_files(_paths(files), ""))
        dialog.open()

    def add_files(self, files: Sequence[Path], path: str) -> None:
        """Take files in for a question; empty: for the building.

        Where a file is the answer itself, the widget of the question takes it. Several files for
        a question that demands several photos: one each in order, what is left to the question.
        """
        card = self._panes.card
        if path and card is not None and card.path == path and card.editor.takes_files:
            card.editor.take_files(list(files))
            return
        question, missing = self._demands(path) if len(files) > 1 else ("", [])
        if path not in missing:
            self._work.add(files, path or None)
            return
        wanted = missing[missing.index(path) :]
        for file, demand in zip(files, wanted, strict=False):
            self._work.add([file], demand)
        if len(files) > len(wanted):
            self._work.add(files[len(wanted) :], question)

    def _demands(self, path: str) -> tuple[str, list[str]]:
        """Return the question that a demanded photo belongs to, and its photos not there yet."""
        building = self._visits.building
        slot = building.slot(path) if building is not None and path else None
        if building is None or slot is None or slot.question is None:
            return path, []
        _where, photos = building.companions(slot.question, slot.path)
        return slot.path, [one for one in photos if building.field(one).condition == "required"]

    def _waiting(self) -> str:
        """Return the open question if it asks for a photo, else empty: the building."""
        card = self._panes.card
        return card.next_photo() if card is not None and card.waits else ""

    def _dropped(self, files: list[Path]) -> None:
        self.add_files(files, self._waiting())

    def paste_photo(self) -> None:
        """Ctrl+V: take in what the clipboard holds, files or a picture."""
        if self._visits.building is None:
            return
        clipboard = QGuiApplication.clipboard()
        data = clipboard.mimeData()
        files = dropped_files(data)
        image = clipboard.image() if data.hasImage() else QImage()
        if files:
            self.add_files(files, self._waiting())
        elif not image.isNull():
            self._work.add_image(image, self._waiting() or None)
        else:
            self._desk.say(_("There is no picture on the clipboard."), "info")

    def look_at(self, key: str) -> None:
        """Open the viewer at a photo."""
        self._open_viewer(key)

    def _look_at_wanted(self, _building: object = None) -> None:
        """Open the viewer at the photo that was chosen in the gallery."""
        wanted = self._desk.property("photo_wanted")
        if wanted:
            self._desk.setProperty("photo_wanted", None)
            if self._photo(wanted) is not None:
                self._open_viewer(wanted)

    def write_caption(self, key: str) -> None:
        """Open the viewer in the caption of a photo."""
        self._open_viewer(key, caption=True)

    def _open_viewer(self, key: str, *, caption: bool = False) -> None:
        from app.ui.field.viewer.viewer import Viewer  # rarely needed, so not at the start

        if self._visits.building is None:
            return
        self.viewer = Viewer(self._desk.shell, self._visits.building, self._work, key)
        self.viewer.question_wanted.connect(self._visits.go_to)
        self.viewer.closed.connect(self._viewer_closed)
        self.viewer.open_viewer(caption=caption)

    def _photo(self, key: str) -> PhotoRow | None:
        building = self._visits.building
        rows = building.photos if building is not None else []
        return next((row for row in rows if str(row.id) == key), None)

    def _open_menu(self, key: str, where: QPoint) -> None:
        building, photo = self._visits.building, self._photo(key)
        if building is not None and photo is not None:
            self.menu.open_at(building, photo, where, self._panes.questions.view.open_key)

    def _letter(self, key: str, letter: str) -> None:
        building, photo = self._visits.building, self._photo(key)
        if building is None or photo is None:
            return
        if letter == "G":
            where, here = self._panes.side.grid.corner(), self._panes.questions.view.open_key
            self.menu.choose_target(building, photo, where, here)
        elif letter == "C":
            self.write_caption(key)

    def _viewer_closed(self) -> None:
        self.viewer = None
        self._panes.side.grid.setFocus(Qt.FocusReason.OtherFocusReason)


def _paths(files: Sequence[str]) -> list[Path]:
    return [Path(file) for file in files]
