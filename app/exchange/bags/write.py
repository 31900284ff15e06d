"""Write a bag (BagIt 1.0, RFC 8493) as a ZIP in one pass: no file is read twice."""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self, TypeAlias, cast

from app.draining import Draining
from app.errors import AppError
from app.exchange.bags.names import check_distinct, check_name
from app.exchange.bags.source import AlteredError, Closed, Source, hashed
from app.exchange.bags.text import DECLARATION, write_info, write_manifest
from app.exchange.bags.zip_stored import Stored, write_dense
from app.exchange.limits import DEFAULT, Limits
from app.exchange.seal_write import SealingFile
from app.exchange.signing import SIGNATURE
from app.files import cannot_write, discard, sync_folder
from app.i18n import N_
from app.progress import give_way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_Hashing: TypeAlias = "Callable[[hashlib._Hash], Iterator[bytes | memoryview]]"

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
        self._source, self._stored = Source(), Stored()
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
            self._add("bagit.txt", partial(hashed, [DECLARATION.encode()]), None)

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
                with self._source.opened(source) as (file, size):
                    done = self._add(path, partial(self._source.pieces, file, source.name), size)
            elif hasattr(source, "read"):  # a file is iterable too, by lines
                opened = cast("BinaryIO", source)
                done = self._add(path, partial(self._source.pieces, opened, name), size)
            else:
                done = self._add(path, partial(hashed, source), size)
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
            self._add("bag-info.txt", partial(hashed, [write_info(info).encode()]), None)
            manifest = write_manifest((digest, path) for path, digest in sorted(payload.items()))
            self._add("manifest-sha256.txt", partial(hashed, [manifest.encode()]), None)
            tags = sorted(self._digests.items() - payload.items())
            seal = write_manifest((digest, path) for path, digest in tags).encode()
            self._add("tagmanifest-sha256.txt", partial(hashed, [seal]), None)
            if self._sign is not None:
                self._add(SIGNATURE, partial(hashed, [f"{self._sign(seal)}\n".encode()]), None)
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
            self._source.close()
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

    def _add(self, path: str, hashing: _Hashing, size: int | None) -> int:
        """Write one entry and note its SHA-256; return its bytes, unpacked."""
        name = f"{self._top}/{path}"
        large = (size is None and path.startswith("data/")) or (size or 0) >= _LARGE_FROM
        sha256, done = hashlib.sha256(), 0
        try:
            # A name takes method and level of the whole ZIP, a ZipInfo of its own is stored.
            dense = path.rpartition(".")[2].lower() in _DENSE
            target = zipfile.ZipInfo(name) if dense else name
            frame = self._stored if self._sealing is not None and dense else None
            if frame is not None:
                cast("zipfile.ZipInfo", target).compress_type = zipfile.ZIP_DEFLATED
            assert self._zip is not None
            with self._zip.open(target, "w", force_zip64=large) as entry:
                if frame is not None:  # sizes cannot go before the data: it must tell its end
                    entry._compressor = frame  # type: ignore[attr-defined]
                for piece in hashing(sha256):
                    give_way()
                    done += write_dense(entry, piece, frame) if dense else entry.write(piece)
        except RuntimeError as error:
            if large or done < _LARGE_FROM:
                raise
            # zipfile's word for a header with too little room.
            raise AppError(
                N_("{name} grew while it was being packed. Try again."), name=path
            ) from error
        # One system, and the moment that zipfile takes when told none: equal data, equal bytes.
        info = self._zip.getinfo(name)
        info.create_system, info.external_attr = 3, 0o100644 << 16  # Unix, regular file
        self._digests[path] = sha256.hexdigest()
        return done

    def _finish(self) -> int:
        assert self._zip is not None
        self._source.close()
        self._zip.close()
        if self._sealing is not None:
            self._sealing.finish()
        size = self._file.tell()
        self._draining.finish()
        self._file.close()
        self._part.replace(self._target)
        sync_folder(self._target.parent)
        return size
