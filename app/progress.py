"""How long work tells how far it is, where it is stopped, and where it gives way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

_here = threading.local()


class Progress(Protocol):
    """Called once per item; may raise `app.errors.Cancelled`, which stops the work."""

    def __call__(self, done: int, total: int, what: str = "") -> None:
        """Report that ``done`` of ``total`` items are ready (``total`` 0: not known yet)."""


def silent(done: int, total: int, what: str = "") -> None:
    """Report nothing, never cancel."""


def give_way() -> None:
    """Let go first who must not wait; for long work in Python, between two small steps.

    Python runs one thread at a time, so work that never rests makes the window wait at each of
    its steps. Costs nothing where nobody said `giving_way`. Never call it while holding a lock of
    Python's that the window takes, too.
    """
    way = getattr(_here, "way", None)
    if way is not None:
        way()


@contextmanager
def giving_way(way: Callable[[], None]) -> Iterator[None]:
    """Have ``way`` called by each `give_way` of this thread."""
    _here.way = way
    try:
        yield
    finally:
        del _here.way
