"""Bytes into the photo folder: copied untouched, named by their digest, durable before use."""

from __future__ import annotations

import hashlib
import os
import threading
from typing import TYPE_CHECKING, BinaryIO

from app.errors import AppError
from app.files import (
    CHUNK_BYTES,
    cannot_read,
    cannot_write,
    shown_name,
    sync_file,
    sync_folder,
)
from app.i18n import N_
from app.inspection.photo.decode import MAX_BYTES
from app.inspection.photo.sniff import HEAD_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

NO_PHOTO = N_("{name} is larger than 1 GB; that is no photo of a camera.")
_settling: AbstractContextManager[bool] = threading.Lock()


def settle_under(lock: AbstractContextManager[bool]) -> None:
    """Let this process settle files one after the other with others."""
    global _settling
    _settling = lock


def photo_file(folder: Path, sha256: str, extension: str) -> Path:
    """Return where the original with this digest is kept."""
    return folder / sha256[:2] / f"{sha256}.{extension}"


def opened(path: Path) -> BinaryIO:
    """Open a file for reading.

    Raises:
        AppError: It cannot be read.
    """
    try:
        return path.open("rb")
    except OSError as error:
        raise cannot_read(shown_name(path), error) from error


def copy_in(
    path: Path,
    part: Path,
    check: Callable[[bytes, str], object],
    *,
    too_large: str = NO_PHOTO,
    step: Callable[[int, int], None] | None = None,
) -> tuple[str, int]:
    """Copy a file under a temporary name.

    Args:
        path: The file.
        part: The temporary name; its folder is made.
        check: Looks at the first bytes and the name, before a byte is copied.
        too_large: What is said of a file over the limit; English source text with ``{name}``.
        step: Told bytes done and bytes in all after each piece; may raise to stop.

    Returns:
        SHA-256 in hexadecimal, and the size in bytes.

    Raises:
        AppError: Refused by ``check``, unreadable, changed meanwhile, too large, or no room.
    """
    with opened(path) as source:
        try:
            head = source.read(HEAD_BYTES)
            source.seek(0)
        except OSError as error:
            raise cannot_read(shown_name(path), error) from error
        check(head, shown_name(path))  # before a byte is copied: a film card holds gigabytes
        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as copy:
                return digest_of(source, shown_name(path), copy, too_large=too_large, step=step)
        except OSError as error:
            raise cannot_write(shown_name(path), error) from error


def digest_of(
    source: BinaryIO,
    name: str,
    copy: BinaryIO | None,
    *,
    too_large: str = NO_PHOTO,
    step: Callable[[int, int], None] | None = None,
) -> tuple[str, int]:
    """Hash a file while copying it; refuse one that changes meanwhile."""
    sha256 = hashlib.sha256()
    done = 0
    try:
        before = os.fstat(source.fileno())
    except OSError as error:
        raise cannot_read(name, error) from error
    if before.st_size > MAX_BYTES:
        raise AppError(too_large, name=name)
    # A file that grows is left as soon as it is longer than it was, or the chase might not end.
    while done <= before.st_size:
        try:
            chunk = source.read(CHUNK_BYTES)
        except OSError as error:
            raise cannot_read(name, error) from error
        if not chunk:
            break
        sha256.update(chunk)
        done += len(chunk)
        if copy:
            copy.write(chunk)
        if step:
            step(done, before.st_size)
    after = os.fstat(source.fileno())
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, done):
        raise AppError(
            N_("{name} changed while it was being read. Wait until it is copied, then try again."),
            name=name,
        )
    return sha256.hexdigest(), done


def settle(part: Path, target: Path, digest: str, name: str = "") -> bool:
    """Move a checked copy to its place; return whether the same bytes were there before.

    ``name`` is what messages call it, by default the name of its place.
    """
    try:
        if _holds(target, digest):
            return True
        sync_file(part)
        target.parent.mkdir(exist_ok=True)
        # Two of the same file in one batch: the second finds the first.
        with _settling:
            if _holds(target, digest):
                return True
            part.replace(target)
        sync_folder(target.parent)
        sync_folder(target.parent.parent)
    except OSError as error:
        raise cannot_write(name or target.name, error) from error
    return False


def _holds(file: Path, digest: str) -> bool:
    try:
        with file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest() == digest
    except FileNotFoundError:
        return False
