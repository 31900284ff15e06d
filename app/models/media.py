"""Which files a record may carry: pictures, sound, film and papers, told apart by extension.

A package holds nothing else, so that no program travels under the name of an answer. A file of
another kind is carried as ``bin``, which no system opens; its own name is kept in the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import N_, _

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from app.models.tables import Photo

PICTURES = frozenset({"jpg", "png", "heic"})
"""What is decoded, shown and printed; every other file is only kept and handed on."""
SOUND = frozenset({"mp3", "m4a", "aac", "amr", "wav", "ogg", "oga", "opus", "flac", "wma"})
FILM = frozenset({"mp4", "m4v", "mov", "3gp", "mkv", "webm", "avi", "wmv", "mpg", "mpeg"})
PAPERS = frozenset(
    {"pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps", "odt", "ods", "odp"}
    | {"ofd", "rtf", "txt", "csv", "tsv", "xml", "json", "geojson", "gpx", "kml", "kmz"}
    | {"dwg", "dxf", "zip", "7z", "rar", "gif", "webp", "bmp", "tif", "tiff"}
)
OTHER = "bin"
EXTENSIONS = PICTURES | SOUND | FILM | PAPERS | {OTHER}

QUESTIONS = ("image", "audio", "video", "file")
"""Kinds of questions whose answer is the name of a file."""
_WORDS = {
    "image": N_("picture attached"),
    "audio": N_("recording attached"),
    "video": N_("film attached"),
    "file": N_("file attached"),
}
_SAME = {"jpeg": "jpg", "jpe": "jpg", "heif": "heic"}


def extension_of(name: str) -> str:
    """Return the extension that a file of this name is kept under."""
    _stem, dot, last = name.rpartition(".")
    extension = _SAME.get(last.casefold(), last.casefold())
    return extension if dot and extension in EXTENSIONS else OTHER


def kind_of(extension: str) -> str:
    """Return ``image``, ``audio``, ``video`` or ``file``: what a stored file is."""
    if extension in PICTURES:
        return "image"
    if extension in SOUND:
        return "audio"
    return "video" if extension in FILM else "file"


def words_of(kind: str) -> str:
    """Say that a question of this kind has its file; the stored name tells a person nothing."""
    return _(_WORDS[kind])


def is_picture(photo: type[Photo]) -> ColumnElement[bool]:
    """Return the condition that a row is a photo, not a recording or a paper."""
    from sqlalchemy import or_  # the window asks for extensions before it needs a database

    return or_(photo.extension.is_(None), photo.extension.in_(PICTURES))
