"""How long decisions take at this desk, and since when they count as today's."""

from __future__ import annotations

import time
from datetime import datetime
from datetime import time as day_time

from app.ui.field.shown import ZONE

_LONGEST_S = 300.0
"""A longer wait between two decisions was a pause and says nothing of the pace."""
_REMEMBERED = 30


class Pace:
    """How long a decision takes, from those made here."""

    def __init__(self) -> None:
        self._last = 0.0
        self._took: list[float] = []

    def tick(self, count: int = 1, now: float | None = None) -> None:
        """Note that ``count`` cases were decided just now."""
        at = time.monotonic() if now is None else now
        if self._last and at - self._last <= _LONGEST_S:
            self._took.append((at - self._last) / max(1, count))
            del self._took[:-_REMEMBERED]
        self._last = at

    def minutes(self, left: int) -> int:
        """Return how many minutes the rest will take; 0 while nothing is known."""
        if not self._took:
            return 0
        middle = sorted(self._took)[len(self._took) // 2]
        return max(1, round(middle * left / 60))


def midnight() -> int:
    """Return when this day began, UTC milliseconds."""
    now = datetime.now(ZONE)
    return int(datetime.combine(now.date(), day_time(), ZONE).timestamp() * 1000)
