"""What threatens the records quietly: a disk that fills up, a clock that was changed."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LOW_BYTES = 2_000_000_000
"""Less than this is said: some five hundred photos."""
CRITICAL_BYTES = 200_000_000
"""Less than this and photos should not be taken in any more; answers still find room."""
JUMP_MS = 120_000
"""A wall clock that runs away from the steady one by more than this was changed."""


@dataclass(frozen=True)
class Room:
    """Free space where a workspace lies.

    Attributes:
        free: Bytes.
        state: ``enough``, ``low`` or ``critical``.
    """

    free: int
    state: str


def room_left(folder: Path) -> Room | None:
    """Return the free space of a folder's disk; None when it does not say."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return None
    state = "enough" if free >= LOW_BYTES else "low" if free >= CRITICAL_BYTES else "critical"
    return Room(free, state)


@dataclass(frozen=True)
class Jump:
    """The laptop's clock was set while the program ran, or since it ran last.

    Attributes:
        ms: By how much, forward positive; milliseconds.
        while_running: Whether the program saw it happen.
    """

    ms: int
    while_running: bool


class ClockWatch:
    """Compare the wall clock with the steady one; ask it now and then.

    A laptop that sleeps stops the steady clock on some systems, so only a step backwards, or a
    step forward that the system does not explain by sleep, is a change of the clock: forward steps
    count only when the boot clock did not advance with them.
    """

    def __init__(
        self,
        last_written_ms: int = 0,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] | None = None,
    ) -> None:
        """Start watching.

        Args:
            last_written_ms: Time of the newest record, UTC milliseconds; 0 for none.
            wall: Seconds of the wall clock.
            steady: Seconds of a clock that nobody sets and that counts sleep.
        """
        self._wall = wall
        self._steady = steady or boot_clock
        self._offset = self._wall() - self._steady()
        self._last = last_written_ms

    def at_start(self) -> Jump | None:
        """Return a jump when the newest record lies in the future: the clock was set back."""
        now = int(self._wall() * 1000)
        if self._last > now + JUMP_MS:
            return Jump(now - self._last, while_running=False)
        return None

    def check(self) -> Jump | None:
        """Return how far the clock was set since the last call; None when it was not."""
        offset = self._wall() - self._steady()
        moved = int((offset - self._offset) * 1000)
        if abs(moved) <= JUMP_MS:
            return None
        self._offset = offset
        return Jump(moved, while_running=True)


def boot_clock() -> float:
    """Return seconds that also count while the laptop sleeps, where the system has such a clock.

    Windows' monotonic clock counts sleep; Linux has CLOCK_BOOTTIME for it.
    """
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(clock) if clock is not None else time.monotonic()
