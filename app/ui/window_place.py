"""The one window there is: its place stays when another takes over."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QMainWindow

FIRST_SIZE = QSize(1366, 768)


class WindowPlace(QObject):
    """Shows one window after the other where the first one stood.

    Attributes:
        window: The window that is shown; None before the first.

    Signals:
        closing(): The person closes the window.
    """

    closing = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.window: QMainWindow | None = None

    def fit(self, window: QMainWindow) -> None:
        """Give a window that is still being made the size that it will be shown in."""
        window.resize(self.window.size() if self.window is not None else FIRST_SIZE)

    def show(self, window: QMainWindow) -> None:
        """Show a window in place of the one before, which goes."""
        old, self.window = self.window, window
        window.installEventFilter(self)
        if old is None:
            window.resize(FIRST_SIZE)
            window.showMaximized() if _may_maximise() else window.show()
        else:
            window.setGeometry(old.geometry())
            window.setWindowState(old.windowState() & ~Qt.WindowState.WindowMinimized)
            window.show()
            old.removeEventFilter(self)
            old.close()
            old.deleteLater()
        window.activateWindow()

    def raise_window(self) -> None:
        """Bring the window to the front."""
        window = self.window
        if window is not None:
            state = window.windowState() & ~Qt.WindowState.WindowMinimized
            window.setWindowState(state | Qt.WindowState.WindowActive)
            window.show()
            window.raise_()
            window.activateWindow()

    def say(self, sentence: str, mark: str = "done") -> None:
        """Show a sentence at the foot of the window."""
        toasts = getattr(self.window, "toasts", None)
        if toasts is not None:
            toasts.show_toast(sentence, mark)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.window and event.type() == QEvent.Type.Close:
            self.closing.emit()
        return False


def _may_maximise() -> bool:
    return QApplication.platformName() not in ("offscreen", "minimal")
