"""Photos of a package wait in a folder of their own until the merge is sure.

They are unpacked while the package is verified, so that it is read and hashed once; and a thread
waits for the disk beside that, for one photo after another.
"""

from __future__ import annotations

import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Self

from app.exchange.package_content import PHOTO
from app.files import cannot_write, forget_cache, sync_file, sync_folder
from app.progress import Progress, silent

if TYPE_CHECKING:
    from app.exchange.bags.read import BagReader
    from app.exchange.label import Label
    from app.workspace import Workspace


_AT_ONCE = 4


class Staging:
    """The folder, used as a context manager; nothing is left of it afterwards.

    Attributes:
        folder: Where files wait.
    """

    def __init__(self, workspace: Workspace) -> None:
        """Make the folder; what a crash left there goes away with it.

        Raises:
            AppError: It cannot be made.
        """
        self._workspace = workspace
        self.folder = workspace.cache / "incoming"
        try:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.folder.name, error) from error
        self._places: dict[str, tuple[Path, Path]] = {}
        # Several at once: a disk that is asked together answers together.
        self._threads = ThreadPoolExecutor(_AT_ONCE, "staging")
        self._syncing: list[Future[None]] = []

    def place_for(self, name: str) -> Path | None:
        """Say where a content file is unpacked while it is verified; None: it need not be.

        Args:
            name: Path below ``data/``; nobody has looked at it yet.
        """
        if not PHOTO.fullmatch(name):
            return None
        target = self._target(name)
        return None if target.exists() else self.folder / target.name

    def unpacked(self, name: str) -> None:
        """Take note that a file lies, whole and right, where `place_for` said."""
        target = self._target(name)
        file = self.folder / target.name
        self._places[name] = file, target
        self._syncing.append(self._threads.submit(_sync, file))

    def stage(self, bag: BagReader, label: Label, progress: Progress = silent) -> int:
        """Unpack what is not here yet and was not unpacked while the package was verified.

        Args:
            bag: The package.
            label: What it says of itself.
            progress: Told per photo, also of those that are here.

        Returns:
            How many photos wait.
        """
        for done, name in enumerate(label.photos):
            progress(done, len(label.photos), name)
            if name in self._places or (place := self.place_for(name)) is None:
                continue
            bag.extract(name, place, durable=False)
            self.unpacked(name)
        return len(self._places)

    def place(self) -> None:
        """Give the photos their places: on the disk before the rows that name them.

        Raises:
            AppError: They cannot be written; none has its place then, or some have it for nothing.
        """
        try:
            for one in self._syncing:
                one.result()
            self._syncing.clear()
            folders = {target.parent for _file, target in self._places.values()}
            for folder in folders:
                folder.mkdir(parents=True, exist_ok=True)
            for file, target in self._places.values():
                file.replace(target)
            folders |= {folder.parent for folder in folders}
            list(self._threads.map(sync_folder, folders))
        except OSError as error:
            raise cannot_write("photos", error) from error

    def close(self) -> None:
        """Take away what still waits."""
        self._threads.shutdown(cancel_futures=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _target(self, name: str) -> Path:
        sha256, _dot, extension = Path(name).name.partition(".")
        return self._workspace.photo_file(sha256, extension)


def _sync(file: Path) -> None:
    """Wait until a photo is on the disk, and leave the system's memory to what is needed next."""
    sync_file(file)
    forget_cache(file)
