"""Files that a form names: found beside the workbook, and looked at before they are kept."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import unescape

from app.form_files import IMAGES, LISTS, check_names, kind
from app.forms.errors import FormError
from app.forms.resources import beside, local_file
from app.i18n import N_

MAX_TOTAL = 512 * 1024 * 1024
_ADDRESS = re.compile(r"jr://[\w-]+/[^\"'<>\s][^\"'<>]*")
_SEARCH = re.compile(r"\bsearch\(\s*'([^'<>]+)'|\bsearch\(\s*\"([^\"<>]+)\"")
_MADE_LATER = {"last-saved"}  # by whoever runs the form
_QUOTES = {"&apos;": "'", "&quot;": '"', "&#39;": "'", "&#34;": '"'}
_RIFF, _FTYP, _OGG = (0, b"RIFF"), (4, b"ftyp"), (0, b"OggS")
# What the bytes of a kind begin with: offset and bytes, one of several.
_BEGIN: dict[str, tuple[tuple[int, bytes], ...]] = {
    "png": ((0, b"\x89PNG\r\n\x1a\n"),),
    "jpg": ((0, b"\xff\xd8\xff"),),
    "jpeg": ((0, b"\xff\xd8\xff"),),
    "gif": ((0, b"GIF8"),),
    "bmp": ((0, b"BM"),),
    "webp": (_RIFF,),
    "mp3": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2"), (0, b"\xff\xfa")),
    "aac": ((0, b"\xff\xf1"), (0, b"\xff\xf9"), (0, b"ADIF"), (0, b"ID3")),
    "wav": (_RIFF,),
    "avi": (_RIFF,),
    "ogg": (_OGG,),
    "oga": (_OGG,),
    "ogv": (_OGG,),
    "m4a": (_FTYP,),
    "mp4": (_FTYP,),
    "m4v": (_FTYP,),
    "3gp": (_FTYP,),
    "mov": (_FTYP, (4, b"moov"), (4, b"mdat"), (4, b"wide"), (4, b"free")),
    "amr": ((0, b"#!AMR"),),
    "flac": ((0, b"fLaC"),),
    "webm": ((0, b"\x1a\x45\xdf\xa3"),),
    "mkv": ((0, b"\x1a\x45\xdf\xa3"),),
    "mpg": ((0, b"\x00\x00\x01"),),
}


def addresses(xform: str) -> list[str]:
    """Return what an XForm names, in its order: media, lists of choices, tables of ``search()``."""
    found = [unescape(one).strip() for one in _ADDRESS.findall(xform)]
    if "search(" in xform:
        for pair in _SEARCH.findall(unescape(xform, _QUOTES)):
            found.append(f"jr://file-csv/{pair[0] or pair[1]}.csv")
    return list(dict.fromkeys(found))


def gather(
    source: Path | str | bytes, xform: str, own: tuple[str, ...] = ()
) -> tuple[dict[str, bytes], list[str]]:
    """Return the files that a form names and that are there, and the names of the others.

    Args:
        source: The workbook; its files stand beside it or in ``<name>-media``.
        xform: What was made of it.
        own: Names that the workbook itself provides.

    Raises:
        FormError: A file cannot be read, or is too large.
    """
    there = beside(source)
    found: dict[str, bytes] = {}
    missing: list[str] = []
    for address in addresses(xform):
        name = local_file(address)
        if not name or name in _MADE_LATER or name in found or name in own or name in missing:
            continue
        if address not in there:
            missing.append(name)
            continue
        found[name] = there[address]
        if sum(len(data) for data in found.values()) > MAX_TOTAL:
            raise FormError(
                N_("The form's files are larger than {limit} MB"), limit=MAX_TOTAL >> 20
            )
    return found, missing


def check_files(files: dict[str, bytes]) -> None:
    """Refuse files that could not travel with a form, or are not what their names say.

    Lists of choices are read by whoever loads the form; here only whether they are text.

    Raises:
        AppError: Names the file and the reason.
    """
    for name in files:
        if "/" in name:
            raise FormError(
                N_("{name}: a form's files lie in one folder, without folders within it."),
                name=name,
            )
    check_names(files)
    for name, data in files.items():
        if not _fits(kind(name), data):
            raise FormError(
                N_("{name} is not what its name says: its content is of another kind."), name=name
            )


def _fits(extension: str, data: bytes) -> bool:
    if extension in LISTS:
        return b"\x00" not in data or data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if extension == "svg":
        return b"<svg" in data and b"\x00" not in data
    starts = _BEGIN[extension]
    if not any(data[at : at + len(start)] == start for at, start in starts):
        return False
    if starts == (_RIFF,):
        return data[8:12] == {"webp": b"WEBP", "wav": b"WAVE", "avi": b"AVI "}[extension]
    return extension not in IMAGES or len(data) > len(starts[0][1])


__all__ = ["MAX_TOTAL", "addresses", "check_files", "gather"]
