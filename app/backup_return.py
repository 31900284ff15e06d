"""Everything back from a second place: the newest database there that is whole, and the photos.

What a stick has lost since is left out and counted; it keeps nothing else from coming back.
"""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

from app.backup import check
from app.backup_outside import KEY, is_prepared, sealed_backups
from app.backup_restore import Restored, restore
from app.errors import AppError
from app.files import cannot_read, discard, sync_folder
from app.i18n import N_, _
from app.progress import Progress, silent
from app.sealing import SUFFIX, SealError, open_file, unlock_secret


def bring_back(
    root: Path, folder: Path, words: str, sealed: Path | None = None, progress: Progress = silent
) -> tuple[Restored, int]:
    """Put the newest whole database of a second place back, and the photos that are not here.

    Args:
        root: The workspace, closed; it may have lost its database.
        folder: The second place.
        words: Its passphrase.
        sealed: Which database; None: the newest that is not damaged.
        progress: Told per photo.

    Returns:
        What was restored and what was damaged there, and how many photos came back.

    Raises:
        AppError: The passphrase is wrong, the place holds no backup or only damaged ones; the
            workspace is as it was then. Or the stick was pulled out or the disk is full while
            photos came back; those that came stay.
    """
    try:
        secret = unlock_secret((folder / KEY).read_bytes(), words)
    except OSError as error:
        raise cannot_read(KEY, error) from error
    found = [sealed] if sealed is not None else sealed_backups(folder)
    if not found:
        raise AppError(N_("There is no backup in {folder}."), folder=folder)
    (root / "backups").mkdir(parents=True, exist_ok=True)
    opened, fresh, skipped = _first_whole(root, found, secret)
    try:
        back = restore(root, opened)
    except BaseException:
        if fresh:
            discard(opened)
        raise
    damaged = 0
    for form in sorted((folder / "forms").glob(f"*{SUFFIX}")):
        target = root / "forms" / form.name.removesuffix(SUFFIX)
        damaged += _back(form, target, secret) is None
    came, lost = _photos_back(root, folder, secret, progress)
    return dataclasses.replace(back, skipped=skipped, damaged=damaged + lost), came


def _first_whole(root: Path, found: list[Path], secret: str) -> tuple[Path, bool, int]:
    """Open the first database that is whole; whether it is new here, and how many were not."""
    first: AppError | None = None
    for skipped, file in enumerate(found):
        opened = root / "backups" / file.name.removesuffix(SUFFIX)
        fresh = not opened.exists()
        try:
            if fresh:
                open_file(file, opened, secret)
            check(opened)
        except AppError as error:
            if fresh:
                discard(opened)
            first = first or error
            continue
        return opened, fresh, skipped
    assert first is not None
    raise first


def _photos_back(root: Path, folder: Path, secret: str, progress: Progress) -> tuple[int, int]:
    sealed = sorted((folder / "photos").glob(f"??/*{SUFFIX}"))
    came = damaged = 0
    for count, file in enumerate(sealed):
        progress(count, len(sealed), _("Bringing photos back"))
        name = file.name.removesuffix(SUFFIX)
        done = _back(file, root / "photos" / file.parent.name / name, secret)
        came += done is True
        damaged += done is None
    progress(len(sealed), len(sealed), _("Bringing photos back"))
    return came, damaged


def _back(file: Path, target: Path, secret: str) -> bool | None:
    """Open a sealed file into its place, named by its digest.

    Returns:
        Whether it was not there; None: it is damaged and was left out.
    """
    if target.exists():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.back")
    try:
        open_file(file, draft, secret)
        with draft.open("rb") as handle:
            if hashlib.file_digest(handle, "sha256").hexdigest() != target.name.partition(".")[0]:
                return None
        draft.replace(target)
        sync_folder(target.parent)
    except SealError:
        return None
    except AppError:
        if _cannot_be_read(file):
            return None
        raise
    finally:
        discard(draft)
    return True


def _cannot_be_read(file: Path) -> bool:
    """Tell whether a file has a bad spot, on a stick that is still in."""
    try:
        with file.open("rb") as handle:
            while handle.read(1 << 20):
                pass
    except OSError:
        return is_prepared(file.parents[2]) or is_prepared(file.parents[1])
    return False
