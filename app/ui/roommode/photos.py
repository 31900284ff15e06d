"""The photos of one question: those there, those still wanted, and the button that brings more."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.inspection.photo.edges import THUMBNAIL_EDGE
from app.ui.field.photo.tiles import WANTED, photo_tile
from app.ui.field.shown import photos_count
from app.ui.roommode.buttons import RoomButton
from app.ui.theme import theme
from app.ui.widgets.labels import Text
from app.ui.widgets.photo_model import Photo, PhotoModel
from app.ui.widgets.photos import PhotoGrid

if TYPE_CHECKING:
    from app.ui.field.photo.work import PhotoWork
    from app.ui.roommode.card import RoomCard

_BESIDE, _BELOW = 1, 3
"""Columns of tiles beside the question, and below it where the window is narrow."""


class RoomPhotos(QWidget):
    """Tiles of the open question.

    Signals:
        wanted(path): Take or import a photo for this question or demanded picture.
        opened(key): Look at a photo.
        dropped(files): Files were dropped here.
    """

    wanted = Signal(str)
    opened = Signal(str)
    dropped = Signal(list)

    def __init__(self, work: PhotoWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._card: RoomCard | None = None
        self._asked: set[UUID] = set()
        self._seen: dict[str, QImage] = {}
        self._columns = _BESIDE
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(2))
        self._count = Text("", "label_strong", "text2")
        column.addWidget(self._count)
        self.model = PhotoModel(self)
        self.grid = PhotoGrid(_("Photos"), self.model, _BESIDE)
        self.grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid.wanted.connect(lambda key: self.wanted.emit(key.removeprefix(WANTED)))
        self.grid.opened.connect(self.opened)
        self.grid.removed.connect(self._removed)
        self.grid.dropped.connect(self.dropped)
        column.addWidget(self.grid)
        self.take = RoomButton(_("Take or import"), icon="camera", hint="C")
        self.take.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.take.clicked.connect(self._take)
        column.addWidget(self.take)
        column.addStretch()
        work.previews.ready.connect(self._preview)
        work.previews.failed.connect(self._damaged)
        work.custody.told.connect(self._told)

    def set_below(self, below: bool) -> None:
        """Stand below the question, with several tiles in a row, or beside it."""
        self._columns = _BELOW if below else _BESIDE
        self.grid.set_columns(self._columns)
        self._fit()

    def show_card(self, card: RoomCard | None) -> None:
        """Show the photos of a question as they are now."""
        self._card = card
        if card is None:
            self.model.set_photos([])
            return
        building = card.building
        demands = card.pictures.wanted()
        rows = building.photos_at({card.path, *demands})
        damaged = {tile.key for tile in self._tiles() if tile.state == "damaged"}
        custody = self._work.custody
        custody.want(rows)
        tiles = [custody.on(photo_tile(building, row, damaged), row) for row in rows]
        for path in demands:
            if not building.photos_at({path}):
                words = _("{what} still missing").format(what=building.field(path).label)
                tiles.append(Photo(WANTED + path, "", state="missing", words=words))
        if len(rows) == len(tiles) == 1:
            words = _("One more (optional)")
            tiles.append(Photo(WANTED + card.path, "", state="optional", words=words))
        if tiles != self._tiles():
            self.model.set_photos(tiles)
            for row in rows:
                if str(row.id) in self._seen:
                    self.model.set_preview(str(row.id), self._seen[str(row.id)])
        for row in rows:
            if row.id not in self._asked:
                self._asked.add(row.id)
                self._work.previews.forget(str(row.id), THUMBNAIL_EDGE)  # the desk has its own
                self._work.previews.want(row)
        words = _("Photos: {count}").format(count=photos_count(len(rows)))
        self._count.setText(words if rows else _("Photos"))
        self.take.setEnabled(card.takes_photos)
        self._fit()

    def _tiles(self) -> list[Photo]:
        found = (self.model.photo(row) for row in range(self.model.rowCount()))
        return [tile for tile in found if tile is not None]

    def _fit(self) -> None:
        tiles = self.model.rowCount()
        self.grid.setVisible(bool(tiles))
        self.grid.show_rows(max(1, -(-tiles // self._columns)))

    def _take(self) -> None:
        if self._card is not None:
            self.wanted.emit(self._card.next_photo())

    def _removed(self, key: str) -> None:
        self._work.remove(UUID(key))

    def _told(self) -> None:
        if self._card is not None:
            self.show_card(self._card)

    def _preview(self, key: str, edge: int, image: QImage) -> None:
        if edge == THUMBNAIL_EDGE:
            self._seen[key] = image
            self.model.set_preview(key, image)

    def _damaged(self, key: str, edge: int) -> None:
        tile = next((one for one in self._tiles() if one.key == key), None)
        if edge == THUMBNAIL_EDGE and (tile is None or tile.state != "away"):
            self.model.update_photo(key, state="damaged")  # not one whose original is at the hub
