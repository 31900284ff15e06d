"""The gallery: photos are walked, chosen one or many, and opened, by mouse and keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.ui.photos.wall import Wall

if TYPE_CHECKING:
    from app.inspection.photo.gallery import GalleryPhoto, Group
    from app.ui.photos.loader import Thumbnails

_NONE = Qt.KeyboardModifier.NoModifier
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class GalleryView(Wall):
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
        super().__init__(thumbnails, parent)
        self._anchor = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName(name)

    def set_groups(self, groups: Sequence[Group], doubts: dict[UUID, str] | None = None) -> None:
        """Show other photos; those chosen stay chosen where they are still listed."""
        current = self.current()
        self._groups, self._doubts = groups, doubts or {}
        self._photos = [photo for group in groups for photo in group.photos]
        before = len(self._chosen)
        if before:
            self._chosen &= {photo.id for photo in self._photos}
        self._arrange()
        found = [n for n, one in enumerate(self._photos) if current and one.id == current.id]
        self._current = self._anchor = found[0] if found else (0 if self._photos else -1)
        if before != len(self._chosen):
            self.chosen_changed.emit()
        self._say()

    @property
    def chosen(self) -> list[GalleryPhoto]:
        """The photos that are chosen, in the order shown."""
        return [photo for photo in self._photos if photo.id in self._chosen]

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

    # Choosing

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
