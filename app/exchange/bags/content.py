"""The files of a package: each is checked while it is read, whoever reads it."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, BinaryIO

from app.exchange.bags.check import Stream, explained, too_large
from app.exchange.bags.text import BagError, decoded_lines
from app.files import written
from app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from zipfile import ZipInfo

    from app.exchange.bags.zip_read import Archive, Piece
    from app.exchange.limits import Limits


class Content:
    """Reads files by what the manifests say of them; `app.exchange.bags.read` sees to these.

    Attributes:
        path: The package file.
    """

    def __init__(
        self, path: Path, archive: Archive, entries: dict[str, ZipInfo], limits: Limits
    ) -> None:
        """Read from an archive whose structure is right.

        Args:
            path: The package file, for messages.
            archive: The ZIP.
            entries: Its files by their paths below the top folder.
            limits: What a package may be at most.
        """
        self.path = path
        self._archive, self._entries, self._limits = archive, entries, limits
        self._digests: dict[str, str] = {}

    def size(self, name: str) -> int:
        """Return the bytes of a content file, unpacked."""
        return self._entry(name).file_size

    def sha256(self, name: str) -> str:
        """Return the digest of a content file, as listed."""
        self._entry(name)
        return self._digests[f"data/{name}"]

    def chunks(self, name: str) -> Iterator[Piece]:
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
            self._decoded(name, number, rest, longest)
            with explained(self.path.name):
                raise BagError(
                    N_("{file}, line {line}: its end is missing."), file=name, line=number
                )

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

    def _entry(self, name: str) -> ZipInfo:
        return self._entries[f"data/{name}"]

    def _pieces(self, path: str) -> Iterator[Piece]:
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
