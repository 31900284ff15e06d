"""The wall of tiles under headings: what is on the screen is painted, each tile once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.ui.icons import draw_icon
from app.ui.photos.layout import Layout
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.photo_model import Photo
from app.ui.widgets.tiles import draw_tile

if TYPE_CHECKING:
    from app.inspection.photo.gallery import GalleryPhoto, Group
    from app.ui.exchange.photo_marks import PhotoMarks
    from app.ui.photos.loader import Thumbnails

_AHEAD = 1.0
"""Screens above and below for which pictures are read in advance."""
_REST_MS = 30
_KEPT = 300
"""Painted tiles kept: some six screens, 20 MB."""


class Wall(QAbstractScrollArea):
    """Shows groups of photos; `app.ui.photos.view` lets people choose among them."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = thumbnails
        self._groups: Sequence[Group] = ()
        self._photos: list[GalleryPhoto] = []
        self._doubts: dict[UUID, str] = {}
        self._layout = Layout((), 1, 0, QSize(1, 1), 0)
        self._painted: OrderedDict[tuple[UUID, str], QPixmap] = OrderedDict()
        self._marks: PhotoMarks | None = None
        self._chosen: set[UUID] = set()
        self._current = -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._soon = QTimer(self, interval=_REST_MS, singleShot=True)
        self._soon.timeout.connect(self._ask)
        thumbnails.arrived.connect(self._arrived)

    @property
    def listed(self) -> list[GalleryPhoto]:
        """All photos shown, in order."""
        return self._photos

    def set_marks(self, marks: PhotoMarks) -> None:
        """Say on each tile where its photo is; asked for those on the screen."""
        self._marks = marks
        marks.told.connect(self._told)

    def _told(self) -> None:
        self.viewport().update()  # a tile is painted anew where its custody is another now
        self._soon.start()

    def _arrange(self) -> None:
        look = theme()
        base, gap = look.size("tile"), look.space(2)
        tile = QSize(base.width() + gap, base.height() + gap)
        head = look.line("body_strong") + look.space(4)
        width, before = self.viewport().width(), self._layout.cell
        self._layout = Layout(self._groups, width, head, tile, look.space(4))
        if before != self._layout.cell:
            self._pictures.forget()
        self._painted.clear()
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, self._layout.height + look.space(4) - page))
        bar.setPageStep(page)
        bar.setSingleStep(self._layout.cell.height() // 3)
        self._soon.start()
        self.viewport().update()

    # Painting

    def _custody(self, photo: GalleryPhoto) -> str:
        """Return where a photo is; until it is read, whether a package carries it."""
        if photo.away:
            return "merged"
        known = self._marks.state(photo) if self._marks is not None else None
        return known if known in ("packed", "delivered", "merged") else "packed" * photo.sent

    def _tile(self, photo: GalleryPhoto) -> Photo:
        state = "damaged" if self._pictures.failed(photo) else "there"
        custody = self._custody(photo)
        if photo.away:
            state = "away"
        doubt = self._doubts.get(photo.id, "")
        return Photo("", photo.code, photo.time, "", state, custody=custody, doubt=doubt)

    def _tile_picture(self, photo: GalleryPhoto, size: QSize) -> QPixmap:
        """Return a tile as it looks without focus; painted once, then copied to the screen."""
        key = (photo.id, self._custody(photo))
        kept = self._painted.get(key)
        if kept is not None:
            self._painted.move_to_end(key)
            return kept
        ratio = self.devicePixelRatioF()
        tile = QPixmap(size * ratio)
        tile.setDevicePixelRatio(ratio)
        tile.fill(theme().color("surface"))
        painter = QPainter(tile)
        half = theme().space(2) / 2
        box = QRectF(0, 0, size.width(), size.height()).adjusted(half, half, -half, -half)
        draw_tile(painter, box, self._tile(photo), self._pictures.get(photo))
        painter.end()
        self._painted[key] = tile
        while len(self._painted) > _KEPT:
            self._painted.popitem(last=False)
        return tile

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self.viewport()), theme()
        top, area = self.verticalScrollBar().value(), event.rect()
        painter.fillRect(area, look.color("surface"))
        painter.translate(0, -top)
        half, focused = look.space(2) / 2, self.hasFocus()
        for placed, numbers in self._layout.shown(top + area.top(), top + area.bottom() + 1):
            self._paint_head(painter, placed.group, placed.top)
            for number in numbers:
                photo, cell = self._photos[number], self._layout.rect(number)
                box = QRectF(cell).adjusted(half, half, -half, -half)
                if self._pictures.get(photo) is None and not self._pictures.failed(photo):
                    paint.box(painter, box, look.radius("control"), "sunken")  # on its way
                else:
                    painter.drawPixmap(cell.topLeft(), self._tile_picture(photo, cell.size()))
                if photo.id in self._chosen:
                    self._paint_chosen(painter, box)
                if focused and number == self._current:
                    radius, width = look.radius("control"), look.stroke("marker")
                    around = box.adjusted(-1, -1, 1, 1)
                    paint.box(painter, around, radius + 1, None, "focus", width)

    def _paint_head(self, painter: QPainter, group: Group, top: int) -> None:
        look = theme()
        left = self._layout.edge + look.space(1)
        row = QRectF(left, top, self.viewport().width() - 2 * left, self._layout.head)
        paint.text(painter, row, group.title, "body_strong", "text")
        wide = look.text_width("body_strong", group.title) + look.space(2)
        paint.text(painter, row.adjusted(wide, 0, 0, 0), str(len(group.photos)), "label", "text2")

    def _paint_chosen(self, painter: QPainter, box: QRectF) -> None:
        look = theme()
        paint.box(painter, box, look.radius("control"), None, "primary", 2 * look.stroke("focus"))
        side = look.icon(2)
        badge = QRectF(box.left() + look.space(1), box.top() + look.space(1), side, side)
        paint.box(painter, badge, side / 2, "primary")
        draw_icon(painter, paint.middle(badge, look.icon(0)), "check", "on_primary")

    # Scrolling

    def scrollContentsBy(self, _dx: int, dy: int) -> None:
        """Move what is on the screen; only what comes into sight is painted."""
        self.viewport().scroll(0, dy)
        if not self._soon.isActive():
            self._soon.start()

    def _ask(self) -> None:
        """Ask for the pictures on the screen first, then for those around it."""
        top, page = self.verticalScrollBar().value(), self.viewport().height()
        low, high = round(top - _AHEAD * page), round(top + (1 + _AHEAD) * page)
        near = [self._photos[number] for number in self._numbers(top, top + page)]
        around = [self._photos[number] for number in self._numbers(max(0, low), high)]
        self._pictures.want([*near, *around], self._layout.cell)
        if self._marks is not None:
            self._marks.want(around)

    def _numbers(self, top: int, bottom: int) -> list[int]:
        return [number for _p, some in self._layout.shown(top, bottom) for number in some]

    def _arrived(self, keys: set[tuple[str, str]]) -> None:
        """Paint the tiles anew whose pictures have come."""
        top = self.verticalScrollBar().value()
        for number in self._numbers(top, top + self.viewport().height()):
            photo = self._photos[number]
            if (photo.sha256, photo.marks) in keys:
                self._painted.pop((photo.id, self._custody(photo)), None)
                self.viewport().update(self._layout.rect(number).translated(0, -top))

    def _number_at(self, at: QPoint) -> int:
        return self._layout.at(at.x(), at.y() + self.verticalScrollBar().value())

    def _see(self, rect: QRect) -> None:
        bar, page = self.verticalScrollBar(), self.viewport().height()
        if rect.top() - self._layout.head < bar.value():
            bar.setValue(rect.top() - self._layout.head)
        elif rect.bottom() + theme().space(2) > bar.value() + page:
            bar.setValue(rect.bottom() + theme().space(2) - page)

    # Size and look

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        if self._current >= 0:
            self._see(self._layout.rect(self._current))

    def focusInEvent(self, _event: object) -> None:
        self.viewport().update()

    def focusOutEvent(self, _event: object) -> None:
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._arrange()
