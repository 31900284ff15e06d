"""The newest record of this machine: what a clock that was set back is measured by."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.models.derived import Device
from app.models.tables import Change, Origin, Place

if TYPE_CHECKING:
    from app.workspace import Workspace

_NEWEST = 200


def last_written(workspace: Workspace) -> int:
    """Return the time of this machine's newest records; others' clocks prove nothing about ours.

    Returns:
        UTC milliseconds, 0 when there are none.
    """
    own = (
        select(Change.time)
        .join(Origin, Change.origin == Origin.n)
        .where(Origin.device.in_(select(Device.id)))
        .order_by(Change.n.desc())
        .limit(_NEWEST)
        .subquery()
    )
    with workspace.reading() as session:
        return int(session.scalar(select(func.max(own.c.time))) or 0)


def is_there(workspace: Workspace, place: UUID) -> bool:
    """Tell whether a place is in the workspace and not removed."""
    with workspace.reading() as session:
        row = session.get(Place, place)
        return row is not None and not row.deleted
