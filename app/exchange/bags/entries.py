"""The entries of a bag's ZIP: each is written once, in one pass, and its SHA-256 is kept."""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from app.errors import AppError
from app.exchange.bags.zip_stored import Stored, write_dense, write_packed
from app.i18n import N_
from app.progress import give_way

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from app.exchange.bags.ahead import ReadAhead

# Compressed already: deflating them again costs time and saves nothing.
_DENSE = {"jpg", "jpeg", "png", "heic", "heif", "xlsx", "zip", "age", "gz"}
# Below zipfile's bound for short headers, with room for what deflating may add.
_LARGE_FROM = 0x78000000


class Entries:
    """What lies in the one folder of the ZIP.

    Attributes:
        digests: SHA-256 of each entry in hex, by its path below the folder.
    """

    def __init__(self, out: BinaryIO, top: str, ahead: ReadAhead, *, sealed: bool) -> None:
        """Start a ZIP.

        Args:
            out: Where it goes.
            top: Name of the folder.
            ahead: Reads files; closed by whom it belongs to.
            sealed: ``out`` cannot be rewound, as what is written is sealed at once.
        """
        # Level 3 makes changes 6 % larger than the usual 6, in half the time.
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        self._top, self._ahead, self._sealed = top, ahead, sealed
        self._stored = Stored()
        self.digests: dict[str, str] = {}

    def close(self) -> None:
        """Write the directory.

        Raises:
            OSError: It cannot be written; it is closed all the same.
        """
        self._zip.close()

    def expect(self, files: Iterable[tuple[str, Path]]) -> None:
        """Have files read ahead that will be given to `add_file` next, in this order."""
        self._ahead.expect((path, self._is_framed(name)) for name, path in files)

    def add(self, path: str, pieces: Iterable[bytes | memoryview], size: int | None) -> int:
        """Write one entry and note its SHA-256; return its bytes, unpacked."""
        sha256 = hashlib.sha256()
        frame = self._stored if self._is_framed(path) else None
        with self._entry(path, size) as entry:
            for piece in pieces:
                give_way()
                sha256.update(piece)
                if _is_dense(path):
                    write_dense(entry, piece, frame)
                else:
                    entry.write(piece)
            done: int = entry._file_size
        self.digests[path] = sha256.hexdigest()
        return done

    def add_file(self, path: str, source: Path) -> int:
        """Write a file that is read ahead, as `add` does."""
        framed = self._is_framed(path)
        if not self._ahead.is_expecting:
            self._ahead.expect([(source, framed)])
        reading = self._ahead.take(source)
        with self._entry(path, reading.size) as entry:
            for piece in reading:
                give_way()
                if _is_dense(path):
                    write_packed(entry, piece, framed=framed)
                else:
                    entry.write(piece.packed)
            entry._crc = reading.crc
            done: int = entry._file_size
        self.digests[path] = reading.sha256
        return done

    @contextmanager
    def _entry(self, path: str, size: int | None) -> Iterator[Any]:
        """Open an entry of the ZIP for writing."""
        name = f"{self._top}/{path}"
        large = (size is None and path.startswith("data/")) or (size or 0) >= _LARGE_FROM
        entry: Any = None
        try:
            # A name takes method and level of the whole ZIP, a ZipInfo of its own is stored.
            target = zipfile.ZipInfo(name) if _is_dense(path) else name
            if self._is_framed(path):
                cast("zipfile.ZipInfo", target).compress_type = zipfile.ZIP_DEFLATED
            with self._zip.open(target, "w", force_zip64=large) as entry:
                if self._is_framed(path):
                    # Sizes cannot go before the data: it must tell its end.
                    entry._compressor = self._stored
                yield entry
        except RuntimeError as error:
            if large or entry is None or entry._file_size < _LARGE_FROM:
                raise
            # zipfile's word for a header with too little room.
            raise AppError(
                N_("{name} grew while it was being packed. Try again."), name=path
            ) from error
        # One system, and the moment that zipfile takes when told none: equal data, equal bytes.
        info = self._zip.getinfo(name)
        info.create_system, info.external_attr = 3, 0o100644 << 16  # Unix, regular file

    def _is_framed(self, path: str) -> bool:
        return self._sealed and _is_dense(path)


def _is_dense(path: str) -> bool:
    return path.rpartition(".")[2].lower() in _DENSE
