"""The records of a ZIP that ``zipfile`` does not show or compare (PKWARE APPNOTE 6.3.10).

Only looked at, to refuse what two programs could read in two ways; reading is left to ``zipfile``.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from app.exchange.bags.text import BagError
from app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipInfo

    from app.exchange.limits import Limits

LOCAL_SIGN, DESCRIPTOR_SIGN = b"PK\x03\x04", b"PK\x07\x08"
_END_SIGN, _END64_SIGN, _LOCATOR64_SIGN = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_LOCAL = struct.Struct("<4s5H3I2H")
# Of a record in the directory: sizes, lengths of name, extra field and comment, offset.
_CENTRAL = struct.Struct("<20x2I3H8xI")
_END = struct.Struct("<4s4H2IH")
_END64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR64 = struct.Struct("<4sIQI")
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF
_EXTRA64 = 1
# Times (NTFS, Unix) and owners, as archivers add them. Nothing that renames, such as 0x7075.
_HARMLESS_EXTRA = {0x000A, 0x5455, 0x5855, 0x7855, 0x7875}
_EXTRA_BYTES = 100


class Local(NamedTuple):
    """The header before the data of a file."""

    need: int
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    name: bytes
    data: int  # offset of the packed bytes


def at(file: BinaryIO, offset: int, length: int) -> bytes:
    """Return ``length`` bytes from ``offset``.

    Raises:
        BagError: They are not there.
    """
    data = b""
    if offset >= 0:
        file.seek(offset)
        data = file.read(length)
    if offset < 0 or len(data) != length:
        raise cut_off()
    return data


def directory(file: BinaryIO, limits: Limits) -> tuple[int, int, int]:
    """Return count, offset and length of the directory; nothing may follow it.

    Raises:
        BagError: It is not at the end, not of one disk, or larger than it may be.
    """
    size = file.seek(0, 2)
    end = size - _END.size
    sign, disk, first, here, count, length, start, comment = _END.unpack(at(file, end, _END.size))
    if sign != _END_SIGN or comment or disk or first or here != count:
        raise cut_off()
    # Asked as zipfile asks: by the mark, not by the numbers that are too short.
    mark = end - _LOCATOR64.size
    if mark >= 0 and at(file, mark, 4) == _LOCATOR64_SIGN:
        end = mark - _END64.size
        count, length, start = _wide_end(at(file, end, size - end), end, (count, length, start))
    elif count == _MAX16 or _MAX32 in (length, start):
        raise cut_off()
    if count > limits.entries:
        raise BagError(N_("it holds too many files ({count})."), count=count)
    if start + length != end:
        raise cut_off()
    # zipfile reads it into memory whole.
    if length > count * (_CENTRAL.size + limits.name_bytes + _EXTRA_BYTES):
        raise BagError(N_("a file name in it is too long."))
    return count, start, length


def check_directory(data: bytes, infos: list[ZipInfo]) -> None:
    """Check that the records fill the directory and say what ``zipfile`` has understood.

    Raises:
        BagError: They do not, or have a comment or an extra field that we do not know.
    """
    here = 0
    for info in infos:
        if here + _CENTRAL.size > len(data):
            raise cut_off()
        packed, size, name, extra, comment, offset = _CENTRAL.unpack_from(data, here)
        here += _CENTRAL.size + name + extra
        if comment or here > len(data):
            raise cut_off()
        told = _wide(data[here - extra : here], (size, packed, offset))
        if told != (info.file_size, info.compress_size, info.header_offset):
            raise cut_off()
    if here != len(data):
        raise cut_off()


def local(file: BinaryIO, offset: int) -> Local:
    """Read the header before the data of a file.

    Raises:
        BagError: There is none, or it has an extra field that we do not know.
    """
    sign, need, flags, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack(
        at(file, offset, _LOCAL.size)
    )
    if sign != LOCAL_SIGN:
        raise cut_off()
    rest = at(file, offset + _LOCAL.size, name_length + extra_length)
    size, packed, _ = _wide(rest[name_length:], (size, packed, 0))
    data = offset + _LOCAL.size + len(rest)
    return Local(need, flags, method, crc, packed, size, rest[:name_length], data)


def descriptors(info: ZipInfo) -> Iterator[bytes]:
    """Yield the forms that sizes after the data may have (APPNOTE 4.3.9)."""
    for form in ("<3I", "<I2Q"):
        if form == "<I2Q" or max(info.compress_size, info.file_size) <= _MAX32:
            plain = struct.pack(form, info.CRC, info.compress_size, info.file_size)
            yield plain
            yield DESCRIPTOR_SIGN + plain


def check_sizes(infos: list[ZipInfo], limits: Limits) -> None:
    """Refuse what would unpack to more than an honest package.

    Raises:
        BagError: A file alone, or all together.
    """
    for info in infos:
        size, packed = info.file_size, info.compress_size
        bomb = size > limits.ratio_from_bytes and size > packed * limits.ratio
        if size > limits.entry_bytes or bomb:
            raise BagError(
                N_("{name} in it would unpack to {size} bytes; that is no honest size."),
                name=info.filename,
                size=size,
            )
    total = sum(info.file_size for info in infos)
    if total > limits.total_bytes:
        raise BagError(N_("it would unpack to {size} bytes; that is too much."), size=total)


def cut_off() -> BagError:
    """Return the refusal of what is no ZIP any more."""
    return BagError(N_("it is not whole: it was cut off or damaged on the way."))


def packed_again() -> BagError:
    """Return the refusal of what may be right, and which no two programs read the same."""
    return BagError(N_("it was packed again by another program; use the package as sent."))


def _wide_end(data: bytes, here: int, narrow: tuple[int, int, int]) -> tuple[int, int, int]:
    """Read the 64-bit end; what the 32-bit one says as well must be the same."""
    sign, rest, _, need, disk, first, on_disk, count, length, start = _END64.unpack_from(data)
    told = _LOCATOR64.unpack_from(data, _END64.size)
    right = (sign, rest, need, disk, first, on_disk) == (
        _END64_SIGN,
        _END64.size - 12,
        45,
        0,
        0,
        count,
    )
    same = all(
        short in (long, most)
        for short, long, most in zip(
            narrow, (count, length, start), (_MAX16, _MAX32, _MAX32), strict=True
        )
    )
    if not right or not same or told != (_LOCATOR64_SIGN, 0, here, 1):
        raise cut_off()
    return count, length, start


def _wide(extra: bytes, narrow: tuple[int, int, int]) -> tuple[int, int, int]:
    """Put 64-bit numbers in the place of those that say 'see there' (APPNOTE 4.5.3).

    Raises:
        BagError: The extra field has other numbers, or parts that we do not know.
    """
    parts: dict[int, bytes] = {}
    here = 0
    while here < len(extra):
        kind = int.from_bytes(extra[here : here + 2], "little")
        length = int.from_bytes(extra[here + 2 : here + 4], "little")
        here += 4 + length
        if here > len(extra) or kind in parts or kind not in _HARMLESS_EXTRA | {_EXTRA64}:
            raise packed_again()
        parts[kind] = extra[here - length : here]
    wanted = [place for place, number in enumerate(narrow) if number == _MAX32]
    numbers = parts.get(_EXTRA64)
    if len(extra) > _EXTRA_BYTES or len(numbers or b"") != 8 * len(wanted) or numbers == b"":
        raise packed_again()
    values = list(narrow)
    for place, number in zip(wanted, struct.iter_unpack("<Q", numbers or b""), strict=True):
        values[place] = number[0]
    return values[0], values[1], values[2]
