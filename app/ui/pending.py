"""A workspace that is still being opened, for those who wait for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.errors import Cancelled

if TYPE_CHECKING:
    from app.workspace import Workspace


class Pending:
    """A workspace that is opened in another thread, once the window stands.

    Args:
        start: Begins to open it; called once, on the GUI thread, by whoever calls `begin` first.
    """

    def __init__(self, start: Callable[[Pending], None] | None = None) -> None:
        self._start = start
        self._there = threading.Event()
        self._workspace: Workspace | None = None

    def begin(self) -> None:
        """Begin to open it, if nobody has yet."""
        start, self._start = self._start, None
        if start is not None:
            start(self)

    def give_up(self) -> None:
        """Let go of all who wait, if nobody began to open it: the window closes before that."""
        if self._start is not None:
            self._start = None
            self.hand_over(None)

    def hand_over(self, workspace: Workspace | None) -> None:
        """Give it to all who wait; None: it cannot be opened."""
        self._workspace = workspace
        self._there.set()

    def get(self) -> Workspace:
        """Wait for it.

        Raises:
            Cancelled: It cannot be opened; the window goes.
        """
        if threading.current_thread() is threading.main_thread():
            self.begin()  # the GUI thread must not wait for what only it can begin
        self._there.wait()
        if self._workspace is None:
            raise Cancelled
        return self._workspace

    @property
    def ready(self) -> bool:
        """Whether it is open."""
        return self._workspace is not None
