"""A form with files of its own: lists of choices, pictures, sound and film, under one identity.

A form without files is known by the SHA-256 of its workbook. One with files is known by the SHA-256
of a manifest that names workbook and files by their digests; so the same workbook with other files
is another version, wherever it was registered, and the two never mix. In a workspace and in a
package, by that identity::

    forms/<identity>.xlsx          the workbook
    forms/<identity>.json          the manifest; not there when the form has no files
    forms/<identity>-media/…       the files: by name in a workspace, by digest in a package
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from app.errors import AppError
from app.i18n import N_

LISTS = frozenset({"csv", "xml", "geojson"})
IMAGES = frozenset({"png", "jpg", "jpeg", "gif", "bmp", "webp", "svg"})
SOUNDS = frozenset({"mp3", "wav", "ogg", "oga", "m4a", "aac", "amr", "flac"})
FILMS = frozenset({"mp4", "m4v", "webm", "ogv", "mov", "avi", "mkv", "3gp", "mpg"})
KINDS = LISTS | IMAGES | SOUNDS | FILMS
"""Extensions that a form's file may have; no system runs any of them."""
MAX_FILES = 5000
MAX_MANIFEST = 4 << 20
_LONGEST = 120
_DIGEST = re.compile("[0-9a-f]{64}")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
_DEVICE = re.compile(r"(?:CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|COM[0-9]|LPT[0-9])(?:\..*)?")
_PROFILE = "chengjian-form-1"


@dataclass(frozen=True)
class Manifest:
    """What a form consists of.

    Attributes:
        workbook: SHA-256 of the workbook.
        files: SHA-256 of each file by its name.
    """

    workbook: str
    files: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def data(self) -> bytes:
        """Canonical bytes."""
        content = {"files": dict(self.files), "profile": _PROFILE, "workbook": self.workbook}
        return json.dumps(
            content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()

    @property
    def identity(self) -> str:
        """What the form is known by, everywhere."""
        return sha256(self.data).hexdigest() if self.files else self.workbook


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest of a stranger.

    Raises:
        AppError: It is none, or names a file as no form may.
    """
    try:
        content = json.loads(data)
        made = Manifest(content["workbook"], content["files"])
        whole = (
            isinstance(made.files, dict)
            and 0 < len(made.files) <= MAX_FILES
            and all(
                isinstance(digest, str) and _DIGEST.fullmatch(digest)
                for digest in (made.workbook, *made.files.values())
            )
            and made.data == data
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        whole = False
    if not whole:
        raise AppError(N_("The list of a checklist's files is damaged."))
    check_names(made.files)
    return made


def check_names(names: Mapping[str, object]) -> None:
    """Refuse names that lead elsewhere, hide something, or are one file on some systems.

    Raises:
        AppError: Names the first that is refused.
    """
    seen: set[str] = set()
    for name in names:
        stem, dot, _extension = name.rpartition(".")
        if (
            not (stem and dot)
            or len(name) > _LONGEST
            or _FORBIDDEN.search(name)
            or not name.isprintable()
            or name.startswith((".", " ", "~"))
            or _DEVICE.fullmatch(name.upper())
            or unicodedata.normalize("NFC", name) != name
        ):
            raise AppError(
                N_("A form's file may not be called “{name}”. Give it a plain name."),
                name="".join(one if one.isprintable() else "\ufffd" for one in name[:80]),
            )
        if kind(name) not in KINDS:
            raise AppError(
                N_("{name}: files of this kind do not travel with a form ({kinds})."),
                name=name,
                kinds=", ".join(sorted(KINDS)),
            )
        if name.casefold() in seen:
            raise AppError(N_("Two of the form's files are called {name}."), name=name)
        seen.add(name.casefold())


def kind(name: str) -> str:
    """Return the extension of a file, small."""
    return name.rpartition(".")[2].lower()


def parcel_name(identity: str, name: str, digest: str) -> str:
    """Return the name that a form's file has in a package: plain letters only."""
    return f"forms/{identity}-media/{digest}.{kind(name)}"
