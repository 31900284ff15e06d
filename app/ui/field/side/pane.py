"""The right of the field desk: photos of the building, and its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import _
from app.ui.field.own_turn import OwnTurn
from app.ui.field.side.findings import SideFindings
from app.ui.field.side.photos import SidePhotos
from app.ui.theme import theme
from app.ui.widgets.labels import Panel
from app.ui.widgets.photos import dropped_files

if TYPE_CHECKING:
    from app.ui.field.building import Building
    from app.ui.field.photo.work import PhotoWork


class SidePane(Panel):
    """Photos and findings of the open building.

    Signals:
        import_wanted(path): Choose files for this question; empty: for the building.
        folder_wanted(): Choose a folder of photos.
        dropped(files): Files or folders were dropped on the pane.
        photo_opened(photo): Look at this photo (its id as text).
        photo_removed(photo): Delete was pressed on it.
        photo_moved(photo, by): Put it one place earlier or later.
        photo_menu(photo, where): Open its menu at a point of the screen.
        photo_key(photo, letter): A letter was pressed on it.
        question_wanted(path): Open the question of a finding.
    """

    import_wanted = Signal(str)
    folder_wanted = Signal()
    dropped = Signal(list)
    photo_opened = Signal(str)
    photo_removed = Signal(str)
    photo_moved = Signal(str, int)
    photo_menu = Signal(str, QPoint)
    photo_key = Signal(str, str)
    question_wanted = Signal(str)

    def __init__(self, work: PhotoWork, parent: QWidget | None = None) -> None:
        super().__init__("bg", "", parent, _("Photos and findings"))
        look = theme()
        self._building: Building | None = None
        self._soon = OwnTurn(self)
        self._soon.timeout.connect(self._show)
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        edge = look.space(4)
        column.setContentsMargins(edge - look.stroke("focus"), look.space(3), edge, 0)
        column.setSpacing(look.space(2))
        self.photos = SidePhotos(work)
        self.findings = SideFindings()
        column.addWidget(self.photos)
        column.addWidget(self.findings, 1)
        self.model, self.grid = self.photos.model, self.photos.grid
        self.photos.import_wanted.connect(self.import_wanted)
        self.photos.folder_wanted.connect(self.folder_wanted)
        self.photos.menu_wanted.connect(self.photo_menu)
        self.photos.key_pressed.connect(self.photo_key)
        self.grid.opened.connect(self.photo_opened)
        self.grid.removed.connect(self.photo_removed)
        self.grid.moved.connect(self.photo_moved)
        self.grid.dropped.connect(self.dropped)
        self.findings.question_wanted.connect(self.question_wanted)

    def show_building(self, building: Building | None) -> None:
        """Show the photos and findings of a building; None: of none."""
        self._building = building
        self.photos.clear(building)
        if building is not None:
            building.changed.connect(self._changed)
            building.reloaded.connect(self._changed)
            building.photos_changed.connect(self._changed)
            self._soon.start()

    def _changed(self, _paths: object = None) -> None:
        if self.sender() is self._building:
            self._soon.start()  # photos and answers often change together: show them once

    def _show(self) -> None:
        if self._building is not None:
            self.findings.show_building(self._building)
            self.photos.show_photos()

    # Dropping anywhere on the pane

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.dropped.emit(files)
