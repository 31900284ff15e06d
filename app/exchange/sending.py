"""送出: what is not receipted goes into volumes, and each volume down the road to its destination.

Sending again goes on where it stopped: volumes that arrived are left alone, those that did not are
brought, and only what is new since gets a package of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.exchange.deliver import Patience, deliver
from app.exchange.package import Package, export
from app.exchange.pending import is_news, on_the_way, register, take_over
from app.exchange.receipts.taking import Told, fetch_receipts
from app.exchange.roads.base import Road, RoadError
from app.exchange.roads.destination import Destination, Secrets, kept_secret, open_road
from app.exchange.roads.local import GoneError
from app.exchange.volumes import VOLUME_BYTES
from app.i18n import N_, _
from app.models.clock import wall_ms
from app.models.custody import Delivery
from app.progress import Progress, silent

if TYPE_CHECKING:
    from app.workspace import Workspace

Export = Callable[..., Package]


@dataclass(frozen=True)
class Sent:
    """What a sending did.

    Attributes:
        packages: Packages written now; none when there was nothing new.
        numbers: Running numbers of all that was on its way.
        volumes: Files that arrived now; ``there``: that had arrived before.
        bytes: Size of those that arrived now.
        seconds: How long bringing them took.
        receipts: What the receipts told that lay there; ``problems``: receipts that could not be
            taken in.
    """

    packages: tuple[Package, ...] = ()
    numbers: tuple[int, ...] = ()
    volumes: int = 0
    there: int = 0
    bytes: int = 0
    seconds: float = 0.0
    receipts: tuple[Told, ...] = ()
    problems: tuple[AppError, ...] = ()


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


class UnfinishedError(AppError):
    """A volume did not arrive; sending again goes on there.

    Attributes:
        number, volume: Which one.
        gone: The stick or share is not there any more.
    """

    def __init__(self, row: Delivery, reason: RoadError) -> None:
        self.number, self.volume = row.number, row.volume
        self.gone = isinstance(reason, GoneError)
        words = (
            N_(
                "The stick was pulled out: volume {volume} of package {number} is not finished."
                " Plug it in again and send: it goes on from there."
            )
            if self.gone
            else N_("Volume {volume} of package {number} did not arrive: {reason}")
        )
        super().__init__(words, number=row.number, volume=row.volume, reason=reason)


def send(
    workspace: Workspace,
    destination: Destination,
    *,
    secrets: Secrets = kept_secret,
    again: bool = False,
    all_photos: bool = False,
    volume_bytes: int = VOLUME_BYTES,
    patience: Patience | None = None,
    pack: Export = export,
    now_ms: int | None = None,
    watch: Watch | None = None,
    progress: Progress = silent,
) -> Sent:
    """Read the receipts at a destination and bring everything there that has none yet.

    Args:
        workspace: Whose work; packages wait in its outbox until their receipt.
        destination: Where to.
        secrets: Asked for the password.
        again: Make a new package even if nothing is new, such as for a lost stick.
        all_photos: With ``again``: the photos' bytes too.
        volume_bytes: Most bytes of one file.
        patience: How often a road is tried.
        pack: Writes the package; `app.exchange.package.export` or one that knows more.
        now_ms: Wall clock, UTC milliseconds.
        watch: Told what is on its way, volume by volume.
        progress: Told while packing, then bytes written and read back, with the speed in words.

    Returns:
        What was done.

    Raises:
        UnfinishedError: Something did not arrive; all before it did.
        AppError: The road cannot be taken, or there is nothing to pack; no number is lost.
        Cancelled: What arrived stays; sending again goes on.
    """
    road = open_road(destination, secrets)
    try:
        problems: list[AppError] = []
        told = tuple(fetch_receipts(workspace, road, problems))  # before a number is used
        take_over(workspace, destination.name)
        sent = _bring(workspace, destination, road, patience, watch, progress)
        with workspace.reading() as session:
            fresh = again or is_news(session, destination.name)
        if not fresh:
            return replace(sent, receipts=told, problems=tuple(problems))
        package = pack(
            workspace,
            workspace.outbox,
            destination=destination.name,
            all_photos=all_photos,
            volume_bytes=volume_bytes,
            now_ms=now_ms,
            progress=progress,
        )
        more = _bring(workspace, destination, road, patience, watch, progress)
        return Sent(
            (package,),
            tuple(dict.fromkeys((*sent.numbers, *more.numbers))),
            sent.volumes + more.volumes,
            sent.there + more.there,
            sent.bytes + more.bytes,
            sent.seconds + more.seconds,
            told,
            tuple(problems),
        )
    finally:
        with suppress(AppError, OSError):
            road.close()


def _bring(
    workspace: Workspace,
    destination: Destination,
    road: Road,
    patience: Patience | None,
    watch: Watch | None,
    progress: Progress,
) -> Sent:
    register(workspace, destination.name)
    with workspace.reading() as session:
        rows = on_the_way(session, destination.name)
        session.expunge_all()
    meter = _Meter(rows, watch, progress)
    done = Sent(numbers=tuple(dict.fromkeys(row.number for row in rows)))
    for row in rows:
        meter.begin(row)
        try:
            state = deliver(road, _file(workspace, row), row.sha256, meter, patience)
        except RoadError as error:
            raise UnfinishedError(row, error) from error
        with workspace.sessions.begin() as session:
            found = session.get_one(Delivery, (row.destination, row.name))
            found.delivered_at = wall_ms()
        if state == "sent":
            done = replace(done, volumes=done.volumes + 1, bytes=done.bytes + row.size)
        else:
            done = replace(done, there=done.there + 1)
        meter.end(row, state)
    return replace(done, seconds=meter.seconds)


def _file(workspace: Workspace, row: Delivery) -> Path:
    return workspace.outbox / row.name


class _Meter:
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
