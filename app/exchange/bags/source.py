"""What goes into a bag piece by piece, and what is told of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from app.errors import AppError
from app.files import cannot_read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO
    from pathlib import Path

_ROOM_BYTES = 1 << 19


class AlteredError(AppError):
    """A file is not what its digest says; ``values["name"]`` is its name."""


@dataclass(frozen=True)
class Closed:
    """A finished package.

    Attributes:
        path: Where it is.
        digest: SHA-256 of its tag manifest, which covers every byte of content.
        payload_bytes: Content bytes, unpacked.
        files: Content files.
        size: Bytes of the package file.
    """

    path: Path
    digest: str
    payload_bytes: int
    files: int
    size: int


def pieces_of(file: BinaryIO, name: str) -> Iterator[memoryview]:
    """Yield what is in an open file; each piece is good until the next is asked for.

    Args:
        file: Read to its end.
        name: What messages call it.

    Raises:
        AppError: It cannot be read.
    """
    room = memoryview(bytearray(_ROOM_BYTES))
    try:
        while count := cast("FileIO", file).readinto(room):
            yield room[:count]
    except OSError as error:
        raise cannot_read(name, error) from error
