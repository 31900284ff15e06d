"""The photo viewer: one photo large, the others as a strip, caption and place at the side."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.inspection.edges import THUMBNAIL_EDGE, VIEW_EDGE
from app.ui.field.canvas import STEP, Canvas
from app.ui.field.shown import clock, short_code, size_words
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import TextField
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.photo_model import Photo, PhotoModel
from app.ui.widgets.photos import PhotoGrid

if TYPE_CHECKING:
    from app.inspection.photos import PhotoRow
    from app.ui.field.building import Building
    from app.ui.field.photo_work import PhotoWork

_TURNS = 4


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
        self._building, self._work, self._key = building, work, key
        self.canvas = Canvas()
        self.canvas.zoomed.connect(self._zoomed)
        self.model = PhotoModel(self)
        self.strip = PhotoGrid(_("Photos"), self.model, strip=True)
        self.strip.opened.connect(self.show_photo)
        self.strip.removed.connect(self._remove_key)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_top())
        row = QHBoxLayout()
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.canvas, 1)
        band = Panel("rail")
        inside = QHBoxLayout(band)
        inside.addWidget(self.strip, 1)
        self._number = Text("", "label", "rail_text")
        inside.addWidget(self._number)
        left.addWidget(band)
        row.addLayout(left, 1)
        row.addWidget(self._make_side())
        column.addLayout(row, 1)
        self._ring = FocusRing(self)
        work.preview_ready.connect(self._preview)
        work.preview_failed.connect(self._failed)
        building.photos_changed.connect(self._photos_changed)
        window.installEventFilter(self)

    def _make_top(self) -> Panel:
        look = theme()
        bar = Panel("surface", "b", role=_("Photo viewer"))
        row = QHBoxLayout(bar)
        row.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(2))
        row.setSpacing(look.space(2))
        self.turn = Button(_("Turn the view"), icon="rotate-cw", hint="R")
        self.turn.clicked.connect(self.canvas.turn)
        self.smaller = Button("", icon="zoom-out", hint="-", name=_("Smaller"))
        self.smaller.clicked.connect(lambda: self.canvas.zoom(1 / STEP))
        self.larger = Button("", icon="zoom-in", hint="+", name=_("Larger"))
        self.larger.clicked.connect(lambda: self.canvas.zoom(STEP))
        self.whole = Button(_("Whole picture"), hint="0")
        self.whole.clicked.connect(self.canvas.fit)
        self._percent = Text("", "label", "text2")
        close = Button(_("Close"), icon="x", hint="Esc")
        close.clicked.connect(self.reject)
        row.addWidget(self.turn)
        row.addStretch()
        row.addWidget(self._percent)
        for button in (self.smaller, self.larger, self.whole, close):
            row.addWidget(button)
        for button in (self.turn, self.smaller, self.larger, self.whole, close):
            button.setAutoDefault(False)
        return bar

    def _make_side(self) -> Panel:
        look = theme()
        side = Panel("bg", "l", role=_("About this photo"))
        side.setFixedWidth(look.width("side"))
        column = QVBoxLayout(side)
        edge = look.space(4)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(look.space(2))
        self._title = Text("", "heading", wrap=True)
        self._facts = Text("", "caption", "text2", wrap=True)
        column.addWidget(self._title)
        column.addWidget(self._facts)
        column.addSpacing(look.space(2))
        column.addWidget(Text(_("Caption"), "label", "text2"))
        self.caption = TextField(_("Caption"))
        self.caption.committed.connect(self._captioned)
        column.addWidget(self.caption)
        column.addWidget(Text(_("Belongs to"), "label", "text2"))
        self.belongs = QComboBox()
        self.belongs.setAccessibleName(_("Belongs to"))
        self.belongs.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.belongs.activated.connect(self._assigned)
        column.addWidget(self.belongs)
        order = QHBoxLayout()
        order.setSpacing(look.space(2))
        self.earlier = Button(_("Earlier"), icon="arrow-left", name=_("Move before"))
        self.earlier.clicked.connect(lambda: self._move(-1))
        self.later = Button(_("Later"), icon="arrow-right", name=_("Move behind"))
        self.later.clicked.connect(lambda: self._move(1))
        order.addWidget(self.earlier)
        order.addWidget(self.later)
        order.addStretch()
        column.addLayout(order)
        column.addStretch()
        self.question = Button(_("Go to its question"), "quiet")
        self.question.clicked.connect(self._to_question)
        self.remove = Button(_("Remove"), icon="trash-2", hint="Delete")
        self.remove.clicked.connect(self.remove_photo)
        foot = QHBoxLayout()
        foot.addWidget(self.remove)
        foot.addWidget(self.question)
        foot.addStretch()
        column.addLayout(foot)
        for button in (self.earlier, self.later, self.question, self.remove):
            button.setAutoDefault(False)
        return side

    # Showing

    def open_viewer(self) -> None:
        """Open over the whole window."""
        self._fit()
        self._fill_belongs()
        self._photos_changed()
        self.open()
        self.canvas.setFocus()

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
            self.caption.commit()
            self._key = key
            self.canvas.reset()
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
        tiles = [Photo(str(row.id), self._code(row)) for row in rows]
        self.model.set_photos(tiles)
        for row in rows:
            self._work.forget_preview(str(row.id), THUMBNAIL_EDGE)
            self._work.want_preview(row)
        self._show()

    _at = 0

    def _show(self) -> None:
        photo = self.photo
        if photo is None:
            return
        rows = self._building.photos
        self._at = [row.id for row in rows].index(photo.id)
        self._number.setText(f"{self._at + 1} / {len(rows)}")
        self.strip.setCurrentIndex(self.model.index(self._at, 0))
        self._title.setText(self._name(photo.question) or _("Of the whole building"))
        self._facts.setText("\n".join(self._lines(photo)))
        self.caption.set_value(photo.caption)
        self.caption.setText(photo.caption)
        self._mark_belongs(photo)
        self.earlier.setEnabled(self._at > 0)
        self.later.setEnabled(self._at < len(rows) - 1)
        self.question.setVisible(bool(photo.question))
        self.canvas.show_image(None, _("Reading the photo…"))
        self._work.forget_preview(str(photo.id))
        self._work.want_preview(photo, VIEW_EDGE)

    def _lines(self, photo: PhotoRow) -> list[str]:
        lines = [photo.original_name]
        if photo.taken_at is not None:
            lines.append(_("Taken at {time}").format(time=clock(photo.taken_at)))
        if photo.width and photo.height:
            lines.append(f"{photo.width} × {photo.height}")
        file = self._work.file_of(photo)
        if file is not None:
            lines.append(size_words(file))
        lines.append(_("Original untouched, fingerprint {digest}").format(digest=photo.sha256[:8]))
        return lines

    def _code(self, row: PhotoRow) -> str:
        question = self._building.visit.definition.question(row.question) if row.question else None
        return short_code(question.code) if question else ""

    def _name(self, path: str | None) -> str:
        """Return what a path is called: its question, and which demanded picture."""
        question = self._building.visit.definition.question(path) if path else None
        if question is None or path is None:
            return ""
        label = self._building.field(path).label
        owner = self._building.slot(path)
        code = short_code(question.code)
        if question.kind == "image" and owner is not None and owner.field is not None:
            return f"{code} {owner.field.label} · {label}"
        return f"{code} {label}"

    def _preview(self, key: str, edge: int, image: QImage) -> None:
        if edge == THUMBNAIL_EDGE:
            self.model.set_preview(key, image)
        elif key == self._key:
            photo = self.photo
            wide = max(photo.width or 0, photo.height or 0) if photo else 0
            share = max(image.width(), image.height()) / wide if wide else 1.0
            name = self._name(photo.question) if photo else ""
            self.canvas.show_image(image, name or _("Photo"), share=min(1.0, share))

    def _failed(self, key: str, edge: int) -> None:
        if edge == VIEW_EDGE and key == self._key:
            photo = self.photo
            name = photo.original_name if photo else ""
            words = _("{name} cannot be opened; the file may be damaged.").format(name=name)
            self.canvas.show_image(None, words)

    def _zoomed(self, percent: int, _fits: bool) -> None:
        self._percent.setText(f"{percent}%")

    # Changing

    def _fill_belongs(self) -> None:
        self.belongs.clear()
        self.belongs.addItem(_("Whole building"), "")
        building = self._building
        for slot in building.slots:
            if slot.question is None or slot.field is None or not slot.field.relevant:
                continue
            _where, photos = building.companions(slot.question, slot.path)
            wanted = [path for path in photos if building.field(path).relevant]
            if wanted or building.found(slot.path) or building.photos_at({slot.path}):
                for path in (slot.path, *wanted):
                    self.belongs.addItem(self._name(path), path)

    def _mark_belongs(self, photo: PhotoRow) -> None:
        at = self.belongs.findData(photo.question or "")
        if at < 0:
            self.belongs.addItem(self._name(photo.question), photo.question)
            at = self.belongs.count() - 1
        self.belongs.setCurrentIndex(at)

    def _assigned(self, number: int) -> None:
        photo = self.photo
        path = str(self.belongs.itemData(number)) or None
        if photo is not None and path != photo.question:
            self._work.change(photo.id, question=path)

    def _captioned(self, text: str) -> None:
        if self.photo is not None:
            self._work.change(self.photo.id, caption=text)

    def _move(self, by: int) -> None:
        ids = [row.id for row in self._building.photos]
        to = self._at + by
        if 0 <= to < len(ids):
            ids.insert(to, ids.pop(self._at))
            self._work.order(ids)

    def remove_photo(self) -> None:
        """Remove the photo shown; a toast takes it back."""
        if self.photo is not None:
            self._work.remove(self.photo.id)

    def _remove_key(self, key: str) -> None:
        self._work.remove(UUID(key))

    def _to_question(self) -> None:
        photo = self.photo
        if photo is not None and photo.question:
            path = photo.question
            self.reject()
            self.question_wanted.emit(path)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        acts = {
            Qt.Key.Key_Right: lambda: self.step(1),
            Qt.Key.Key_Left: lambda: self.step(-1),
            Qt.Key.Key_Plus: lambda: self.canvas.zoom(STEP),
            Qt.Key.Key_Equal: lambda: self.canvas.zoom(STEP),
            Qt.Key.Key_Minus: lambda: self.canvas.zoom(1 / STEP),
            Qt.Key.Key_0: self.canvas.fit,
            Qt.Key.Key_R: self.canvas.turn,
            Qt.Key.Key_Delete: self.remove_photo,
        }
        act = acts.get(Qt.Key(key))
        if act is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            act()
        elif key == Qt.Key.Key_Escape:
            self.reject()
        else:
            event.ignore()

    def done(self, result: int) -> None:
        """Close, handing over a caption that is half typed."""
        self.caption.commit()
        super().done(result)
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moved = event.type() in (QEvent.Type.Resize, QEvent.Type.Move)
        if watched is self.parentWidget() and moved and self.isVisible():
            self._fit()
        return False
