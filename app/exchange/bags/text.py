"""The text files of a bag (RFC 8493): declaration, info and manifests, read and written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import AppError
from app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERSION = "1.0"
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
# RFC 8493 section 2.4; older drafts name md5 and sha1. All are in hashlib everywhere.
ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")


class BagError(AppError):
    """A bag is not what it claims to be; the message says where."""


@dataclass(frozen=True)
class Declaration:
    """What ``bagit.txt`` says.

    Attributes:
        version: Major and minor number, such as ``(1, 0)``.
        encoding: Of the other tag files.
    """

    version: tuple[int, int]
    encoding: str


def read_declaration(data: bytes) -> Declaration:
    """Read ``bagit.txt``: two lines, UTF-8, without a byte order mark (section 2.1.1).

    Raises:
        BagError: It is not a declaration.
    """
    try:
        lines = data.decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise BagError(N_("bagit.txt is not UTF-8 text.")) from error
    while lines and not lines[-1].strip():
        lines.pop()
    labels = ("BagIt-Version", "Tag-File-Character-Encoding")
    values = [line.partition(":") for line in lines]
    if tuple(label for label, _, _ in values) != labels:
        raise BagError(N_("bagit.txt does not declare BagIt version and encoding."))
    number = re.fullmatch(r"(\d{1,3})\.(\d{1,3})", values[0][2].strip())
    if not number:
        raise BagError(N_("bagit.txt does not declare BagIt version and encoding."))
    encoding = values[1][2].strip()
    try:
        b"".decode(encoding)
    except (LookupError, ValueError) as error:
        raise BagError(
            N_("bagit.txt names the unknown encoding {encoding}."), encoding=encoding
        ) from error
    return Declaration((int(number[1]), int(number[2])), encoding)


def read_text(name: str, data: bytes, encoding: str) -> str:
    """Decode a tag file.

    Raises:
        BagError: It is not text of that encoding.
    """
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise BagError(
            N_("{file} is not text in {encoding}."), file=name, encoding=encoding
        ) from error


def manifest_kind(name: str) -> tuple[bool, str] | None:
    """Tell ``(is a tag manifest, algorithm)`` of a file name; ``None``: no manifest."""
    found = _MANIFEST.fullmatch(name)
    return (bool(found[1]), found[2]) if found else None


def read_manifest(name: str, text: str, algorithm: str) -> list[tuple[str, str]]:
    """Read the lines of a manifest as ``(digest, path as written)``.

    Raises:
        BagError: A line is not a digest and a path.
    """
    length = {"md5": 32, "sha1": 40}.get(algorithm) or int(algorithm[3:]) // 4
    entries = []
    # Not splitlines: it would also cut at separators that may stand in names.
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if not line:
            continue
        digest, _, path = line.partition(" ") if "\t" not in line else line.partition("\t")
        path = path.lstrip(" \t")
        if not re.fullmatch(rf"[0-9a-fA-F]{{{length}}}", digest) or not path:
            raise BagError(
                N_("{file}, line {line}: not a checksum and a path."), file=name, line=number
            )
        entries.append((digest.lower(), path))
    return entries


def misspelt(name: str) -> BagError:
    """Return the refusal of a file that says what it may, in another way than we write it."""
    return BagError(N_("{file} is not written as this program writes it."), file=name)


def decode_path(path: str) -> str:
    """Undo the three escapes that a path may carry (section 2.1.3)."""
    found = {"%0A": "\n", "%0D": "\r", "%25": "%"}
    return re.sub("%(?:0A|0D|25)", lambda hit: found[hit[0].upper()], path, flags=re.IGNORECASE)


def read_info(text: str, *, strict: bool) -> list[tuple[str, str]]:
    """Read ``bag-info.txt`` as labels and values, folded lines joined, in order.

    Args:
        text: The decoded file.
        strict: Only ``label: value``, as 1.0 wants; older bags have spaces before the colon.

    Raises:
        BagError: A line is neither a pair nor a continuation.
    """
    pairs: list[tuple[str, str]] = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff")), 1):
        if not line.strip():
            continue
        if line[0] in " \t" and pairs:
            label, value = pairs[-1]
            pairs[-1] = (label, f"{value} {line.strip()}".strip())
            continue
        label, colon, value = line.partition(":")
        if not colon or not label.strip() or (strict and label != label.strip()):
            raise BagError(
                N_("{file}, line {line}: not a label and a value."),
                file="bag-info.txt",
                line=number,
            )
        pairs.append((label.strip(), value.strip()))
    return pairs


def write_info(info: Mapping[str, str]) -> str:
    """Write ``bag-info.txt``; values stay on one line each.

    Raises:
        ValueError: A label or value could not be read back the same.
    """
    for label, value in info.items():
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", label):
            raise ValueError(f"not a label: {label!r}")
        if value != value.strip() or re.search(r"[\r\n\ufeff]", value):
            raise ValueError(f"not a value for {label}: {value!r}")
    return "".join(f"{label}: {value}\n" for label, value in info.items())


def write_manifest(entries: Iterable[tuple[str, str]]) -> str:
    """Write manifest lines from ``(digest, path)``; the paths are of the safe alphabet."""
    return "".join(f"{digest}  {path}\n" for digest, path in entries)


def read_oxum(info: Iterable[tuple[str, str]]) -> tuple[int, int] | None:
    """Return ``(bytes, files)`` of ``Payload-Oxum``; ``None``: not given.

    Raises:
        BagError: It is there and is not two numbers, or is there twice.
    """
    values = [value for label, value in info if label.lower() == "payload-oxum"]
    if not values:
        return None
    found = re.fullmatch(r"(\d{1,18})\.(\d{1,18})", values[0])
    if len(values) > 1 or not found:
        raise BagError(N_("bag-info.txt: Payload-Oxum is not two numbers."))
    return int(found[1]), int(found[2])


def decoded_lines(name: str, first: int, block: bytes, longest: int) -> list[str]:
    """Decode lines together (a tenth of the time of one by one); say which one is wrong.

    Args:
        name: Of the file, for messages.
        first: Number of the first line.
        block: Lines, without the end of the last one.
        longest: Bytes that a line may have.

    Raises:
        BagError: A line is too long or not UTF-8.
    """
    raw = block.split(b"\n")
    if max(map(len, raw)) > longest:
        number = next(at for at, line in enumerate(raw, first) if len(line) > longest)
        raise BagError(
            N_("{file}, line {line}: longer than any honest line."), file=name, line=number
        )
    try:
        return block.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        number = first + block.count(b"\n", 0, error.start)
        raise BagError(
            N_("{file}, line {line}: not UTF-8 text."), file=name, line=number
        ) from error
