"""Reading a file off a road that may be hostile: never more of it than it may have."""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete

from app.errors import AppError
from app.exchange.deliver import PART
from app.exchange.inbox.card import Card, write_card
from app.exchange.inbox.parcels import REFUSED
from app.exchange.received import storable
from app.exchange.volumes import MOST_BYTES
from app.files import cannot_write, written
from app.i18n import N_, _
from app.models.clock import wall_ms
from app.models.derived import PackageIn
from app.models.ids import new_id

if TYPE_CHECKING:
    from app.exchange.roads.base import Road
    from app.workspace import Workspace

TOO_LARGE = N_("{name} is larger than any package may be; it was not fetched.")
_RESERVE_BYTES = 200_000_000


class _TooMuchError(Exception):
    """There is more of a file than was announced."""


def room_for(folder: Path, name: str, size: int) -> int:
    """Return how many bytes of a file are read at most: a server may send without end.

    Args:
        folder: Where it goes; some of that disk stays free for the hub's own work.
        name: Of the file.
        size: As the road announces it; negative when it does not.

    Raises:
        WriteError: The disk has no room for it.
    """
    free = shutil.disk_usage(folder).free - _RESERVE_BYTES
    most = min(size, MOST_BYTES) if size >= 0 else min(MOST_BYTES, free)
    if most > free or free <= 0:
        raise cannot_write(name, OSError(errno.ENOSPC, ""))
    return most


def read_whole(road: Road, name: str, target: Path, most: int, told: Callable[[int], None]) -> bool:
    """Read a file; False: there is more of it than it may have, and nothing of it stays."""
    passed = 0
    try:
        with written(target, target.with_name(f"{target.name}{PART}")) as file:
            for piece in road.read(name):
                passed += len(piece)
                if passed > most:
                    raise _TooMuchError
                file.write(piece)
                told(len(piece))
    except _TooMuchError:
        return False
    return True


def goes_on(road: Road) -> bool:
    """Tell whether what went wrong was one file's fault and not the road's."""
    try:
        road.sizes()
    except AppError:
        return False
    return True


def list_too_large(workspace: Workspace, name: str, size: int) -> None:
    """List a package as refused that was not read: no package is that large."""
    digest = hashlib.sha256(f"not read\n{name}\n{size}".encode()).hexdigest()
    write_card(workspace, digest, Card(bytes=size, code="damaged"))
    with workspace.sessions.begin() as session:
        session.execute(delete(PackageIn).where(PackageIn.sha256 == digest))
        session.add(
            PackageIn(
                id=new_id(),
                name=storable(name),
                path="",
                sha256=digest,
                device=None,
                number=None,
                volume=1,
                volumes=1,
                state=REFUSED,
                reason=_(TOO_LARGE).format(name=name),
                changes_new=None,
                photos_new=None,
                conflicts_new=None,
                received_at=wall_ms(),
                merged_at=None,
                previous=None,
                signed=False,
            )
        )
