"""Backups (备份) of a workspace's database: hot, verified, rotated, put back in one step.

A backup is a whole database in ``backups/``, taken while people go on answering. Photos are not in
it: their files are never altered. A copy in a second place is `app.backup_outside`.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.files import cannot_write, discard, sync_file, sync_folder
from app.i18n import N_, _
from app.identity import mark_restored
from app.models.clock import wall_ms
from app.models.database import open_database
from app.models.log import lines, merge
from app.progress import Progress, silent
from app.workspace import Workspace
from app.workspace_folder import DATABASE, locked

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

EVERY_MS = 4 * 3600 * 1000
"""A backup is due when changes were made and the last one is older than this."""
NEWEST, DAYS, WEEKS = 5, 14, 8
_NAME = re.compile(r"chengjian-(\d{8}T\d{6})Z-(\d+)\.sqlite")
_PAGES = 512


@dataclass(frozen=True)
class Backup:
    """A backup that was verified when it was made.

    Attributes:
        path: The file.
        at: When it was made, UTC milliseconds.
        changes: Changes in it.
    """

    path: Path
    at: int
    changes: int


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


def backups(workspace_root: Path) -> list[Backup]:
    """List the backups of a workspace, the newest first."""
    folder = workspace_root / "backups"
    found = [_of(path) for path in folder.glob("chengjian-*.sqlite")] if folder.is_dir() else []
    return sorted((one for one in found if one), key=lambda one: one.at, reverse=True)


def due(workspace: Workspace, now_ms: int | None = None) -> bool:
    """Tell whether a backup should be made: something changed, and the last one is old."""
    now = wall_ms() if now_ms is None else now_ms
    last = next(iter(backups(workspace.root)), None)
    if last is not None and 0 <= now - last.at < EVERY_MS:
        return False
    with workspace.reading() as session:
        return _count(session) != (last.changes if last else 0)


def make(workspace: Workspace, *, now_ms: int | None = None, progress: Progress = silent) -> Backup:
    """Copy the database while it is in use, verify the copy, and let old ones go.

    Args:
        workspace: Whose database.
        now_ms: Wall clock, UTC milliseconds.
        progress: Told per two megabytes.

    Raises:
        AppError: It cannot be written, or the copy is not right; older backups stay.
        Cancelled: Nothing is left.
    """
    now = wall_ms() if now_ms is None else now_ms
    folder = workspace.backups
    part = folder / "backup.part"
    try:
        discard(part)
        changes = _copy(workspace.root / DATABASE, part, progress)
        check(part, changes)
        stamp = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y%m%dT%H%M%S")
        target = folder / f"chengjian-{stamp}Z-{changes}.sqlite"
        sync_file(part)
        part.replace(target)
        sync_folder(folder)
    except (OSError, sqlite3.OperationalError) as error:
        raise _not_written(error) from error
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            discard(part.with_name(part.name + suffix))
    rotate(workspace.root, now)
    return Backup(target, now // 1000 * 1000, changes)


def check(file: Path, changes: int | None = None) -> int:
    """Read a whole backup and say how many changes it holds.

    Raises:
        AppError: It is damaged, no database of this program, or not what it should hold.
    """
    damaged = AppError(N_("The backup {file} is damaged. Choose another one."), file=file.name)
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            if [tuple(row) for row in database.execute("PRAGMA integrity_check")] != [("ok",)]:
                raise damaged
            found = int(database.execute("SELECT count(*) FROM change").fetchone()[0])
    except sqlite3.Error as error:
        raise damaged from error
    if changes is not None and found != changes:
        raise damaged
    return found


def rotate(workspace_root: Path, now_ms: int) -> list[Path]:
    """Delete backups that newer ones stand for; returns what was deleted."""
    found = backups(workspace_root)
    kept = to_keep([one.at for one in found], now_ms)
    gone = [one.path for one in found if one.at not in kept]
    for path in gone:
        discard(path)
    return gone


def to_keep(times: Iterable[int], now_ms: int) -> set[int]:
    """Choose which backups stay: the newest few, then one a day, then one a week.

    Args:
        times: When each was made, UTC milliseconds.
        now_ms: Wall clock; what lies after it (a clock was wrong) always stays.
    """
    ordered = sorted(times, reverse=True)
    kept = set(ordered[:NEWEST]) | {time for time in ordered if time > now_ms}
    for span, count in ((timedelta(days=1), DAYS), (timedelta(weeks=1), WEEKS)):
        length = int(span.total_seconds() * 1000)
        periods: dict[int, int] = {}
        for time in ordered:
            age = (now_ms - time) // length
            if 0 <= age < count:
                periods[age] = time  # the oldest of the period: it does not wander off day by day
        kept |= set(periods.values())
    return kept


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
    return Restored(_of(backup) or Backup(backup, 0, changes), aside, rescued, trouble)


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
            return merge(session, lines(reading)).new, ""
    except AppError as error:
        return 0, str(error)
    finally:
        old.close()


def _copy(source: Path, part: Path, progress: Progress) -> int:
    reading = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
    with closing(reading), closing(sqlite3.connect(part)) as copy:
        # One snapshot: without it, every answer given meanwhile would begin the copy anew.
        reading.execute("BEGIN")
        changes = int(reading.execute("SELECT count(*) FROM change").fetchone()[0])
        reading.backup(
            copy,
            pages=_PAGES,
            progress=lambda _status, left, total: progress(
                total - left, total, _("Backing up the database")
            ),
        )
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, complete in itself
    return changes


def _count(session: Session) -> int:
    return int(session.connection().exec_driver_sql("SELECT count(*) FROM change").scalar_one())


def _of(path: Path) -> Backup | None:
    name = _NAME.fullmatch(path.name)
    if name is None:
        return None
    at = datetime.strptime(name[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return Backup(path, int(at.timestamp() * 1000), int(name[2]))


def _not_written(error: Exception) -> AppError:
    if isinstance(error, OSError):
        return cannot_write("backups", error)
    if "full" in str(error):
        return AppError(N_("The disk is full; no backup was made. Free some space."))
    return AppError(N_("No backup could be made: {reason}"), reason=error)
