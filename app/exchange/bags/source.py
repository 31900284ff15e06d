"""What goes into a bag, read once and hashed on the way, and what is told of it afterwards."""

from __future__ import annotations

import hashlib
import os
import queue
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from app.beside import Beside
from app.errors import AppError
from app.files import cannot_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import FileIO

# Handing over costs more where there is less.
_BESIDE_FROM = 1 << 17
_ROOM_BYTES, _ROOMS = 1 << 19, 4


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
    """Reads and hashes the files of one bag: a thread does so ahead of who packs them.

    A few pieces of memory take turns, as new memory for each piece would cost a fifth of the time.
    """

    def __init__(self) -> None:
        """Begin; to be closed."""
        self._rooms = [memoryview(bytearray(_ROOM_BYTES)) for _ in range(_ROOMS)]
        self._beside = Beside("hashing")
        # Rooms that may be filled, and how far they were filled, or why they were not.
        self._free = threading.Semaphore(_ROOMS - 1)
        self._filled: queue.SimpleQueue[int | BaseException] = queue.SimpleQueue()
        self._closed = False

    @contextmanager
    def opened(self, path: Path) -> Iterator[tuple[FileIO, int]]:
        """Open a file and tell its size with it.

        Raises:
            AppError: It cannot be read.
        """
        try:
            file = path.open("rb", buffering=0)
        except OSError as error:
            raise cannot_read(path.name, error) from error
        with file:
            try:
                size = os.fstat(file.fileno()).st_size
            except OSError as error:
                raise cannot_read(path.name, error) from error
            try:
                yield file, size
            except BaseException:
                self.close()  # before the file is: the thread may be reading it
                raise

    def pieces(self, file: BinaryIO, name: str, sha256: hashlib._Hash) -> Iterator[memoryview]:
        """Yield what is in a file; each piece is good until the next is asked for.

        Args:
            file: Read to its end.
            name: What messages call it.
            sha256: Has taken all in when there are no more pieces.

        Raises:
            AppError: It cannot be read.
        """
        count = self._fill(file, 0)
        if isinstance(count, int) and count >= _BESIDE_FROM:
            self._beside.start(partial(self._go_on, file, count, sha256))
            yield from self._taken(count, name)
            self._beside.wait()
            return
        while isinstance(count, int) and count:
            piece = self._rooms[0][:count]
            sha256.update(piece)
            yield piece
            count = self._fill(file, 0)
        _raise(count, name)

    def _taken(self, first: int, name: str) -> Iterator[memoryview]:
        number, count = 0, first
        while count:
            yield self._rooms[number % _ROOMS][:count]
            self._free.release()
            found = self._filled.get()
            _raise(found, name)
            number, count = number + 1, cast("int", found)

    def _go_on(self, file: BinaryIO, count: int, sha256: hashlib._Hash) -> None:
        """Hash a piece and read the next, again and again, as long as there is room."""
        number = 0
        while count:
            sha256.update(self._rooms[number % _ROOMS][:count])
            number += 1
            self._free.acquire()
            if self._closed:
                return
            found = self._fill(file, number % _ROOMS)
            self._filled.put(found)
            count = found if isinstance(found, int) else 0

    def _fill(self, file: BinaryIO, room: int) -> int | BaseException:
        """Read into a room; what is wrong is told to who takes it out."""
        try:
            return cast("FileIO", file).readinto(self._rooms[room]) or 0
        except BaseException as error:
            return error

    def close(self) -> None:
        """End the thread, whatever it is at."""
        self._closed = True
        self._free.release()
        self._beside.close()


def hashed(
    pieces: Iterable[bytes | memoryview], sha256: hashlib._Hash
) -> Iterator[bytes | memoryview]:
    """Yield pieces that are in memory; they are in the digest then."""
    for piece in pieces:
        sha256.update(piece)
        yield piece


def _raise(found: int | BaseException, name: str) -> None:
    if isinstance(found, OSError):
        raise cannot_read(name, found) from found
    if isinstance(found, BaseException):
        raise found
