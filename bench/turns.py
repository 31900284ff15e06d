"""How long the turns of an event loop are, and what the thread did in the long ones.

Lag is how long an event that had arrived at any half millisecond would have waited until the loop
came round, so that one long pause counts as often as it would be felt. Work is what the thread
itself computed in one turn: what is left of it on a machine that does nothing else.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from types import FrameType

from PySide6.QtCore import QTimer

BAR_MS = 16.0
_SAMPLE_S = 0.0005


class Lag:
    """Watches the event loop of this thread until `stop`."""

    def __init__(self, stacks: Stacks | None = None) -> None:
        self._gaps: list[float] = []
        self._busy: list[float] = []
        self._stacks = stacks
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer = QTimer(interval=1, timerType=QTimer().timerType().PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self._gaps.append((now - self._last) * 1000)
        self._busy.append((worked - self._worked) * 1000)
        if self._stacks is not None:
            self._stacks.turn(self._gaps[-1], self._busy[-1])
        self._last, self._worked = now, worked

    def stop(self) -> list[float]:
        """Return the waits of events that had come at every half millisecond, sorted."""
        self._timer.stop()
        waits = []
        for gap in self._gaps:
            at = 0.0
            while at < gap:
                waits.append(gap - at)
                at += 0.5
        return sorted(waits)

    @property
    def longest(self) -> list[tuple[float, float]]:
        """The longest gaps so far with the work done in them, in milliseconds."""
        return sorted(zip(self._gaps, self._busy, strict=True))[-10:]

    @property
    def turns(self) -> list[float]:
        """The work of each turn in which something was done, in milliseconds, sorted."""
        return sorted(one for one in self._busy if one > 0.5)

    @property
    def work(self) -> float:
        """The most work between two turns of the event loop, in milliseconds."""
        return max(self._busy)


class Stacks:
    """Looks at one thread every half millisecond and keeps where it stood in its long turns.

    Args:
        bar_ms: Turns with more work than this are kept.
    """

    def __init__(self, bar_ms: float = BAR_MS) -> None:
        self._bar = bar_ms
        self._watched = threading.get_ident()
        self._seen: Counter[tuple[str, ...]] = Counter()
        self.long: list[tuple[float, float, Counter[tuple[str, ...]]]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._ended.wait(_SAMPLE_S):
            frame = sys._current_frames().get(self._watched)
            stack = []
            while frame is not None:
                stack.append(_where(frame))
                frame = frame.f_back
            self._seen[tuple(stack[::-1])] += 1

    def turn(self, gap: float, work: float) -> None:
        """One turn of the loop is over."""
        seen, self._seen = self._seen, Counter()
        if max(work, gap / 2) > self._bar:
            self.long.append((gap, work, seen))

    def stop(self) -> None:
        """Look no longer."""
        self._ended.set()
        self._thread.join()

    def tell(self, most: int = 6) -> str:
        """Return the longest turns and where they were spent, as an indented tree."""
        lines = []
        for gap, work, seen in sorted(self.long, key=lambda one: -one[1])[:most]:
            total = sum(seen.values()) or 1
            lines.append(f"turn {gap:.1f} ms, work {work:.1f} ms, {total} looks")
            below: Counter[tuple[str, ...]] = Counter()
            for stack, count in seen.items():
                for depth in range(1, len(stack) + 1):
                    below[stack[:depth]] += count
            lines += [
                f"  {100 * below[stack] // total:3} % {'  ' * len(stack)}{stack[-1]}"
                for stack in sorted(below)
                if below[stack] * 12 >= total
            ]
        return "\n".join(lines)


def _where(frame: FrameType) -> str:
    code = frame.f_code
    name = "/".join(code.co_filename.split("/")[-2:])
    return f"{name}:{frame.f_lineno} {code.co_name}"
