"""Photos of both sides large, beside one another (Space)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.errors import AppError
from app.i18n import _
from app.progress import Progress
from app.ui.hub.conflicts.column import who_said
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.inspection.conflict.side import Detail, Side
    from app.ui.desk import Desk

_EDGE = 2048


class _Picture(QWidget):
    """One photo, whole, on a dark ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self._words = _("No photo")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_picture(self, picture: QPixmap, words: str) -> None:
        self._picture, self._words = picture, words
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().width("tree_wide"), theme().width("tree_wide"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.fillRect(self.rect(), look.color("canvas"))
        if self._picture.isNull():
            paint.text(painter, QRectF(self.rect()), self._words, "body", "on_strip", paint.CENTRE)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        area = QRectF(left, top, size.width(), size.height())
        painter.drawPixmap(area, self._picture, QRectF(self._picture.rect()))


class LargePhotos(Dialog):
    """The photos of each side; arrows go to the next of both, Space or Esc closes."""

    _ready = Signal(str, QImage)

    def __init__(self, desk: Desk, found: Detail, parent: QWidget) -> None:
        look = theme()
        title = f"{found.case.code} {found.case.title}".strip()
        super().__init__(parent, title, width="steps", height=10_000)
        self._wide = parent.window().width()
        self._desk, self._sides = desk, found.sides
        self._at = 0
        self._images: dict[str, QPixmap] = {}
        self._asked: set[str] = set()
        self._ready.connect(self._take, Qt.ConnectionType.QueuedConnection)
        row = QHBoxLayout()
        row.setSpacing(look.space(3))
        self._pictures: list[_Picture] = []
        self._captions: list[Text] = []
        for side in self._sides:
            column = QVBoxLayout()
            column.addWidget(
                Text(f"{side.letter}　{who_said(side)}　{side.words}", "body_strong", elide=True)
            )
            picture = _Picture()
            column.addWidget(picture, 1)
            caption = Text("", "label", "text2")
            column.addWidget(caption)
            row.addLayout(column, 1)
            self._pictures.append(picture)
            self._captions.append(caption)
        self.body.addLayout(row, 1)
        self.set_note(_("← → other photos · Space closes"))
        self._show()

    def _show(self) -> None:
        for side, picture, caption in zip(self._sides, self._pictures, self._captions, strict=True):
            photos = side.photos
            photo = photos[self._at % len(photos)] if photos else None
            caption.setText(_count(side, self._at))
            if photo is None:
                picture.show_picture(QPixmap(), _("No photo"))
                continue
            known = self._images.get(photo.sha256)
            picture.show_picture(known or QPixmap(), photo.caption or side.letter)
            if known is None and photo.sha256 not in self._asked and photo.here:
                self._asked.add(photo.sha256)
                self._load(photo.sha256, photo.extension)

    def _load(self, sha256: str, extension: str) -> None:
        workspace = self._desk.workspace

        def work(_progress: Progress) -> None:
            from app.inspection.photo.previews import make_preview

            original = workspace.photo_file(sha256, extension)
            try:
                file = make_preview(original, workspace.cache / "previews", sha256, _EDGE)
            except AppError:
                return
            self._ready.emit(sha256, QImage(str(file)))

        self._desk.jobs.read(work, "large photo")

    def _take(self, sha256: str, image: QImage) -> None:
        self._images[sha256] = QPixmap.fromImage(image)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.accept()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._at = max(0, self._at + (1 if event.key() == Qt.Key.Key_Right else -1))
            self._show()
        else:
            super().keyPressEvent(event)


def _count(side: Side, at: int) -> str:
    if not side.photos:
        return ""
    number = at % len(side.photos) + 1
    return f"{number} / {len(side.photos)}"
