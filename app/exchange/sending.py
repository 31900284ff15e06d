"""送出: what is not receipted goes into volumes, and each volume down the road to its destination.

Sending again goes on where it stopped: volumes that arrived are left alone, those that did not are
brought, and only what is new since gets a package of its own.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.errors import AppError
from app.exchange.deliver import PART, Patience, deliver
from app.exchange.package import Package, export
from app.exchange.receipts import receipted
from app.exchange.receipts_in import Told, fetch_receipts
from app.exchange.roads.base import Road, RoadError
from app.exchange.roads.destination import Destination, Secrets, kept_secret, open_road
from app.exchange.roads.local import GoneError
from app.exchange.volumes import VOLUME_BYTES, named
from app.i18n import N_, _
from app.models.clock import wall_ms
from app.models.custody import Delivery
from app.models.derived import PackageOut, PhotoSent
from app.models.log import last
from app.models.tables import Photo
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

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
        sent = _bring(workspace, destination, road, patience, progress)
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
        more = _bring(workspace, destination, road, patience, progress)
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


def is_news(session: Session, name: str) -> bool:
    """Tell whether anything has come since the last package to a destination."""
    packed = session.scalar(
        select(func.max(PackageOut.upto)).where(
            PackageOut.destination == name, PackageOut.digest.is_not(None)
        )
    )
    if last(session) > max(packed or 0, receipted(session, name).upto):
        return True
    went = select(PhotoSent.sha256).where(PhotoSent.destination == name)
    wanted = select(Photo.id).where(
        Photo.sha256.is_not(None), Photo.deleted.is_(False), Photo.sha256.not_in(went)
    )
    return packed is None or session.scalar(wanted.limit(1)) is not None


def on_the_way(session: Session, name: str) -> list[Delivery]:
    """List the volumes that have not arrived at a destination, in order."""
    query = (
        select(Delivery)
        .where(Delivery.destination == name, Delivery.delivered_at.is_(None))
        .order_by(Delivery.number, Delivery.volume)
    )
    return list(session.scalars(query))


def register(workspace: Workspace, name: str) -> None:
    """Enter the volumes in the outbox that are meant for a destination, also after a crash.

    A volume that was entered and is gone from the outbox before it arrived is given up, and its
    photos go again with the next package.
    """
    with workspace.reading() as session:
        known = set(session.scalars(select(Delivery.name).where(Delivery.destination == name)))
        query = select(PackageOut.number).where(
            PackageOut.destination == name, PackageOut.digest.is_not(None)
        )
        numbers = set(session.scalars(query))
        lost = [row for row in on_the_way(session, name) if not _file(workspace, row).is_file()]
    device8 = workspace.device.hex[:8]
    rows = []
    for file in sorted(workspace.outbox.iterdir()):
        what = named(file.name)
        if what is None or file.name in known or file.name.endswith(PART):
            continue
        if what.number in numbers and what.device8 == device8:
            with file.open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
            rows.append(
                Delivery(
                    destination=name,
                    name=file.name,
                    number=what.number,
                    volume=what.volume,
                    sha256=digest,
                    size=file.stat().st_size,
                )
            )
    if not rows and not lost:
        return
    with workspace.sessions.begin() as session:
        session.add_all(rows)
        for row in lost:
            session.delete(session.merge(row, load=True))
            forget_photos(session, row.number)


def forget_photos(session: Session, number: int) -> None:
    """Let the photos of a package go again: it did not arrive whole."""
    package = session.get(PackageOut, number)
    if package is not None:
        query = select(PhotoSent).where(PhotoSent.package == package.name)
        for row in session.scalars(query):
            session.delete(row)
        package.upto = None  # what it carried is news again


def _bring(
    workspace: Workspace,
    destination: Destination,
    road: Road,
    patience: Patience | None,
    progress: Progress,
) -> Sent:
    register(workspace, destination.name)
    with workspace.reading() as session:
        rows = on_the_way(session, destination.name)
        session.expunge_all()
    meter = _Meter(rows, progress)
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
        meter.end(row)
    return replace(done, seconds=meter.seconds)


def _file(workspace: Workspace, row: Delivery) -> Path:
    return workspace.outbox / row.name


class _Meter:
    """Counts bytes for the progress: each volume is written once and read back once."""

    def __init__(self, rows: Sequence[Delivery], progress: Progress) -> None:
        self._progress, self._count = progress, len(rows)
        self._total = 2 * sum(row.size for row in rows)
        self._before = self._now = self._passed = 0
        self._begun = time.monotonic()
        self._what = ""

    def begin(self, row: Delivery) -> None:
        self._now = 0
        self._what = _("volume {volume} of package {number}").format(
            volume=row.volume, number=row.number
        )
        self(0)

    def __call__(self, count: int) -> None:
        self._now += count
        self._passed += count
        done = min(self._before + self._now, self._total)  # a try more passes more bytes
        self._progress(done, self._total, f"{self._what} · {self.speed:.1f} MB/s")

    def end(self, row: Delivery) -> None:
        self._before += 2 * row.size
        self._now = 0
        self(0)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._begun

    @property
    def speed(self) -> float:
        """Megabytes each second, since the beginning."""
        return self._passed / 1e6 / max(self.seconds, 0.05)
