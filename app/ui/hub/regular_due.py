"""When each destination is looked at next: at the interval, later after failures, or at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

from app.models.clock import wall_ms


class Due:
    """Times of the next looks, by destination; what nobody set is due now.

    Attributes:
        failures: How many looks in a row have failed.
    """

    def __init__(self) -> None:
        self.failures: dict[str, int] = {}
        self._at: dict[str, float] = {}
        self._asked: set[str] = set()
        self._round: Sequence[str] = ()

    def ask(self, names: Iterable[str]) -> None:
        """Look there next, also if a round is on its way there just now."""
        for name in names:
            self._at[name] = 0.0
            self._asked.add(name)

    def begin(self, names: Sequence[str]) -> list[str]:
        """Return the names that it is time for; their round begins."""
        now = _now_ms()
        self._round = found = [name for name in names if self._at.get(name, 0.0) <= now]
        self._asked -= set(found)
        return found

    def end(self, pause_ms: Callable[[int], int]) -> None:
        """Set the next looks of the round; ``pause_ms``: how long, after so many failures."""
        for name in self._round:
            if name not in self._asked:
                self._at[name] = _now_ms() + pause_ms(self.failures.get(name, 0))
        self._round = ()

    def keep_only(self, names: set[str]) -> None:
        """Forget all other destinations."""
        for known in (self._at, self.failures):
            for name in set(known) - names:
                del known[name]

    def in_ms(self, names: Iterable[str]) -> int:
        """Return the milliseconds to the first look at one of them."""
        return max(0, round(min(self._at.get(name, 0.0) for name in names) - _now_ms()))

    def at(self, names: Iterable[str]) -> int:
        """Return when that is, UTC milliseconds."""
        return wall_ms() + self.in_ms(names)


def _now_ms() -> float:
    return time.monotonic() * 1000
