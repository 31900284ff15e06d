"""What a device calls itself: the name that others read beside its fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.derived import Device, Peer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

LONGEST = 40


def own_name(session: Session, workspace: Workspace) -> str:
    """Return what this workspace's device is called; at first the machine's own name."""
    row = session.get(Device, workspace.device)
    return row.name if row is not None else ""


def call(workspace: Workspace, name: str) -> str:
    """Call this workspace's device otherwise; laptops read it in the next task package.

    Keys and fingerprint stay: they do not depend on the name.

    Args:
        workspace: Open for writing.
        name: As people call it; cut to `LONGEST` signs, empty leaves the old one.

    Returns:
        The name that it has now.
    """
    kept = " ".join(name.split())[:LONGEST]
    with workspace.sessions.begin() as session:
        row, peer = session.get(Device, workspace.device), session.get(Peer, workspace.device)
        for one in (row, peer):
            if one is not None and kept:
                one.name = kept
        return row.name if row is not None else kept
