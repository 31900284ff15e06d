"""Sealing while writing: what is written here goes through age into the file, in one pass.

No byte lies open anywhere: the bag runs through a pipe into the cipher, which works in a thread of
its own. Memory stays flat.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, cast

from app.sealing import check_recipient, seal_stream

if TYPE_CHECKING:
    from collections.abc import Sequence

_PIPE_BYTES = 1 << 20
_SET_PIPE_SIZE = 1031  # F_SETPIPE_SZ of Linux; elsewhere pipes stay as they are


class SealingFile:
    """A file to write plain bytes into; sealed ones arrive in ``target``.

    It cannot be rewound, and tells so to ``zipfile``.
    """

    def __init__(self, target: BinaryIO, recipients: Sequence[str]) -> None:
        """Start sealing.

        Args:
            target: Where sealed bytes go; left open.
            recipients: Public keys, ``age1…``.

        Raises:
            SealError: A public key is none.
        """
        for one in recipients:
            check_recipient(one)
        self._target = target
        self._recipients = list(recipients)
        self._error: BaseException | None = None
        reading, writing = os.pipe()
        _widen(writing)
        self._pipe: BinaryIO = os.fdopen(writing, "wb", buffering=0)
        self._reading = os.fdopen(reading, "rb", buffering=_PIPE_BYTES)
        self._thread = threading.Thread(target=self._seal, name="sealing", daemon=True)
        self._thread.start()

    def write(self, data: bytes | memoryview) -> int:
        """Write plain bytes.

        Raises:
            OSError: The target cannot be written.
        """
        view = memoryview(data)
        done = 0
        try:
            while done < len(view):
                done += self._pipe.write(view[done:]) or 0
        except BrokenPipeError:
            self._join()
            raise
        return done

    def flush(self) -> None:
        """Do nothing: the cipher writes whole blocks."""

    def seekable(self) -> bool:
        return False

    def finish(self) -> None:
        """Say that this is all, and wait until it is sealed into the target.

        Raises:
            OSError: The target cannot be written.
        """
        self._pipe.close()
        self._join()

    def close(self) -> None:
        """Stop; without `finish` before it the target holds nothing of use."""
        with suppress(OSError):
            self._pipe.close()
        with suppress(OSError):
            self._join()

    def _seal(self) -> None:
        target = _Target(self._target)
        try:
            seal_stream(self._reading, cast("BinaryIO", target), self._recipients)
        except BaseException as error:  # told in the thread that writes
            self._error = target.error or error
        finally:
            self._reading.close()  # whoever still writes is not left waiting

    def _join(self) -> None:
        self._thread.join()
        if self._error is not None:  # again at each call: who closes must hear the cause, too
            raise self._error


class _Target:
    """Keeps what the system said; age wraps it in words of its own."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._file.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        self._file.flush()


def _widen(pipe: int) -> None:
    try:
        import fcntl
    except ImportError:
        return
    with suppress(OSError):
        fcntl.fcntl(pipe, _SET_PIPE_SIZE, _PIPE_BYTES)
