"""What a sending is doing, for whoever watches: volumes, bytes, speed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from app.i18n import _
from app.models.custody import Delivery
from app.progress import Progress


@dataclass
class VolumeLine:
    """One volume on its way, as whoever watches sees it.

    Attributes:
        done: Bytes written and read back, up to twice ``size``.
        state: ``waiting``, ``going``, ``sent`` or ``there`` (it had arrived before).
    """

    name: str
    number: int
    volume: int
    size: int
    done: int = 0
    state: str = "waiting"


@dataclass
class Watch:
    """What a sending is doing; the sending writes it, another thread may read it at any time.

    Attributes:
        lines: The volumes of this round; empty while the package is written.
        speed: Megabytes each second, written and read back.
    """

    lines: tuple[VolumeLine, ...] = ()
    speed: float = 0.0

    @property
    def seconds_left(self) -> float:
        """How long the rest takes at that speed; 0: not known."""
        rest = sum(2 * line.size - line.done for line in self.lines if line.state != "there")
        return rest / 1e6 / self.speed if self.speed > 0 else 0.0


class Meter:
    """Counts bytes for the progress: each volume is written once and read back once."""

    def __init__(self, rows: Sequence[Delivery], watch: Watch | None, progress: Progress) -> None:
        self._progress = progress
        self._watch = watch or Watch()
        self._lines = {
            row.name: VolumeLine(row.name, row.number, row.volume, row.size) for row in rows
        }
        self._watch.lines = tuple(self._lines.values())
        self._total = 2 * sum(row.size for row in rows)
        self._before = self._passed = 0
        self._line: VolumeLine | None = None
        self._begun = time.monotonic()
        self._what = ""

    def begin(self, row: Delivery) -> None:
        self._line = self._lines[row.name]
        self._line.state = "going"
        self._what = _("volume {volume} of package {number}").format(
            volume=row.volume, number=row.number
        )
        self(0)

    def __call__(self, count: int) -> None:
        line, now = self._line, 0
        self._passed += count
        if line is not None:  # a try more passes more bytes
            now = line.done = min(line.done + count, 2 * line.size)
        self._watch.speed = self.speed
        done = self._before + now
        self._progress(done, self._total, f"{self._what} · {self.speed:.1f} MB/s")

    def end(self, row: Delivery, state: str) -> None:
        line, self._line = self._lines[row.name], None
        line.done, line.state = 2 * row.size, state
        self._before += 2 * row.size
        self(0)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._begun

    @property
    def speed(self) -> float:
        """Megabytes each second, since the beginning."""
        return self._passed / 1e6 / max(self.seconds, 0.05)
