"""Write a bag (BagIt 1.0, RFC 8493) as a ZIP in one pass: no file is read twice."""

from __future__ import annotations

import hashlib
import os
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self, cast

from app.errors import AppError
from app.exchange.bag_names import check_distinct, check_name
from app.exchange.bag_text import DECLARATION, write_info, write_manifest
from app.exchange.limits import DEFAULT, Limits
from app.exchange.zip_format import (
    DEFLATED,
    STORED,
    Entry,
    central_header,
    end_records,
    local_header,
)
from app.files import CHUNK_BYTES, cannot_read, cannot_write, discard, sync_folder
from app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType

# Compressed already: deflating them again costs time and saves nothing.
_DENSE = {"jpg", "jpeg", "png", "heic", "heif", "xlsx", "zip", "age", "gz"}
_LARGE_FROM = 0xF0000000
# Changes at level 3: 6 % larger than at the usual 6, in half the time.
_LEVEL = 3


@dataclass(frozen=True)
class Closed:
    """A finished package.

    Attributes:
        path: Where it is.
        digest: SHA-256 of its tag manifest, which covers every byte of content.
        payload_bytes: Content bytes, unpacked.
        files: Content files.
        size: Bytes of the package file.
    """

    path: Path
    digest: str
    payload_bytes: int
    files: int
    size: int


class BagWriter:
    """Write one package under ``<name>.part``; it gets its name when it is complete.

    Used as a context manager. Leaving it without ``close``, or any error inside, removes the
    temporary file and leaves an older package of that name as it was.

    Attributes:
        info: Elements of ``bag-info.txt``; may still be changed until ``close``.
    """

    def __init__(
        self, target: Path, top: str, info: Mapping[str, str], limits: Limits = DEFAULT
    ) -> None:
        """Start a package.

        Args:
            target: The package file to make.
            top: Name of the one folder inside.
            info: Labels and values, ``Bagging-Date`` among them; nothing is taken from the
                clock, so that equal content gives equal bytes. ``Payload-Oxum`` is added.
            limits: Bounds that a reader will hold the package to.
        """
        check_name(top, limits.name_bytes)
        self.info = dict(info)
        self._target = target
        self._part = target.with_name(target.name + ".part")
        self._top = top
        self._limits = limits
        self._entries: list[tuple[Entry, bool]] = []
        self._digests: dict[str, str] = {}
        self._payload_bytes = 0
        self._closed = False
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = self._part.open("wb")
        except OSError as error:
            raise cannot_write(target.name, error) from error
        with self._cleared():
            self._add("bagit.txt", [DECLARATION.encode()], None)

    def add_bytes(self, name: str, data: bytes) -> str:
        """Add a content file, such as ``forms/x.xlsx``; return its SHA-256."""
        return self.add_stream(name, [data], size=len(data))

    def add_stream(
        self,
        name: str,
        source: Path | BinaryIO | Iterable[bytes],
        *,
        size: int | None = None,
        sha256: str | None = None,
    ) -> str:
        """Add a content file from a file or from pieces, read once.

        Args:
            name: Path below ``data/``, of the safe alphabet.
            source: A file to read, an open one, or pieces of bytes.
            size: Bytes, when known; saves 20 bytes of header.
            sha256: What the content must be, such as a photo's digest.

        Returns:
            SHA-256 of the content.

        Raises:
            AppError: The source cannot be read or is not ``sha256``, the name is not allowed, or
                the package cannot be written; the package is given up.
            ValueError: The name is not new (a mistake of the caller).
        """
        path = f"data/{name}"
        with self._cleared():
            check_name(f"{self._top}/{path}", self._limits.name_bytes)
            if path in self._digests:
                raise ValueError(f"added twice: {path}")
            if isinstance(source, Path):
                file, size = _opened(source)
                with file:
                    entry = self._add(path, _pieces(file, source.name), size)
            else:
                entry = self._add(path, _any_pieces(source, name), size)
            self._payload_bytes += entry.size
            if sha256 is not None and self._digests[path] != sha256:
                raise AppError(
                    N_("{name} has been altered since it was stored; it was not packed."),
                    name=Path(name).name,
                )
            return self._digests[path]

    def close(self) -> Closed:
        """Write info and manifests, wait for the disk, give the package its name.

        Raises:
            AppError: The package cannot be written.
        """
        payload = {path: self._digests[path] for path in self._digests if path.startswith("data/")}
        with self._cleared():
            check_distinct(payload)
            info = {
                **self.info,
                "Payload-Oxum": f"{self._payload_bytes}.{len(payload)}",
            }
            self._add("bag-info.txt", [write_info(info).encode()], None)
            manifest = write_manifest((digest, path) for path, digest in sorted(payload.items()))
            self._add("manifest-sha256.txt", [manifest.encode()], None)
            tags = sorted(self._digests.items() - payload.items())
            seal = write_manifest((digest, path) for path, digest in tags).encode()
            self._add("tagmanifest-sha256.txt", [seal], None)
            size = self._finish()
        self._closed = True
        return Closed(
            self._target,
            hashlib.sha256(seal).hexdigest(),
            self._payload_bytes,
            len(payload),
            size,
        )

    def abort(self) -> None:
        """Give the package up and remove what was written."""
        if not self._closed:
            self._closed = True
            with suppress(OSError):  # on a full disk closing fails too, and closes all the same
                self._file.close()
            discard(self._part)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.abort()

    def _cleared(self) -> _Cleared:
        if self._closed:
            raise ValueError("the package is closed")
        return _Cleared(self)

    def _add(self, path: str, pieces: Iterable[bytes], size: int | None) -> Entry:
        """Write one entry: header, data, then the header again with what is known now."""
        method = STORED if path.rpartition(".")[2].lower() in _DENSE else DEFLATED
        large = (size is None and path.startswith("data/")) or (size or 0) >= _LARGE_FROM
        offset = self._file.tell()
        blank = Entry(f"{self._top}/{path}", method, 0, 0, 0, offset, 0)
        header = local_header(blank, large)
        self._file.write(header)
        sha256, crc, done = hashlib.sha256(), 0, 0
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15) if method == DEFLATED else None
        for piece in pieces:
            sha256.update(piece)
            crc = zlib.crc32(piece, crc)
            done += len(piece)
            self._file.write(packer.compress(piece) if packer else piece)
        if packer:
            self._file.write(packer.flush())
        end = self._file.tell()
        packed = end - offset - len(header)
        if not large and max(done, packed) >= _LARGE_FROM:
            raise AppError(N_("{name} grew while it was being packed. Try again."), name=path)
        entry = Entry(blank.name, method, crc, packed, done, offset, offset + len(header))
        self._file.seek(offset)
        self._file.write(local_header(entry, large))
        self._file.seek(end)
        self._entries.append((entry, large))
        self._digests[path] = sha256.hexdigest()
        return entry

    def _finish(self) -> int:
        start = self._file.tell()
        for entry, large in self._entries:
            self._file.write(central_header(entry, large))
        length = self._file.tell() - start
        self._file.write(end_records(len(self._entries), start, length))
        size = self._file.tell()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self._target)
        sync_folder(self._target.parent)
        return size


class _Cleared:
    """Give the package up on any error, and say the system's errors in words."""

    def __init__(self, writer: BagWriter) -> None:
        self._writer = writer

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            return
        self._writer.abort()
        if isinstance(error, OSError):
            raise cannot_write(self._writer._target.name, error) from error


def _opened(source: Path) -> tuple[BinaryIO, int]:
    try:
        file = source.open("rb")
        return file, os.fstat(file.fileno()).st_size
    except OSError as error:
        raise cannot_read(source.name, error) from error


def _any_pieces(source: BinaryIO | Iterable[bytes], name: str) -> Iterable[bytes]:
    # A file is iterable too, by lines; pieces of one size are meant.
    return _pieces(cast("BinaryIO", source), name) if hasattr(source, "read") else source


def _pieces(file: BinaryIO, name: str) -> Iterator[bytes]:
    while True:
        try:
            piece = file.read(CHUNK_BYTES)
        except OSError as error:
            raise cannot_read(name, error) from error
        if not piece:
            return
        yield piece
