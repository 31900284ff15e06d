"""Which names a package may carry: the same file on every system, never outside its folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.exchange.bags.text import BagError
from app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

# Names that mean a device on Windows, with any extension.
_DEVICE = re.compile(r"(?:CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|COM[0-9]|LPT[0-9])(?:\..*)?")
_PART = re.compile(r"[A-Za-z0-9_-](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
_MAX_PART = 128


def check_name(name: str, longest: int) -> None:
    """Refuse a path that is not plain ASCII words separated by slashes.

    Letters, digits, ``.``, ``_`` and ``-``; no part starts or ends with a dot. That leaves no
    absolute path, ``..``, backslash, drive, stream, device or name that a system would change.

    Raises:
        BagError: The name is not allowed.
    """
    if len(name) > longest:
        raise BagError(N_("a file name in it is too long ({name}…)."), name=name[:60])
    for part in name.split("/"):
        if len(part) > _MAX_PART or not _PART.fullmatch(part) or _DEVICE.fullmatch(part.upper()):
            raise BagError(N_("the file name {name} in it is not allowed."), name=shown(name))


def check_distinct(names: Iterable[str]) -> None:
    """Refuse names that are one file on some systems, or a file and a folder at once.

    Raises:
        BagError: Two names collide.
    """
    seen: set[str] = set()
    folders: dict[str, str] = {}
    for name in names:
        key = name.lower()
        if key in seen:
            raise BagError(N_("the file {name} is in it twice."), name=shown(name))
        seen.add(key)
        for end in (at for at, letter in enumerate(name) if letter == "/"):
            folder = name[:end]
            if folders.setdefault(folder.lower(), folder) != folder:
                raise BagError(N_("the folder {name} is in it twice."), name=shown(folder))
    for key in folders.keys() & seen:
        raise BagError(N_("{name} is a file and a folder at once."), name=shown(key))


def shown(name: str) -> str:
    """Return a stranger's name fit for a message: printable and short."""
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
    return text if len(text) <= 100 else text[:99] + "…"
