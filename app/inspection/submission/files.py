"""The files that an import is given: folders and ZIP files opened, all as names and real files.

A ZIP is unpacked into a temporary folder under numbers, never under the names that stand in it, so
nothing in it can reach another place; and no more is unpacked than was announced.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from app.errors import AppError
from app.files import cannot_read, cannot_write
from app.i18n import N_
from app.progress import Progress, silent

MOST_FILES = 200_000
MOST_BYTES = 64 << 30
MOST_ENTRY = 4 << 30
_RATIO, _RATIO_FROM = 1000, 64 << 20
_CHUNK = 1 << 18
_IGNORED = {"__macosx", "thumbs.db", "desktop.ini", ".ds_store"}
_DAMAGE = (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error, ValueError)


@dataclass(frozen=True)
class Entry:
    """One file.

    Attributes:
        name: Name as the user knows it, folders in front, ``/`` between them.
        file: The file with its bytes.
    """

    name: str
    file: Path

    @property
    def folder(self) -> str:
        """Folder part of the name, empty for none."""
        return self.name.rpartition("/")[0]

    @property
    def base(self) -> str:
        """Last part of the name."""
        return self.name.rpartition("/")[2]

    @property
    def extension(self) -> str:
        """Extension in lower case, with its dot."""
        return PurePosixPath(self.base).suffix.lower()


@contextmanager
def opened(paths: Iterable[Path], progress: Progress = silent) -> Iterator[list[Entry]]:
    """Open files, folders and ZIP files; what was unpacked is gone afterwards.

    Raises:
        AppError: A file is missing, a ZIP is damaged, unsafe or too large, or there is no room.
    """
    with tempfile.TemporaryDirectory(prefix="chengjian-", ignore_cleanup_errors=True) as temporary:
        found: list[Entry] = []
        for path in paths:
            for entry in _listed(path):
                if entry.extension == ".zip":
                    found += _unpacked(entry, Path(temporary), len(found), progress)
                else:
                    found.append(entry)
                if len(found) > MOST_FILES:
                    raise AppError(N_("These are more than {count} files."), count=MOST_FILES)
        yield found


def _listed(path: Path) -> Iterator[Entry]:
    if not path.exists():
        raise AppError(N_("{file} is not there."), file=str(path))
    if not path.is_dir():
        yield Entry(path.name, path)
        return
    for place, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not _ignored(name))
        for name in sorted(names):
            file = Path(place) / name
            if not _ignored(name) and file.is_file() and not file.is_symlink():
                yield Entry(file.relative_to(path.parent).as_posix(), file)


def _ignored(name: str) -> bool:
    return name.startswith(".") or name.lower() in _IGNORED


def _unpacked(source: Entry, folder: Path, number: int, progress: Progress) -> list[Entry]:
    damaged = AppError(N_("{file} is cut off or damaged: copy it again."), file=source.name)
    found: list[Entry] = []
    seen: set[str] = set()
    try:
        with zipfile.ZipFile(source.file) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check(source.name, infos)
            for place, info in enumerate(infos):
                name = info.filename.replace("\\", "/")
                if any(_ignored(part) for part in name.split("/")):
                    continue
                if name in seen:
                    raise AppError(
                        N_("{file}: the file {name} is in it twice."),
                        file=source.name,
                        name=info.filename,
                    )
                seen.add(name)
                target = folder / f"{number + place}{PurePosixPath(name).suffix[:12]}"
                with archive.open(info) as stream:
                    _copy(stream, target, info.file_size)
                found.append(Entry(f"{source.name}/{name}", target))
                progress(place + 1, len(infos), info.filename)
    except _DAMAGE as error:
        raise damaged from error
    except OSError as error:
        if error.filename == str(source.file):
            raise cannot_read(source.name, error) from error
        raise cannot_write(source.name, error) from error
    return found


def _check(file: str, infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > MOST_BYTES:
        raise AppError(N_("{file} would unpack to more than is honest."), file=file)
    for info in infos:
        parts = info.filename.replace("\\", "/").split("/")
        outside = ".." in parts or parts[0] == "" or ":" in parts[0] or "\0" in info.filename
        if outside or info.external_attr >> 16 & 0o170000 == 0o120000:
            raise AppError(
                N_("{file}: the file name {name} in it leads to another place; it is refused."),
                file=file,
                name=info.filename,
            )
        bomb = info.file_size > _RATIO_FROM and info.file_size > _RATIO * info.compress_size
        if info.file_size > MOST_ENTRY or bomb:
            raise AppError(N_("{file} would unpack to more than is honest."), file=file)
        if info.flag_bits & 1:
            raise AppError(N_("{file} is protected by a ZIP password: unpack it first."), file=file)


def _copy(stream: IO[bytes], target: Path, size: int) -> None:
    done = 0
    with target.open("wb") as out:
        while piece := stream.read(_CHUNK):
            done += len(piece)
            if done > size:
                raise zipfile.BadZipFile
            out.write(piece)
    if done != size:
        raise zipfile.BadZipFile
