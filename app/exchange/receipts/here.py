"""Which photos of a device the hub has: their bytes, not only a file of their name."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.exchange.received import file_digest
from app.models.tables import Change, Origin, Photo

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

DAMAGED = ".damaged"


def photos_here(
    session: Session, workspace: Workspace, devices: Sequence[UUID]
) -> tuple[list[str], list[str]]:
    """List the photos that devices wrote of: those that are here, and those that are not.

    A receipt lets the laptop's copy go. So a file of another length than its row says is read: what
    a failing disk has cut is set aside, under its name and ``.damaged``, and may come again.

    Returns:
        SHA-256 of both kinds.
    """
    own = select(Origin.n).where(Origin.device.in_(devices))
    subjects = select(Change.subject).where(Change.origin.in_(own))
    query = (
        select(Photo.sha256, func.min(Photo.extension), func.min(Photo.size))
        .where(Photo.id.in_(subjects), Photo.sha256.is_not(None), Photo.deleted.is_(False))
        .group_by(Photo.sha256)
        .order_by(Photo.sha256)
    )
    here: list[str] = []
    missing: list[str] = []
    for sha256, extension, size in session.execute(query):
        try:
            file = workspace.photo_file(str(sha256), str(extension))
        except ValueError:
            continue  # no digest at all: a stranger's change
        (here if _whole(file, str(sha256), size) else missing).append(str(sha256))
    return here, missing


def _whole(file: Path, sha256: str, size: int | None) -> bool:
    try:
        length = file.stat().st_size
    except OSError:
        return False
    if length == size:
        return True
    found = file_digest(file)  # a row may lie about the length; the name cannot
    if found is not None and found != sha256:
        with suppress(OSError):
            file.replace(file.with_name(file.name + DAMAGED))
    return found == sha256
