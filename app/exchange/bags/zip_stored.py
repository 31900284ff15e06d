"""Bytes as they are, in the frame of a deflated file (RFC 1951, stored blocks).

A ZIP that is sealed while it is written cannot go back to put sizes before the data, so the data
must tell its own end, and only deflated data does. zlib's level 0 makes the same at a tenth of the
speed, as it looks at every byte.
"""

from __future__ import annotations

import struct

_BLOCK = 0xFFFF
_HEAD = struct.Struct("<BHH")
_END = b"\x03\x00"  # a last block with nothing in it
# Each block costs some work to look at, however little is in it.
_FEW, _LEAST_MEAN = 16, 4096


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


class Stored:
    """Takes the place of a zlib compressor, for one file after the other.

    What it returns is good until the call after the next: two pieces of memory take turns, as new
    memory for each would cost more than all else here.
    """

    def __init__(self) -> None:
        """Begin with little memory."""
        self._rooms = [memoryview(b""), memoryview(b"")]

    def compress(self, data: bytes | memoryview) -> memoryview:
        """Return the blocks that hold some bytes."""
        view = memoryview(data)
        size = len(view) + _HEAD.size * -(-len(view) // _BLOCK)
        self._rooms.reverse()
        if len(self._rooms[0]) < size:
            self._rooms[0] = memoryview(bytearray(size))
        out = self._rooms[0][:size]
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
