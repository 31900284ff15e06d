"""A second place for backups (备份到另一处): a stick or a share, sealed, growing with the photos.

Outside the workspace nothing lies open. The folder holds::

    key.age                      the key that opens the rest, itself sealed with a passphrase
    key.txt                      the public half: backups are made without asking for the passphrase
    chengjian-<time>Z-<n>.sqlite.age
    photos/<2 hex>/<sha256>.<ext>.age
    forms/<sha256>.xlsx.age      the checklists that the records were answered by
    README.txt                   how to open it with any age program

A photo goes there once. What arrives is read back and compared before it counts. The way back is
`app.backup_return`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.backup import make
from app.errors import AppError
from app.files import WriteError, cannot_write, discard, forget_cache, sync_folder, written
from app.i18n import N_, _
from app.progress import Progress, silent
from app.sealing import (
    SUFFIX,
    lock_secret,
    new_identity,
    recipient_of,
    seal_file,
)

if TYPE_CHECKING:
    from app.workspace import Workspace

KEY, PUBLIC, README = "key.age", "key.txt", "README.txt"
KEPT = 6
"""Databases kept in the second place; photos are kept for ever."""


@dataclass(frozen=True)
class Outside:
    """What a round of copying did.

    Attributes:
        database: The sealed database.
        photos: Photos that went there now.
        already: Photos that were there.
        missing: Photos whose bytes are not in this workspace.
    """

    database: Path
    photos: int
    already: int
    missing: int


def prepare(folder: Path, words: str) -> None:
    """Make a folder a second place, sealed with a passphrase; one that is keeps its key.

    Raises:
        AppError: The passphrase is empty, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if is_prepared(folder):
            return
        secret = new_identity()
        with written(folder / KEY, folder / f"{KEY}.part") as file:
            file.write(lock_secret(secret, words))
        readme = _README.format(key=KEY).encode()
        with written(folder / README, folder / f"{README}.part") as file:
            file.write(readme)
        # Last: a place without it is not ready, whatever a pulled stick left.
        with written(folder / PUBLIC, folder / f"{PUBLIC}.part") as file:
            file.write(recipient_of(secret).encode())
    except OSError as error:
        raise cannot_write(folder.name, error) from error


def is_prepared(folder: Path) -> bool:
    """Tell whether a folder is a second place."""
    return (folder / PUBLIC).is_file() and (folder / KEY).is_file()


def copy_out(workspace: Workspace, folder: Path, progress: Progress = silent) -> Outside:
    """Make a backup, seal it into the second place, and bring the photos that are not there yet.

    Raises:
        AppError: The place is not prepared, is gone, or full; what arrived stays and counts.
        Cancelled: Likewise.
    """
    if not is_prepared(folder):
        raise AppError(
            N_("{folder} is not set up for backups, or the stick is not in."), folder=folder
        )
    recipient = _public(folder)
    backup = make(workspace, progress=progress)
    try:
        return _bring_out(workspace, folder, backup.path, recipient, progress)
    except WriteError as error:  # a sealed file's name tells nobody anything
        raise WriteError(error.template, **{**error.values, "name": folder.name}) from error


def _bring_out(
    workspace: Workspace, folder: Path, backup: Path, recipient: str, progress: Progress
) -> Outside:
    target = folder / (backup.name + SUFFIX)
    _seal(backup, target, recipient)
    for old in _sealed(folder)[KEPT:]:
        discard(old)
    for form in sorted(workspace.forms.glob("*.xlsx")):
        _once(form, folder / "forms" / (form.name + SUFFIX), recipient)
    done, already, missing = 0, 0, 0
    photos = list(_photos(workspace))
    for count, photo in enumerate(photos):
        progress(count, len(photos), _("Copying photos to the second place"))
        sealed = folder / "photos" / photo.parent.name / (photo.name + SUFFIX)
        if sealed.exists():
            already += 1
        elif not photo.exists():
            missing += 1
        else:
            _once(photo, sealed, recipient)
            done += 1
    progress(len(photos), len(photos), _("Copying photos to the second place"))
    return Outside(target, done, already, missing)


def sealed_backups(folder: Path) -> list[Path]:
    """List the databases in a second place, the newest first."""
    return _sealed(folder)


def _once(source: Path, target: Path, recipient: str) -> None:
    """Seal a file that never changes; one that is there stays as it is."""
    if target.exists():
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(target.parent.name, error) from error
    _seal(source, target, recipient)


def _seal(source: Path, target: Path, recipient: str) -> None:
    """Seal a file, and read back what lies there before it gets its name."""
    draft = target.with_name(target.name + ".new")
    try:
        sealed = seal_file(source, draft, [recipient])
        forget_cache(draft)  # what is read back must come from the stick
        if _digest(draft) != sealed:
            raise AppError(
                N_("{file} did not arrive as it was sent. Try another stick."), file=target.name
            )
        draft.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise cannot_write(target.name, error) from error
    finally:
        discard(draft)


def _photos(workspace: Workspace) -> Iterator[Path]:
    with workspace.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT DISTINCT sha256, extension FROM photo WHERE sha256 IS NOT NULL"
            " AND extension IS NOT NULL ORDER BY sha256"
        )
        names = [(str(sha256), str(extension)) for sha256, extension in rows]
    for sha256, extension in names:
        yield workspace.photo_file(sha256, extension)


def _sealed(folder: Path) -> list[Path]:
    found = folder.glob(f"chengjian-*.sqlite{SUFFIX}")
    return sorted(found, key=lambda path: path.name, reverse=True)


def _public(folder: Path) -> str:
    try:
        return (folder / PUBLIC).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise AppError(N_("The key of {folder} cannot be read."), folder=folder) from error


def _digest(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


_README = """Backups of the Chengjian program (城检备份).
Each *.age file opens with any age program (https://age-encryption.org) and the key.
The key is in {key}, sealed with the passphrase:

    age --decrypt --output key-open.txt {key}
    age --decrypt --identity key-open.txt --output chengjian.sqlite NAME.sqlite.age

备份文件均已加密。用任意 age 程序，先以口令解开 {key}，再用得到的密钥解开其余文件。
"""
