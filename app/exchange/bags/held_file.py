"""A file whose bytes are in memory already: read from there without a copy of the whole."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer


class HeldFile(io.RawIOBase):
    """Bytes as a file for reading; ``io.BytesIO`` would copy what is no ``bytes``.

    Attributes:
        bytes_: The memory itself, to look at without reading.
    """

    def __init__(self, held: bytes | memoryview) -> None:
        """Begin at the first byte.

        Args:
            held: Nobody may change it while this is open.
        """
        self.bytes_ = memoryview(held).toreadonly()
        self._here = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that one can go to any place of it."""
        return True

    def tell(self) -> int:
        """Return where the next byte is read."""
        return self._here

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, and return it.

        Raises:
            ValueError: It lies before the first byte.
        """
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._here, os.SEEK_END: len(self.bytes_)}[whence]
        if base + offset < 0:
            raise ValueError(offset)
        self._here = base + offset
        return self._here

    def readinto(self, target: Buffer, /) -> int:
        """Copy what comes next; return how many bytes, 0 at the end."""
        room = memoryview(target).cast("B")
        piece = self.bytes_[self._here : self._here + len(room)]
        room[: len(piece)] = piece
        self._here += len(piece)
        return len(piece)

    def close(self) -> None:
        """Let go of the memory."""
        self.bytes_ = memoryview(b"")
        super().close()
