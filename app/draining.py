"""Files whose bytes go to the disk while more are written, so that the wait at the end is short."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from app.beside import Beside

if TYPE_CHECKING:
    from typing import BinaryIO

_DRAIN_BYTES = 8_000_000
# Written pages that nobody needs any more begin their way to the disk, and nobody waits for them:
# fdatasync in its place held up who writes, for a twelfth of the time of a sealed package. Systems
# that lack it begin by themselves.
_HAS_ADVICE = hasattr(os, "posix_fadvise")


class Draining:
    """A file to write into; to be finished, or only closed when it is of no use."""

    def __init__(self, file: BinaryIO) -> None:
        """Write into an open file, which is left open."""
        self._file = file
        self._beside = Beside("draining")
        self._begun = self._at = file.tell()

    def write(self, data: bytes | memoryview) -> int:
        """Write; what the disk refuses is told by this, or by `finish`.

        Raises:
            OSError: It cannot be written.
        """
        done = self._file.write(data)
        self._at += done
        if self._at - self._begun >= _DRAIN_BYTES and _HAS_ADVICE and self._beside.is_idle:
            begun, self._begun = self._begun, self._at
            self._beside.start(partial(_drain, self._file.fileno(), begun, self._at - begun))
        return done

    def finish(self) -> None:
        """Wait until all is on the disk.

        Raises:
            OSError: It is not.
        """
        self._beside.wait()
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


def _drain(number: int, start: int, size: int) -> None:
    """Let a range of a file go to the disk; what is wrong with that, ``fsync`` will tell."""
    with suppress(OSError):
        os.posix_fadvise(number, start, size, os.POSIX_FADV_DONTNEED)
