"""Sealing while writing: what is written here goes through age into the file, in one pass.

No byte lies open anywhere. The cipher and the file work in a thread of their own, while the next
piece is read and hashed. Memory stays flat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from app.age_write import AgeWriter
from app.beside import PIECE_BYTES, Beside
from app.sealing import check_recipient

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LARGE = PIECE_BYTES // 8


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
        self._writer = AgeWriter(target, recipients)
        self._beside = Beside("sealing")
        self._small = bytearray()
        self._error: BaseException | None = None

    def write(self, data: bytes | memoryview) -> int:
        """Write plain bytes; a large piece must stay as it is until the call after the next.

        Raises:
            OSError: The target cannot be written.
        """
        if len(data) >= _LARGE:
            self._flush_small()
            self._seal(data)
        else:
            self._small += data
            if len(self._small) >= PIECE_BYTES:
                self._flush_small()
        return len(data)

    def flush(self) -> None:
        """Do nothing: the cipher writes whole blocks."""

    def seekable(self) -> bool:
        return False

    def finish(self) -> None:
        """Say that this is all, and wait until it is sealed into the target.

        Raises:
            OSError: The target cannot be written.
        """
        self._flush_small()
        self._noting(self._beside.wait)
        self._noting(self._writer.finish)
        self._beside.close()

    def close(self) -> None:
        """Stop; without `finish` before it the target holds nothing of use."""
        self._beside.close()

    def _flush_small(self) -> None:
        if self._small:
            data, self._small = self._small, bytearray()
            self._seal(data)

    def _seal(self, data: bytes | bytearray | memoryview) -> None:
        self._noting(lambda: self._beside.start(lambda: self._writer.write(data)))

    def _noting(self, work: Callable[[], object]) -> None:
        """Do something; an error is told again at each call, so that who closes hears it, too."""
        if self._error is not None:
            raise self._error
        try:
            work()
        except BaseException as error:
            self._error = error
            raise
