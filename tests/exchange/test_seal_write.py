"""Sealing while writing: everything arrives, a full disk is said, and nothing hangs or is left."""

from __future__ import annotations

import hashlib
import io
import os
import threading
import zipfile
from itertools import islice
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError, Cancelled
from app.exchange.bags.ahead import ReadAhead
from app.exchange.bags.read import open_bag
from app.exchange.bags.write import BagWriter
from app.exchange.seal_write import SealingFile
from app.sealing import OtherKeyError, SealError, new_identity, open_file, recipient_of

SECRET, OTHER = new_identity(), new_identity()
INFO = {"Bagging-Date": "2026-11-22"}


def threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name in ("hashing", "draining")]


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
    assert not threads()


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
    assert not threads()
    (tmp_path / "p.zip.age.part").symlink_to("/dev/full")
    bag = BagWriter(tmp_path / "p.zip.age", "top", INFO, recipients=[recipient_of(SECRET)])
    with pytest.raises(AppError, match="磁盘"):
        bag.add_stream("photos/a.jpg", [os.urandom(1 << 20)] * 8)
    assert list(tmp_path.iterdir()) == []
    assert not threads()


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
    assert not threads()


class Failing(io.BytesIO):
    """A card that is pulled out after some pieces."""

    def readinto(self, room: bytearray | memoryview, /) -> int:  # type: ignore[override]
        if self.tell() > 3_000_000:
            raise OSError(5, "Input/output error")
        return super().readinto(room)


def test_a_photo_that_cannot_be_read_to_its_end_is_said(tmp_path: Path) -> None:
    bag = BagWriter(tmp_path / "p.zip.age", "top", INFO, recipients=[recipient_of(SECRET)])
    with pytest.raises(AppError, match=r"photos/a\.jpg"):
        bag.add_stream("photos/a.jpg", Failing(bytes(5_000_000)))
    assert list(tmp_path.iterdir()) == []
    assert not threads()


@pytest.mark.parametrize("recipients", [[], [recipient_of(SECRET)]])
def test_large_and_small_photos_read_ahead_are_what_they_were(
    tmp_path: Path, recipients: list[str]
) -> None:
    target = tmp_path / "p"
    sizes = (1, 131_071, 131_072, 524_287, 524_288, 524_289, 4_200_000, 0, 2_621_440)
    photos = {f"photos/{size}.jpg": os.urandom(size) for size in sizes}
    with BagWriter(target, "top", INFO, recipients=recipients) as bag:
        for name, data in photos.items():
            file = tmp_path / "photo"
            file.write_bytes(data)
            assert bag.add_stream(name, file) == hashlib.sha256(data).hexdigest()
        bag.close()
    assert not threads()
    if recipients:
        open_file(target, tmp_path / "p.zip", SECRET)
        target = tmp_path / "p.zip"
    with open_bag(target) as read:
        assert {name: read.read(name) for name in read.names} == photos


def test_stopping_within_a_large_photo_ends_the_thread(tmp_path: Path) -> None:
    files = [tmp_path / "one", tmp_path / "two"]
    for file in files:
        file.write_bytes(bytes(8_000_000))
    ahead = ReadAhead()
    ahead.expect((file, True) for file in files)
    seen = [piece.size for piece in islice(ahead.take(files[0]), 3)]
    ahead.close()
    assert len(set(seen)) == 1
    assert 0 < sum(seen) < 8_000_000
    assert not threads()


@pytest.mark.parametrize("recipients", [[], [recipient_of(SECRET)]])
def test_photos_that_were_announced_arrive_as_they_were(
    tmp_path: Path, recipients: list[str]
) -> None:
    target = tmp_path / "p"
    sizes = (65_535, 0, 65_536, 3_000_001, 1, 524_320, 200_000)
    files = {f"photos/{size}.{kind}": os.urandom(size) for size in sizes for kind in ("jpg", "x")}
    for name, data in files.items():
        (tmp_path / Path(name).name).write_bytes(data)
    with BagWriter(target, "top", INFO, recipients=recipients) as bag:
        bag.expect((name, tmp_path / Path(name).name) for name in files)
        for number, (name, data) in enumerate(files.items()):
            digest = bag.add_stream(name, tmp_path / Path(name).name)
            assert digest == hashlib.sha256(data).hexdigest()
            bag.add_bytes(f"between/{number}.xlsx", bytes(number))
        bag.close()
    assert not threads()
    if recipients:
        open_file(target, tmp_path / "p.zip", SECRET)
        target = tmp_path / "p.zip"
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
    with open_bag(target) as read:
        assert {name: read.read(name) for name in files} == files


def test_an_announced_photo_that_is_gone_is_said_in_its_turn(tmp_path: Path) -> None:
    here, gone = tmp_path / "a.jpg", tmp_path / "b.jpg"
    here.write_bytes(bytes(900_000))
    bag = BagWriter(tmp_path / "p.zip.age", "top", INFO, recipients=[recipient_of(SECRET)])
    bag.expect([("photos/a.jpg", here), ("photos/b.jpg", gone)])
    bag.add_stream("photos/a.jpg", here)
    with pytest.raises(AppError, match=r"b\.jpg"):
        bag.add_stream("photos/b.jpg", gone)
    assert list(tmp_path.iterdir()) == [here]
    assert not threads()


def test_another_photo_than_the_announced_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(bytes(900_000))
    with BagWriter(tmp_path / "p.zip", "top", INFO) as bag:
        bag.expect([("photos/a.jpg", tmp_path / "a.jpg")])
        with pytest.raises(ValueError, match="announced"):
            bag.add_stream("photos/b.jpg", tmp_path / "b.jpg")
    assert not threads()


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
