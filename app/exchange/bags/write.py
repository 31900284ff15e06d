"""Write a bag (BagIt 1.0, RFC 8493) as a ZIP in one pass: no file is read twice."""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self, cast

from app.draining import Draining
from app.errors import AppError
from app.exchange.bags.ahead import ReadAhead
from app.exchange.bags.names import check_distinct, check_name
from app.exchange.bags.source import AlteredError, Closed, pieces_of
from app.exchange.bags.text import DECLARATION, write_info, write_manifest
from app.exchange.bags.zip_stored import Stored, write_dense, write_packed
from app.exchange.limits import DEFAULT, Limits
from app.exchange.seal_write import SealingFile
from app.exchange.signing import SIGNATURE
from app.files import cannot_write, discard, sync_folder
from app.i18n import N_
from app.progress import give_way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

# Compressed already: deflating them again costs time and saves nothing.
_DENSE = {"jpg", "jpeg", "png", "heic", "heif", "xlsx", "zip", "age", "gz"}
# Below zipfile's bound for short headers, with room for what deflating may add.
_LARGE_FROM = 0x78000000


class BagWriter:
    """Write one package under ``<name>.part``; it gets its name when it is complete.

    Used as a context manager. Leaving it without ``close``, or any error inside, removes the
    temporary file and leaves an older package of that name as it was.

    Attributes:
        info: Elements of ``bag-info.txt``; may still be changed until ``close``.
    """

    def __init__(
        self,
        target: Path,
        top: str,
        info: Mapping[str, str],
        limits: Limits = DEFAULT,
        *,
        recipients: Sequence[str] = (),
        sign: Callable[[bytes], str] | None = None,
    ) -> None:
        """Start a package.

        Args:
            target: The package file to make.
            top: Name of the one folder inside.
            info: Labels and values, ``Bagging-Date`` among them; nothing is taken from the
                clock, so that equal content gives equal bytes. ``Payload-Oxum`` is added.
            limits: Bounds that a reader will hold the package to.
            recipients: Public age keys; with any, the package is sealed while it is written.
            sign: Signs the tag manifest, see `app.exchange.signing`.
        """
        check_name(top, limits.name_bytes)
        self.info = dict(info)
        self._target = target
        self._part = target.with_name(target.name + ".part")
        self._top = top
        self._limits = limits
        self._digests: dict[str, str] = {}
        self._payload_bytes = 0
        self._ahead, self._stored = ReadAhead(), Stored()
        self._closed = False
        self._sign = sign
        self._sealing: SealingFile | None = None
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = self._part.open("wb")
            self._draining = Draining(self._file)
        except OSError as error:
            raise cannot_write(target.name, error) from error
        self._zip: zipfile.ZipFile | None = None
        with self._cleared():
            if recipients:
                self._sealing = SealingFile(self._draining, recipients)
            out = cast("BinaryIO", self._sealing or self._draining)
            # Level 3 makes changes 6 % larger than the usual 6, in half the time.
            self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
            self._add("bagit.txt", [DECLARATION.encode()], None)

    def add_bytes(self, name: str, data: bytes) -> str:
        """Add a content file, such as ``forms/x.xlsx``; return its SHA-256."""
        return self.add_stream(name, [data], size=len(data))

    def expect(self, files: Iterable[tuple[str, Path]]) -> None:
        """Say which files will be added next, in this order, so that they are read ahead.

        Args:
            files: Names and files as they will be given to `add_stream`.
        """
        with self._cleared():
            self._ahead.expect((path, self._is_framed(name)) for name, path in files)

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
            source: A file to read, an open one, or pieces of bytes; of files that were announced
                with `expect` the next.
            size: Bytes, when known; saves 20 bytes of header.
            sha256: What the content must be, such as a photo's digest.

        Returns:
            SHA-256 of the content.

        Raises:
            AppError: The source cannot be read or is not ``sha256``, the name is not allowed, or
                the package cannot be written; the package is given up.
            ValueError: The name is not new, or another file was announced (a mistake of the
                caller).
        """
        path = f"data/{name}"
        with self._cleared():
            check_name(f"{self._top}/{path}", self._limits.name_bytes)
            if path in self._digests:
                raise ValueError(f"added twice: {path}")
            if isinstance(source, Path):
                done = self._add_file(path, source)
            elif hasattr(source, "read"):  # a file is iterable too, by lines
                done = self._add(path, pieces_of(cast("BinaryIO", source), name), size)
            else:
                done = self._add(path, source, size)
            self._payload_bytes += done
            if sha256 is not None and self._digests[path] != sha256:
                raise AlteredError(
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
            info = {**self.info, "Payload-Oxum": f"{self._payload_bytes}.{len(payload)}"}
            self._add("bag-info.txt", [write_info(info).encode()], None)
            manifest = write_manifest((digest, path) for path, digest in sorted(payload.items()))
            self._add("manifest-sha256.txt", [manifest.encode()], None)
            tags = sorted(self._digests.items() - payload.items())
            seal = write_manifest((digest, path) for path, digest in tags).encode()
            self._add("tagmanifest-sha256.txt", [seal], None)
            if self._sign is not None:
                self._add(SIGNATURE, [f"{self._sign(seal)}\n".encode()], None)
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
            self._ahead.close()
            for file in (self._zip, self._draining, self._file):
                with suppress(OSError):  # on a full disk closing fails, and closes all the same
                    if file is not None:
                        file.close()
            discard(self._part)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.abort()

    @contextmanager
    def _cleared(self) -> Iterator[None]:
        """Give the package up on any error, and say the system's errors in words."""
        if self._closed:
            raise ValueError("the package is closed")
        try:
            yield
        except OSError as error:
            self.abort()
            raise cannot_write(self._target.name, error) from error
        except BaseException:
            self.abort()
            raise

    def _add(self, path: str, pieces: Iterable[bytes | memoryview], size: int | None) -> int:
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
        self._digests[path] = sha256.hexdigest()
        return done

    def _add_file(self, path: str, source: Path) -> int:
        """Write a file that is read ahead, as `_add` does."""
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
        self._digests[path] = reading.sha256
        return done

    @contextmanager
    def _entry(self, path: str, size: int | None) -> Iterator[Any]:
        """Open an entry of the ZIP for writing."""
        assert self._zip is not None
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
        return self._sealing is not None and _is_dense(path)

    def _finish(self) -> int:
        assert self._zip is not None
        self._ahead.close()
        self._zip.close()
        if self._sealing is not None:
            self._sealing.finish()
        size = self._file.tell()
        self._draining.finish()
        self._file.close()
        self._part.replace(self._target)
        sync_folder(self._target.parent)
        return size


def _is_dense(path: str) -> bool:
    return path.rpartition(".")[2].lower() in _DENSE
