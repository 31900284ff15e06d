"""What keys, fingers and photos do in room mode."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.field.keymap import BINDINGS as FIELD_KEYS
from app.ui.questions.choices import BarEditor, ListEditor, MultiEditor
from app.ui.roommode.card import RoomCard
from app.ui.roommode.keymap import BINDINGS

if TYPE_CHECKING:
    from pathlib import Path

    from app.ui.roommode.road import Road

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LETTERS = (Qt.Key.Key_L, Qt.Key.Key_C)


class Hands(QObject):
    """Keys, fingers and photos of one stay in room mode."""

    def __init__(self, road: Road) -> None:
        super().__init__(road)
        self._road = road
        page = road.page
        page.pressed.connect(self._pressed)
        page.photos.wanted.connect(self.photo)
        page.photos.opened.connect(self._look_at)
        page.photos.dropped.connect(self._dropped)
        self._shortcuts: dict[str, list[QShortcut]] = {}
        self._bind()

    @property
    def _card(self) -> RoomCard | None:
        card = self._road.page.card
        return card if isinstance(card, RoomCard) else None

    def _bind(self) -> None:
        road = self._road
        acts: dict[str, Callable[[], object]] = {
            "roommode.next": road.on,
            "roommode.back": road.back,
            "roommode.skip": road.skip,
            "roommode.place": self._to_place,
            "roommode.photo": self._take,
            "roommode.end": road.mode.end,
            "photo.import": self._take,
            "photo.paste": road.room.photos.paste_photo,
            "question.place": self._to_place,
            "question.basis": self._to_basis,
            "building.summary": road.mode.to_summary,
        }
        for reason in ("undecidable", "not_applicable", "not_reached"):
            acts[f"question.{reason}"] = partial(road.room.walking.give_reason, reason)
        for binding in (*BINDINGS, *FIELD_KEYS):
            act = acts.get(binding.action)
            for keys in binding.keys if act is not None else ():
                shortcut = QShortcut(QKeySequence(keys), road.page)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(act)
                self._shortcuts.setdefault(binding.action, []).append(shortcut)

    def take_up(self) -> None:
        """Another question is open: its widgets keep the keys that they need."""
        card = self._card
        arrows = card is None or card.arrows_walk
        for action in ("roommode.next", "roommode.back"):
            self._shortcuts[action][0].setEnabled(arrows)
        for shortcut in self._shortcuts["roommode.skip"]:
            shortcut.setEnabled(card is None or card.tab_skips)
        line = card.line() if card is not None else None
        if line is not None:
            line.installEventFilter(self)

    def at_last_control(self) -> bool:
        """Tell whether nothing of the answer comes after the control with the focus."""
        card, focused = self._card, QApplication.focusWidget()
        if card is None or focused is None:
            return False
        stops = tab_stops(card.editor.widget)
        return bool(stops) and focused is stops[-1]

    def _pressed(self, event: QKeyEvent) -> None:
        card = self._card
        if event.key() == Qt.Key.Key_Escape:
            self._road.mode.end()
        elif event.key() in _ENTER:
            self._road.on()
        elif card is not None and isinstance(card.editor, BarEditor):
            card.editor.bar.take_key(event)
        elif card is not None and isinstance(card.editor, ListEditor):
            card.editor.list.take_key(event)
        elif card is not None and isinstance(card.editor, MultiEditor):
            card.editor.choice.take_key(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let L and C mean 位置 and photo where only digits can be typed."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if event.key() in _LETTERS and not event.modifiers():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _to_place(self) -> None:
        card = self._card
        if card is not None and card.focus_place():
            place = card.place.editor
            assert place is not None
            self._road.page.area.ensureWidgetVisible(place.widget)

    def _to_basis(self) -> None:
        card = self._card
        if card is not None and card.basis.isVisible():
            card.basis.open_menu()

    def _take(self) -> None:
        card = self._card
        if card is not None and card.takes_photos:
            self.photo(card.next_photo())

    def photo(self, path: str) -> None:
        """Take or import a photo for a question or a demanded picture."""
        card = self._card
        if card is not None and path == card.path and card.take_files():
            return
        self._road.room.photos.import_photos(path)

    def _dropped(self, files: list[Path]) -> None:
        card = self._card
        if card is not None:
            self._road.room.photos.add_files(files, card.next_photo())

    def _look_at(self, key: str) -> None:
        self._road.room.photos.look_at(key)
        viewer = self._road.room.photos.viewer
        if viewer is not None:
            viewer.closed.connect(lambda: QTimer.singleShot(0, self, self._road.focus))


def tab_stops(held: QWidget) -> list[QWidget]:
    """Return the controls within a widget that Tab stops at, in their order."""
    stops: list[QWidget] = []
    step: QWidget | None = held
    while step is not None:
        inside = (step is held or held.isAncestorOf(step)) and step.isVisible()
        if inside and step.isEnabled() and step.focusPolicy() & Qt.FocusPolicy.TabFocus:
            stops.append(step)
        step = step.nextInFocusChain()
        if step is held:
            break
    return stops
