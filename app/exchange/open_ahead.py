"""Opening the next sealed package while the one before is verified and merged.

A helper process does it. Merging is Python's work, and threads that open and verify beside it wait
for Python's lock more than they gain: measured, they were slower than no threads at all. The bytes
come back through shared memory, so that a package lies open on no disk. What was opened ahead is
verified only when it is its turn: nothing of it is used before.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from contextlib import suppress
from itertools import pairwise
from multiprocessing.shared_memory import SharedMemory
from typing import TYPE_CHECKING, Self

from app.errors import AppError
from app.stepping import step_back_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from pathlib import Path

HELD_BYTES = 80_000_000
"""Up to this a package is opened in memory: a volume is smaller unless one file is larger."""
FROM_BYTES = 200_000_000
"""For less, all is opened before a helper has started."""
_PATIENCE_S = 60.0
_END_S = 2.0


class OpenAhead:
    """Packages in the order in which they are taken in; used as a context manager."""

    def __init__(
        self,
        files: Sequence[Path],
        keys: Callable[[], Sequence[str]],
        *,
        from_bytes: int = FROM_BYTES,
    ) -> None:
        """Open nothing yet.

        Args:
            files: Package files, in their order.
            keys: Returns the secret keys that are at hand just then.
            from_bytes: Size of all files together from which on a helper is worth its start.
        """
        self._next = dict(pairwise(files))
        self._keys = keys
        self._wanted = sum(_size(path) or 0 for path in files) >= from_bytes
        self._path: Path | None = None
        self._helper: _Helper | None = None

    def follow(self, path: Path) -> None:
        """Begin with what comes after a package that was opened; only one is held at a time."""
        self.drop()
        following = self._next.get(path)
        if following is None or not self._wanted or not 0 < (_size(following) or 0) <= HELD_BYTES:
            return
        try:
            keys = list(self._keys())
            if not keys:
                return
            if self._helper is None:
                self._helper = _Helper()
            self._helper.begin(following, keys)
            self._path = following
        except (AppError, OSError):  # each package is opened in its turn, then
            self._give_up()

    def take(self, path: Path) -> memoryview | None:
        """Return what was opened ahead of a package; it is good until the next one is taken.

        None: nothing was, or it could not be. It is opened again then, and says itself why: a merge
        meanwhile may have changed whose keys open it.
        """
        wanted, self._path = self._path, None
        if wanted is None or self._helper is None:
            return None
        try:
            return self._helper.result(wanted=wanted == path)
        except OSError:  # it was ended by somebody, or hangs on a share that is gone
            self._give_up()
            return None

    def drop(self) -> None:
        """Let go of what nobody took."""
        if self._path is not None:
            self.take(self._path)

    def _give_up(self) -> None:
        self._wanted, self._path = False, None
        if self._helper is not None:
            self._helper.end()
            self._helper = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._give_up()


class _Helper:
    """A process that opens one sealed file after the other into the same memory.

    It gets the keys of this program's user through a pipe of its own, and ends with the program.
    """

    def __init__(self) -> None:
        """Start it.

        Raises:
            OSError: The system gives no process or no memory.
        """
        # A fork of a process with threads and a window would be no safe copy.
        context = multiprocessing.get_context("spawn")
        self._room = SharedMemory(create=True, size=HELD_BYTES)
        # Copied out into the same memory each time: new memory costs ten times what a copy does.
        self._taken = bytearray(HELD_BYTES)
        self._pipe, other = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=_serve, args=(other, self._room.name), name="opening ahead", daemon=True
        )
        try:
            self._process.start()
        except BaseException:
            self._room.close()
            self._room.unlink()
            raise
        finally:
            other.close()  # else nobody would see that it ended

    def begin(self, path: Path, keys: Sequence[str]) -> None:
        """Let it open a file.

        Raises:
            OSError: It is gone.
        """
        self._pipe.send((path, keys))

    def result(self, *, wanted: bool) -> memoryview | None:
        """Wait for what it was given; None: it could not be opened, or nobody wants it.

        Raises:
            OSError: It is gone, or answers no more.
        """
        if not self._pipe.poll(_PATIENCE_S):
            raise TimeoutError
        try:
            size = self._pipe.recv()
        except EOFError as error:
            raise BrokenPipeError from error
        room = self._room.buf
        if not wanted or size is None or room is None:
            return None
        taken = memoryview(self._taken)[:size]
        taken[:] = room[:size]
        return taken

    def end(self) -> None:
        """End it, whatever it is at."""
        self._pipe.close()
        self._process.terminate()
        self._process.join(_END_S)
        self._room.close()
        self._room.unlink()


def _serve(pipe: Connection, room_name: str) -> None:
    """Run in the helper until the program lets go of the pipe or ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which ends this
    step_back_whole()
    from app.sealing import open_into

    held = SharedMemory(room_name)
    room = held.buf
    assert room is not None  # it was just attached
    while True:
        try:
            path, keys = pipe.recv()
        except (EOFError, OSError):
            # Memory and pipe are the program's; nothing is to be tidied here.
            os._exit(0)
        size: int | None = None
        with suppress(AppError, MemoryError):
            size = open_into(room, path, *keys)
        with suppress(OSError):
            pipe.send(size)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
