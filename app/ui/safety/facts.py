"""What the guard looks at in a worker thread: backups, disk, second place, the newest record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app import backup, backup_outside, watch
from app.inspection.newest import last_written

if TYPE_CHECKING:
    from app.backup import Backup
    from app.watch import Room
    from app.workspace import Workspace

OUTSIDE_EVERY_MS = 20 * 3600 * 1000
"""A stick that is in is remembered about when its last backup is older than this."""


@dataclass(frozen=True)
class Facts:
    """How safe the records are now.

    Attributes:
        backup: The newest backup, None before the first.
        room: Free space where the workspace lies; None when the disk does not say.
        stick: The second place is there (the stick is in).
        stick_at: When it last got a backup, UTC milliseconds; 0: never.
        last_written: Time of the newest record, UTC milliseconds; 0 for none.
    """

    backup: Backup | None
    room: Room | None
    stick: bool
    stick_at: int
    last_written: int

    def stick_waits(self, now_ms: int) -> bool:
        """Tell whether the second place is there and has not got a backup for a day."""
        return self.stick and now_ms - self.stick_at > OUTSIDE_EVERY_MS


def gather(workspace: Workspace, second_place: str) -> Facts:
    """Look at all of it; a stick that is not there costs nothing but its absence."""
    newest = next(iter(backup.backups(workspace.root)), None)
    folder = Path(second_place) if second_place else None
    there, stick_at = False, 0
    if folder is not None:
        try:
            there = backup_outside.is_prepared(folder)
            sealed = backup_outside.sealed_backups(folder) if there else []
            stick_at = int(sealed[0].stat().st_mtime * 1000) if sealed else 0
        except OSError:  # pulled out while we looked
            there = False
    return Facts(newest, watch.room_left(workspace.root), there, stick_at, last_written(workspace))


def back_up(workspace: Workspace) -> Backup | None:
    """Make a backup if one is due; returns it."""
    if workspace.read_only or not backup.due(workspace):
        return None
    return backup.make(workspace)
