"""Helper processes that take photos in, for a window that must not wait for Python's lock.

Decoding and scaling leave that lock, but each of their many small steps needs it for a moment. A
thread that was put behind the window, and for which no core is free just then, keeps it while it
waits for one; and the window waits with it, although it is the more important of the two.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import ParamSpec, TypeVar

from app.inspection.photo import decode, originals
from app.stepping import step_back_whole

FROM_FILES = 8
"""For fewer files the threads of this process are done before a helper has started."""
_MOST = 4
"""Each has the memory of a program of its own."""

P = ParamSpec("P")
T = TypeVar("T")
Lock = AbstractContextManager[bool]


@contextmanager
def hands(files: int) -> Iterator[Executor | None]:
    """Have helpers for many files; they end with this.

    Args:
        files: How many there are to be taken in.

    Returns:
        The helpers; None: so few files do not need any.
    """
    if files < FROM_FILES:
        yield None
        return
    # A fork of a process with threads and a window would be no safe copy.
    context = multiprocessing.get_context("spawn")
    locks = (context.Lock(), context.Lock())
    count = min(os.cpu_count() or 2, _MOST)
    pool = ProcessPoolExecutor(count, context, _begin, locks)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def handed(pool: Executor, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    """Give work to a pool; where its helpers are gone, the future ends so, too."""
    try:
        return pool.submit(work, *args, **kwargs)
    except (BrokenExecutor, OSError) as error:
        gone: Future[T] = Future()
        gone.set_exception(error if isinstance(error, BrokenExecutor) else BrokenExecutor(error))
        return gone


def _begin(settling: Lock, large: Lock) -> None:
    """Run in a helper, first of all."""
    originals.settle_under(settling)
    decode.one_large_under(large)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which ends this
    step_back_whole()
    threading.Thread(target=_end_with_the_program, daemon=True).start()


def _end_with_the_program() -> None:
    program = multiprocessing.parent_process()
    if program is not None:
        program.join()
        os._exit(1)  # it was killed: nobody will ever give this process work or end it
