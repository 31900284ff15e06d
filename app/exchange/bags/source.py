"""What goes into a bag, read once and hashed on the way, and what is told of it afterwards."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from app.beside import PIECE_BYTES, Beside
from app.errors import AppError
from app.files import cannot_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import FileIO

_BESIDE_FROM = 1 << 17


class AlteredError(AppError):
    """A file is not what its digest says; ``values["name"]`` is its name."""


@dataclass(frozen=True)
class Closed:
    """A finished package.

    Attributes:
        path: Where it is.
        digest: SHA-256 of its tag manifest, which covers every byte of content.
        payload_bytes: Content bytes, unpacked.
        files: Content files.
        size: Bytes of the package file.
    """

    path: Path
    digest: str
    payload_bytes: int
    files: int
    size: int


class Source:
    """Reads and hashes the files of one bag, in the place of one piece.

    New memory for each piece would cost a fifth of the time. Large pieces are hashed beside the
    thread that packs them.
    """

    def __init__(self) -> None:
        """Begin; to be closed."""
        self._room = memoryview(bytearray(PIECE_BYTES))
        self._beside = Beside("hashing")

    def opened(self, path: Path) -> tuple[FileIO, int]:
        """Open a file and return its size with it.

        Raises:
            AppError: It cannot be read.
        """
        try:
            file = path.open("rb", buffering=0)
            return file, os.fstat(file.fileno()).st_size
        except OSError as error:
            raise cannot_read(path.name, error) from error

    def pieces(self, file: BinaryIO | FileIO, name: str) -> Iterator[memoryview]:
        """Yield what is in a file, each piece in the place of the one before.

        Raises:
            AppError: It cannot be read; it is called ``name``.
        """
        file = cast("FileIO", file)
        while True:
            try:
                count = file.readinto(self._room)
            except OSError as error:
                raise cannot_read(name, error) from error
            if not count:
                return
            yield self._room[:count]

    def hashed(
        self, pieces: Iterable[bytes | memoryview], sha256: hashlib._Hash
    ) -> Iterator[bytes | memoryview]:
        """Yield the pieces; each is in the digest when the next one is asked for."""
        for piece in pieces:
            if len(piece) < _BESIDE_FROM:
                sha256.update(piece)
                yield piece
                continue

            def hash_it(piece: bytes | memoryview = piece) -> None:
                sha256.update(piece)

            self._beside.start(hash_it)
            yield piece
            self._beside.wait()

    def close(self) -> None:
        """End the thread."""
        self._beside.close()
