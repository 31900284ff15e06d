"""Pictures read and written beside the GUI thread, for previews and for drawing on them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QThreadPool, Signal
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QApplication

from app.errors import AppError

DRAWING_EDGE = 4096
"""Longer edge of a picture that is drawn on: what is drawn is a copy, the original stays."""
_QUALITY = 92


class Reader(QObject):
    """Lives as long as the program, so that a late picture finds no dead object.

    Signals:
        read(ticket, image): A picture, or None when it cannot be read.
        written(ticket, data): The bytes of a picture.
        done(ticket, result): What `run` was given to do.
    """

    read = Signal(str, object)
    written = Signal(str, object)
    done = Signal(str, object)

    def run(self, ticket: str, work: Callable[[], object]) -> None:
        """Do anything short beside the GUI thread."""
        self._start(lambda: self.done.emit(ticket, work()))

    def want(self, ticket: str, file: Path, edge: int) -> None:
        """Read a picture with a longer edge of at most ``edge``."""
        self._start(lambda: self.read.emit(ticket, load(file, edge)))

    def encode(self, ticket: str, image: QImage, extension: str) -> None:
        """Turn a picture into the bytes of a PNG or JPEG."""
        copy = image.copy()
        self._start(lambda: self.written.emit(ticket, encoded(copy, extension)))

    def _start(self, work: Callable[[], None]) -> None:
        QThreadPool.globalInstance().start(work)


def load(file: Path, edge: int) -> QImage | None:
    """Return a picture upright, or None when there is none in the file."""
    from app.inspection.photo.previews import upright

    try:
        image = upright(file, file.name, edge)
    except (AppError, MemoryError):
        return None
    data = image.tobytes()
    wide, tall = image.size
    return QImage(data, wide, tall, 3 * wide, QImage.Format.Format_RGB888).copy()


def encoded(image: QImage, extension: str) -> bytes:
    """Return a picture as the bytes of a PNG (``png``) or a JPEG (anything else)."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, b"png" if extension == "png" else b"jpeg")
    if extension != "png":
        writer.setQuality(_QUALITY)
    writer.write(image)
    return bytes(data.data())


@cache
def reader() -> Reader:
    """Return the one reader."""
    made = Reader()
    app = QApplication.instance()
    if app is not None:
        app.aboutToQuit.connect(lambda: QThreadPool.globalInstance().waitForDone())
    return made
