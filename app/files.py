"""Put files in place so that a crash, a full disk or a pulled stick leaves nothing half there."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO
from unicodedata import category

from app.errors import AppError
from app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Small enough for a core's cache, large enough that calls cost nothing.
CHUNK_BYTES = 1 << 18

_CAUSES = {
    errno.ENOSPC: N_("the disk is full: free some space and try again"),
    errno.EDQUOT: N_("the disk is full: free some space and try again"),
    errno.EFBIG: N_("the file is too large for this disk (FAT32 ends at 4 GB)"),
    errno.EROFS: N_("the disk cannot be written: remove its write protection"),
    errno.EACCES: N_("access is denied: another program may have it open"),
    errno.EPERM: N_("access is denied: another program may have it open"),
    errno.ENOENT: N_("it is not there (any more): was the stick or card pulled out?"),
    errno.ENODEV: N_("it is not there (any more): was the stick or card pulled out?"),
    errno.EIO: N_("the disk or card reports an error: try another reader or a copy"),
    errno.EISDIR: N_("it is a folder"),
}


def shown_name(path: Path) -> str:
    """Return a file's name as it can be shown and kept.

    Names of sticks that other systems wrote hold bytes that are no letters, line ends, or signs
    that turn the reading direction; each of them becomes one replacement character.
    """
    return "".join(
        one if one.isprintable() or category(one) == "Zs" else "\ufffd" for one in path.name
    )


class WriteError(AppError):
    """Something of the user's own cannot be written; what was being read is not to blame.

    Attributes:
        ours: Always true, so that a stranger's package is not refused for a full disk.
    """

    ours = True


def cannot_read(name: str, error: OSError) -> AppError:
    """Say in the user's words why a file could not be read."""
    return AppError(N_("{name} cannot be read: {reason}"), name=name, reason=_cause(error))


def cannot_write(name: str, error: OSError) -> WriteError:
    """Say in the user's words why a file could not be written."""
    return WriteError(N_("{name} cannot be written: {reason}"), name=name, reason=_cause(error))


def _cause(error: OSError) -> AppError:
    template = _CAUSES.get(error.errno or 0)
    if template:
        return AppError(template)
    return AppError("{cause}", cause=error.strerror or type(error).__name__)


@contextmanager
def written(target: Path, part: Path, *, durable: bool = True) -> Iterator[BinaryIO]:
    """Open ``part`` for writing and rename it to ``target`` when the block ends well.

    Args:
        target: Where the file belongs; an older one is replaced in one step.
        part: Temporary name in the same folder, removed on any error.
        durable: Wait until the bytes are on the disk (fsync) before the rename.

    Raises:
        AppError: The file cannot be written.
    """
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            if durable:
                os.fsync(file.fileno())
        part.replace(target)
        if durable:
            sync_folder(target.parent)
    except OSError as error:
        discard(part)
        raise cannot_write(target.name, error) from error
    except BaseException:
        discard(part)
        raise


def private(part: Path) -> None:
    """Make an empty file that only this user can read; what is renamed from it stays so.

    Where a disk knows no rights (FAT) nothing can be done: what is written there is under a
    passphrase of its own.
    """
    with suppress(OSError):
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def sync_file(file: Path) -> None:
    """Wait until the bytes of a closed file are on the disk."""
    # Windows flushes only through a handle that may write.
    with file.open("r+b") as handle:
        os.fsync(handle.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until names in a folder are on the disk; Windows does so by itself."""
    if os.name == "nt":
        return
    # Some network and FUSE file systems cannot sync a folder; the file itself is safe by then.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def forget_cache(file: Path) -> None:
    """Ask the system to read a file from its disk next time, where it can be asked."""
    advise = getattr(os, "posix_fadvise", None)
    if advise is None:
        return
    with suppress(OSError), file.open("rb") as handle:
        advise(handle.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def discard(file: Path) -> None:
    """Remove a temporary file; what cannot be removed stays, under its temporary name."""
    with suppress(OSError):
        file.unlink(missing_ok=True)
