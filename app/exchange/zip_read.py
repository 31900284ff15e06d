"""Read a ZIP from a stranger: stricter than the format, so that there is one way to read it.

The files must fill it from the first byte to the directory without gap or overlap, and each
must be described the same before its data and in the directory. Programs that read the one or
the other then see the same files, and no byte is hidden.
"""

from __future__ import annotations

import threading
import zlib
from typing import TYPE_CHECKING, BinaryIO

from app.exchange.bag_text import BagError
from app.exchange.zip_entry import HARMLESS_FLAGS, check_kind, name_of, wide
from app.exchange.zip_format import (
    CENTRAL,
    CENTRAL_SIGN,
    END,
    END64,
    END64_SIGN,
    END_SIGN,
    LOCAL,
    LOCAL_SIGN,
    LOCATOR64,
    LOCATOR64_SIGN,
    MAX16,
    MAX32,
    STORED,
    Entry,
)
from app.files import CHUNK_BYTES
from app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.exchange.limits import Limits


class Archive:
    """The files of a ZIP, all checked to lie inside it; data is read on demand.

    Attributes:
        entries: By name, in the order of their data.
    """

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        """Read and check the structure; no data yet.

        Raises:
            BagError: It is cut off, damaged, too large or not a plain ZIP.
        """
        self._file = file
        self._limits = limits
        self._lock = threading.Lock()
        self._end = file.seek(0, 2)
        if self._at(0, 4) != LOCAL_SIGN:
            raise BagError(N_("it is not a ZIP file."))
        count, start, length = self._directory()
        entries = self._central(count, start, length)
        self._check_sizes(entries)
        entries.sort(key=lambda entry: entry.offset)
        self.entries: dict[str, Entry] = {}
        for entry in self._local(entries, start):
            if entry.name in self.entries:
                raise BagError(N_("the file {name} is in it twice."), name=entry.name)
            self.entries[entry.name] = entry

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        """Yield the unpacked bytes of a file in small pieces; memory stays flat.

        Raises:
            BagError: The data does not unpack to the announced size and CRC; known only at the
                end, so nothing may be trusted before the iteration is over.
        """
        crc, size = 0, 0
        pieces = self._packed(entry)
        for piece in pieces if entry.method == STORED else _inflate(pieces, entry):
            size += len(piece)
            if size > entry.size:
                raise _damaged(entry)
            crc = zlib.crc32(piece, crc)
            yield piece
        if size != entry.size or crc != entry.crc:
            raise _damaged(entry)

    def _packed(self, entry: Entry) -> Iterator[bytes]:
        done = 0
        while done < entry.packed:
            with self._lock:
                self._file.seek(entry.data + done)
                piece = self._file.read(min(CHUNK_BYTES, entry.packed - done))
            if not piece:
                raise _damaged(entry)
            done += len(piece)
            yield piece

    def _at(self, offset: int, length: int) -> bytes:
        if offset < 0 or offset + length > self._end:
            raise _cut_off()
        self._file.seek(offset)
        data = self._file.read(length)
        if len(data) != length:
            raise _cut_off()
        return data

    def _directory(self) -> tuple[int, int, int]:
        """Return count, offset and length of the directory; nothing may follow it."""
        at = self._end - END.size
        sign, disk, first, here, count, length, start, comment = END.unpack(self._at(at, END.size))
        if sign != END_SIGN or comment or disk or first or here != count:
            raise _cut_off()
        end = at
        if count == MAX16 or length == MAX32 or start == MAX32:
            end = at - LOCATOR64.size - END64.size
            count, length, start = self._wide_end(end, (count, length, start))
        if count > self._limits.entries:
            raise BagError(N_("it holds too many files ({count})."), count=count)
        if start + length != end or length > count * (CENTRAL.size + 28 + MAX16):
            raise _cut_off()
        return count, start, length

    def _wide_end(self, at: int, narrow: tuple[int, int, int]) -> tuple[int, int, int]:
        sign, rest, _, need, disk, first, here, count, length, start = END64.unpack(
            self._at(at, END64.size)
        )
        mark, mark_disk, place, disks = LOCATOR64.unpack(self._at(at + END64.size, LOCATOR64.size))
        right = (sign, rest, need, disk, first, mark, mark_disk, place, disks) == (
            END64_SIGN,
            END64.size - 12,
            45,
            0,
            0,
            LOCATOR64_SIGN,
            0,
            at,
            1,
        )
        same = all(
            short in (long, most)
            for short, long, most in zip(
                narrow, (count, length, start), (MAX16, MAX32, MAX32), strict=True
            )
        )
        if not right or not same or here != count:
            raise _cut_off()
        return count, length, start

    def _central(self, count: int, start: int, length: int) -> list[Entry]:
        if length > count * (CENTRAL.size + self._limits.name_bytes + 64):
            raise BagError(N_("a file name in it is too long."))
        directory = self._at(start, length)
        entries, at = [], 0
        for _ in range(count):
            if at + CENTRAL.size > length:
                raise _cut_off()
            (
                sign,
                made,
                need,
                flags,
                method,
                _time,
                _date,
                crc,
                packed,
                size,
                name_length,
                extra_length,
                comment_length,
                disk,
                _inner,
                outer,
                offset,
            ) = CENTRAL.unpack_from(directory, at)
            at += CENTRAL.size
            if sign != CENTRAL_SIGN or comment_length or disk or need > 45:
                raise _cut_off()
            raw, extra = (
                directory[at : at + name_length],
                directory[at + name_length : at + name_length + extra_length],
            )
            at += name_length + extra_length
            if at > length:
                raise _cut_off()
            name = name_of(raw)
            check_kind(name, flags, method, made >> 8, outer)
            size, packed, offset = wide(extra, (size, packed, offset))
            entries.append(Entry(name, method, crc, packed, size, offset, 0))
        if at != length:
            raise _cut_off()
        return entries

    def _check_sizes(self, entries: list[Entry]) -> None:
        limits = self._limits
        for entry in entries:
            bomb = entry.size > limits.ratio_from_bytes and entry.size > entry.packed * limits.ratio
            if entry.size > limits.entry_bytes or bomb:
                raise BagError(
                    N_("{name} in it would unpack to {size} bytes; that is no honest size."),
                    name=entry.name,
                    size=entry.size,
                )
        total = sum(entry.size for entry in entries)
        if total > limits.total_bytes:
            raise BagError(N_("it would unpack to {size} bytes; that is too much."), size=total)

    def _local(self, entries: list[Entry], start: int) -> Iterator[Entry]:
        """Check each local header against the directory, and that nothing lies between."""
        expected = 0
        for entry in entries:
            if entry.offset != expected:
                raise BagError(N_("files in it overlap, or there is something between them."))
            sign, need, flags, method, _, _, crc, packed, size, name_length, extra_length = (
                LOCAL.unpack(self._at(entry.offset, LOCAL.size))
            )
            at = entry.offset + LOCAL.size
            rest = self._at(at, name_length + extra_length)
            size, packed, _ = wide(rest[name_length:], (size, packed, 0))
            told = (method, crc, packed, size, rest[:name_length].decode("ascii", "replace"))
            known = (entry.method, entry.crc, entry.packed, entry.size, entry.name)
            if sign != LOCAL_SIGN or need > 45 or flags & ~HARMLESS_FLAGS or told != known:
                raise BagError(
                    N_("{name} is described differently in two places of it."), name=entry.name
                )
            data = at + name_length + extra_length
            expected = data + entry.packed
            yield Entry(*known[4:], *known[:2], entry.packed, entry.size, entry.offset, data)
        if expected != start:
            raise BagError(N_("files in it overlap, or there is something between them."))


def _inflate(pieces: Iterator[bytes], entry: Entry) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-15)
    try:
        for piece in pieces:
            if unpacker.eof:
                raise _damaged(entry)
            while piece and not unpacker.eof:
                yield unpacker.decompress(piece, CHUNK_BYTES)
                piece = unpacker.unconsumed_tail
        while not unpacker.eof:
            piece = unpacker.decompress(b"", CHUNK_BYTES)
            if not piece:
                raise _damaged(entry)
            yield piece
    except zlib.error as error:
        raise _damaged(entry) from error
    if unpacker.unused_data:
        raise _damaged(entry)


def _cut_off() -> BagError:
    return BagError(N_("it is not whole: it was cut off or damaged on the way."))


def _damaged(entry: Entry) -> BagError:
    return BagError(N_("{name} in it is damaged."), name=entry.name)
