"""A package that is in memory reads as its file would."""

from __future__ import annotations

import io
import os
import zipfile

import pytest

from app.exchange.bags.held_file import HeldFile

DATA = bytes(range(256)) * 3


def test_memory_reads_as_the_same_bytes_in_a_file() -> None:
    held, file = HeldFile(memoryview(bytearray(DATA))), io.BytesIO(DATA)
    steps = [(0, os.SEEK_END, 5), (-7, os.SEEK_END, 100), (3, os.SEEK_SET, 9), (40, os.SEEK_CUR, 1)]
    for offset, whence, length in steps:
        assert held.seek(offset, whence) == file.seek(offset, whence)
        assert held.read(length) == file.read(length)
        assert held.tell() == file.tell()
    with pytest.raises(ValueError, match="-1"):
        held.seek(-1)


def test_zipfile_reads_from_memory() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a", DATA)
    with HeldFile(made.getvalue()) as held, zipfile.ZipFile(held) as found:
        assert found.read("a") == DATA


def test_a_closed_one_lets_go_of_the_memory() -> None:
    memory = bytearray(DATA)
    held = HeldFile(memoryview(memory))
    held.close()
    memory.extend(b"x")  # impossible while somebody still looks at it
    assert len(memory) == len(DATA) + 1
