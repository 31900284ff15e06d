"""A timer whose work gets a turn of the event loop to itself.

Timers that are due at the same moment, and the paint that the first of them asked for, are done in
one turn; a key that arrives meanwhile waits for all of them. So what may take milliseconds waits
here until the loop comes round without having done much else.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

_CALM_MS = 1
"""Within this the loop comes round when nothing else is to do."""
_FINE = time.get_clock_info("thread_time").resolution < 0.0005
_clock = time.thread_time if _FINE else time.perf_counter
"""What others do on a busy machine does not count, where the system can tell."""
_BUSY_S = 0.003
"""A turn that took longer did something else too."""
_MOST = 3
"""After so many busy turns there is no point in waiting: the machine itself is busy."""


class OwnTurn(QObject):
    """Fires once, some milliseconds after `start`, in a calm turn.

    Args:
        interval_ms: How long to wait at least.

    Signals:
        timeout(): It is time.
    """

    timeout = Signal()

    def __init__(self, parent: QObject, interval_ms: int = 0) -> None:
        super().__init__(parent)
        self._interval = interval_ms
        self._since: float | None = None
        self._waited = 0
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._came)

    def start(self) -> None:
        """Begin to wait; if it waits already, anew."""
        self._since, self._waited = None, 0
        self._timer.start(self._interval)

    def stop(self) -> None:
        """Wait no longer."""
        self._timer.stop()

    def isActive(self) -> bool:
        """Tell whether it is waiting."""
        return self._timer.isActive()

    def _came(self) -> None:
        since, now = self._since, _clock()
        calm = since is not None and now - since < _BUSY_S
        if calm or self._waited >= _MOST:
            self.timeout.emit()
            return
        self._since = now
        self._waited += 1
        self._timer.start(_CALM_MS)
