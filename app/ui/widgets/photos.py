"""Photo tiles, painted: in a grid at the side of a building and in the strip of the viewer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
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

from app.ui.theme import theme
from app.ui.widgets.photo_model import PHOTO_ROLE, PREVIEW_ROLE, Photo, PhotoModel
from app.ui.widgets.place_model import Index
from app.ui.widgets.see_through import see_through
from app.ui.widgets.tiles import draw_tile

_ALT = Qt.KeyboardModifier.AltModifier
_STEPS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


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
        state = option.state
        area = QRectF(option.rect).adjusted(half, half, -half, -half)
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
        moved(key, by): Alt and an arrow: put the photo one place earlier (-1) or later (1).
        menu_wanted(key, where): Right click or the menu key on a photo; where on the screen.
        named_key(key, letter): A letter was pressed on a photo.
    """

    opened = Signal(str)
    wanted = Signal(str)
    removed = Signal(str)
    dropped = Signal(list)
    moved = Signal(str, int)
    menu_wanted = Signal(str, QPoint)
    named_key = Signal(str, str)

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
        viewport = see_through(self)
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
        viewport.setAcceptDrops(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        if strip:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit()

    def tile_size(self) -> QSize:
        """Return the size of a cell: the tile and half a gap on each side."""
        base, gap = theme().size("tile"), theme().space(2)
        if self._strip:
            return QSize(base.width() + gap, base.height() + gap)
        room = self.maximumViewportSize().width()
        if self.verticalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
            # the view keeps this much free when it breaks its rows, bar or no bar
            extent = QStyle.PixelMetric.PM_ScrollBarExtent
            room -= self.style().pixelMetric(extent, None, self.verticalScrollBar())
        width = max(theme().space(12), (room - 1) // self._columns)
        return QSize(width, round((width - gap) * base.height() / base.width()) + gap)

    def set_columns(self, columns: int) -> None:
        """Put so many tiles in a row."""
        self._columns = columns
        self._fit()

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

    def current(self) -> Photo | None:
        """Return the photo that has the focus; None on a tile that stands for a missing one."""
        photo = self._photos.photo(self.currentIndex().row())
        return (
            photo
            if photo is not None and photo.state in ("there", "damaged", "file", "away")
            else None
        )

    def corner(self) -> QPoint:
        """Return where a menu for the current tile opens, on the screen."""
        return self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())

    def event(self, event: QEvent) -> bool:
        # Alt and an arrow mean the previous building everywhere else; on a photo they move it.
        asks = event.type() == QEvent.Type.ShortcutOverride
        if asks and self._steps_on(event) and self.current() is not None:
            event.accept()
            return True
        return super().event(event)

    @staticmethod
    def _steps_on(event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        return event.modifiers() == _ALT and event.key() in _STEPS

    def keyPressEvent(self, event: QKeyEvent) -> None:
        photo = self.current()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate(self.currentIndex())
        elif photo is not None and self._steps_on(event):
            self.moved.emit(photo.key, _STEPS[event.key()])
        elif photo is not None and plain and event.key() == Qt.Key.Key_Delete:
            self.removed.emit(photo.key)
        elif photo is not None and plain and event.text().isalpha():
            self.named_key.emit(photo.key, event.text().upper())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        if by_mouse:
            self.setCurrentIndex(self.indexAt(event.pos()))
        photo = self.current()
        if photo is not None:
            self.menu_wanted.emit(photo.key, event.globalPos() if by_mouse else self.corner())

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
