"""A folder that this machine sees: a stick, another disk, a share of the network."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import AppError
from app.exchange.roads.base import CHUNK_BYTES, RoadError, Told, pieces, taken
from app.files import cannot_read, cannot_write, forget_cache, sync_file, sync_folder
from app.i18n import N_


class GoneError(RoadError):
    """The stick or share is not there any more."""


class LocalRoad:
    """See `app.exchange.roads.base.Road`."""

    renames = True

    def __init__(self, folder: Path) -> None:
        """Look whether the folder is there; it is not made, lest a stick's place be filled."""
        self._folder = folder
        if not folder.is_dir():
            raise GoneError(N_("{path} is not there. Check the stick or the folder."), path=folder)

    def sizes(self) -> dict[str, int]:
        with self._said():
            found = {}
            for entry in os.scandir(self._folder):
                if entry.is_file():
                    found[entry.name] = entry.stat().st_size
            return found

    def write(self, name: str, source: Path, told: Told) -> None:
        target = self._folder / name
        with self._said(name):
            if not self._folder.is_dir():
                raise FileNotFoundError(errno.ENOENT, "", str(self._folder))
            try:
                with target.open("xb") as file:
                    for piece in pieces(source, told):
                        file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
            except FileExistsError as error:
                raise taken(name) from error

    def read(self, name: str) -> Iterator[bytes]:
        file = self._folder / name
        with self._said(name, cannot_read):
            sync_file(file)
            forget_cache(file)
            with file.open("rb", buffering=0) as handle:
                while piece := handle.read(CHUNK_BYTES):
                    yield piece

    def rename(self, name: str, final: str) -> None:
        # Two programs never write under one name: it begins with the device and its number.
        target = self._folder / final
        with self._said(final):
            if target.exists():
                raise taken(final)
            (self._folder / name).rename(target)
            sync_folder(self._folder)

    def remove(self, name: str) -> None:
        with self._said(name):
            (self._folder / name).unlink(missing_ok=True)

    def close(self) -> None:
        """Nothing is held open."""

    @contextmanager
    def _said(
        self, name: str = "", say: Callable[[str, OSError], AppError] = cannot_write
    ) -> Iterator[None]:
        try:
            yield
        except AppError:
            raise
        except OSError as error:
            # Whatever the system calls it; Path.is_dir raises where a device fails.
            if not os.path.isdir(self._folder):  # noqa: PTH112
                raise GoneError(
                    N_("{path} is not there any more: the stick was pulled out."),
                    path=self._folder,
                ) from error
            raise say(name or self._folder.name, error) from error
