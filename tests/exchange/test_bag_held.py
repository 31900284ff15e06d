"""What lies framed in a sealed package is read as zlib reads it, or left to it."""

from __future__ import annotations

import random
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError
from app.exchange.bags.read import open_bag
from app.exchange.bags.write import BagWriter
from app.exchange.bags.zip_stored import Stored, unframed
from app.sealing import new_identity, open_held, recipient_of

SECRET = new_identity()


def framed(pieces: list[bytes]) -> bytes:
    stored = Stored()
    return b"".join(bytes(stored.compress(piece)) for piece in pieces) + stored.flush()


@given(st.lists(st.integers(1, 200_000), max_size=5))
@settings(max_examples=20)
def test_what_was_framed_is_there_again_and_is_what_zlib_reads(sizes: list[int]) -> None:
    pieces = [random.Random(size).randbytes(size) for size in sizes]
    data, plain = framed(pieces), b"".join(pieces)
    found = unframed(memoryview(data), len(plain))
    assert found is not None
    assert b"".join(found) == plain == zlib.decompress(data, -15)


def test_another_end_another_size_and_another_frame_are_not_taken() -> None:
    data = framed([b"abc" * 30_000])
    for wrong in (data[:-1], data + b"\x00", data[:-2] + b"\x01\x00", data[1:], b""):
        assert unframed(memoryview(wrong), 90_000) is None
    for size in (0, 89_999, 90_001):
        assert unframed(memoryview(data), size) is None


def test_blocks_with_nothing_in_them_are_not_counted_without_end() -> None:
    empty = b"\x00\x00\x00\xff\xff" * 100_000 + b"\x03\x00"
    assert zlib.decompress(empty, -15) == b""
    assert unframed(memoryview(empty), 0) is None


def verdict(path: Path, held: bytes | None) -> object:
    try:
        with open_bag(path, held=held) as bag:
            return {name: bag.sha256(name) for name in bag.names}
    except AppError as error:
        return str(error)


@pytest.mark.parametrize("seed", range(4))
def test_in_memory_a_damaged_package_is_refused_as_in_a_file(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    sealed, plain = tmp_path / "p.zip.age", tmp_path / "p.zip"
    with BagWriter(
        sealed, "top", {"Bagging-Date": "2026-11-23"}, recipients=[recipient_of(SECRET)]
    ) as bag:
        bag.add_bytes("photos/a.jpg", chance.randbytes(70_000))
        bag.add_bytes("photos/b.jpg", b"")
        bag.close()
    right = open_held(sealed, SECRET)
    first = right.index(b".jpg") + 4  # the frame's head, and the head of the block after it
    places = [*range(first, first + 6), *range(first + 65_540, first + 65_546)]
    places += [chance.randrange(len(right)) for _ in range(60)]
    refused = 0
    for place in places:
        data = bytearray(right)
        data[place] ^= 1 << chance.randrange(8)
        plain.write_bytes(data)
        told = verdict(plain, bytes(data))
        assert told == verdict(plain, None)
        refused += isinstance(told, str)
    assert refused > len(places) * 0.9
    plain.write_bytes(right)
    assert verdict(plain, right) == verdict(plain, None) != ""
