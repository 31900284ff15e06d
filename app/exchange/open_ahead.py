"""Opening the next sealed package while the one before is merged.

Merging is Python's work and deciphering is not, so that two cores do both at once. What was opened
ahead is verified only when it is its turn: nothing of it is used before.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Self

from app.beside import Beside
from app.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


class OpenAhead:
    """Packages in the order in which they are taken in; used as a context manager."""

    def __init__(self, files: Sequence[Path], opening: Callable[[Path], bytes | None]) -> None:
        """Open nothing yet.

        Args:
            files: Package files, in their order.
            opening: Returns what a sealed file holds; None: it is not opened in memory.
        """
        self._next = dict(pairwise(files))
        self._opening = opening
        self._beside = Beside("opening ahead")
        self._path: Path | None = None
        self._held: bytes | None = None

    def follow(self, path: Path) -> None:
        """Begin with what comes after a package that is verified; only one is held at a time."""
        self.drop()
        self._path = self._next.get(path)
        if self._path is not None:
            self._beside.start(partial(self._open, self._path))

    def take(self, path: Path) -> bytes | None:
        """Return what was opened ahead of a package.

        None: nothing was, or it could not be. It is opened again then, and says itself why: a merge
        meanwhile may have changed whose keys open it.
        """
        found = self._held if self._waited() and self._path == path else None
        self._path = self._held = None
        return found

    def drop(self) -> None:
        """Let go of what nobody took."""
        self._waited()
        self._path = self._held = None

    def _open(self, path: Path) -> None:
        self._held = self._opening(path)

    def _waited(self) -> bool:
        try:
            self._beside.wait()
        except (AppError, MemoryError):
            return False
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._beside.close()
        self._path = self._held = None
