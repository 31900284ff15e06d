"""What one record of a ZIP may say: its name, kind and sizes."""

from __future__ import annotations

import struct

from app.exchange.bag_text import BagError
from app.exchange.zip_format import DEFLATED, MAX32, STORED
from app.i18n import N_

_ENCRYPTED = 0x0001
# UTF-8 names and the compressor's level say nothing that matters here.
HARMLESS_FLAGS = 0x0800 | 0x0006
_REGULAR, _LINK, _KINDS = 0o100000, 0o120000, 0o170000
_DOS_FOLDER = 0x10
_EXTRA64 = 1


def name_of(raw: bytes) -> str:
    """Return a name as text; only ASCII is allowed.

    Raises:
        BagError: It is something else.
    """
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError as error:
        name = raw.decode("utf-8", "replace")
        raise BagError(N_("the file name {name} in it is not allowed."), name=name[:100]) from error


def check_kind(name: str, flags: int, method: int, system: int, outer: int) -> None:
    """Refuse what is encrypted, a link, a folder, or packed in ways that we never use.

    Raises:
        BagError: It is one of these.
    """
    if flags & _ENCRYPTED:
        raise BagError(N_("it is protected by a ZIP password."))
    mode = outer >> 16
    if mode & _KINDS == _LINK:
        raise BagError(N_("{name} in it is a link to another place."), name=name[:100])
    if (mode & _KINDS not in (0, _REGULAR)) or outer & _DOS_FOLDER or name.endswith("/"):
        raise BagError(N_("{name} in it is not a plain file."), name=name[:100])
    if method not in (STORED, DEFLATED) or flags & ~HARMLESS_FLAGS:
        raise BagError(N_("it was packed again by another program; use the package as sent."))


def wide(extra: bytes, narrow: tuple[int, int, int]) -> tuple[int, int, int]:
    """Put 64-bit numbers in the place of those that say 'see there' (APPNOTE 4.5.3).

    Raises:
        BagError: The extra field is anything but those numbers.
    """
    wanted = [at for at, number in enumerate(narrow) if number == MAX32]
    values = list(narrow)
    if extra or wanted:
        if len(extra) != 4 + 8 * len(wanted) or not wanted:
            raise BagError(N_("it was packed again by another program; use the package as sent."))
        kind, length, *numbers = struct.unpack(f"<2H{len(wanted)}Q", extra)
        if kind != _EXTRA64 or length != 8 * len(wanted):
            raise BagError(N_("it was packed again by another program; use the package as sent."))
        for at, number in zip(wanted, numbers, strict=True):
            values[at] = number
    return values[0], values[1], values[2]
