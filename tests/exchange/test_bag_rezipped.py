"""Packages that an archivist unpacked and packed again, and what must not pass as such."""

from __future__ import annotations

import copy
import io
import shutil
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from app.exchange.bags.bag import BagError, BagWriter, open_bag

PHOTO = bytes(range(256)) * 40
CHANGES = b'{"id": 1, "value": "no"}\n' * 300
TOP = "0a1b2c3d-1-1"


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """The folder that holds the unpacked package."""
    with BagWriter(tmp_path / "p.zip", TOP, {"Bagging-Date": "2026-11-22"}) as bag:
        bag.add_bytes("changes.jsonl", CHANGES)
        bag.add_bytes("photos/aa.jpg", PHOTO)
        bag.add_bytes("photos/e.jsonl", b"")
        bag.close()
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        archive.extractall(tmp_path / "out")
    return tmp_path / "out"


class Pipe(io.RawIOBase):
    """What cannot go back: sizes must come after the data."""

    def __init__(self) -> None:
        super().__init__()
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.data += data
        return len(data)


def by_shutil(folder: Path) -> bytes:
    made = shutil.make_archive(str(folder.parent / "again"), "zip", folder, TOP)
    return Path(made).read_bytes()


def by_pipe(folder: Path, method: int = zipfile.ZIP_DEFLATED, large: bool = False) -> bytes:
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", method) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                name = file.relative_to(folder).as_posix()
                with archive.open(name, "w", force_zip64=large) as entry:
                    entry.write(file.read_bytes())
    return pipe.data


def by_pipe_large(folder: Path) -> bytes:
    return by_pipe(folder, large=True)


def by_zip_to_pipe(folder: Path) -> bytes:
    if not shutil.which("zip"):
        pytest.skip("needs the zip program")
    command = ["zip", "-q", "-r", "-fd", "-", TOP]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120).stdout


def by_zip(folder: Path) -> bytes:
    if not shutil.which("zip"):
        pytest.skip("needs the zip program")
    subprocess.run(["zip", "-q", "-r", "../again.zip", TOP], cwd=folder, check=True, timeout=120)
    return (folder.parent / "again.zip").read_bytes()


@pytest.mark.parametrize("again", [by_shutil, by_pipe, by_pipe_large, by_zip, by_zip_to_pipe])
def test_a_package_packed_again_is_the_same_package(
    unpacked: Path, again: Callable[[Path], bytes]
) -> None:
    file = unpacked.parent / "r.zip"
    file.write_bytes(again(unpacked))
    with open_bag(unpacked.parent / "p.zip") as sent, open_bag(file) as bag:
        assert bag.digest == sent.digest
        assert bag.info == sent.info
        assert bag.top == TOP
        assert {name: bag.read(name) for name in bag.names} == {
            "changes.jsonl": CHANGES,
            "photos/aa.jpg": PHOTO,
            "photos/e.jsonl": b"",
        }


def reason(folder: Path, data: bytes) -> str:
    file = folder.parent / "r.zip"
    file.write_bytes(data)
    with pytest.raises(BagError) as caught:
        open_bag(file).close()
    return caught.value.values["reason"].template


def test_a_file_that_was_added_is_refused(unpacked: Path) -> None:
    (unpacked / TOP / "data" / "note.txt").write_text("mine")
    assert "in no list" in reason(unpacked, by_shutil(unpacked))


def test_a_folder_that_was_added_is_refused(unpacked: Path) -> None:
    (unpacked / TOP / "data" / "more").mkdir()
    assert "not a plain file" in reason(unpacked, by_shutil(unpacked))


def test_stored_data_must_say_its_size_before(unpacked: Path) -> None:
    """Programs that read without the directory could not tell where it ends."""
    assert "packed again" in reason(unpacked, by_pipe(unpacked, zipfile.ZIP_STORED))


@pytest.mark.parametrize("place", [0, 4, 8, 12])
def test_sizes_after_the_data_that_lie_are_refused(unpacked: Path, place: int) -> None:
    data = bytearray(by_pipe(unpacked))
    data[data.index(b"PK\x07\x08") + place] ^= 1
    assert "between" in reason(unpacked, bytes(data))


def test_sizes_after_the_data_must_be_said_in_both_places(unpacked: Path) -> None:
    data = bytearray(by_pipe(unpacked))
    data[6] ^= 8
    assert "differently" in reason(unpacked, bytes(data))


def entries(folder: Path) -> list[tuple[zipfile.ZipInfo, bytes]]:
    with zipfile.ZipFile(folder.parent / "p.zip") as archive:
        return [(info, archive.read(info)) for info in archive.infolist()]


def with_packed(folder: Path, change: Callable[[bytes], bytes]) -> bytes:
    """Write the package with other packed bytes of the changes; all headers agree with them."""
    out = io.BytesIO()
    found: list[zipfile.ZipInfo] = []
    with zipfile.ZipFile(out, "w") as archive:
        for info, data in entries(folder):
            packer = zlib.compressobj(6, zlib.DEFLATED, -15)
            packed = packer.compress(data) + packer.flush()
            if info.filename.endswith("changes.jsonl"):
                packed = change(packed)
            raw = zipfile.ZipInfo(info.filename)
            with archive.open(raw, "w") as entry:
                entry.write(packed)
            told = copy.copy(raw)
            told.compress_type, told.CRC, told.file_size = zipfile.ZIP_DEFLATED, info.CRC, len(data)
            out.seek(raw.header_offset)
            out.write(told.FileHeader(zip64=False))
            found.append(told)
        archive.filelist[:] = found
    return out.getvalue()


def test_the_tampering_below_starts_from_a_right_package(unpacked: Path) -> None:
    file = unpacked.parent / "r.zip"
    file.write_bytes(with_packed(unpacked, lambda packed: packed))
    open_bag(file).close()


@pytest.mark.parametrize(
    "change",
    [
        lambda packed: packed + b"PK\x03\x04 hidden",
        lambda packed: packed + bytes(70_000),
        lambda packed: packed[:-1],
    ],
)
def test_packed_data_must_end_where_its_file_ends(
    unpacked: Path, change: Callable[[bytes], bytes]
) -> None:
    """Bytes after the end of deflated data are a hidden file to a program that reads in order."""
    assert "damaged" in reason(unpacked, with_packed(unpacked, change))


def test_packed_data_without_an_end_mark_is_refused(unpacked: Path) -> None:
    def endless(packed: bytes) -> bytes:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        return packer.compress(CHANGES) + packer.flush(zlib.Z_SYNC_FLUSH)

    assert "damaged" in reason(unpacked, with_packed(unpacked, endless))


@pytest.mark.parametrize(
    "extra",
    [
        struct.pack("<2HB", 0x7075, 1, 1),  # another name, which some programs would take
        struct.pack("<2HQ", 1, 8, 300),  # a size that nobody asked for
        struct.pack("<2H", 1, 0),
        struct.pack("<2HB", 0x5455, 9, 1),
        struct.pack("<2H", 0x5455, 0) * 2,
        struct.pack("<2H", 0x5455, 120) + bytes(120),
        b"x",
    ],
)
@pytest.mark.parametrize("central", [False, True])
def test_an_extra_field_that_could_mislead_is_refused(
    unpacked: Path, extra: bytes, central: bool
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for info, data in entries(unpacked):
            made = zipfile.ZipInfo(info.filename)
            made.extra = b"" if central else extra
            archive.writestr(made, data)
            made.extra = extra if central else b""
    assert reason(unpacked, out.getvalue())


def test_a_name_that_ends_at_a_zero_byte_for_some_is_refused(unpacked: Path) -> None:
    data = by_pipe(unpacked).replace(b"photos/aa.jpg", b"photos/aa\0jpg")
    assert "not allowed" in reason(unpacked, data)


def test_a_name_longer_than_the_directory_is_refused(unpacked: Path) -> None:
    data = bytearray((unpacked.parent / "p.zip").read_bytes())
    last = data.rindex(b"PK\x01\x02")
    length = struct.unpack_from("<H", data, last + 28)[0]
    struct.pack_into("<H", data, last + 28, length + 1)
    assert "cut off" in reason(unpacked, bytes(data))
