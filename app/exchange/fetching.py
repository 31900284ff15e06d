"""The hub's side of a road: packages are fetched into the inbox, receipts go back the same way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.exchange.deliver import Patience, deliver
from app.exchange.inbox.card import read_card
from app.exchange.inbox.take import take_in
from app.exchange.receipts.giving import Review, nothing_returned, senders, write_receipt
from app.exchange.received import file_digest
from app.exchange.road_read import TOO_LARGE, list_too_large, read_whole, room_for
from app.exchange.roads.base import Road
from app.exchange.volumes import MOST_BYTES, named
from app.files import cannot_write, discard
from app.i18n import N_
from app.models.custody import ReceiptOut
from app.models.derived import PackageIn
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.exchange.inbox.parcels import Parcel
    from app.workspace import Workspace

_FOLDER = "fetched"
CAME_BY = "road:"
"""Begins the source of a package that came over a road; the name of the destination follows."""


def new_packages(
    session: Session, workspace: Workspace, road: Road, of: UUID | None = None
) -> dict[str, int]:
    """List the packages on a road that have not come, and their bytes; ``of``: this sender's.

    A package that was refused is fetched again only when its size is another.
    """
    known: dict[str, set[int]] = {}
    for row in session.scalars(select(PackageIn)):
        size = read_card(workspace, row.sha256).bytes
        known.setdefault(row.name, set()).add(size if row.state == "refused" else -1)
    own = workspace.device.hex[:8]
    found = {}
    for name, size in sorted(road.sizes().items()):
        what = named(name)
        if what is None or name.endswith(".part") or what.device8 == own:
            continue
        if of is not None and what.device8 != of.hex[:8]:
            continue
        if not known.get(name, set()) & {size, -1}:
            found[name] = size
    return found


def fetch(
    workspace: Workspace,
    road: Road,
    progress: Progress = silent,
    *,
    of: UUID | None = None,
    problems: list[AppError] | None = None,
) -> list[Path]:
    """Bring the packages on a road that have not come into a folder of the inbox.

    With ``of`` those of one sender alone: what a hub left for its laptops. They stay on the road:
    what is there is its owner's to remove. What came whole before it broke off is not read again.
    What is too large to be a package is listed as refused or, with ``of``, told by ``problems``.

    Raises:
        RoadError: The road broke off; those before it came, see `fetched`.
        AppError: The workspace cannot be written.
        Cancelled: Those before it came.
    """
    with workspace.reading() as session:
        wanted = new_packages(session, workspace, road, of)
    folder = workspace.inbox / _FOLDER
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise cannot_write(folder.name, error) from error
    total, done, came = sum(wanted.values()), 0, []
    here = {file.name: file.stat().st_size for file in fetched(workspace)}
    for name, size in wanted.items():
        target = folder / name
        progress(min(done, total), total, name)

        def told(count: int, name: str = name) -> None:
            nonlocal done
            done += count
            progress(min(done, total), total, name)

        if here.get(name) == size:
            done += size
            came.append(target)
            continue
        most = room_for(folder, name, size)
        if size > MOST_BYTES or not read_whole(road, name, target, most, told):
            if of is None and (size > MOST_BYTES or size < 0):
                list_too_large(workspace, name, size)
            elif size > MOST_BYTES and problems is not None:
                problems.append(AppError(TOO_LARGE, name=name))
            continue  # else it grew meanwhile: the next time fetches it whole
        if target.stat().st_size != size >= 0:
            discard(target)
            continue
        came.append(target)
    return came


def fetched(workspace: Workspace) -> list[Path]:
    """List what was fetched whole and is not taken in yet: the road broke off behind it."""
    folder = workspace.inbox / _FOLDER
    return sorted(file for file in folder.glob("*") if named(file.name) and file.suffix != ".part")


def take_fetched(
    workspace: Workspace, files: Sequence[Path], progress: Progress = silent, *, name: str = ""
) -> list[Parcel]:
    """Take what was fetched into the inbox; ``name``: the destination, where its receipts go.

    Raises:
        AppError: See `app.exchange.inbox.take.take_in`.
        Cancelled: What is not taken in yet stays fetched.
    """
    taken: list[Parcel] = []
    for file in files:
        taken += take_in(workspace, [file], progress, came_by=f"{CAME_BY}{name}" if name else "")
        discard(file)
    return taken


def collect(
    workspace: Workspace, road: Road, progress: Progress = silent, *, name: str = ""
) -> list[Parcel]:
    """Fetch what is new on a road and take it into the inbox; nothing is merged yet.

    Raises:
        AppError: See `fetch` and `take_fetched`.
    """
    return take_fetched(workspace, fetch(workspace, road, progress), progress, name=name)


def send_receipts(
    workspace: Workspace,
    road: Road,
    *,
    review: Review = nothing_returned,
    words: str = "",
    patience: Patience | None = None,
    everyone: bool = False,
) -> list[str]:
    """Write what is new to tell the devices whose packages lie on a road, and bring it there.

    Args:
        workspace: The hub.
        road: Where their packages came from.
        review: Says which records are returned.
        words: Passphrase of the hub's keys.
        patience: How often to try.
        everyone: For all devices, also those that have nothing there: a stick that goes round.

    Returns:
        Names of the receipts that were brought.

    Raises:
        RoadError: The road broke off; the next time brings what is left.
    """
    there = road.sizes()
    here = {what.device8 for name in there if (what := named(name)) is not None}
    with workspace.reading() as session:
        devices = [one for one in senders(session, workspace) if everyone or one.hex[:8] in here]
    brought = []
    for device in devices:
        file = write_receipt(workspace, device, review=review, words=words)
        file = file or _last(workspace, device)
        if file is None or there.get(file.name) == file.stat().st_size:
            continue  # another file of its name is said when it is brought
        digest = file_digest(file)
        if digest is None:
            raise AppError(N_("{name} cannot be read here any more."), name=file.name)
        deliver(road, file, digest, lambda _count: None, patience)
        brought.append(file.name)
    return brought


def _last(workspace: Workspace, device: UUID) -> Path | None:
    with workspace.reading() as session:
        query = select(ReceiptOut.name).where(ReceiptOut.device == device)
        name = session.scalars(query.order_by(ReceiptOut.number.desc())).first()
    return workspace.outbox / name if name else None
