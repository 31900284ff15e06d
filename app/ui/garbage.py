"""Cyclic garbage is collected on the GUI thread alone, and all of it only while nobody types.

A full collection walks every object of forms and database layer: 60 to 120 ms, which is a visible
stutter; and one that starts in a worker thread may delete a QObject there. So Python's own trigger
is off: young garbage goes every second. When the keyboard has rested for some seconds, what came
since the last full collection is walked; everything only when it has rested for a minute, or while
another program is at the front.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWindow

_TICK_MS = 1000
_REST_S = 3.0
_LONG_REST_S = 60.0
_YOUNG = 700
_MANY = 20_000
"""So many new objects are a table that was read, not garbage: walking them can be felt."""
_WORTH = 12
"""Collections of the middle generation after which a full one is worth its time."""
_INPUT = (
    QEvent.Type.KeyPress,
    QEvent.Type.KeyRelease,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.InputMethod,
)


class Garbage(QObject):
    """Collects for as long as it lives; `stop` gives the work back to Python."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last_input = time.monotonic()
        self._middle = self._kept = 0
        gc.disable()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def watch(self, window: QWindow | None) -> None:
        """Notice keys and mouse of one window."""
        if window is not None:
            window.installEventFilter(self)
        gc.freeze()  # modules and the window itself stay; no need to walk them soon

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _tick(self) -> None:
        young, _middle, _old = gc.get_count()
        if young > _MANY:
            gc.freeze()  # left alone until everything is walked
            self._kept += 1
        elif young > _YOUNG:
            gc.collect(1)
            self._middle += 1
        rested = time.monotonic() - self._last_input
        if self._kept and rested > (_REST_S if _behind() else _LONG_REST_S):
            self._middle = self._kept = 0
            gc.unfreeze()
            gc.collect()
            gc.freeze()
        elif self._middle >= _WORTH and rested > _REST_S:
            self._middle = 0
            gc.collect()
            gc.freeze()  # else each time would walk more
            self._kept += 1

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self._last_input = time.monotonic()
        return False


def _behind() -> bool:
    """Tell whether another program is at the front, so that nobody types into this one."""
    return QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationInactive
