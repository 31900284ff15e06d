"""Bytes as they are, in the frame of a deflated file (RFC 1951, stored blocks).

A ZIP that is sealed while it is written cannot go back to put sizes before the data, so the data
must tell its own end, and only deflated data does. zlib's level 0 makes the same at a tenth of the
speed, as it looks at every byte.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from zlib_ng.zlib_ng import crc32

if TYPE_CHECKING:
    from io import FileIO

    from app.exchange.bags.ahead import Piece

_BLOCK = 0xFFFF
_HEAD = struct.Struct("<BHH")
_END = b"\x03\x00"  # a last block with nothing in it
# Each block costs some work to look at, however little is in it.
_FEW, _LEAST_MEAN = 16, 4096
ROOM_BYTES = 8 * (_HEAD.size + _BLOCK)
"""What eight whole blocks need."""


def unframed(data: memoryview, size: int) -> list[memoryview] | None:
    """Return the bytes that lie framed as `Stored` does, in their blocks, without a copy.

    Args:
        data: A deflated file, whole.
        size: What it must unpack to, bytes.

    Returns:
        None if it is framed in any other way, right or not, or does not end where it says.
    """
    found: list[memoryview] = []
    end, here, held = len(data) - len(_END), 0, 0
    most = _FEW + size // _LEAST_MEAN
    while here + _HEAD.size <= end:
        mark, length, check = _HEAD.unpack_from(data, here)
        start = here + _HEAD.size
        here = start + length
        if mark or length ^ check != _BLOCK or here > end or len(found) >= most:
            return None
        found.append(data[start:here])
        held += length
    right = here == end and data[end:] == _END and held == size
    return found if right else None


def fill_framed(file: FileIO, room: memoryview) -> tuple[memoryview, list[memoryview]]:
    """Read from a file into its frame, so that nothing has to be moved afterwards.

    Args:
        file: Read from where it is; nothing read means that it has ended.
        room: Where to; room for one whole block at least, see `ROOM_BYTES`.

    Returns:
        What was filled, blocks with their heads; and the file's bytes alone, which lie in it.

    Raises:
        OSError: It cannot be read.
    """
    views: list[memoryview] = []
    here = 0
    while here + _HEAD.size + _BLOCK <= len(room):
        start = here + _HEAD.size
        size = file.readinto(room[start : start + _BLOCK]) or 0
        if not size:
            break
        _HEAD.pack_into(room, here, 0, size, size ^ _BLOCK)
        here = start + size
        views.append(room[start:here])
    return room[:here], views


class Stored:
    """Takes the place of a zlib compressor, for one file after the other.

    What it returns is good until the next call: new memory for each would cost more than all else
    here.
    """

    def __init__(self) -> None:
        """Begin with no memory."""
        self._room = memoryview(b"")

    def compress(self, data: bytes | memoryview) -> memoryview:
        """Return the blocks that hold some bytes."""
        view = memoryview(data)
        size = len(view) + _HEAD.size * -(-len(view) // _BLOCK)
        if len(self._room) < size:
            self._room = memoryview(bytearray(size))
        out = self._room[:size]
        here = 0
        for start in range(0, len(view), _BLOCK):
            block = view[start : start + _BLOCK]
            _HEAD.pack_into(out, here, 0, len(block), len(block) ^ _BLOCK)
            end = here + _HEAD.size + len(block)
            out[here + _HEAD.size : end] = block
            here = end
        return out

    def flush(self) -> bytes:
        """Return the end."""
        return _END


def write_packed(entry: Any, piece: Piece, *, framed: bool) -> None:
    """Write what was read and framed already; the CRC is set at the end, as `entry._crc`."""
    entry._file_size += piece.size
    if framed:
        entry._compress_size += len(piece.packed)
    entry._fileobj.write(piece.packed)


def write_dense(entry: Any, data: bytes | memoryview, frame: Stored | None) -> int:
    """Write into an open file of a ZIP what its own ``write`` would.

    That takes zlib's CRC, which needs half the time of SHA-256; here it needs next to none.

    Args:
        entry: As ``zipfile.ZipFile.open`` returns it for writing.
        data: Some bytes.
        frame: Packs them; None: they are only stored.

    Returns:
        How many bytes that were.
    """
    size = len(data)
    entry._file_size += size
    entry._crc = crc32(data, entry._crc)
    if frame is not None:
        data = frame.compress(data)
        entry._compress_size += len(data)
    entry._fileobj.write(data)
    return size
