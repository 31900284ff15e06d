"""The records of a ZIP file (PKWARE APPNOTE 6.3.10) that packages are made of."""

from __future__ import annotations

import struct
from dataclasses import dataclass

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
END64 = struct.Struct("<4sQ2H2I4Q")
LOCATOR64 = struct.Struct("<4sIQI")
LOCAL_SIGN, CENTRAL_SIGN = b"PK\x03\x04", b"PK\x01\x02"
END_SIGN, END64_SIGN, LOCATOR64_SIGN = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"

STORED, DEFLATED = 0, 8
MAX16, MAX32 = 0xFFFF, 0xFFFFFFFF
_EXTRA64 = 1
# One fixed moment, the first that ZIP knows: equal data gives equal packages.
_TIME, _DATE = 0, (1 << 5) | 1
_REGULAR_FILE = 0o100644 << 16
_UNIX = 3 << 8


@dataclass(frozen=True)
class Entry:
    """One file in a ZIP.

    Attributes:
        name: Path with slashes.
        method: ``STORED`` or ``DEFLATED``.
        crc: CRC-32 of the unpacked bytes.
        packed: Bytes in the ZIP.
        size: Bytes unpacked.
        offset: Of the local header.
        data: Offset of the packed bytes.
    """

    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    data: int


def local_header(entry: Entry, large: bool) -> bytes:
    """Return the header before the data; ``large``: with room for 64-bit sizes."""
    name = entry.name.encode("ascii")
    packed, size, extra = entry.packed, entry.size, b""
    if large:
        extra = struct.pack("<2H2Q", _EXTRA64, 16, size, packed)
        packed = size = MAX32
    fixed = LOCAL.pack(
        LOCAL_SIGN,
        45 if large else 20,
        0,
        entry.method,
        _TIME,
        _DATE,
        entry.crc,
        packed,
        size,
        len(name),
        len(extra),
    )
    return fixed + name + extra


def central_header(entry: Entry, large: bool) -> bytes:
    """Return the record of the directory at the end."""
    name = entry.name.encode("ascii")
    packed, size, offset = entry.packed, entry.size, entry.offset
    wide = []
    if large:
        wide = [size, packed]
        size = packed = MAX32
    if offset >= MAX32:
        wide.append(offset)
        offset = MAX32
    extra = struct.pack(f"<2H{len(wide)}Q", _EXTRA64, 8 * len(wide), *wide) if wide else b""
    need = 45 if wide else 20
    fixed = CENTRAL.pack(
        CENTRAL_SIGN,
        need | _UNIX,
        need,
        0,
        entry.method,
        _TIME,
        _DATE,
        entry.crc,
        packed,
        size,
        len(name),
        len(extra),
        0,
        0,
        0,
        _REGULAR_FILE,
        offset,
    )
    return fixed + name + extra


def end_records(count: int, start: int, length: int) -> bytes:
    """Return what closes a ZIP whose directory of ``length`` bytes begins at ``start``."""
    wide = b""
    if count >= MAX16 or start >= MAX32 or length >= MAX32:
        wide = END64.pack(
            END64_SIGN, END64.size - 12, 45 | _UNIX, 45, 0, 0, count, count, length, start
        ) + LOCATOR64.pack(LOCATOR64_SIGN, 0, start + length, 1)
    short = min(count, MAX16)
    return wide + END.pack(END_SIGN, 0, 0, short, short, min(length, MAX32), min(start, MAX32), 0)
