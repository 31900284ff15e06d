"""送出: what is not receipted goes into volumes, and each volume down the road to its destination.

Sending again goes on where it stopped: volumes that arrived are left alone, those that did not are
brought, and only what is new since gets a package of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.exchange.deliver import Patience, deliver
from app.exchange.package import Package, export
from app.exchange.pending import is_news, naming, on_the_way, register, take_over
from app.exchange.receipts.taking import Told, fetch_receipts
from app.exchange.roads.base import Road, RoadError
from app.exchange.roads.destination import Destination, Secrets, kept_secret, open_road
from app.exchange.roads.local import GoneError
from app.exchange.sending_watch import Meter, VolumeLine, Watch
from app.exchange.volumes import VOLUME_BYTES
from app.i18n import N_
from app.models.clock import wall_ms
from app.models.custody import Delivery
from app.progress import Progress, silent

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["Sent", "UnfinishedError", "VolumeLine", "Watch", "send"]

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
    meter = Meter(rows, watch, progress)
    done = Sent(numbers=tuple(dict.fromkeys(row.number for row in rows)))
    for row in rows:
        meter.begin(row)
        try:
            state = deliver(
                road,
                _file(workspace, row),
                row.sha256,
                meter,
                patience,
                partial(naming, workspace, row),
            )
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
