"""Verify an unpacked bag of any maker and age (BagIt 0.93 to 1.0) in a folder."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.exchange.bags.names import shown
from app.exchange.bags.text import (
    ALGORITHMS,
    BagError,
    Declaration,
    decode_path,
    manifest_kind,
    read_declaration,
    read_info,
    read_manifest,
    read_oxum,
    read_text,
)
from app.exchange.limits import DEFAULT
from app.files import cannot_read
from app.i18n import N_
from app.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterable

_VERSIONS = {(0, minor) for minor in range(93, 98)} | {(1, 0)}
# Files that systems make and remove by themselves; tools and people lose them on the way.
_SYSTEM = {".ds_store", "thumbs.db", "desktop.ini"}

MD5SUM_STYLE = N_("Paths in a manifest are marked with *, as md5sum writes them.")
OTHER_FORM = N_("A file name is written in another Unicode form than listed.")
LISTED_TWICE = N_("A manifest lists a file twice.")
SYSTEM_FILE = N_("A file that operating systems make by themselves is listed and missing.")


@dataclass
class _Bag:
    root: Path
    declared: Declaration
    payload: dict[str, Path]
    tags: dict[str, Path]
    warnings: dict[str, None] = field(default_factory=dict)
    lost_system_files: bool = False

    @property
    def is_final(self) -> bool:
        """The bag promises RFC 8493, not one of its drafts."""
        return self.declared.version >= (1, 0)


def verify_folder(folder: Path, progress: Progress = silent) -> tuple[str, ...]:
    """Verify an unpacked bag; nothing is ever downloaded.

    Returns:
        Warnings, English source strings: the bag is valid, and somewhat odd.

    Raises:
        BagError: It is not valid: something is damaged, missing, unlisted or outside.
    Source:
        RFC 8493; the drafts 0.93 to 0.97 where they are more lenient.
    """
    try:
        bag = _survey(folder)
        manifests = [(name, *kind) for name in sorted(bag.tags) if (kind := manifest_kind(name))]
        if not any(not is_tag for _, is_tag, _ in manifests):
            raise BagError(N_("it lacks {file}; it is not a package."), file="manifest-….txt")
        listed: dict[str, dict[str, str]] = {}
        for name, is_tag, algorithm in manifests:
            if algorithm not in ALGORITHMS:
                raise BagError(N_("{file}: unknown kind of checksum."), file=name)
            listed[name] = _listed(bag, name, algorithm, is_tag)
        _check_fetch(bag)
        payload_lists = [listed[name] for name, is_tag, _ in manifests if not is_tag]
        _check_complete(bag, payload_lists)
        _check_info(bag)
        for done, (name, is_tag, algorithm) in enumerate(manifests):
            progress(done, len(manifests), name)
            _check_digests(bag, listed[name], bag.tags if is_tag else bag.payload, algorithm)
    except OSError as error:
        raise cannot_read(folder.name, error) from error
    return tuple(bag.warnings)


def _survey(folder: Path) -> _Bag:
    """List the files; links are refused, for they may lead anywhere."""
    payload: dict[str, Path] = {}
    tags: dict[str, Path] = {}
    for place, folders, names in os.walk(folder):
        for name in [*folders, *names]:
            file = Path(place, name)
            path = file.relative_to(folder).as_posix()
            if file.is_symlink():
                raise BagError(N_("{name} in it is a link to another place."), name=shown(path))
            if name in names:
                (payload if path.startswith("data/") else tags)[path] = file
    if "bagit.txt" not in tags:
        raise BagError(N_("it lacks {file}; it is not a package."), file="bagit.txt")
    if not (folder / "data").is_dir():
        raise BagError(N_("it lacks {file}; it is not a package."), file="data")
    declared = read_declaration(_small(tags["bagit.txt"]))
    if declared.version not in _VERSIONS:
        raise BagError(
            N_("it is of BagIt version {version}, which this program does not read."),
            version=".".join(map(str, declared.version)),
        )
    return _Bag(folder, declared, payload, tags)


def _small(file: Path) -> bytes:
    if file.stat().st_size > DEFAULT.tag_bytes:
        raise BagError(N_("{name} in it is larger than such a file can be."), name=file.name)
    return file.read_bytes()


def _listed(bag: _Bag, name: str, algorithm: str, is_tag: bool) -> dict[str, str]:
    """Return ``{path as on disk: digest}`` of one manifest."""
    text = read_text(name, _small(bag.tags[name]), bag.declared.encoding)
    present = bag.tags if is_tag else bag.payload
    by_form = {unicodedata.normalize("NFC", path): path for path in present}
    listed: dict[str, str] = {}
    for digest, written in read_manifest(name, text.removeprefix("\ufeff"), algorithm):
        if written.startswith("*"):
            bag.warnings[MD5SUM_STYLE] = None
        # Older bags wrote % as it is, so the name as written comes first.
        plain = _inside(written.removeprefix("*"), name)
        path = plain if plain in present else _inside(decode_path(plain), name)
        if path.startswith("data/") == is_tag:
            raise BagError(
                N_("{file} lists {name}, which does not belong there."),
                file=name,
                name=shown(path),
            )
        if path not in present:
            found = by_form.get(unicodedata.normalize("NFC", path), path)
            if found != path:
                bag.warnings[OTHER_FORM] = None
            path = found
        if path in listed:
            if bag.is_final or listed[path] != digest:
                raise BagError(N_("{file} lists {name} twice."), file=name, name=shown(path))
            bag.warnings[LISTED_TWICE] = None
        listed[path] = digest
    return listed


def _inside(written: str, where: str) -> str:
    """Return the path with a leading ``./`` removed; refuse one that leads out of the bag.

    Refused on every system, whichever it aims at: drives, shares, home folders and variables.
    """
    path = re.sub(r"^(?:\./)+", "", written)
    parts = re.split(r"[/\\]", path)
    outside = (
        ".." in parts
        or path[:1] in ("/", "\\", "~")
        or re.match(r"[A-Za-z]:", path)
        or re.match(r"%[^%/\\]+%[/\\]", path)
        or re.match(r"\$", path)
        or "\0" in path
    )
    if outside or not path:
        raise BagError(
            N_("{file} names {name}, which is outside the package."), file=where, name=shown(path)
        )
    return path


def _check_fetch(bag: _Bag) -> None:
    """Check ``fetch.txt``: what it names must stay inside and be here already."""
    if "fetch.txt" not in bag.tags:
        return
    text = read_text("fetch.txt", _small(bag.tags["fetch.txt"]), bag.declared.encoding)
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff")), 1):
        if not line.strip():
            continue
        fields = line.split(None, 2)
        if len(fields) != 3 or not re.fullmatch(r"-|\d+", fields[1]):
            raise BagError(
                N_("{file}, line {line}: not an address, a size and a path."),
                file="fetch.txt",
                line=number,
            )
        path = _inside(fields[2].strip(), "fetch.txt")
        if not path.startswith("data/"):
            raise BagError(
                N_("{file} names {name}, which is outside the package."),
                file="fetch.txt",
                name=shown(path),
            )
        if path not in bag.payload and decode_path(path) not in bag.payload:
            raise BagError(
                N_("{name} would have to be fetched from the network."), name=shown(path)
            )


def _check_complete(bag: _Bag, lists: Iterable[dict[str, str]]) -> None:
    """Check that lists and files agree: 1.0 wants every file in every manifest."""
    lists = list(lists)
    everywhere = set.intersection(*map(set, lists))
    anywhere = set().union(*lists)
    required = everywhere if bag.is_final else anywhere
    if unlisted := sorted(bag.payload.keys() - required):
        raise BagError(N_("{name} is in no list of its content."), name=shown(unlisted[0]))


def _check_info(bag: _Bag) -> None:
    if "bag-info.txt" not in bag.tags:
        return
    text = read_text("bag-info.txt", _small(bag.tags["bag-info.txt"]), bag.declared.encoding)
    oxum = read_oxum(read_info(text, strict=bag.is_final))
    size = sum(file.stat().st_size for file in bag.payload.values())
    if oxum not in (None, (size, len(bag.payload))) and not _only_system_files_lost(bag, oxum):
        raise BagError(N_("bag-info.txt tells another amount of content (Payload-Oxum)."))


def _only_system_files_lost(bag: _Bag, oxum: tuple[int, int] | None) -> bool:
    names = {
        path
        for name in bag.tags
        if (kind := manifest_kind(name)) and not kind[0]
        for path in _listed(bag, name, kind[1], is_tag=False)
    }
    lost = [path for path in names - bag.payload.keys() if _is_system(path)]
    return bool(lost) and oxum is not None and oxum[1] == len(bag.payload) + len(lost)


def _is_system(path: str) -> bool:
    return path.rpartition("/")[2].lower() in _SYSTEM


def _check_digests(
    bag: _Bag, listed: dict[str, str], present: dict[str, Path], algorithm: str
) -> None:
    for path, expected in listed.items():
        if path not in present:
            if _is_system(path):
                bag.warnings[SYSTEM_FILE] = None
                continue
            raise BagError(N_("{name} is missing."), name=shown(path))
        with present[path].open("rb") as file:
            if hashlib.file_digest(file, algorithm).hexdigest() != expected:
                raise BagError(N_("{name} is not what its checksum says."), name=shown(path))
