"""Write a bag (BagIt 1.0, RFC 8493) as a ZIP in one pass: no file is read twice."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self, cast

from app.draining import Draining
from app.exchange.bags.ahead import ReadAhead
from app.exchange.bags.entries import Entries
from app.exchange.bags.names import check_distinct, check_name
from app.exchange.bags.source import AlteredError, Closed, pieces_of
from app.exchange.bags.text import DECLARATION, write_info, write_manifest
from app.exchange.limits import DEFAULT, Limits
from app.exchange.seal_write import SealingFile
from app.exchange.signing import SIGNATURE
from app.files import cannot_write, discard, sync_folder
from app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence


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
        self._payload_bytes = 0
        self._ahead = ReadAhead()
        self._closed = False
        self._sign = sign
        self._sealing: SealingFile | None = None
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = self._part.open("wb")
            self._draining = Draining(self._file)
        except OSError as error:
            raise cannot_write(target.name, error) from error
        self._entries: Entries | None = None
        with self._cleared():
            if recipients:
                self._sealing = SealingFile(self._draining, recipients)
            out = cast("BinaryIO", self._sealing or self._draining)
            self._entries = Entries(out, top, self._ahead, sealed=bool(recipients))
            self._entries.add("bagit.txt", [DECLARATION.encode()], None)

    def add_bytes(self, name: str, data: bytes) -> str:
        """Add a content file, such as ``forms/x.xlsx``; return its SHA-256."""
        return self.add_stream(name, [data], size=len(data))

    def expect(self, files: Iterable[tuple[str, Path]]) -> None:
        """Say which files will be added next, in this order, so that they are read ahead.

        Args:
            files: Names and files as they will be given to `add_stream`.
        """
        with self._cleared():
            self._put.expect(files)

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
            if path in self._put.digests:
                raise ValueError(f"added twice: {path}")
            if isinstance(source, Path):
                done = self._put.add_file(path, source)
            elif hasattr(source, "read"):  # a file is iterable too, by lines
                done = self._put.add(path, pieces_of(cast("BinaryIO", source), name), size)
            else:
                done = self._put.add(path, source, size)
            self._payload_bytes += done
            if sha256 is not None and self._put.digests[path] != sha256:
                raise AlteredError(
                    N_("{name} has been altered since it was stored; it was not packed."),
                    name=Path(name).name,
                )
            return self._put.digests[path]

    def close(self) -> Closed:
        """Write info and manifests, wait for the disk, give the package its name.

        Raises:
            AppError: The package cannot be written.
        """
        digests = self._put.digests
        payload = {path: digests[path] for path in digests if path.startswith("data/")}
        with self._cleared():
            check_distinct(payload)
            info = {**self.info, "Payload-Oxum": f"{self._payload_bytes}.{len(payload)}"}
            self._put.add("bag-info.txt", [write_info(info).encode()], None)
            manifest = write_manifest((digest, path) for path, digest in sorted(payload.items()))
            self._put.add("manifest-sha256.txt", [manifest.encode()], None)
            tags = sorted(digests.items() - payload.items())
            seal = write_manifest((digest, path) for path, digest in tags).encode()
            self._put.add("tagmanifest-sha256.txt", [seal], None)
            if self._sign is not None:
                self._put.add(SIGNATURE, [f"{self._sign(seal)}\n".encode()], None)
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
            for file in (self._entries, self._draining, self._file):
                with suppress(OSError):  # on a full disk closing fails, and closes all the same
                    if file is not None:
                        file.close()
            discard(self._part)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.abort()

    @property
    def _put(self) -> Entries:
        assert self._entries is not None
        return self._entries

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

    def _finish(self) -> int:
        self._ahead.close()
        self._put.close()
        if self._sealing is not None:
            self._sealing.finish()
        size = self._file.tell()
        self._draining.finish()
        self._file.close()
        self._part.replace(self._target)
        sync_folder(self._target.parent)
        return size
