"""Files whose bytes go to the disk while more are written, so that the wait at the end is short."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from app.beside import Beside

if TYPE_CHECKING:
    from typing import BinaryIO

_DRAIN_BYTES = 16_000_000
# Where there is none, writing would wait for it as well, or the system does so by itself.
_drain = getattr(os, "fdatasync", None)


class Draining:
    """A file to write into; to be finished, or only closed when it is of no use."""

    def __init__(self, file: BinaryIO) -> None:
        """Write into an open file, which is left open."""
        self._file = file
        self._beside = Beside("draining")
        self._waiting = 0

    def write(self, data: bytes | memoryview) -> int:
        """Write; what the disk refuses is told by this, or by a later call.

        Raises:
            OSError: It cannot be written.
        """
        done = self._file.write(data)
        self._waiting += done
        if self._waiting >= _DRAIN_BYTES and _drain is not None and self._beside.is_idle:
            self._waiting = 0
            self._beside.start(lambda: _drain(self._file.fileno()))
        return done

    def finish(self) -> None:
        """Wait until all is on the disk.

        Raises:
            OSError: It is not.
        """
        self._beside.wait()  # an error is told once by the system, perhaps to the thread
        self._file.flush()
        os.fsync(self._file.fileno())
        self._beside.close()

    def close(self) -> None:
        """Let go of the file, which stays open."""
        self._beside.close()

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def seekable(self) -> bool:
        return self._file.seekable()

    def flush(self) -> None:
        self._file.flush()
