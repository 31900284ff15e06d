"""``CHENGJIAN_SELFTEST=FILE``: end as soon as the window can be used, and say so in the file.

With ``CHENGJIAN_SELFTEST_UNTIL=data`` it ends when what the window read at its start is shown too.

The trial of the built program starts the window this way, without a screen and without hands.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from app.ui.jobs import Jobs

_LONGEST_MS = 60_000
NO_WINDOW = 3
"""Exit code when no window could be used in time."""


class SelfTest(QObject):
    """Waits until a window is on the screen and every event has been dealt with.

    Args:
        mark: File to write, JSON: class and title of the window, path of libraries.
        application: Ends when the file is written.
    """

    def __init__(self, mark: Path, application: QApplication) -> None:
        super().__init__(application)
        self._mark, self._application = mark, application
        self._idle = QTimer(self, interval=0)  # fires when no other event waits
        self._idle.timeout.connect(self._look)
        self._idle.start()
        QTimer.singleShot(_LONGEST_MS, self, lambda: application.exit(NO_WINDOW))
        self._seen: QMainWindow | None = None
        self._for_data = os.environ.get("CHENGJIAN_SELFTEST_UNTIL") == "data"
        self._worked = False

    def _look(self) -> None:
        window = self._application.activeWindow()
        handle = window.windowHandle() if isinstance(window, QMainWindow) else None
        if handle is None or not handle.isExposed() or not isinstance(window, QMainWindow):
            return
        if self._for_data and any(jobs.running for jobs in self._application.findChildren(Jobs)):
            self._worked = True
            return
        if self._for_data and not self._worked and hasattr(window, "rail"):
            return  # a desk that has not begun to read
        if self._seen is not window:  # once more round: painted, and nothing came after it
            self._seen = window
            return
        self._idle.stop()
        seen = {
            "window": type(window).__name__,
            "title": window.windowTitle(),
            "libraries": os.environ.get("LD_LIBRARY_PATH", ""),  # what opened programs would get
        }
        self._mark.write_text(json.dumps(seen, ensure_ascii=False), encoding="utf-8")
        window.close()
        self._application.quit()


def arm(mark: str) -> None:
    """Watch for the first usable window of this process."""
    from app.ui.app import make_application

    SelfTest(Path(mark), make_application())
