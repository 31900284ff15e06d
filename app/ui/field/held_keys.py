"""Keys typed while the next building is on its way: they wait for it and reach it in their order.

Whoever presses Alt+→ and then 1 means the first question of the next building, even if that is
not on the screen yet. From the walk on until the question is open, keys are kept; then they are
typed again, one a turn, since an answer leads to another question. Where there is no next
building, or it cannot be opened, they go: nothing typed may land in the building before.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from app.ui.field.panes import Panes
    from app.ui.field.visits import Visits

_MOST = 64
_WALKS = (
    (Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier),
    (Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier),
)
_MODIFIERS = (
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Meta,
)


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


class HeldKeys(QObject):
    """Keeps keys for the building that is being opened.

    Args:
        panes: The room; keys typed into its tree, or into a dialog, are not kept.
        visits: Tells whether a building is still on its way.
    """

    def __init__(self, panes: Panes, visits: Visits) -> None:
        super().__init__(visits)
        self._panes, self._visits = panes, visits
        self._keys: deque[QKeyEvent] = deque()
        self._holding = self._typing = False
        self._watched: QWidget | None = None
        self._turn = QTimer(self, interval=0, singleShot=True)
        self._turn.timeout.connect(self._next)

    def begin(self) -> None:
        """Keep what is typed from now on."""
        if self._holding or not self._panes.isVisible() or QApplication.activeModalWidget():
            return
        self._holding = True
        # Away from fields: what an input method is composing ends in the building that it is for.
        self._panes.middle.setFocus(Qt.FocusReason.OtherFocusReason)
        self._follow(None, QApplication.focusWidget())
        _app().focusChanged.connect(self._follow)

    @property
    def typing(self) -> bool:
        """Whether keys that were kept are being typed."""
        return self._turn.isActive()

    def release(self) -> None:
        """Type what was kept: the question is open."""
        if self._holding:
            self._turn.start()

    def drop(self) -> None:
        """There is no building for these keys, unless another one is on its way."""
        if self._holding and not self._visits.waiting:
            lost = QApplication.focusWidget() is self._panes.middle
            self._end()
            if lost:
                self._panes.focus_middle()

    def _end(self) -> None:
        self._turn.stop()
        self._keys.clear()
        self._holding = False
        _app().focusChanged.disconnect(self._follow)
        self._follow(None, None)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Stand before whatever has the focus: watching all of the program would cost a frame."""
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = now if now is not None and self._mine(now) else None
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def _next(self) -> None:
        if self._visits.waiting:  # a key that was kept led on to another building
            self._panes.middle.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        focus = QApplication.focusWidget()
        if not self._keys or focus is None or not self._mine(focus):
            self._end()
            return
        key = self._keys.popleft()
        self._typing = True
        try:
            self._type(focus, key)
        finally:
            self._typing = False
        self._turn.start()

    def _mine(self, focus: QWidget | None) -> bool:
        """Tell whether keys go to the checklist, not to the tree or to a dialog."""
        if QApplication.activeModalWidget() or QApplication.activePopupWidget():
            return False
        middle = self._panes.middle
        return focus is None or focus is middle or middle.isAncestorOf(focus)

    def _type(self, focus: QWidget, key: QKeyEvent) -> None:
        """Do with a key what Qt does with one that comes from the window system."""
        values = (key.key(), key.modifiers(), key.text())
        override = QKeyEvent(QEvent.Type.ShortcutOverride, *values)
        override.ignore()
        QApplication.sendEvent(focus, override)
        shortcut = None if override.isAccepted() else self._shortcut(key, focus)
        if shortcut is not None:
            shortcut.activated.emit()
            return
        QApplication.sendEvent(focus, QKeyEvent(QEvent.Type.KeyPress, *values))

    def _shortcut(self, key: QKeyEvent, focus: QWidget) -> QShortcut | None:
        pressed = QKeySequence(key.keyCombination())
        for shortcut in self._panes.window().findChildren(QShortcut):
            owner = shortcut.parent()
            if not shortcut.isEnabled() or not any(keys == pressed for keys in shortcut.keys()):  # noqa: SIM118
                continue
            if not isinstance(owner, QWidget) or not owner.isVisible():
                continue
            everywhere = shortcut.context() != Qt.ShortcutContext.WidgetWithChildrenShortcut
            if everywhere or owner is focus or owner.isAncestorOf(focus):
                return shortcut
        return None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) or self._typing:
            return False
        if not isinstance(event, QKeyEvent) or not self._mine(self._watched):
            return False
        if not (self._visits.waiting or self._visits.arriving or self._turn.isActive()):
            self._end()
            return False
        if event.key() in _MODIFIERS or (event.key(), event.modifiers()) in _WALKS:
            return False
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()  # no shortcut of the building before
        elif len(self._keys) < _MOST:
            self._keys.append(event.clone())
        return True
