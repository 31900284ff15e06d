"""Cyclic garbage is collected on the GUI thread alone, and all of it only while nobody types.

A full collection walks every object of forms and database layer: 60 to 120 ms, which is a visible
stutter; and one that starts in a worker thread may delete a QObject there. So Python's own trigger
is off: young garbage goes every second, all of it when the keyboard has rested, the longer the
more there is to walk.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QWindow

_TICK_MS = 1000
_REST_S = 3.0
_LONG_REST_S = 60.0
_WALKED = 20_000
"""For so many objects to walk (some 5 ms) nobody must have typed for a second longer: a table of
100,000 rows costs a third of one, which may only be when nobody is there."""
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
        self._middle = self._frozen = 0
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
            self._frozen += young
            gc.freeze()  # left alone until the next full collection
            self._middle = _WORTH
        elif young > _YOUNG:
            gc.collect(1)
            self._middle += 1
        if self._middle >= _WORTH and time.monotonic() - self._last_input > self._rest_s():
            self._middle = 0
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            self._frozen = gc.get_freeze_count()  # itself a walk: not at every tick

    def _rest_s(self) -> float:
        """Return for how long the keyboard must have rested before everything is walked."""
        return max(_REST_S, min(_LONG_REST_S, self._frozen / _WALKED))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self._last_input = time.monotonic()
        return False
