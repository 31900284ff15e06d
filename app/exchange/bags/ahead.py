"""Files of a bag are read and hashed by a thread, ahead of who packs them.

The thread goes on to the next file at once: were it to wait at each file's end, a tenth of the time
of packing photos would be lost.
"""

from __future__ import annotations

import hashlib
import os
import queue
import threading
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from zlib_ng.zlib_ng import crc32

from app.exchange.bags.zip_stored import ROOM_BYTES, fill_framed
from app.files import cannot_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import FileIO

_ROOMS = 4


class Piece(NamedTuple):
    """Some bytes of a file, good until the next piece is asked for.

    Attributes:
        packed: As they go into the package, framed where that was asked for.
        size: How many bytes of the file that are.
    """

    packed: memoryview
    size: int


class _Checked(NamedTuple):
    """The end of a file: what all its bytes come to."""

    sha256: str
    crc: int


_Told: TypeAlias = int | Piece | _Checked | BaseException


class Reading:
    """One file that is read; its pieces are to be taken once, to the end.

    Attributes:
        size: Bytes, when it was opened.
        sha256: Of all pieces, in hex; known when the last was taken, like `crc`.
        crc: CRC-32 of all pieces.
    """

    def __init__(self, path: Path, told: queue.SimpleQueue[_Told], free: threading.Semaphore):
        """Wait until it is open.

        Raises:
            AppError: It cannot be read.
        """
        self._name, self._told, self._free = path.name, told, free
        self.size = cast("int", self._next())
        self.sha256, self.crc = "", 0

    def __iter__(self) -> Iterator[Piece]:
        """Yield the pieces.

        Raises:
            AppError: It cannot be read to its end.
        """
        while isinstance(found := self._next(), Piece):
            yield found
            self._free.release()
        self.sha256, self.crc = cast("_Checked", found)

    def _next(self) -> _Told:
        found = self._told.get()
        if isinstance(found, OSError):
            raise cannot_read(self._name, found) from found
        if isinstance(found, BaseException):
            raise found
        return found


class ReadAhead:
    """Reads files in the order in which they will be packed.

    A few rooms of memory take turns: new memory for each piece would cost a fifth of the time.
    """

    def __init__(self) -> None:
        """Begin; to be closed. There is no thread before the first file."""
        self._coming: deque[Path] = deque()
        self._asked: queue.SimpleQueue[tuple[Path, bool] | None] = queue.SimpleQueue()
        self._told: queue.SimpleQueue[_Told] = queue.SimpleQueue()
        self._free = threading.Semaphore(_ROOMS)
        self._rooms: list[memoryview] = []
        self._thread: threading.Thread | None = None
        self._closed = False

    def expect(self, files: Iterable[tuple[Path, bool]]) -> None:
        """Say what will be taken next, after all that was said before.

        Args:
            files: Each with whether its pieces shall be framed, see `fill_framed`.
        """
        for path, framed in files:
            self._coming.append(path)
            self._asked.put((path, framed))
        if self._thread is None and self._coming:
            self._rooms = [memoryview(bytearray(ROOM_BYTES)) for _ in range(_ROOMS)]
            self._thread = threading.Thread(target=self._run, name="hashing", daemon=True)
            self._thread.start()

    @property
    def is_expecting(self) -> bool:
        """Files were announced that nobody has taken yet."""
        return bool(self._coming)

    def take(self, path: Path) -> Reading:
        """Take the next file.

        Raises:
            AppError: It cannot be read.
            ValueError: Another one was announced (a mistake of the caller).
        """
        if self._coming.popleft() != path:
            raise ValueError(f"not the file that was announced: {path}")
        return Reading(path, self._told, self._free)

    def close(self) -> None:
        """End the thread, whatever it is at."""
        self._closed = True
        self._free.release()
        self._asked.put(None)
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        number = 0
        while (asked := self._asked.get()) is not None and not self._closed:
            try:
                with asked[0].open("rb", buffering=0) as file:
                    number = self._read(file, number, framed=asked[1])
            except BaseException as error:  # told to who takes the file
                self._told.put(error)

    def _read(self, file: FileIO, number: int, *, framed: bool) -> int:
        """Read a file into one room after the other; return the number of the next room."""
        self._told.put(os.fstat(file.fileno()).st_size)
        sha256, crc = hashlib.sha256(), 0
        while True:
            self._free.acquire()
            if self._closed:
                return number
            room = self._rooms[number % _ROOMS]
            packed, views = fill_framed(file, room) if framed else _filled(file, room)
            if not views:
                break
            # Who packs may begin while it is hashed; the room comes round only after that.
            self._told.put(Piece(packed, sum(map(len, views))))
            for view in views:
                sha256.update(view)
                crc = crc32(view, crc)
            number += 1
        self._free.release()
        self._told.put(_Checked(sha256.hexdigest(), crc))
        return number


def _filled(file: FileIO, room: memoryview) -> tuple[memoryview, list[memoryview]]:
    view = room[: file.readinto(room) or 0]
    return view, [view] if view else []
