"""Backups (备份) of a workspace's database: hot, verified, rotated.

A backup is a whole database in ``backups/``, taken while people go on answering. Photos are not in
it: their files are never altered. One is put back by `app.backup_restore`; a copy in a second
place is `app.backup_outside`.
"""

from __future__ import annotations

import re
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
from app.models.clock import wall_ms
from app.progress import Progress, silent
from app.workspace_folder import DATABASE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

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


def backups(workspace_root: Path) -> list[Backup]:
    """List the backups of a workspace, the newest first."""
    folder = workspace_root / "backups"
    found = [of_file(path) for path in folder.glob("chengjian-*.sqlite")] if folder.is_dir() else []
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


def of_file(path: Path) -> Backup | None:
    """Return what the name of a backup says of it; None: it is none of ours."""
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
