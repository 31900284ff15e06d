"""Work beside the thread that asks for it; hashing and files need no Python meanwhile."""

from __future__ import annotations

import queue
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable

PIECE_BYTES = 1 << 20
"""Large enough that handing over costs nothing."""


class Beside:
    """A thread that does one thing at a time for another one; it begins with the first.

    Used as a context manager, or closed.
    """

    def __init__(self, name: str) -> None:
        """Say what the thread is called."""
        self._name = name
        self._thread: threading.Thread | None = None
        self._work: queue.SimpleQueue[Callable[[], Any] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
        self._busy = False

    def start(self, work: Callable[[], Any]) -> None:
        """Begin some work; what was begun before is waited for first.

        Raises:
            BaseException: What that raised; the new work is not begun then.
        """
        self.wait()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._busy = True
        self._work.put(work)

    @property
    def is_idle(self) -> bool:
        """Nothing is being done, so that `start` would not wait."""
        return not self._busy or not self._done.empty()

    def wait(self) -> None:
        """Wait until what was begun is done.

        Raises:
            BaseException: What it raised; once.
        """
        if self._busy:
            self._busy = False
            error = self._done.get()
            if error is not None:
                raise error

    def close(self) -> None:
        """Wait for what was begun, whatever became of it, and end the thread."""
        with suppress(BaseException):
            self.wait()
        if self._thread is not None:
            self._work.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            try:
                work()
            except BaseException as error:  # told in the thread that asked
                self._done.put(error)
            else:
                self._done.put(None)
            del work  # else its bytes stay until there is more to do

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
