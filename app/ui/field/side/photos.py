"""The photos of the open building: a few tiles, or all of them, and what is still missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.inspection.photo.edges import THUMBNAIL_EDGE
from app.ui.field.photo.tiles import WANTED, photo_tile, wanted_tiles
from app.ui.field.shown import photos_count
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Text
from app.ui.widgets.photo_model import Photo, PhotoModel
from app.ui.widgets.photos import PhotoGrid
from app.ui.widgets.progress import CountBar

if TYPE_CHECKING:
    from app.inspection.photo.photos import PhotoRow
    from app.ui.field.building import Building
    from app.ui.field.photo.work import PhotoWork

_ROWS = 2
_ROWS_ALL = 4
_COLUMNS = 2


class SidePhotos(QWidget):
    """Tiles with the buttons that bring photos in.

    Signals:
        import_wanted(path): Choose files for this question; empty: for the building.
        folder_wanted(): Choose a folder of photos.
        menu_wanted(photo, where): The menu of a photo (its id as text), at a point of the screen.
        key_pressed(photo, letter): A letter was pressed on a photo.
    """

    import_wanted = Signal(str)
    folder_wanted = Signal()
    menu_wanted = Signal(str, QPoint)
    key_pressed = Signal(str, str)

    def __init__(self, work: PhotoWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._building: Building | None = None
        self._all = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(2))
        column.addLayout(self._make_head())
        self.model = PhotoModel(self)
        self.grid = PhotoGrid(_("Photos"), self.model, _COLUMNS)
        self.grid.show_rows(_ROWS)
        self.grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid.wanted.connect(lambda key: self.import_wanted.emit(key.removeprefix(WANTED)))
        self.grid.menu_wanted.connect(self.menu_wanted)
        self.grid.named_key.connect(self.key_pressed)
        column.addWidget(self.grid)
        column.addLayout(self._make_foot())
        work.previews.ready.connect(self._preview)
        work.previews.failed.connect(self._damaged)
        work.doubts.told.connect(self.show_photos)
        work.custody.told.connect(self.show_photos)
        work.intake.progressed.connect(self._progressed)
        work.intake.ended.connect(self._ended)

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme().space(2))
        head.addWidget(Text(_("Photos"), "body_strong"))
        self._count = Text("", "label", "text2")
        head.addWidget(self._count)
        head.addStretch()
        name = _("Photos from a phone")
        self.phone = Button("", "quiet", "smartphone", name=name)
        head.addWidget(self.phone)
        name = _("Import a folder of photos")
        self.folder = Button("", "quiet", "folder-input", "Ctrl+Shift+I", name=name)
        self.folder.clicked.connect(self.folder_wanted)
        head.addWidget(self.folder)
        self.take = Button(_("Import"), "quiet", "image-plus", name=_("Import photos"))
        self.take.clicked.connect(lambda: self.import_wanted.emit(""))
        head.addWidget(self.take)
        return head

    def _make_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(theme().space(2))
        self._foot = Text("", "caption", "text2", elide=True)
        foot.addWidget(self._foot, 1)
        self._bar = CountBar(_("Photos taken in"))
        self._bar.hide()
        foot.addWidget(self._bar, 1)
        self._stop = Button(_("Stop"), "quiet")
        self._stop.clicked.connect(self._work.intake.cancel)
        self._stop.hide()
        foot.addWidget(self._stop)
        self._more = Button("", "quiet")
        self._more.clicked.connect(self._toggle_all)
        self._more.hide()
        foot.addWidget(self._more)
        return foot

    def clear(self, building: Building | None) -> None:
        """Belong to another building; None: to none."""
        self._building = building
        self._all = False
        self.model.set_photos([])

    def show_photos(self) -> None:
        """Show the photos as they are now."""
        building = self._building
        if building is None:
            return
        rows, wanted = building.photos, wanted_tiles(building)
        self._work.custody.want(rows)
        # What is missing stands behind the first photo, where it is seen.
        order: list[PhotoRow | Photo] = [*rows[:1], *wanted[:2], *rows[1:], *wanted[2:]]
        room = _ROWS * _COLUMNS
        shown = order if self._all else order[:room]
        damaged = {tile.key for tile in self._tiles() if tile.state == "damaged"}
        tiles = [
            one if isinstance(one, Photo) else self._tile(building, one, damaged) for one in shown
        ]
        if self._tiles() != tiles:
            current = self.grid.current()
            self.model.set_photos(tiles)
            self._stay_at(current.key if current else "")
        self._fit_grid(len(tiles))
        for one in shown:
            if not isinstance(one, Photo):
                self._work.previews.want(one)
        self._count.setText(photos_count(len(rows)))
        words = _("Drop photos here, or paste them with Ctrl+V")
        doubtful = self._work.doubts.count
        if doubtful:
            words = ngettext("{count} photo to look into", "{count} photos to look into", doubtful)
            self._foot.setText(words.format(count=doubtful))
        else:
            self._foot.setText(_("Originals stay untouched") if rows else words)
        self._more.setVisible(len(order) > room)
        words = _("See all ({count})").format(count=len(order))
        self._more.set_words(_("Show fewer") if self._all else words)

    def _tile(self, building: Building, row: PhotoRow, damaged: set[str]) -> Photo:
        tile = self._work.custody.on(photo_tile(building, row, damaged), row)
        return replace(tile, doubt=self._work.doubts.short(row.id))

    def _stay_at(self, key: str) -> None:
        """Keep the same photo current after the tiles were put in another order."""
        for row, tile in enumerate(self._tiles()):
            if tile.key == key:
                self.grid.setCurrentIndex(self.model.index(row, 0))

    def _tiles(self) -> list[Photo]:
        found = (self.model.photo(row) for row in range(self.model.rowCount()))
        return [tile for tile in found if tile is not None]

    def _fit_grid(self, tiles: int) -> None:
        rows = -(-tiles // _COLUMNS) if tiles else 1
        self.grid.show_rows(min(rows, _ROWS_ALL if self._all else _ROWS))
        policy = Qt.ScrollBarPolicy
        scrolls = rows > _ROWS_ALL
        self.grid.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if scrolls else policy.ScrollBarAlwaysOff
        )
        self.grid.setVisible(bool(tiles))

    def _preview(self, key: str, edge: int, image: QImage) -> None:
        if edge == THUMBNAIL_EDGE:
            self.model.set_preview(key, image)

    def _damaged(self, key: str, edge: int) -> None:
        if edge == THUMBNAIL_EDGE:
            tile = next((one for one in self._tiles() if one.key == key), None)
            if tile is None or tile.state != "away":  # that one lies at the hub, and is not damaged
                self.model.update_photo(key, state="damaged")

    def _toggle_all(self) -> None:
        self._all = not self._all
        self.show_photos()

    def _progressed(self, done: int, total: int) -> None:
        self._foot.hide()
        self._bar.show()
        self._stop.show()
        self._bar.set_count(done, total)

    def _ended(self) -> None:
        self._bar.hide()
        self._stop.hide()
        self._foot.show()
