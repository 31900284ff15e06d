"""A watched folder (监视的文件夹): photos that a cable or a synced folder drops there come in.

The folder is looked at every few seconds rather than listened to: phones on a cable, network
shares and sync programs tell nobody reliably. A file is taken when it has stopped growing; what
lay there before watching began is left alone; originals are never moved or deleted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.files import cannot_read

ENDINGS = frozenset({"jpg", "jpeg", "png", "heic", "heif", "webp", "bmp", "tif", "tiff"})
"""Endings of pictures; others in the folder are not ours."""
_UNFINISHED = (".part", ".tmp", ".crdownload", ".download")
_MOST_FILES, _DEPTH = 50_000, 4


@dataclass(frozen=True)
class _Seen:
    size: int
    changed_ns: int


class WatchedFolder:
    """What is new in a folder since watching began."""

    def __init__(self, folder: Path) -> None:
        """Begin to watch.

        Raises:
            AppError: The folder cannot be read.
        """
        self.folder = folder
        try:
            self._old = dict(self._look())
        except OSError as error:
            raise cannot_read(folder.name, error) from error
        self._growing: dict[Path, _Seen] = {}
        self._gone = False

    @property
    def gone(self) -> bool:
        """Whether the folder was not there at the last look: a phone that was unplugged."""
        return self._gone

    def poll(self) -> list[Path]:
        """Return the photos that are new and complete since the last look, in order of name.

        A file counts as complete when size and time were the same at two looks and it is not
        empty. One that is overwritten later is new again.
        """
        try:
            now = dict(self._look())
        except OSError:
            self._gone = True
            return []
        self._gone = False
        ready: list[Path] = []
        growing: dict[Path, _Seen] = {}
        for path, seen in now.items():
            if self._old.get(path) == seen:
                continue
            if self._growing.get(path) == seen and seen.size > 0:
                self._old[path] = seen
                ready.append(path)
            else:
                growing[path] = seen
        self._growing = growing
        return sorted(ready, key=lambda path: (path.name, str(path)))

    def not_taken(self, path: Path) -> None:
        """Offer a file again at the next looks: it could not be taken in."""
        self._old.pop(path, None)

    def _look(self) -> Iterator[tuple[Path, _Seen]]:
        left = _MOST_FILES
        for path in _pictures(self.folder, _DEPTH):
            try:
                status = path.stat()
            except OSError:  # gone between listing and looking
                continue
            yield path, _Seen(status.st_size, status.st_mtime_ns)
            left -= 1
            if not left:
                return


def _pictures(folder: Path, depth: int) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        found = list(entries)
    for entry in found:
        name = entry.name.lower()
        if name.startswith(".") or name.endswith(_UNFINISHED):
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                if depth:
                    yield from _pictures(Path(entry.path), depth - 1)
            elif name.rpartition(".")[2] in ENDINGS and entry.is_file():
                yield Path(entry.path)
        except OSError:
            continue
