"""Photo tiles, painted: in a grid at the side of a building and in the strip of the viewer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.i18n import _
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.marks import MARKS, draw_mark
from app.ui.widgets.photo_model import PHOTO_ROLE, PREVIEW_ROLE, Index, Photo, PhotoModel


def draw_tile(
    painter: QPainter, area: QRectF, photo: Photo, preview: QPixmap | None, *, focused: bool = False
) -> None:
    """Paint one tile into ``area``."""
    look = theme()
    radius = look.radius("control")
    if photo.state in ("missing", "optional"):
        _draw_wanted(painter, area, photo)
    else:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        outline = QPainterPath()
        outline.addRoundedRect(area, radius, radius)
        painter.setClipPath(outline)
        painter.fillRect(area, look.color("sunken"))
        if photo.state == "damaged":
            _draw_damaged(painter, area)
        elif preview is not None:
            _draw_picture(painter, area, preview)
            for mark in photo.marks:
                _draw_mark_ring(painter, area, mark)
        _draw_strip(painter, area, photo.strip())
        painter.restore()
        _draw_badges(painter, area, photo)
        paint.box(painter, area, radius, None, "line", look.stroke("line"))
    if focused:
        width = look.stroke("marker")
        paint.box(painter, area.adjusted(-1, -1, 1, 1), radius + 1, None, "focus", width)


def _draw_picture(painter: QPainter, area: QRectF, preview: QPixmap) -> None:
    """Fill ``area`` with the middle of the picture."""
    size = QSize(preview.width(), preview.height())
    scale = max(area.width() / max(1, size.width()), area.height() / max(1, size.height()))
    width, height = area.width() / scale, area.height() / scale
    source = QRectF((size.width() - width) / 2, (size.height() - height) / 2, width, height)
    painter.drawPixmap(area, preview, source)


def _draw_mark_ring(
    painter: QPainter, area: QRectF, share: tuple[float, float, float, float]
) -> None:
    left, top, width, height = share
    ring = QRectF(
        area.left() + left * area.width(),
        area.top() + top * area.height(),
        width * area.width(),
        height * area.height(),
    )
    look = theme()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner = look.stroke("focus")
    for color, stroke in (("mark_edge", 2 * inner), ("mark", inner)):
        painter.setPen(QPen(look.color(color), stroke))
        painter.drawEllipse(ring)


def _draw_strip(painter: QPainter, area: QRectF, words: str) -> None:
    if not words:
        return
    look = theme()
    strip = QRectF(area)
    strip.setTop(area.bottom() - look.line("caption") - look.space(1))
    painter.fillRect(strip, look.color("strip"))
    inner = strip.adjusted(look.space(2), 0, -look.space(2), 0)
    paint.text(painter, inner, words, "caption", "on_strip")


def _draw_badges(painter: QPainter, area: QRectF, photo: Photo) -> None:
    look = theme()
    inset = look.space(1) + look.stroke("line")
    if photo.kind:
        width = look.text_width("chip", photo.kind) + 2 * look.space(1) + look.space(1)
        badge = QRectF(area.left() + inset, area.top() + inset, width, look.line("chip") + 1)
        paint.box(painter, badge, look.radius("chip"), "strip")
        paint.text(painter, badge, photo.kind, "chip", "on_strip", paint.CENTRE)
    if photo.custody:
        side = look.size("badge_tile").width()
        badge = QRectF(area.right() - inset - side, area.top() + inset, side, side)
        paint.box(painter, badge, look.radius("chip"), "strip")
        mark = MARKS[photo.custody].icon
        draw_icon(painter, paint.middle(badge, look.icon(0)), mark, "on_strip")


def _draw_wanted(painter: QPainter, area: QRectF, photo: Photo) -> None:
    look = theme()
    missing = photo.state == "missing"
    ink, fill = ("serious", "serious_soft") if missing else ("text2", "bg")
    line = "serious" if missing else "line_strong"
    paint.box(
        painter, area, look.radius("control"), fill, line, look.stroke("focus"), dashed=True
    )
    words = photo.words or (_("still missing") if missing else _("optional"))
    side, tall = look.icon(2), look.line("caption")
    top = area.center().y() - (side + look.space(1) + tall) / 2
    camera = QRectF(area.left(), top, area.width(), side)
    draw_icon(painter, paint.middle(camera, side), "camera", ink)
    below = QRectF(area.left(), camera.bottom() + look.space(1), area.width(), tall)
    below.adjust(look.space(1), 0, -look.space(1), 0)
    paint.text(painter, below, words, "chip", ink, paint.CENTRE)


def _draw_damaged(painter: QPainter, area: QRectF) -> None:
    look = theme()
    side, tall = look.icon(2), look.line("caption")
    strip = tall + look.space(1)
    top = area.center().y() - (side + look.space(1) + tall + strip / 2) / 2
    shape = QRectF(area.left(), top, area.width(), side)
    draw_mark(painter, paint.middle(shape, side), "critical")
    below = QRectF(area.left(), shape.bottom() + look.space(1), area.width(), tall)
    paint.text(painter, below, _("Cannot be opened"), "chip", "critical", paint.CENTRE)


class PhotoDelegate(QStyledItemDelegate):
    """Paints a tile inside its cell."""

    def __init__(self, parent: PhotoGrid) -> None:
        super().__init__(parent)
        self._grid = parent

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return self._grid.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        photo = index.data(PHOTO_ROLE)
        if not isinstance(photo, Photo):
            return
        half = theme().space(2) / 2
        state = option.state  # type: ignore[attr-defined]
        area = QRectF(option.rect).adjusted(half, half, -half, -half)  # type: ignore[attr-defined]
        chosen = state & QStyle.StateFlag.State_Selected
        focused = bool(chosen and state & QStyle.StateFlag.State_HasFocus)
        draw_tile(painter, area, photo, index.data(PREVIEW_ROLE), focused=focused)


class PhotoGrid(QListView):
    """Tiles in columns, or in one row as a strip; takes dropped files.

    Signals:
        opened(key): Enter or a click: look at the photo.
        wanted(key): Enter or a click on a missing or optional tile: take or import one.
        removed(key): Delete was pressed on a photo.
        dropped(files): Files or folders were dropped, as a list of paths.
    """

    opened = Signal(str)
    wanted = Signal(str)
    removed = Signal(str)
    dropped = Signal(list)

    def __init__(
        self,
        name: str,
        model: PhotoModel,
        columns: int = 2,
        parent: QWidget | None = None,
        *,
        strip: bool = False,
    ) -> None:
        super().__init__(parent)
        self._photos, self._columns, self._strip = model, columns, strip
        self._rows_shown = 0
        self.setAccessibleName(name)
        self.setModel(model)
        self._delegate = PhotoDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setWrapping(not strip)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setAcceptDrops(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.viewport().setAutoFillBackground(False)
        if strip:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit()

    def tile_size(self) -> QSize:
        """Return the size of a cell: the tile and half a gap on each side."""
        base, gap = theme().size("tile"), theme().space(2)
        if self._strip:
            return QSize(base.width() + gap, base.height() + gap)
        room = self.viewport().width()
        width = max(theme().space(12), (room - 1) // self._columns)
        return QSize(width, round((width - gap) * base.height() / base.width()) + gap)

    def show_rows(self, rows: int) -> None:
        """Be as high as ``rows`` rows of tiles, whatever the width; 0: take what there is."""
        self._rows_shown = rows
        self._fit()

    def _fit(self) -> None:
        self.setGridSize(self.tile_size())
        if self._strip:
            self.setFixedHeight(self.tile_size().height() + theme().width("scrollbar"))
        elif self._rows_shown:
            self.setFixedHeight(self._rows_shown * self.tile_size().height() + 1)

    def _activate(self, index: Index) -> None:
        photo = self._photos.photo(index.row())
        if photo is None:
            return
        signal = self.wanted if photo.state in ("missing", "optional") else self.opened
        signal.emit(photo.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        photo = self._photos.photo(self.currentIndex().row())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete and photo is not None:
            if photo.state in ("there", "damaged"):
                self.removed.emit(photo.key)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._activate(self.indexAt(event.position().toPoint()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.dropped.emit(files)


def dropped_files(data: QMimeData) -> list[Path]:
    """Return the local files and folders that a drag or the clipboard holds."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
