"""What makes a ZIP a package: its names, its lists, and how a refusal is worded."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.exchange.bags.names import check_distinct, check_name, shown
from app.exchange.bags.text import (
    DECLARATION,
    BagError,
    manifest_kind,
    misspelt,
    read_declaration,
    read_info,
    read_manifest,
    read_text,
    write_info,
    write_manifest,
)
from app.files import cannot_read
from app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipInfo

    from app.exchange.bags.zip_read import Archive
    from app.exchange.limits import Limits

TAGS = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt")
SEAL = "tagmanifest-sha256.txt"


@contextmanager
def explained(package: str) -> Iterator[None]:
    """Put the package's name and what to do around the reason of a refusal."""
    try:
        yield
    except BagError as error:
        if "package" in error.values:
            raise
        raise BagError(
            N_(
                "The package {package} is refused: {reason} "
                "Nothing of it was used; ask the sender for it again."
            ),
            package=package,
            reason=error,
        ) from error
    except OSError as error:
        raise cannot_read(package, error) from error


def top_and_entries(archive: Archive, limits: Limits) -> tuple[str, dict[str, ZipInfo]]:
    """Check all names; return the top folder and the entries below it.

    Raises:
        BagError: A name is not allowed, or files are missing or do not belong in a package.
    """
    names = list(archive.entries)
    for name in names:
        check_name(name, limits.name_bytes)
    check_distinct(names)
    tops = {name.partition("/")[0] for name in names}
    if len(tops) != 1 or any("/" not in name for name in names):
        raise BagError(N_("its files are not in one folder."))
    (top,) = tops
    entries = {name.removeprefix(f"{top}/"): entry for name, entry in archive.entries.items()}
    if "fetch.txt" in entries:
        raise BagError(N_("it wants files to be fetched from the network."))
    for path in entries:
        if path.startswith("data/") or path in TAGS:
            continue
        if manifest_kind(path):
            raise BagError(N_("it uses checksums other than SHA-256 ({file})."), file=path)
    missing = [name for name in TAGS if name not in entries]
    if missing:
        raise BagError(N_("it lacks {file}; it is not a package."), file=missing[0])
    return top, entries


def listed_in(name: str, data: bytes) -> dict[str, str]:
    """Return ``{path: SHA-256}`` of a manifest.

    Raises:
        BagError: A line is wrong or a path is there twice.
    """
    listed: dict[str, str] = {}
    for digest, path in read_manifest(name, read_text(name, data, "utf-8"), "sha256"):
        if path in listed:
            raise BagError(N_("{file} lists {name} twice."), file=name, name=shown(path))
        listed[path] = digest
    return listed


def check_manifest(name: str, data: bytes, listed: dict[str, str]) -> None:
    """Check that a manifest is written as we write it: sorted, one line a file, nothing else.

    Raises:
        BagError: It is not, so that other programs might read it in another way.
    """
    if data != write_manifest((listed[path], path) for path in sorted(listed)).encode():
        raise misspelt(name)


def compare(manifest: str, listed: set[str], present: set[str]) -> None:
    """Check that a manifest lists exactly what is there.

    Raises:
        BagError: Something is unlisted or missing.
    """
    if unlisted := sorted(present - listed):
        raise BagError(N_("{name} is in no list of its content."), name=shown(unlisted[0]))
    if missing := sorted(listed - present):
        raise BagError(
            N_("{name} is missing; {file} lists it."), name=shown(missing[0]), file=manifest
        )


class Stream(io.RawIOBase):
    """A file object over pieces."""

    def __init__(self, pieces: Iterator[bytes | memoryview]) -> None:
        """Read on from pieces; nothing is read before it is asked for."""
        super().__init__()
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def too_large(name: str) -> BagError:
    """Return the refusal of a file that is read into memory whole."""
    return BagError(N_("{name} in it is larger than such a file can be."), name=name)


def check_declaration(data: bytes) -> None:
    """Check ``bagit.txt``.

    Raises:
        BagError: It is of another version of BagIt than we read.
    """
    declared = read_declaration(data)
    if declared.version != (1, 0) or declared.encoding.upper() != "UTF-8":
        raise BagError(
            N_("it is of BagIt version {version}, which this program does not read."),
            version=".".join(map(str, declared.version)),
        )
    if data != DECLARATION.encode():
        raise misspelt("bagit.txt")


def distinct_info(data: bytes) -> list[tuple[str, str]]:
    """Read ``bag-info.txt``.

    Raises:
        BagError: It cannot be read, says something twice, or says it as we never write it.
    """
    text = read_text("bag-info.txt", data, "utf-8")
    info = read_info(text, strict=True)
    if len({label.lower() for label, _ in info}) != len(info):
        raise BagError(N_("bag-info.txt says something twice."))
    try:
        same = write_info(dict(info)) == text
    except ValueError:
        same = False
    if not same or not all(value.isprintable() for _, value in info):
        raise misspelt("bag-info.txt")
    return info
