"""What nobody foresaw: into the log with its traceback, and one dialog that says so plainly."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QThread, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app.errors import AppError, Cancelled
from app.i18n import _
from app.private_text import redacted

log = logging.getLogger("app")

_LOG_BYTES = 1_000_000
_LOGS_KEPT = 3


class _Private(logging.Formatter):
    """Lines as usual, without passwords: people send the file to whoever mends the program."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of one record."""
        return redacted(super().format(record))


class _LogFile(logging.Handler):
    """Opens the log when there is something to write; its library would delay the start."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._opened: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self._opened is None:
            from logging.handlers import RotatingFileHandler

            try:
                self._opened = RotatingFileHandler(
                    self._file, maxBytes=_LOG_BYTES, backupCount=_LOGS_KEPT, encoding="utf-8"
                )
            except OSError:  # a machine without a writable folder must still inspect buildings
                self._opened = logging.NullHandler()
            self._opened.setFormatter(self.formatter)
        self._opened.emit(record)

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
        super().close()


def start_log(folder: Path) -> Path | None:
    """Write the program's log into ``folder``; return the file, or None where none can be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    file = folder / "chengjian.log"
    handler = _LogFile(file)
    handler.setFormatter(_Private("%(asctime)s %(levelname)s %(threadName)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    return file


def sentence(error: BaseException) -> str:
    """Return what the user is told: the error's own sentence, or that the program failed."""
    if isinstance(error, AppError):
        return str(error)
    return _("The program made a mistake. Your records are saved; nothing was lost.")


class CrashCatcher(QObject):
    """Takes what no one caught, from any thread, and shows it on the GUI thread.

    Signals:
        caught(error, trace): Every error that is not a mere stop, after it was logged.
    """

    caught = Signal(object, str)
    _arrived = Signal(object, str)

    def __init__(self, window: QWidget | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.window = window
        self._showing = False
        self._arrived.connect(self._show)
        self._old = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Catch from now on."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def uninstall(self) -> None:
        """Put back what was there before."""
        sys.excepthook, threading.excepthook = self._old

    def take(self, error: BaseException) -> None:
        """Log and show one error; `Jobs.failed` is connected here."""
        self._hook(type(error), error, error.__traceback__)

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._hook(args.exc_type, args.exc_value, args.exc_traceback)

    def _hook(
        self, kind: type[BaseException], error: BaseException, where: TracebackType | None
    ) -> None:
        if isinstance(error, Cancelled):
            return  # the user stopped something: neither an error nor worth a word
        if isinstance(error, KeyboardInterrupt):
            application = QApplication.instance()
            if application is not None:
                application.quit()
            return
        trace = redacted("".join(traceback.format_exception(kind, error, where)))
        if isinstance(error, AppError):
            log.warning("%s", error)
        else:
            log.error("%s", trace)
        self._arrived.emit(error, trace)  # queued when it comes from another thread

    @Slot(object, str)
    def _show(self, error: BaseException, trace: str) -> None:
        self.caught.emit(error, trace)
        window = self.window
        if window is None or self._showing or QThread.currentThread() is not self.thread():
            return
        from app.ui.crash_dialog import open_crash_dialog

        self._showing = True  # a fault in painting would otherwise open a dialog per repaint
        dialog = open_crash_dialog(window, error, trace)
        dialog.finished.connect(self._shown)

    @Slot()
    def _shown(self) -> None:
        self._showing = False
