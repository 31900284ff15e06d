"""Running numbers of packages: taken before anything carries them, never given out twice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert

from app.errors import AppError
from app.exchange.bags.source import Closed
from app.exchange.outgoing import Outgoing
from app.exchange.receipts.states import receipted
from app.exchange.volumes import Item, Spread, file_name, named
from app.files import discard
from app.i18n import N_
from app.identity import first_number, note
from app.models.derived import PackageOut, PhotoSent
from app.models.log import close_batch, last, open_batch, sign_batches
from app.models.tables import Campaign

if TYPE_CHECKING:
    from app.workspace import Workspace


@dataclass(frozen=True)
class Reserved:
    """What a package is to be: its number, its place in the chain, the changes it carries."""

    number: int
    previous: str
    destination: str
    since: int
    upto: int
    batch: int
    volume_bytes: int


def reserve(
    workspace: Workspace, destination: str, volume_bytes: int, now: int, out: Outgoing
) -> Reserved:
    """Take the next number, durably, before anything carries it; close the batch it sends.

    A number whose export died half-way may or may not have left the house: it stays void, and the
    next package says so, so that nobody waits for it.
    """
    with workspace.sessions.begin() as session:
        if not session.scalar(select(func.count()).select_from(Campaign)):
            raise AppError(N_("This workspace has no campaign yet, so there is nothing to send."))
        number = (session.scalar(select(func.max(PackageOut.number))) or 0) + 1
        previous = session.scalar(
            select(PackageOut.digest)
            .where(PackageOut.digest.is_not(None), PackageOut.number >= first_number(session))
            .order_by(PackageOut.number.desc())
            .limit(1)
        )
        close_batch(session, workspace.device, now_ms=now)
        if out.keys is not None:
            sign_batches(session, workspace.device, out.keys.signature)
        session.merge(PackageOut(number=number, name="", destination=destination, created_at=now))
        mark = receipted(session, destination)
        upto = last(session)  # what comes from now on is of the next batch
    _noted(workspace)  # before anything carries the number, so that it is never given out again
    return Reserved(number, previous or "", destination, mark.upto, upto, mark.batch, volume_bytes)


def give_back(workspace: Workspace, number: int) -> None:
    """Give a number back that nothing carries."""
    with workspace.sessions.begin() as session:
        row = session.get(PackageOut, number)
        if row is not None and row.digest is None:
            session.delete(row)
    _noted(workspace)


def _noted(workspace: Workspace) -> None:
    with workspace.reading() as session:
        note(session)


def settle(
    workspace: Workspace,
    reserved: Reserved,
    target: Path,
    closed: Closed,
    size: int,
    changes: int,
    pictures: list[Item],
    spread: Spread,
    now: int,
) -> None:
    """Note what was written: the next package names its digest, its photos are not sent again."""
    with workspace.sessions.begin() as session:
        session.merge(
            PackageOut(
                number=reserved.number,
                name=target.name,
                destination=reserved.destination,
                digest=closed.digest,
                previous=reserved.previous or None,
                changes=changes,
                photos=len(pictures),
                bytes=size,
                created_at=now,
                batch=open_batch(session, workspace.device) - 1,
                since=reserved.since,
                upto=reserved.upto,
                volumes=1 + len(spread.paths),
            )
        )
        rows = [
            {"destination": reserved.destination, "sha256": item.sha256, "package": target.name}
            for item in pictures
        ]
        if rows:
            session.execute(insert(PhotoSent).on_conflict_do_nothing(), rows)


def clear(workspace: Workspace, folder: Path) -> None:
    """Remove what an export of ours that was cut off left; nobody else writes under our name."""
    device8 = workspace.device.hex[:8]
    with workspace.reading() as session:
        void = set(session.scalars(select(PackageOut.number).where(PackageOut.digest.is_(None))))
    for file in folder.glob(f"{device8}-*.zip*"):
        name = named(file.name)
        if name is None:
            continue
        # Volume 1 comes last: a package that has it is whole, and may have left the house.
        stem = file_name(device8, name.number, 1)
        first = any((folder / f"{stem}{suffix}").exists() for suffix in (".zip", ".zip.age"))
        if file.suffix == ".part" or (name.number in void and not first):
            discard(file)
