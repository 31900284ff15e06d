"""A backup put back in one step; nothing of what was in use is deleted, and its work is saved."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.backup import Backup, check, of_file
from app.errors import AppError
from app.files import cannot_write, discard, sync_file, sync_folder
from app.i18n import _
from app.identity import mark_restored
from app.models.custody import DestinationRow
from app.models.database import open_database
from app.models.log import lines, merge
from app.progress import Progress, silent
from app.workspace import Workspace
from app.workspace_folder import DATABASE, locked

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Restored:
    """What putting a backup back did.

    Attributes:
        backup: What was put back.
        aside: Folder where the database that was in use lies now; nothing of it is deleted.
        rescued: Changes of that database that the backup did not hold and that are kept.
        unreadable: Why nothing could be rescued, empty if it could.
        skipped: Newer backups in the second place that were damaged.
        damaged: Photos and checklists there that were damaged and left out.
    """

    backup: Backup
    aside: Path
    rescued: int
    unreadable: str = ""
    skipped: int = 0
    damaged: int = 0


def restore(root: Path, backup: Path, progress: Progress = silent) -> Restored:
    """Put a backup back in place of a workspace's database, and save what it did not hold.

    The database in use is moved aside, never deleted. If it can still be read, its newer changes
    are merged into what was put back, so that work done since the backup is there again. The
    workspace goes on under a new identity.

    Args:
        root: The workspace, closed.
        backup: A database file, from the list or from elsewhere.
        progress: Told per step.

    Raises:
        AppError: The workspace is open, the backup is damaged or of a newer program, or the disk
            does not allow it; nothing was changed then.
    """
    changes = check(backup)
    with locked(root):
        progress(0, 3, _("Checking the backup"))
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        aside = root / "backups" / f"aside-{stamp}"
        draft = root / "restoring.part"
        try:
            shutil.copyfile(backup, draft)
            _prepared(draft)
            sync_file(draft)
            aside.mkdir(parents=True)
            for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
                if (root / name).exists():
                    (root / name).replace(aside / name)
            draft.replace(root / DATABASE)
            sync_folder(root)
        except OSError as error:
            raise cannot_write(DATABASE, error) from error
        finally:
            for suffix in ("", "-journal", "-wal", "-shm"):
                discard(draft.with_name(draft.name + suffix))
    progress(1, 3, _("Saving what was added since"))
    rescued, trouble = _rescue(root, aside)
    progress(3, 3, _("Restored"))
    return Restored(of_file(backup) or Backup(backup, 0, changes), aside, rescued, trouble)


def _prepared(draft: Path) -> None:
    """Bring the copy up to date and mark it, before it takes the place of the one in use."""
    database = open_database(draft)
    try:
        with database.sessions.begin() as session:
            mark_restored(session)
    finally:
        database.close()


def _rescue(root: Path, aside: Path) -> tuple[int, str]:
    if not (aside / DATABASE).exists():
        return 0, ""
    try:
        old = open_database(aside / DATABASE, read_only=True)
    except AppError as error:
        return 0, str(error)
    try:
        with (
            Workspace.open(root) as space,
            space.sessions.begin() as session,
            old.reading() as reading,
        ):
            found = merge(session, lines(reading)).new
            _keep_destinations(session, reading)
            return found, ""
    except AppError as error:
        return 0, str(error)
    finally:
        old.close()


def _keep_destinations(session: Session, old: Session) -> None:
    """Keep where packages go: it is no change, and was entered since the backup was made."""
    for row in old.scalars(select(DestinationRow)):
        session.merge(DestinationRow(name=row.name, url=row.url, options=row.options))
