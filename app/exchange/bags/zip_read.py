"""Read a ZIP from a stranger with ``zipfile``, stricter than it: there must be one way to read it.

The files must fill it from the first byte to the directory without gap or overlap, and each
must be described the same before its data and in the directory. Programs that read the one or
the other then see the same files, and no data is hidden. What an archiver adds that packs an
unpacked package again is accepted: times, folders, sizes after the data.
"""

from __future__ import annotations

import copy
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from zlib_ng.zlib_ng import crc32

from app.exchange.bags.held_file import HeldFile
from app.exchange.bags.names import shown
from app.exchange.bags.text import BagError
from app.exchange.bags.zip_kinds import (
    HARMLESS_FLAGS,
    NEED,
    SIZES_AFTER,
    check_kind,
    check_names,
)
from app.exchange.bags.zip_raw import (
    LOCAL_SIGN,
    at,
    check_directory,
    check_sizes,
    cut_off,
    descriptors,
    directory,
    local,
)
from app.exchange.bags.zip_stored import unframed
from app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zipfile import ZipInfo

    from app.exchange.limits import Limits

Piece: TypeAlias = "bytes | memoryview"
# Larger ones go back to the system each time, which costs more than the calls.
_PIECE_BYTES = 1 << 17
# What is in memory is only looked at; this much stays in a core's cache while all do.
_HELD_BYTES = 1 << 18
_BLOCKS_AT_ONCE = 4
# What zipfile raises; RuntimeError also for what it does not support.
_DAMAGE = (zipfile.BadZipFile, RuntimeError, EOFError, zlib.error)


class Archive:
    """The files of a ZIP, all checked to lie inside it; data is read on demand.

    Attributes:
        entries: By name, in the order of their data; folders are left out.
        file_bytes: How large it is.
        is_held: It is in memory; files can be read from several threads then.
    """

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        """Read and check the structure; no data yet.

        Raises:
            BagError: It is cut off, damaged, too large or not a plain ZIP.
        """
        self._file = file
        self._held = file.bytes_ if isinstance(file, HeldFile) else None
        self.is_held = self._held is not None
        self._data: dict[int, int] = {}
        self.file_bytes = file.seek(0, 2)
        if self.file_bytes < len(LOCAL_SIGN) or at(file, 0, len(LOCAL_SIGN)) != LOCAL_SIGN:
            raise BagError(N_("it is not a ZIP file."))
        count, start, length = directory(file, limits)
        try:
            self._zip = zipfile.ZipFile(file)
        except UnicodeDecodeError as error:
            name = error.object.decode("utf-8", "replace")
            raise BagError(
                N_("the file name {name} in it is not allowed."), name=shown(name)
            ) from error
        except (*_DAMAGE, ValueError) as error:
            raise cut_off() from error
        infos = self._zip.infolist()
        if len(infos) != count:
            raise cut_off()
        for info in infos:
            check_kind(info)
        check_directory(at(file, start, length), infos)
        check_sizes(infos, limits)
        infos = sorted(infos, key=lambda info: info.header_offset)
        self._check_places(infos, start)
        self.entries = {info.filename: info for info in infos if not info.is_dir()}
        check_names(infos)

    def chunks(self, info: ZipInfo, name: str | None = None) -> Iterator[Piece]:
        """Yield the unpacked bytes of a file in small pieces; memory stays flat.

        Args:
            info: Which file.
            name: What messages call it.

        Raises:
            BagError: The data does not unpack to the announced size and CRC; known only at the
                end, so nothing may be trusted before the iteration is over.
        """
        damaged = BagError(N_("{name} in it is damaged."), name=name or info.filename)
        if info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & SIZES_AFTER:
            if info.compress_size != info.file_size:
                raise damaged
            yield from _summed(self._stored(info), info, damaged)
            return
        if (framed := self._framed(info)) is not None:
            yield from _summed(framed, info, damaged)
            return
        # zipfile stops silently at the announced size; it must try to go on.
        longer = copy.copy(info)
        longer.file_size += 1
        size = 0
        try:
            with self._zip.open(longer) as stream:
                while piece := stream.read(_PIECE_BYTES):
                    size += len(piece)
                    if size > info.file_size:
                        raise damaged
                    yield piece
                complete = _is_complete(stream)
        except _DAMAGE as error:
            raise damaged from error
        if size != info.file_size or not complete:
            raise damaged

    def let_go(self) -> None:
        """Give the memory back; nothing can be read any more."""
        self._held = None

    def _stored(self, info: ZipInfo) -> Iterator[Piece]:
        """Yield the bytes of a file that is not packed: zipfile would copy each piece twice."""
        here = self._data[info.header_offset]
        end = here + info.compress_size
        while here < end and (piece := self._piece(here, end)):
            here += len(piece)
            yield piece

    def _framed(self, info: ZipInfo) -> Iterator[Piece] | None:
        """Yield the bytes of a file in memory that is packed as ours are when they are sealed.

        None: in another way, or damaged; zipfile may know. It would copy each piece four times.
        """
        if self._held is None or info.compress_type != zipfile.ZIP_DEFLATED:
            return None
        here = self._data[info.header_offset]
        found = unframed(self._held[here : here + info.compress_size], info.file_size)
        if found is None:
            return None
        # Joined, for a call for each block costs more than the copy.
        at_once = range(0, len(found), _BLOCKS_AT_ONCE)
        return (b"".join(found[start : start + _BLOCKS_AT_ONCE]) for start in at_once)

    def _piece(self, here: int, end: int) -> Piece:
        if self._held is not None:
            return self._held[here : min(here + _HELD_BYTES, end)]
        self._file.seek(here)
        return self._file.read(min(_PIECE_BYTES, end - here))

    def _check_places(self, infos: list[ZipInfo], start: int) -> None:
        """Check each local header against the directory, and that nothing lies between."""
        expected = 0
        nexts = [info.header_offset for info in infos[1:]] + [start]
        for info, following in zip(infos, nexts, strict=True):
            if info.header_offset != expected:
                raise _between()
            head = local(self._file, info.header_offset)
            after = info.flag_bits & SIZES_AFTER
            told = (head.method, head.name, head.flags & SIZES_AFTER)
            same = told == (info.compress_type, info.orig_filename.encode("ascii"), after)
            numbers = (head.crc, head.packed, head.size)
            known = (info.CRC, info.compress_size, info.file_size)
            for before, right in zip(numbers, known, strict=True):
                # Before the data a number may be left out when it comes after it.
                same &= before == right or (bool(after) and before == 0)
            if not same or head.need > NEED or head.flags & ~(HARMLESS_FLAGS | after):
                raise BagError(
                    N_("{name} is described differently in two places of it."), name=info.filename
                )
            self._data[info.header_offset] = head.data
            expected = head.data + info.compress_size
            if after:
                rest = following - expected
                if not 0 < rest <= 24 or at(self._file, expected, rest) not in descriptors(info):
                    raise _between()
                expected = following
        if expected != start:
            raise _between()


def _summed(pieces: Iterable[Piece], info: ZipInfo, damaged: BagError) -> Iterator[Piece]:
    """Yield the pieces of a file that must have its announced size and CRC together."""
    size, crc = 0, 0
    for piece in pieces:
        size, crc = size + len(piece), crc32(piece, crc)
        yield piece
    if size != info.file_size or crc != info.CRC:
        raise damaged


def _is_complete(stream: Any) -> bool:
    """Tell whether a file that was read ends where its packed bytes end.

    Bytes after the end that the data itself tells would be another file to programs that read
    without the directory. zipfile ignores them and has no public word for them.
    """
    unpacker = stream._decompressor
    ended = unpacker is None or (unpacker.eof and not unpacker.unused_data)
    return bool(ended and not stream._compress_left)


def _between() -> BagError:
    return BagError(N_("files in it overlap, or there is something between them."))
