"""The hybrid logical clock: wall time where it can be trusted, always later than what it replaces.

There is no global state: a laptop whose clock is far ahead infects only the fields it touches.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import timedelta

from app.errors import AppError
from app.i18n import N_

SHIFT = 16
LATEST = 2**61
"""A change with a later clock (in the year 3084) is quarantined: kept in the log, never shown."""
LATEST_OF_HUBS = 2**62
"""So far the clocks of hubs may go: whatever somebody else wrote, a hub can replace it."""
FAR_AHEAD_MS = timedelta(days=1) // timedelta(milliseconds=1)
"""A change that claims to be this much later than our own clock is reported."""


def wall_ms() -> int:
    """Return the wall clock in UTC milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def tick(now_ms: int, bases: Iterable[int] = ()) -> int:
    """Return the clock of a change that replaces changes with the clocks ``bases``.

    Raises:
        AppError: A base is at the end of the range, so that nothing later can be written.
    """
    clock = max(max(now_ms, 0) << SHIFT, max(bases, default=-1) + 1)
    return checked(clock, LATEST_OF_HUBS)


def checked(clock: int, latest: int) -> int:
    """Return a clock that its writer may use.

    Raises:
        AppError: It is after ``latest``.
    """
    if clock > latest:
        raise AppError(
            N_(
                "This field was last changed by a computer whose clock is broken; "
                "withdraw that package, then enter the value again"
            )
        )
    return clock


def claimed_ms(clock: int) -> int:
    """Return the wall time, in UTC milliseconds, that a clock claims at most."""
    return clock >> SHIFT


def is_far_ahead(clock: int, now_ms: int) -> bool:
    """Tell whether a clock is so far ahead of ours that people should hear of it."""
    return claimed_ms(clock) > now_ms + FAR_AHEAD_MS
