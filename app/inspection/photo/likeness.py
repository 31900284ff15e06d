"""Pictures that look alike (感知哈希): the same view of a wall used for two buildings is noticed.

Two difference hashes of the small preview, along rows and along columns, 128 bits in all
(N. Krawetz, "Kind of like that", 2013). They survive other sizes, JPEG qualities, small crops and
changes of brightness. A library for this brings numpy and scipy along, 150 MB for forty lines.
The hashes are derived: they lie in ``cache/`` and are made again when they are gone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageStat

from app.errors import AppError
from app.inspection.photo.previews import THUMBNAIL_EDGE, make_preview
from app.progress import Progress, silent

if TYPE_CHECKING:
    from app.workspace import Workspace

NEAR = 10
"""Bits of 128 in which two pictures may differ and still be taken for the same view."""
_FLAT = 6.0
"""Standard deviation of grey below which a picture (a blank wall, a lens cap) says nothing."""
_SIDE = 8


def likeness(preview: Path) -> int | None:
    """Return the 128 bits of a picture; None for one that is too plain, or unreadable."""
    try:
        with Image.open(preview) as picture:
            grey = picture.convert("L")
    except (OSError, ValueError, SyntaxError):
        return None
    if ImageStat.Stat(grey).stddev[0] < _FLAT:
        return None
    along = grey.resize((_SIDE + 1, _SIDE), Image.Resampling.LANCZOS).tobytes()
    down = grey.resize((_SIDE, _SIDE + 1), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(_SIDE):
        for column in range(_SIDE):
            at = row * (_SIDE + 1) + column
            bits = bits << 1 | (along[at] < along[at + 1])
            at = row * _SIDE + column
            bits = bits << 1 | (down[at] < down[at + _SIDE])
    return bits


def distance(one: int, other: int) -> int:
    """Return in how many of 128 bits two pictures differ; unrelated ones differ in about 64."""
    return (one ^ other).bit_count()


class Likenesses:
    """The hashes of a workspace's photos; close it, or use it in a ``with`` statement."""

    def __init__(self, workspace: Workspace) -> None:
        """Open the store, making it anew when it is damaged."""
        self._workspace = workspace
        file = workspace.cache / "likeness.sqlite"
        try:
            self._store = _opened(file)
        except sqlite3.DatabaseError:
            with suppress(OSError):
                file.unlink()
            self._store = _opened(file)

    def of(self, photos: Iterable[tuple[str, str]], progress: Progress = silent) -> dict[str, int]:
        """Return the hashes of photos, working out those that are not known yet.

        Args:
            photos: SHA-256 and extension of each.
            progress: Told per photo that is worked out.

        Returns:
            By SHA-256; photos without bytes here, or too plain to compare, are left out.
        """
        wanted = dict(photos)
        known: dict[str, int | None] = {
            sha256: int(bits, 16) if bits else None
            for sha256, bits in self._store.execute("SELECT sha256, bits FROM likeness")
            if sha256 in wanted
        }
        todo = [sha256 for sha256 in wanted if sha256 not in known]
        fresh: list[tuple[str, str | None]] = []
        try:
            for done, sha256 in enumerate(todo):
                progress(done, len(todo), "")
                original = self._workspace.photo_file(sha256, wanted[sha256])
                try:
                    previews = self._workspace.cache / "previews"
                    bits = likeness(make_preview(original, previews, sha256, THUMBNAIL_EDGE))
                except AppError:  # gone, damaged or no picture: nothing to compare
                    continue
                known[sha256] = bits
                fresh.append((sha256, None if bits is None else f"{bits:032x}"))
        finally:
            with suppress(sqlite3.Error), self._store:  # a full disk costs time next time, no more
                self._store.executemany("INSERT OR REPLACE INTO likeness VALUES (?, ?)", fresh)
        return {sha256: bits for sha256, bits in known.items() if bits is not None}

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()


def _opened(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    store = sqlite3.connect(file, timeout=5)
    try:
        store.execute("PRAGMA synchronous = OFF")
        store.execute("CREATE TABLE IF NOT EXISTS likeness (sha256 TEXT PRIMARY KEY, bits TEXT)")
    except BaseException:
        store.close()
        raise
    return store


def similar(workspace: Workspace, photos: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return the hashes of photos in one go."""
    with closing(Likenesses(workspace)) as store:
        return store.of(photos)
