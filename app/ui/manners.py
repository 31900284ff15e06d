"""Long work gives way to the window.

A thread that computes in Python and the window want the same lock. Whenever Qt hands back to us,
dozens of times a paint, the window waits until the other thread lets go; so a turn of 10 ms takes
30. Work with manners asks instead: it computes for a moment, then waits until the event loop has
come round. What it can spoil of a turn is that moment.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Qt, Signal, Slot

MOMENT_S = 0.0007
"""Work between two questions. Asking costs a tenth of it while the window has nothing to do."""

PATIENCE_S = 0.04
"""A window that is busy longer has stopped for something else, perhaps for this very work."""

ALONE_S = 0.1
"""How long work then goes on before it asks again, so that nothing waits for ever."""


class Manners(QObject):
    """The window's side; lives in its thread. `of_a_job` makes the side of one thread."""

    _asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._asked.connect(self._come_round, Qt.ConnectionType.QueuedConnection)

    def of_a_job(self) -> Callable[[], None]:
        """Return what a worker calls often: it comes back when the window has come round."""
        due = 0.0

        def way() -> None:
            nonlocal due
            now = time.perf_counter()
            if now < due or self._closed:
                return
            answer = threading.Lock()
            answer.acquire()
            self._asked.emit(answer)
            came = answer.acquire(timeout=PATIENCE_S)
            due = time.perf_counter() + (MOMENT_S if came else ALONE_S)

        return way

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Meanwhile nobody asks: the window waits for the work."""
        self._closed = True
        try:
            yield
        finally:
            self._closed = False

    @Slot(object)
    def _come_round(self, answer: threading.Lock) -> None:
        answer.release()
