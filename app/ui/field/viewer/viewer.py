"""The photo viewer: one photo large, the others as a strip, caption and place at the side."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.inspection.photo.edges import THUMBNAIL_EDGE, VIEW_EDGE
from app.ui.field.belongs import name_of
from app.ui.field.photo.menu import PhotoMenu
from app.ui.field.photo.tiles import photo_tile
from app.ui.field.viewer.bar import ViewerBar
from app.ui.field.viewer.beside import ViewerBeside
from app.ui.field.viewer.keys import letters, press
from app.ui.field.viewer.mark_canvas import MarkCanvas
from app.ui.field.viewer.marks import ViewerMarks
from app.ui.field.viewer.side import ViewerSide
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.photo_model import Photo, PhotoModel
from app.ui.widgets.photos import PhotoGrid
from app.ui.widgets.toast import Toasts

if TYPE_CHECKING:
    from app.inspection.photo.photos import PhotoRow
    from app.ui.field.building import Building
    from app.ui.field.photo.work import PhotoWork


class Viewer(QDialog):
    """Looks at the photos of one building.

    Signals:
        question_wanted(path): Go to the question that the photo belongs to.
        closed(): The viewer is gone.
    """

    question_wanted = Signal(str)
    closed = Signal()

    def __init__(self, window: QWidget, building: Building, work: PhotoWork, key: str) -> None:
        super().__init__(window, Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Photos"))
        self.setAccessibleName(_("Photo viewer"))
        self._building, self.work, self._key = building, work, key
        self._at = 0
        self._shown: tuple[str, str] = ("", "")
        self.canvas = MarkCanvas()
        self.bar = ViewerBar(self.canvas)
        self.bar.closed.connect(self.reject)
        self.side = ViewerSide(building, work)
        self.side.question_wanted.connect(self._to_question)
        self.marks = ViewerMarks(self.canvas, self.bar, work, self)
        self.beside = ViewerBeside(self, building, work)
        self.menu = PhotoMenu(work, self, looks=False)
        self.menu.captioned.connect(lambda _key: self.write_caption())
        self.model = PhotoModel(self)
        self._lay_out()
        self.toasts = Toasts(self.canvas)
        self._say, work.say = work.say, self.toasts.show_toast
        self._ring = FocusRing(self)
        work.previews.ready.connect(self._preview)
        work.previews.failed.connect(self._failed)
        building.photos_changed.connect(self._photos_changed)
        window.installEventFilter(self)

    def _lay_out(self) -> None:
        self.strip = PhotoGrid(_("Photos"), self.model, strip=True)
        self.strip.opened.connect(self.show_photo)
        self.strip.removed.connect(lambda key: self.work.remove(UUID(key)))
        self.strip.moved.connect(lambda key, by: self.work.move(UUID(key), by))
        self.strip.menu_wanted.connect(self._open_menu)
        self.strip.named_key.connect(self._letter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        row = QHBoxLayout()
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        pair = QHBoxLayout()
        pair.setSpacing(0)
        pair.addWidget(self.canvas, 1)
        pair.addWidget(self.beside.compare, 1)
        left.addWidget(self.beside.compare.head)
        left.addLayout(pair, 1)
        band = Panel("rail")
        inside = QHBoxLayout(band)
        inside.addWidget(self.strip, 1)
        self._number = Text("", "label", "rail_text")
        inside.addWidget(self._number)
        left.addWidget(band)
        row.addLayout(left, 1)
        row.addWidget(self.side)
        column.addLayout(row, 1)

    # Showing

    def open_viewer(self, *, caption: bool = False) -> None:
        """Open over the whole window; ``caption``: into the caption at once."""
        self._fit()
        self._photos_changed()
        self.open()
        self.canvas.setFocus()
        if caption:
            self.write_caption()

    def _fit(self) -> None:
        window = self.parentWidget()
        if window is not None:
            self.setGeometry(window.geometry())

    @property
    def photo(self) -> PhotoRow | None:
        """The photo shown."""
        return next((row for row in self._building.photos if str(row.id) == self._key), None)

    def show_photo(self, key: str) -> None:
        """Show another photo."""
        if key != self._key:
            self.side.caption.commit()
            self.canvas.reset()  # what is half typed still belongs to the photo before
            self._key = key
        self._show()

    def step(self, by: int) -> None:
        """Show the next or previous photo."""
        keys = [str(row.id) for row in self._building.photos]
        if self._key in keys:
            at = keys.index(self._key) + by
            if 0 <= at < len(keys):
                self.show_photo(keys[at])

    def _photos_changed(self) -> None:
        rows = self._building.photos
        if not rows:
            self.reject()
            return
        if self.photo is None:
            self._key = str(rows[min(self._at, len(rows) - 1)].id)
            self.canvas.reset()
        self.model.set_photos([self._tile(row) for row in rows])
        for row in rows:
            if not self.model.has_preview(str(row.id)):
                self.work.previews.forget(str(row.id), THUMBNAIL_EDGE)
            self.work.previews.want(row)
        self._show()

    def _tile(self, row: PhotoRow) -> Photo:
        tile = photo_tile(self._building, row, set())
        return Photo(tile.key, tile.code, state=tile.state, words=tile.words)

    def _show(self) -> None:
        photo = self.photo
        if photo is None:
            return
        rows = self._building.photos
        self._at = [row.id for row in rows].index(photo.id)
        self._number.setText(f"{self._at + 1} / {len(rows)}")
        self.strip.setCurrentIndex(self.model.index(self._at, 0))
        self.side.show_photo(photo, self._at + 1, len(rows))
        self.marks.show_photo(photo)
        if self._shown != (self._key, photo.sha256):  # a caption does not draw the picture anew
            self._shown = (self._key, photo.sha256)
            words = _("{name} is no picture. It is opened at its question.")
            words = words.format(name=photo.original_name)
            self.canvas.show_image(None, _("Reading the photo…") if photo.is_picture else words)
            self.work.previews.forget(str(photo.id))
            self.work.previews.want(photo, VIEW_EDGE, plain=True)
            self.beside.show_photo(photo)

    def _preview(self, key: str, edge: int, image: QImage) -> None:
        if edge == THUMBNAIL_EDGE:
            self.model.set_preview(key, image)
        elif key == self._key:
            photo = self.photo
            wide = max(photo.width or 0, photo.height or 0) if photo else 0
            share = max(image.width(), image.height()) / wide if wide else 1.0
            name = name_of(self._building, photo.question) if photo else ""
            self.canvas.show_image(image, name or _("Photo"), share=min(1.0, share))

    def _failed(self, key: str, edge: int) -> None:
        if edge == VIEW_EDGE and key == self._key:
            photo = self.photo
            name = photo.original_name if photo else ""
            words = _("{name} cannot be opened; the file may be damaged.").format(name=name)
            self.canvas.show_image(None, words)

    # Doing

    def write_caption(self) -> None:
        """C: into the caption, whose text is marked to be typed over."""
        self.side.caption.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.side.caption.selectAll()

    def choose_target(self) -> None:
        """G: the menu 归到."""
        photo = self.photo
        if photo is not None:
            where = self.side.belongs.mapToGlobal(self.side.belongs.rect().bottomLeft())
            self.menu.choose_target(self._building, photo, where)

    def _open_menu(self, key: str, where: object) -> None:
        self.show_photo(key)
        photo = self.photo
        if photo is not None:
            self.menu.open_at(self._building, photo, where)  # type: ignore[arg-type]

    def _letter(self, _key: str, letter: str) -> None:
        act = letters(self).get(letter)
        if act is not None:
            act()

    def _to_question(self, path: str) -> None:
        self.reject()
        self.question_wanted.emit(path)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press(self, event):
            event.ignore()

    def done(self, result: int) -> None:
        """Close, handing over a caption that is half typed."""
        self.side.caption.commit()
        self.canvas.set_tool("")
        self.work.say = self._say
        super().done(result)
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moved = event.type() in (QEvent.Type.Resize, QEvent.Type.Move)
        if watched is self.parentWidget() and moved and self.isVisible():
            self._fit()
        return False
