"""Packages are fetched over a road into the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError, Cancelled
from app.exchange.inbox.card import read_card
from app.exchange.inbox.take import take_in
from app.exchange.road_read import TOO_LARGE, goes_on, list_too_large, read_whole, room_for
from app.exchange.roads.base import Road
from app.exchange.roads.destination import open_road
from app.exchange.volumes import MOST_BYTES, named
from app.files import cannot_write, discard
from app.models.derived import PackageIn
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.exchange.inbox.parcels import Parcel
    from app.exchange.roads.destination import Destination, Secrets
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
    A file that cannot be read does not keep back those behind it, while the road itself goes on;
    ``problems`` takes what was wrong with it.

    Raises:
        AppError: What kept back the first that did not come: the road broke off, that file cannot
            be read or the workspace not be written. The others came, see `fetched`.
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
    kept_back: AppError | None = None
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
        try:
            most = room_for(folder, name, size)
            whole = size <= MOST_BYTES and read_whole(road, name, target, most, told)
        except AppError as error:
            here_on = goes_on(road)
            if here_on and problems is not None:
                problems.append(error)
            else:
                kept_back = kept_back or error
            if here_on:
                continue
            break
        if not whole:
            if of is None and (size > MOST_BYTES or size < 0):
                list_too_large(workspace, name, size)
            elif size > MOST_BYTES and problems is not None:
                problems.append(AppError(TOO_LARGE, name=name))
            continue  # else it grew meanwhile: the next time fetches it whole
        if target.stat().st_size != size >= 0:
            discard(target)
            continue
        came.append(target)
    if kept_back is not None:
        raise kept_back
    return came


class Reached(NamedTuple):
    """What a road gave.

    Attributes:
        files: What came whole.
        problem: What kept back the others, None when nothing did.
        stopped: Somebody stopped it.
    """

    files: list[Path]
    problem: AppError | None
    stopped: bool


def reach(
    workspace: Workspace, one: Destination, secrets: Secrets, progress: Progress = silent
) -> Reached:
    """Open the road to a destination and fetch what is new there; see `fetch`."""
    problem, stopped = None, False
    try:
        progress(0, 0, "")  # whoever stopped it meanwhile does not wait for another server
        road = open_road(one, secrets)
        try:
            return Reached(fetch(workspace, road, progress), None, False)
        finally:
            with suppress(AppError, OSError):
                road.close()
    except AppError as error:
        problem = error
    except Cancelled:
        stopped = True
    return Reached(fetched(workspace), problem, stopped)


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
