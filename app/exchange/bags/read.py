"""Open a package: everything is verified before anything of it is used."""

from __future__ import annotations

import hashlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, BinaryIO, Protocol, Self, cast

from app.exchange.bags.check import (
    SEAL,
    TAGS,
    check_declaration,
    check_manifest,
    compare,
    distinct_info,
    explained,
    listed_in,
    too_large,
    top_and_entries,
)
from app.exchange.bags.content import Content
from app.exchange.bags.held_file import HeldFile
from app.exchange.bags.text import BagError, misspelt, read_oxum, read_text
from app.exchange.bags.zip_read import Archive
from app.exchange.limits import DEFAULT, Limits
from app.exchange.signing import SIGNATURE, SIGNATURE_BYTES
from app.files import cannot_read, cannot_write
from app.i18n import N_
from app.progress import Progress, silent

if TYPE_CHECKING:
    from pathlib import Path


_GOING = 6


class Keeper(Protocol):
    """Who keeps files of a package that is being verified, so that it is read once."""

    def place_for(self, name: str, /) -> Path | None:
        """Say where a content file goes; None: it is only verified."""

    def unpacked(self, name: str, /) -> None:
        """Hear that a file lies there, whole and right."""


def open_bag(
    path: Path,
    *,
    verify: bool = True,
    limits: Limits = DEFAULT,
    progress: Progress = silent,
    keeper: Keeper | None = None,
    held: bytes | memoryview | None = None,
) -> BagReader:
    """Open a package and verify it.

    Args:
        path: The package file; it is never changed.
        verify: Read all content too. ``False`` checks the structure, the manifests and who it
            is from; each file's content is then checked when it is read.
        limits: What a package may be at most.
        progress: Called once per content file.
        keeper: Unpacks what it wants while all content is read. Nothing is known of the package
            then but that the file is what its manifest says.
        held: What is in the file, where that is in memory; ``path`` only names it then. It stays as
            it is until the reader is closed.

    Returns:
        A reader; close it, or use it as a context manager.

    Raises:
        AppError: It cannot be read.
        BagError: It is refused; the message says why.
    """
    try:
        file = path.open("rb") if held is None else HeldFile(held)
    except OSError as error:
        raise cannot_read(path.name, error) from error
    try:
        with explained(path.name):
            reader = BagReader(path, cast("BinaryIO", file), limits)
            if verify:
                reader.verify(progress, keeper)
    except BaseException:
        file.close()
        raise
    return reader


def _finish(going: deque[tuple[str, Future[None]]], keeper: Keeper | None, most: int = 0) -> None:
    """Wait for files that are being unpacked until at most so many still are."""
    while keeper is not None and len(going) > most:
        name, work = going.popleft()
        work.result()
        keeper.unpacked(name)


class BagReader(Content):
    """A package whose structure and manifests are right.

    Attributes:
        path: The package file.
        file_bytes: How large it is.
        top: The folder inside it.
        info: Labels and values of ``bag-info.txt``, in order.
        names: Paths of the content below ``data/``, in the order of the package.
        digest: SHA-256 of the tag manifest, which covers every byte of content.
        payload_bytes: Content bytes, unpacked.
        sealed_text: The tag manifest, which the signature covers.
        signature: As the package carries it, base64; empty: unsigned. Nobody has verified it.
    """

    def __init__(self, path: Path, file: BinaryIO, limits: Limits) -> None:
        """Check everything but the content; use `open_bag`."""
        self._file = file
        archive = Archive(file, limits)
        self.file_bytes = archive.file_bytes
        self.top, entries = top_and_entries(archive, limits)
        super().__init__(path, archive, entries, limits)
        self._tags = {path for path in self._entries if not path.startswith("data/")}
        self._tags.discard(SIGNATURE)  # alone outside the tag manifest, which it signs
        seal = self.sealed_text = self._tag(SEAL)
        self.digest = hashlib.sha256(seal).hexdigest()
        self._digests = listed_in(SEAL, seal)
        self._check_tags()
        listing = self._tag("manifest-sha256.txt")
        payload = listed_in("manifest-sha256.txt", listing)
        files = {path for path in self._entries if path.startswith("data/")}
        compare("manifest-sha256.txt", set(payload), files)
        check_manifest("manifest-sha256.txt", listing, payload)
        self._digests |= payload
        self.names = [path.removeprefix("data/") for path in self._entries if path in payload]
        self.info = dict(self._check_info())
        self.signature = self._read_signature()

    def verify(self, progress: Progress = silent, keeper: Keeper | None = None) -> None:
        """Read all content and compare it with the manifest.

        Args:
            progress: Called once per content file.
            keeper: Unpacks what it wants meanwhile, of files that are not packed smaller: so a
                package never takes more of the disk than its own size.

        Raises:
            BagError: Something is damaged or altered.
            AppError: What is kept cannot be written.
        """
        # Hashing and writing need no Python, so that two files go on at once where both are in
        # memory; in a file there is but one place to read at.
        threads = ThreadPoolExecutor(2 if self._archive.is_held else 1, "verifying")
        with explained(self.path.name), threads:
            going: deque[tuple[str, Future[None]]] = deque()
            for done, name in enumerate(self.names):
                progress(done, len(self.names), name)
                entry = self._entry(name)
                plain = entry.compress_size >= entry.file_size
                place = keeper.place_for(name) if keeper is not None and plain else None
                if place is None:
                    _finish(going, keeper)
                    for _ in self._pieces(f"data/{name}"):
                        pass
                    continue
                going.append((name, threads.submit(self._unpack, name, place)))
                if len(going) > _GOING:
                    _finish(going, keeper, _GOING)
            _finish(going, keeper)
            progress(len(self.names), len(self.names), "")

    def _unpack(self, name: str, place: Path) -> None:
        """Write a file where nobody looks before the package is right."""
        try:
            with place.open("wb", buffering=0) as out:
                for piece in self._pieces(f"data/{name}"):
                    rest = memoryview(piece)
                    while rest := rest[out.write(rest) :]:
                        pass  # a system may take less than it is given
        except OSError as error:
            raise cannot_write(name, error) from error

    def close(self) -> None:
        """Let go of the file, and of what is held of it in memory."""
        self._archive.let_go()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _tag(self, path: str) -> bytes:
        if self._entries[path].file_size > self._limits.tag_bytes:
            raise too_large(path)
        return b"".join(self._pieces(path))

    def _check_tags(self) -> None:
        """Compare all files outside ``data/`` with the tag manifest, both ways."""
        compare(SEAL, set(self._digests), self._tags - {SEAL})
        for path in sorted(self._tags - {SEAL}):
            self._tag(path)
        if odd := sorted(self._tags - set(TAGS)):
            raise BagError(N_("{name} in it belongs in no package."), name=odd[0])
        check_manifest(SEAL, self.sealed_text, self._digests)
        check_declaration(self._tag("bagit.txt"))

    def _check_info(self) -> list[tuple[str, str]]:
        info = distinct_info(self._tag("bag-info.txt"))
        self.payload_bytes = sum(self._entry(name).file_size for name in self.names)
        oxum = f"{self.payload_bytes}.{len(self.names)}"
        if read_oxum(info) is None or dict(info).get("Payload-Oxum") != oxum:
            raise BagError(N_("bag-info.txt tells another amount of content (Payload-Oxum)."))
        return info

    def _read_signature(self) -> str:
        if SIGNATURE not in self._entries:
            return ""
        if self._entries[SIGNATURE].file_size > SIGNATURE_BYTES:
            raise too_large(SIGNATURE)
        text = read_text(SIGNATURE, self._tag(SIGNATURE), "ascii")
        if text.count("\n") != 1 or not text.endswith("\n"):
            raise misspelt(SIGNATURE)
        return text.removesuffix("\n")
