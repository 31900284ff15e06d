"""Threads and helper processes that work for long let the window go first."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

_NICE = 10
_BELOW_NORMAL = -1


def step_back() -> None:
    """Let the calling thread run behind others; where the system does not allow it, nothing.

    Source:
        Linux schedules threads by their own nice value (setpriority(2), "C library/kernel
        differences"); Windows: SetThreadPriority, THREAD_PRIORITY_BELOW_NORMAL. Other systems
        know a nice value of the process only, which would slow the window too.
    """
    with suppress(OSError, AttributeError):
        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        elif sys.platform == "win32":
            import ctypes

            kernel = ctypes.windll.kernel32
            kernel.GetCurrentThread.restype = ctypes.c_void_p
            kernel.SetThreadPriority(ctypes.c_void_p(kernel.GetCurrentThread()), _BELOW_NORMAL)


def step_back_whole() -> None:
    """Let this process, which has no window, run behind others; where it may not, nothing."""
    if sys.platform == "win32":
        step_back()
    else:
        with suppress(OSError):
            os.nice(_NICE)
