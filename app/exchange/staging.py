"""Photos of a package wait in a folder of their own until the merge is sure."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.files import cannot_write, sync_file, sync_folder
from app.progress import Progress, silent

if TYPE_CHECKING:
    from app.exchange.bags.read import BagReader
    from app.exchange.label import Label
    from app.workspace import Workspace


@contextmanager
def staging_folder(workspace: Workspace) -> Iterator[Path]:
    """Make the folder where photos wait; what a crash left there goes away with it."""
    folder = workspace.cache / "incoming"
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder.name, error) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def stage_photos(
    workspace: Workspace, bag: BagReader, label: Label, staging: Path, progress: Progress = silent
) -> list[tuple[Path, Path]]:
    """Unpack the photos that are not here yet; returns where each is and where it belongs.

    Args:
        workspace: Where photos belong.
        bag: The package.
        label: What it says of itself.
        staging: Folder to unpack into.
        progress: Told per photo, also of those that are here.
    """
    staged = []
    for done, name in enumerate(label.photos):
        progress(done, len(label.photos), name)
        sha256, _dot, extension = Path(name).name.partition(".")
        target = workspace.photo_file(sha256, extension)
        if not target.exists():
            # Waiting for the disk once per photo is half of a merge; `place_photos` does for all.
            bag.extract(name, staging / target.name, durable=False)
            staged.append((staging / target.name, target))
    return staged


def place_photos(staged: Sequence[tuple[Path, Path]]) -> None:
    """Give staged photos their places: on the disk before the rows that name them."""
    try:
        for file, _target in staged:
            sync_file(file)
        for file, target in staged:
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
        folders = {target.parent for _file, target in staged}
        for folder in folders | {folder.parent for folder in folders}:
            sync_folder(folder)
    except OSError as error:
        raise cannot_write("photos", error) from error
