"""Sealing while writing: everything arrives, a full disk is said, and nothing hangs or is left."""

from __future__ import annotations

import io
import os
import threading
import zipfile
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError, Cancelled
from app.exchange.bags.read import open_bag
from app.exchange.bags.write import BagWriter
from app.exchange.seal_write import SealingFile
from app.sealing import OtherKeyError, SealError, new_identity, open_file, recipient_of

SECRET, OTHER = new_identity(), new_identity()
INFO = {"Bagging-Date": "2026-11-22"}


def sealing_threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "sealing"]


def fill_up(file: SealingFile) -> None:
    for _ in range(100):
        file.write(bytes(1 << 18))
    file.finish()


@given(st.lists(st.integers(0, 300_000), max_size=8))
@settings(max_examples=30)
def test_every_byte_arrives_in_its_order(sizes: list[int]) -> None:
    target, plain = io.BytesIO(), io.BytesIO()
    file = SealingFile(target, [recipient_of(SECRET), recipient_of(OTHER)])
    for number, size in enumerate(sizes):
        piece = bytes([number]) * size
        plain.write(piece)
        assert file.write(memoryview(piece)) == size
    file.finish()
    for secret in (SECRET, OTHER):
        identity = pyrage.x25519.Identity.from_str(secret)
        assert pyrage.decrypt(target.getvalue(), [identity]) == plain.getvalue()
    assert not sealing_threads()


def test_a_sealed_bag_is_the_bag(tmp_path: Path) -> None:
    photo = os.urandom(700_000)
    target = tmp_path / "p.zip.age"
    with BagWriter(target, "top", INFO, recipients=[recipient_of(SECRET)]) as bag:
        bag.add_bytes("changes.jsonl", b"{}\n" * 50_000)
        bag.add_stream("photos/a.jpg", [photo[:9], photo[9:]])
        closed = bag.close()
    assert closed.size == target.stat().st_size
    assert photo[:64] not in target.read_bytes()
    open_file(target, tmp_path / "p.zip", OTHER, SECRET)
    with open_bag(tmp_path / "p.zip") as read:
        assert read.digest == closed.digest
        assert read.read("photos/a.jpg") == photo
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        assert archive.testzip() is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_said_and_nothing_hangs(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        file = SealingFile(full, [recipient_of(SECRET)])
        with pytest.raises(OSError, match="space") as raised:
            fill_up(file)
        assert raised.value.errno == 28
        file.close()
    assert not sealing_threads()
    (tmp_path / "p.zip.age.part").symlink_to("/dev/full")
    bag = BagWriter(tmp_path / "p.zip.age", "top", INFO, recipients=[recipient_of(SECRET)])
    with pytest.raises(AppError, match="磁盘"):
        bag.add_stream("photos/a.jpg", [os.urandom(1 << 20)] * 8)
    assert list(tmp_path.iterdir()) == []
    assert not sealing_threads()


def test_stopping_leaves_nothing(tmp_path: Path) -> None:
    def pieces() -> object:
        yield os.urandom(1 << 20)
        raise Cancelled

    with (
        pytest.raises(Cancelled),
        BagWriter(tmp_path / "p.zip.age", "top", INFO, recipients=[recipient_of(SECRET)]) as bag,
    ):
        bag.add_stream("photos/a.jpg", pieces())  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
    assert not sealing_threads()


def test_what_is_no_key_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    for wrong in ("age1", SECRET, ""):
        with pytest.raises(SealError):
            BagWriter(tmp_path / "p.zip.age", "top", INFO, recipients=[wrong])
    assert list(tmp_path.iterdir()) == []


def test_opening_says_what_is_wrong_and_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "p.zip.age"
    with BagWriter(target, "top", INFO, recipients=[recipient_of(SECRET)]) as bag:
        bag.add_bytes("changes.jsonl", os.urandom(300_000).hex().encode())
        bag.close()
    data = target.read_bytes()
    with pytest.raises(OtherKeyError):
        open_file(target, tmp_path / "o", OTHER)
    swapped = data[:-66_000] + data[-1000:] + data[-66_000:-1000]
    for bad in (data[:-1], data[:-70_000], data[:30], b"", data + b"x", swapped):
        target.write_bytes(bad)
        with pytest.raises(SealError):
            open_file(target, tmp_path / "o", SECRET)
    assert [file.name for file in tmp_path.iterdir()] == [target.name]
    target.write_bytes(data)
    if Path("/dev/full").exists():
        (tmp_path / "o.part").symlink_to("/dev/full")
        with pytest.raises(AppError, match="磁盘") as raised:
            open_file(target, tmp_path / "o", SECRET)
        assert not isinstance(raised.value, SealError)
