"""Open a package: everything is verified before anything of it is used."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, BinaryIO, Protocol, Self

from app.exchange.bags.check import (
    SEAL,
    Stream,
    check_declaration,
    compare,
    distinct_info,
    explained,
    listed_in,
    too_large,
    top_and_entries,
)
from app.exchange.bags.text import (
    BagError,
    decoded_lines,
    read_oxum,
    read_text,
)
from app.exchange.bags.zip_read import Archive
from app.exchange.limits import DEFAULT, Limits
from app.exchange.signing import SIGNATURE, SIGNATURE_BYTES
from app.files import cannot_read, written
from app.i18n import N_
from app.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from zipfile import ZipInfo


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

    Returns:
        A reader; close it, or use it as a context manager.

    Raises:
        AppError: It cannot be read.
        BagError: It is refused; the message says why.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise cannot_read(path.name, error) from error
    try:
        with explained(path.name):
            reader = BagReader(path, file, limits)
            if verify:
                reader.verify(progress, keeper)
    except BaseException:
        file.close()
        raise
    return reader


class BagReader:
    """A package whose structure and manifests are right.

    Attributes:
        path: The package file.
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
        self.path = path
        self._file = file
        self._limits = limits
        self._archive = Archive(file, limits)
        self.top, self._entries = top_and_entries(self._archive, limits)
        self._tags = {path for path in self._entries if not path.startswith("data/")}
        self._tags.discard(SIGNATURE)  # alone outside the tag manifest, which it signs
        self._digests: dict[str, str] = {}
        seal = self.sealed_text = self._tag(SEAL)
        self.digest = hashlib.sha256(seal).hexdigest()
        self._digests = listed_in(SEAL, seal)
        self._check_tags()
        payload = listed_in("manifest-sha256.txt", self._tag("manifest-sha256.txt"))
        files = {path for path in self._entries if path.startswith("data/")}
        compare("manifest-sha256.txt", set(payload), files)
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
        with explained(self.path.name):
            for done, name in enumerate(self.names):
                progress(done, len(self.names), name)
                entry = self._entry(name)
                plain = entry.compress_size >= entry.file_size
                place = keeper.place_for(name) if keeper is not None and plain else None
                if place is not None and keeper is not None:
                    self.extract(name, place, durable=False)
                    keeper.unpacked(name)
                    continue
                for _ in self._pieces(f"data/{name}"):
                    pass
            progress(len(self.names), len(self.names), "")

    def size(self, name: str) -> int:
        """Return the bytes of a content file, unpacked."""
        return self._entry(name).file_size

    def sha256(self, name: str) -> str:
        """Return the digest of a content file, as listed."""
        self._entry(name)
        return self._digests[f"data/{name}"]

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a content file in small pieces; memory stays flat.

        Raises:
            BagError: It is damaged or altered; known only after the last piece.
            KeyError: There is no such file.
        """
        self._entry(name)
        with explained(self.path.name):
            yield from self._pieces(f"data/{name}")

    def read(self, name: str, most: int | None = None) -> bytes:
        """Return a whole content file.

        Args:
            name: Path below ``data/``.
            most: Bytes that are accepted; ``None``: as for a manifest.

        Raises:
            BagError: It is larger than that, damaged or altered.
            KeyError: There is no such file.
        """
        most = self._limits.tag_bytes if most is None else most
        if self._entry(name).file_size > most:
            with explained(self.path.name):
                raise too_large(name)
        return b"".join(self.chunks(name))

    def open(self, name: str) -> BinaryIO:
        """Open a content file for reading; the read that reaches its end checks it."""
        return io.BufferedReader(Stream(self.chunks(name)))

    def lines(self, name: str, longest: int | None = None) -> Iterator[str]:
        r"""Yield the lines of a UTF-8 text file without their ``\n``; memory stays flat.

        Args:
            name: Path below ``data/``.
            longest: Bytes that a line may have; ``None``: as `Limits` says.

        Raises:
            BagError: A line is too long or no text, or the file is damaged or altered; the latter
                is known only after the last line.
            KeyError: There is no such file.
        """
        longest = self._limits.line_bytes if longest is None else longest
        rest, number = b"", 1
        for piece in self.chunks(name):
            block, found, rest = (rest + piece).rpartition(b"\n")
            if found:
                lines = self._decoded(name, number, block, longest)
                number += len(lines)
                yield from lines
            if len(rest) > longest:
                self._decoded(name, number, rest, longest)
        if rest:
            yield from self._decoded(name, number, rest, longest)

    def extract(self, name: str, target: Path, *, durable: bool = True) -> str:
        """Write a content file, checked while it streams; ``target`` appears only if right.

        Args:
            name: Path below ``data/``.
            target: The file to make.
            durable: Wait until it is on the disk.

        Returns:
            SHA-256 of what was written.

        Raises:
            AppError: It is damaged or altered, or cannot be written; nothing is left.
            KeyError: There is no such file.
        """
        self._entry(name)
        part = target.with_name(target.name + ".part")
        with written(target, part, durable=durable) as file:
            for piece in self.chunks(name):
                file.write(piece)
        return self.sha256(name)

    def close(self) -> None:
        """Let go of the file."""
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
        check_declaration(self._tag("bagit.txt"))

    def _check_info(self) -> list[tuple[str, str]]:
        info = distinct_info(self._tag("bag-info.txt"))
        self.payload_bytes = sum(self._entry(name).file_size for name in self.names)
        if read_oxum(info) != (self.payload_bytes, len(self.names)):
            raise BagError(N_("bag-info.txt tells another amount of content (Payload-Oxum)."))
        return info

    def _read_signature(self) -> str:
        if SIGNATURE not in self._entries:
            return ""
        if self._entries[SIGNATURE].file_size > SIGNATURE_BYTES:
            raise too_large(SIGNATURE)
        text = read_text(SIGNATURE, self._tag(SIGNATURE), "ascii")
        return text.removesuffix("\n")

    def _entry(self, name: str) -> ZipInfo:
        return self._entries[f"data/{name}"]

    def _pieces(self, path: str) -> Iterator[bytes]:
        sha256 = hashlib.sha256()
        for piece in self._archive.chunks(self._entries[path], path):
            sha256.update(piece)
            yield piece
        expected = self._digests.get(path)
        if expected is not None and sha256.hexdigest() != expected:
            raise BagError(N_("{name} is not what its checksum says."), name=path)

    def _decoded(self, name: str, first: int, block: bytes, longest: int) -> list[str]:
        with explained(self.path.name):
            return decoded_lines(name, first, block, longest)
