"""The place tree: community rows with a bar, building rows with state, facts and count."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.marks import draw_mark
from app.ui.widgets.place_model import PLACE_ROLE, Index, Place, PlaceModel
from app.ui.widgets.progress import draw_bar
from app.ui.widgets.see_through import see_through

_NEAR = 40
"""So many rows before the end of a group its next page is read: more than a screen."""
_HEIGHTS = {"community": "row_community", "area": "row_area"}


class PlaceDelegate(QStyledItemDelegate):
    """Paints one place."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        place = index.data(PLACE_ROLE)
        name = _HEIGHTS.get(place.level if isinstance(place, Place) else "", "row_place")
        return QSize(theme().width("tree") // 2, theme().height(name))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place = index.data(PLACE_ROLE)
        if not isinstance(place, Place):
            return
        area = QRectF(option.rect)
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        look = theme()
        if chosen:
            painter.fillRect(area, look.color("selected"))
            paint.marker(painter, area, "primary")
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, look.color("hover"))
        if place.level == "community":
            self._community(painter, area, place, bool(state & QStyle.StateFlag.State_Open))
        elif place.level == "area":
            self._area(painter, area, place)
        else:
            self._building(painter, area, place, chosen)
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            paint.focus_inside(painter, area)

    def _community(self, painter: QPainter, area: QRectF, place: Place, unfolded: bool) -> None:
        look = theme()
        side = look.icon(0)
        arrow = QRectF(area.left() + look.space(3), area.top(), side, area.height())
        draw_icon(painter, arrow, "chevron-down" if unfolded else "chevron-right", "text2")
        count = f"{place.done}/{place.total}"
        right = area.right() - look.space(3)
        wide = max(look.text_width("label", count), look.text_width("label", "0/00"))
        number = QRectF(right - wide, area.top(), wide, area.height())
        paint.text(painter, number, count, "label", "text2", paint.RIGHT)
        bar_height = look.height("bar_thin")
        bar = QRectF(0, 0, look.width("bar_tree"), bar_height)
        bar.moveTop(round(area.center().y() - bar_height / 2))
        bar.moveRight(number.left() - look.space(2))
        draw_bar(painter, bar, place.done, place.total)
        name = QRectF(arrow.right() + look.space(2), area.top(), 0, area.height())
        name.setRight(bar.left() - look.space(2))
        paint.text(painter, name, place.name, "label_strong" if unfolded else "label")

    def _area(self, painter: QPainter, area: QRectF, place: Place) -> None:
        look = theme()
        inner = area.adjusted(look.space(4), 0, -look.space(3), 0)
        taken = paint.text(painter, inner, place.right, "caption", "text2", paint.RIGHT)
        inner.setRight(inner.right() - taken - look.space(2))
        paint.text(painter, inner, place.name, "chip", "text2")

    def _building(self, painter: QPainter, area: QRectF, place: Place, chosen: bool) -> None:
        look = theme()
        side = look.icon(1)
        square = QRectF(area.left() + look.space(5), area.top(), side, area.height())
        share = place.done / place.total if place.total else 0.0
        draw_mark(painter, paint.middle(square, side), place.state or "not_started", "", share)
        right = area.right() - look.space(3)
        weak = "text2"
        wide = look.text_width("label", place.right)
        end = QRectF(right - wide, area.top(), wide + 1, area.height())
        paint.text(painter, end, place.right, "label", weak)
        edge = end.left()
        if place.mark:
            mark = QRectF(edge - look.space(2) - look.icon(0), area.top(), look.icon(0), 0)
            mark.setHeight(area.height())
            draw_mark(painter, paint.middle(mark, look.icon(0)), place.mark)
            edge = mark.left()
        left = square.right() + look.space(2)
        width = edge - look.space(2) - left
        name_line, fact_line = look.line("label"), look.line("caption")
        top = area.top() + (area.height() - name_line - fact_line) / 2
        style = "label_strong" if chosen else "label"
        if not place.facts:
            top, name_line = area.top(), round(area.height())
        paint.text(painter, QRectF(left, top, width, name_line), place.name, style)
        facts = QRectF(left, top + name_line, width, fact_line)
        paint.text(painter, facts, place.facts, "caption", weak)


class PlaceTree(QTreeView):
    """Places by keyboard and mouse: arrows walk and fold, Enter opens, letters find.

    Shift and Ctrl select several, for what is done to several at once.

    Signals:
        opened(key): Enter or a click on a building.
        current_changed(key): Another row is current.
    """

    opened = Signal(str)
    current_changed = Signal(str)

    def __init__(self, name: str, model: PlaceModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        see_through(self)
        self.setAccessibleName(name)
        self.setModel(model)
        self._delegate = PlaceDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.verticalScrollBar().valueChanged.connect(self._read_on)

    @property
    def places(self) -> PlaceModel:
        """The rows."""
        model = self.model()
        if not isinstance(model, PlaceModel):
            raise TypeError(type(model))
        return model

    def chosen(self) -> list[str]:
        """Return the buildings that are selected, in the order of the tree, when several are."""
        rows = sorted(self.selectedIndexes(), key=lambda index: self.visualRect(index).top())
        places = [place for row in rows if (place := self.places.place(row)) is not None]
        keys = [place.key for place in places if place.level not in _HEIGHTS]
        return keys if len(keys) > 1 else []

    def show_place(self, key: str) -> None:
        """Make a row current without opening it; where it is not among the rows, mark none."""
        index = self.places.index_of(key)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        else:
            self.clearSelection()

    def _read_on(self) -> None:
        """Read the next page of every group whose end has come near; it takes a moment."""
        index = self.indexAt(self.viewport().rect().topLeft())
        bottom = self.viewport().height()
        ends = []
        while index.isValid():
            shown = self.visualRect(index)
            if shown.isEmpty() or shown.top() > bottom:
                break
            parent = index.parent()
            near = index.row() >= self.places.rowCount(parent) - _NEAR
            if near and parent.isValid() and parent not in ends:
                ends.append(parent)
            index = self.indexBelow(index)
        for parent in ends:
            if self.places.has_more(parent):
                self.places.read_on(parent)

    def _open(self, index: Index) -> None:
        place = self.places.place(index)
        if place is None:
            return
        if place.level in _HEIGHTS:
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self.opened.emit(place.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        several = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.button() == Qt.MouseButton.LeftButton and not event.modifiers() & several:
            self._open(self.indexAt(event.position().toPoint()))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        place = self.places.place(current)
        if place is not None:
            self.current_changed.emit(place.key)

    def drawBranches(self, _painter: QPainter, _rect: QRect, _index: Index) -> None:
        """Leave the arrows to the rows."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.model() is not None:
            self.scheduleDelayedItemsLayout()
