"""A workspace's folder: what lies in it, and the lock that lets one program at a time have it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

from filelock import FileLock, Timeout

from app.errors import AppError
from app.i18n import N_

DATABASE = "chengjian.sqlite"
LOCK = ".lock"
FOLDERS = ("photos", "forms", "inbox", "outbox", "backups", "cache")
OPENED = "opened"
"""In the cache: what of sealed packages lies open while they are read; nothing of it may stay."""


def shut_opened(root: Path) -> None:
    """Take away what of sealed packages still lies open."""
    rmtree(root / "cache" / OPENED, ignore_errors=True)


def locked(root: Path) -> FileLock:
    """Lock a workspace's folder until the lock is released.

    Raises:
        AppError: Another program has it, or the disk does not take the lock.
    """
    # Not per thread: a window opens the workspace beside its own thread and closes it there.
    lock = FileLock(root / LOCK, thread_local=False)
    try:
        with disk_trouble(root):
            lock.acquire(timeout=0)
    except Timeout:
        raise AppError(
            N_("The workspace {folder} is open in another window or program; close it there first"),
            folder=root,
        ) from None
    return lock


@contextmanager
def disk_trouble(root: Path) -> Iterator[None]:
    """Say what a person can do about a disk that does not take what we write."""
    try:
        yield
    except Timeout:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise AppError(
                N_("The disk is full; nothing was changed. Free some space and try again")
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise AppError(
                N_("{folder} cannot be written; choose a folder where you may write"), folder=root
            ) from error
        raise AppError(
            N_("{folder} cannot be used: {reason}"), folder=root, reason=error.strerror or error
        ) from error


def clear(root: Path) -> None:
    """Take away a workspace that was only begun; files of others stay."""
    for name in FOLDERS:
        if (root / name).is_dir():
            (root / name).rmdir()
    for file in root.glob(f"{DATABASE}*"):
        file.unlink()
