"""Volumes (分卷): one package as several bags, each complete and small enough for any carrier.

Volume 1 carries changes, headers of batches and checklists; the photos are spread over all. It gets
its name last and lists the digests of the others, so that a package is whole or visibly not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.exchange.bags.write import BagWriter
from app.i18n import _
from app.progress import Progress, silent

if TYPE_CHECKING:
    from app.exchange.bags.source import Closed

VOLUME_BYTES = 64_000_000
MOST_BYTES = (1 << 32) - 1
"""FAT32 ends here; a single file that is larger needs another stick."""
VOLUME, DIGESTS = "Chengjian-Volume", "Chengjian-Volumes"
# Digits have an end: names come from carriers that anybody may write to.
_NAME = re.compile(r"([0-9a-f]{8})-([0-9]{4,9})-([0-9]{1,9})\.zip(?:\.age)?(?:\.part)?")
# Headers of an entry in the ZIP, twice, and its line in the manifest; the tag files of a bag.
_ENTRY_BYTES, _BAG_BYTES = 640, 8192


@dataclass(frozen=True)
class Item:
    """A file to be packed.

    Attributes:
        name: Below ``data/``.
        path: Where it is.
        sha256: What it must be.
        size: Bytes.
    """

    name: str
    path: Path
    sha256: str
    size: int


@dataclass(frozen=True)
class Named:
    """What the file name of a volume says."""

    device8: str
    number: int
    volume: int


def file_name(device8: str, number: int, volume: int) -> str:
    """Return the name of a volume without its suffix."""
    return f"{device8}-{number:04d}-{volume}"


def named(file_name: str) -> Named | None:
    """Read the file name of a volume; None when it is none."""
    found = _NAME.fullmatch(file_name)
    return Named(found[1], int(found[2]), int(found[3])) if found else None


def volume_of(info: Mapping[str, str]) -> tuple[int, int]:
    """Return volume and count of volumes that a bag says it is; (1, 1) when it says nothing right.

    Args:
        info: Elements of its ``bag-info.txt``.
    """
    found = re.fullmatch(r"(\d{1,6}) of (\d{1,6})", info.get(VOLUME, ""))
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        return 1, 1
    return int(found[1]), int(found[2])


def lacking_of(volumes: int, here: set[int]) -> tuple[int, ...]:
    """Return the volumes of a package that have not come.

    Args:
        volumes: How many there are, as a stranger says.
        here: Those that came.
    """
    return tuple(number for number in range(1, min(volumes, 1000) + 1) if number not in here)


def plan(first: int, items: Sequence[Item], limit: int = VOLUME_BYTES) -> list[list[Item]]:
    """Spread files over volumes, in their order.

    Args:
        first: Bytes that volume 1 holds already.
        items: Files, each whole in one volume; one that is larger than a volume is alone in its.
        limit: Most bytes of a volume.

    Returns:
        Files of each volume; volume 1 may have none.
    """
    volumes: list[list[Item]] = [[]]
    alone: list[list[Item]] = []
    room = min(limit, MOST_BYTES) - first - _BAG_BYTES
    for item in items:
        need = item.size + _ENTRY_BYTES
        if need > room:
            if need > limit - _BAG_BYTES:
                alone.append([item])
                continue
            volumes.append([])
            room = min(limit, MOST_BYTES) - _BAG_BYTES
        volumes[-1].append(item)
        room -= need
    return volumes + alone


class Spread:
    """Packs files into volume 1, which is open, and into the volumes after it.

    Attributes:
        digests: Tag manifests of the volumes after the first, in their order.
        paths: Files of those volumes.
        bytes: Their size together.
    """

    def __init__(
        self,
        bag: BagWriter,
        target: Path,
        info: Mapping[str, str],
        start: Callable[[Path, str, Mapping[str, str]], BagWriter] = BagWriter,
    ) -> None:
        """Start.

        Args:
            bag: Volume 1.
            target: Its file; the others lie beside it.
            info: Elements that all volumes share.
            start: Starts a bag: its file, its top folder, its elements.
        """
        self._start = start
        self._bag, self._target, self._info = bag, target, info
        self.digests: list[str] = []
        self.paths: list[Path] = []
        self.bytes = 0

    def pack(self, volumes: Sequence[Sequence[Item]], progress: Progress = silent) -> None:
        """Write all files; volume 1 stays open and knows what it must say of the others.

        Args:
            volumes: See `plan`.
            progress: Told per file.

        Raises:
            AppError: A file is not what it was, or a volume cannot be written; those after the
                first are gone.
        """
        total = sum(len(volume) for volume in volumes)
        self._done, self._total, self._progress = 0, total, progress
        name, dot, suffix = self._target.name.partition(".")
        stem, _dash, _one = name.rpartition("-")
        try:
            self._fill(self._bag, volumes[0])
            for number, volume in enumerate(volumes[1:], 2):
                target = self._target.with_name(f"{stem}-{number}{dot}{suffix}")
                info = {**self._info, VOLUME: f"{number} of {len(volumes)}"}
                with self._start(target, f"{stem}-{number}", info) as bag:
                    # Readers ask every package for its changes; these are in volume 1.
                    bag.add_bytes("changes.jsonl", b"")
                    self._fill(bag, volume)
                    self._keep(bag.close())
        except BaseException:
            self.discard()
            raise
        progress(total, total, _("Packing photos"))
        self._bag.info[VOLUME] = f"1 of {len(volumes)}"
        self._bag.info[DIGESTS] = " ".join(self.digests)

    def discard(self) -> None:
        """Remove the volumes after the first."""
        from app.files import discard

        for path in self.paths:
            discard(path)

    def _keep(self, closed: Closed) -> None:
        self.paths.append(closed.path)
        self.digests.append(closed.digest)
        self.bytes += closed.size

    def _fill(self, bag: BagWriter, items: Sequence[Item]) -> None:
        bag.expect((item.name, item.path) for item in items)
        for item in items:
            self._progress(self._done, self._total, _("Packing photos"))
            bag.add_stream(item.name, item.path, sha256=item.sha256)
            self._done += 1
