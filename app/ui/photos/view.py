"""The gallery: tiles under headings, painted only where one looks, chosen one or many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.i18n import _
from app.ui.photos.layout import Layout
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.photo_model import Photo
from app.ui.widgets.tiles import draw_tile

if TYPE_CHECKING:
    from app.inspection.gallery import GalleryPhoto, Group
    from app.ui.photos.loader import Thumbnails

_AHEAD = 1.0
"""Screens above and below for which pictures are read in advance."""
_REST_MS = 30
_NONE = Qt.KeyboardModifier.NoModifier
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class GalleryView(QAbstractScrollArea):
    """Shows groups of photos.

    Signals:
        opened(photo): Enter or a double click (a `GalleryPhoto`).
        chosen_changed(): Other photos are chosen.
        removed(): Delete was pressed.
        menu_wanted(where): Right click or the menu key, on the screen.
    """

    opened = Signal(object)
    chosen_changed = Signal()
    removed = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, name: str, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._pictures = name, thumbnails
        self._groups: Sequence[Group] = ()
        self._photos: list[GalleryPhoto] = []
        self._doubts: dict[UUID, str] = {}
        self._layout = Layout((), 1, 0, QSize(1, 1), 0)
        self._chosen: set[UUID] = set()
        self._current = self._anchor = -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName(name)
        self._soon = QTimer(self, interval=_REST_MS, singleShot=True)
        self._soon.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        thumbnails.arrived.connect(self.viewport().update)

    # What is shown

    def set_groups(self, groups: Sequence[Group], doubts: dict[UUID, str] | None = None) -> None:
        """Show other photos; those chosen stay chosen where they are still listed."""
        current = self.current()
        self._groups, self._doubts = groups, doubts or {}
        self._photos = [photo for group in groups for photo in group.photos]
        ids = {photo.id for photo in self._photos}
        before = len(self._chosen)
        self._chosen &= ids
        self._arrange()
        found = [n for n, one in enumerate(self._photos) if current and one.id == current.id]
        self._current = self._anchor = found[0] if found else (0 if self._photos else -1)
        if before != len(self._chosen):
            self.chosen_changed.emit()
        self._say()

    def _arrange(self) -> None:
        look = theme()
        base, gap = look.size("tile"), look.space(2)
        tile = QSize(base.width() + gap, base.height() + gap)
        head = look.line("body_strong") + look.space(4)
        width = self.viewport().width()
        self._layout = Layout(self._groups, width, head, tile, look.space(4))
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, self._layout.height + look.space(4) - page))
        bar.setPageStep(page)
        bar.setSingleStep(self._layout.cell.height() // 3)
        self._soon.start()
        self.viewport().update()

    @property
    def chosen(self) -> list[GalleryPhoto]:
        """The photos that are chosen, in the order shown."""
        return [photo for photo in self._photos if photo.id in self._chosen]

    @property
    def listed(self) -> list[GalleryPhoto]:
        """All photos shown, in order."""
        return self._photos

    def current(self) -> GalleryPhoto | None:
        """Return the photo that has the focus."""
        return self._photos[self._current] if 0 <= self._current < len(self._photos) else None

    def choose_none(self) -> None:
        """Choose no photo."""
        self._choose(set())

    def _choose(self, ids: set[UUID]) -> None:
        if ids != self._chosen:
            self._chosen = ids
            self.chosen_changed.emit()
        self.viewport().update()

    def _say(self) -> None:
        photo = self.current()
        words = ""
        if photo is not None:
            parts = [photo.where, self._tile(photo).spoken(), photo.day, photo.caption]
            parts.append(_("chosen") if photo.id in self._chosen else "")
            words = ", ".join(part for part in parts if part)
        self.setAccessibleDescription(words)

    # Painting

    def _tile(self, photo: GalleryPhoto) -> Photo:
        state = "damaged" if self._pictures.failed(photo) else "there"
        custody = "packed" if photo.sent else ""
        doubt = self._doubts.get(photo.id, "")
        return Photo("", photo.code, photo.time, "", state, custody=custody, doubt=doubt)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self.viewport()), theme()
        top = self.verticalScrollBar().value()
        area = event.rect()
        painter.fillRect(area, look.color("surface"))
        painter.translate(0, -top)
        half = look.space(2) / 2
        focused = self.hasFocus()
        for placed, numbers in self._layout.shown(top + area.top(), top + area.bottom() + 1):
            self._paint_head(painter, placed.group, placed.top)
            for number in numbers:
                photo = self._photos[number]
                box = QRectF(self._layout.rect(number)).adjusted(half, half, -half, -half)
                chosen = photo.id in self._chosen
                draw_tile(
                    painter,
                    box,
                    self._tile(photo),
                    self._pictures.get(photo),
                    focused=focused and number == self._current,
                )
                if chosen:
                    self._paint_chosen(painter, box)

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
        from app.ui.icons import draw_icon

        draw_icon(painter, paint.middle(badge, look.icon(0)), "check", "on_primary")

    def _scrolled(self, _value: int) -> None:
        self.viewport().update()
        if not self._soon.isActive():
            self._soon.start()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Paint anew; what is seen is cheap, and nothing is left of what was there."""

    def _ask(self) -> None:
        """Ask for the pictures on the screen first, then for those around it."""
        top, page = self.verticalScrollBar().value(), self.viewport().height()
        near = [self._photos[n] for _p, some in self._layout.shown(top, top + page) for n in some]
        low, high = round(top - _AHEAD * page), round(top + (1 + _AHEAD) * page)
        around = [
            self._photos[n] for _p, some in self._layout.shown(max(0, low), high) for n in some
        ]
        self._pictures.want([*near, *around], self._layout.cell)

    # Choosing

    def _number_at(self, at: QPoint) -> int:
        return self._layout.at(at.x(), at.y() + self.verticalScrollBar().value())

    def _go(self, number: int, modifiers: Qt.KeyboardModifier, *, clicked: bool = False) -> None:
        if not 0 <= number < len(self._photos):
            return
        self._current = number
        key = self._photos[number].id
        if modifiers & _SHIFT:
            low, high = sorted((max(0, self._anchor), number))
            ids = {photo.id for photo in self._photos[low : high + 1]}
            self._choose(self._chosen | ids if modifiers & _CTRL else ids)
        elif modifiers & _CTRL and clicked:
            self._anchor = number
            self._choose(self._chosen ^ {key})
        elif not modifiers & _CTRL:
            self._anchor = number
            self._choose({key} if clicked else self._chosen)
        self._see(self._layout.rect(number))
        self._say()
        self.viewport().update()

    def _see(self, rect: QRect) -> None:
        bar, page = self.verticalScrollBar(), self.viewport().height()
        if rect.top() - self._layout.head < bar.value():
            bar.setValue(rect.top() - self._layout.head)
        elif rect.bottom() + theme().space(2) > bar.value() + page:
            bar.setValue(rect.bottom() + theme().space(2) - page)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._number_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton:
            if number < 0:
                self.choose_none()
            self._go(number, event.modifiers(), clicked=True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        number = self._number_at(event.position().toPoint())
        if number >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self._photos[number])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            number = self._number_at(event.pos())
            if number >= 0 and self._photos[number].id not in self._chosen:
                self._go(number, _NONE, clicked=True)
        self.menu_wanted.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        rows = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: 0, Qt.Key.Key_PageDown: 0}
        page = max(1, self.viewport().height() // self._layout.cell.height())
        if self._current < 0:
            super().keyPressEvent(event)
        elif key in step:
            self._go(self._current + step[key], modifiers)
        elif key in rows:
            by = rows[key] or (page if key == Qt.Key.Key_PageDown else -page)
            self._go(self._layout.step(self._current, by), modifiers)
        elif key == Qt.Key.Key_Home:
            self._go(0, modifiers)
        elif key == Qt.Key.Key_End:
            self._go(len(self._photos) - 1, modifiers)
        elif key == Qt.Key.Key_Space:
            self._go(self._current, _CTRL, clicked=True)
        elif key == Qt.Key.Key_A and modifiers & _CTRL:
            self._choose({photo.id for photo in self._photos})
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self._photos[self._current])
        elif key == Qt.Key.Key_Delete:
            self.removed.emit()
        elif key == Qt.Key.Key_Escape and self._chosen:
            self.choose_none()
        else:
            super().keyPressEvent(event)

    # Size and look

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        current = self._current
        before = self._layout.cell
        self._arrange()
        if before != self._layout.cell:
            self._pictures.forget()
        if current >= 0:
            self._see(self._layout.rect(current))

    def focusInEvent(self, event: object) -> None:
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._arrange()
