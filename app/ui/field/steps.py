"""Long work of the GUI thread in steps, so that no event holds the keyboard up for a frame."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject

from app.ui.field.own_turn import OwnTurn

_BUDGET_S = 0.002
"""After this long the event loop gets its turn: what comes next may be long itself."""


class Steps(QObject):
    """Does one thing after the other, some milliseconds at a time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left: deque[Callable[[], object]] = deque()
        self._timer = OwnTurn(self)
        self._timer.timeout.connect(self._turn)

    def start(self, steps: Iterable[Callable[[], object]]) -> None:
        """Do these from the next turn on; what an earlier call left undone is dropped."""
        self._left = deque(steps)
        self._timer.start()

    def stop(self) -> None:
        """Drop what is left."""
        self._left.clear()
        self._timer.stop()

    @property
    def busy(self) -> bool:
        """Whether something is left to do."""
        return bool(self._left)

    def _turn(self) -> None:
        end = time.perf_counter() + _BUDGET_S
        while self._left:
            self._left.popleft()()
            if time.perf_counter() >= end:
                break
        if self._left:
            self._timer.start()
