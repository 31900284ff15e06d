"""Packages are written in one pass, opened by anyone's tools, and read back the same."""

from __future__ import annotations

import errno
import hashlib
import io
import random
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError, Cancelled
from app.exchange.bags.bag import BagError, BagWriter, Closed, open_bag, verify_folder

INFO = {"Bagging-Date": "2026-11-22", "Chengjian-Previous": ""}
PHOTO = bytes(range(256)) * 9000
CHANGES = [f'{{"id": {number}, "value": "有"}}\n'.encode() for number in range(3000)]


def pack(target: Path, info: dict[str, str] = INFO) -> Closed:
    with BagWriter(target, "0a1b2c3d-1-1", info) as bag:
        bag.add_stream("changes.jsonl", iter(CHANGES))
        bag.add_stream("photos/aa.jpg", io.BytesIO(PHOTO))
        bag.add_bytes("forms/bb.xlsx", b"PK workbook")
        return bag.close()


def test_a_package_reads_back_as_written(tmp_path: Path) -> None:
    closed = pack(tmp_path / "p.zip")
    with open_bag(closed.path) as bag:
        assert bag.top == "0a1b2c3d-1-1"
        assert bag.names == ["changes.jsonl", "photos/aa.jpg", "forms/bb.xlsx"]
        assert "".join(line + "\n" for line in bag.lines("changes.jsonl")).encode() == b"".join(
            CHANGES
        )
        assert bag.read("photos/aa.jpg") == PHOTO
        assert bag.sha256("photos/aa.jpg") == hashlib.sha256(PHOTO).hexdigest()
        assert bag.open("photos/aa.jpg").read(300) == PHOTO[:300]
        assert bag.open("changes.jsonl").read() == b"".join(CHANGES)
        assert bag.size("forms/bb.xlsx") == 11
        payload = sum(map(len, CHANGES)) + len(PHOTO) + 11
        assert bag.info == {**INFO, "Payload-Oxum": f"{payload}.3"}
        assert (bag.digest, bag.payload_bytes) == (closed.digest, payload)
    assert (closed.payload_bytes, closed.files) == (payload, 3)
    assert closed.size == closed.path.stat().st_size


def test_equal_content_gives_equal_bytes(tmp_path: Path) -> None:
    pack(tmp_path / "a.zip")
    pack(tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_photos_are_stored_and_texts_deflated(tmp_path: Path) -> None:
    pack(tmp_path / "p.zip")
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        assert archive.testzip() is None
        for item in archive.filelist:
            assert item.date_time == (1980, 1, 1, 0, 0, 0)
            assert (item.create_system, item.external_attr) == (3, 0o100644 << 16)
        kinds = {item.filename.rpartition(".")[2]: item.compress_type for item in archive.filelist}
    assert kinds == {
        "jpg": zipfile.ZIP_STORED,
        "xlsx": zipfile.ZIP_STORED,
        "jsonl": zipfile.ZIP_DEFLATED,
        "txt": zipfile.ZIP_DEFLATED,
    }


def test_the_bagit_library_and_our_folder_check_accept_it_unzipped(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library uses what newer setuptools deprecates
        import bagit
    pack(tmp_path / "p.zip")
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        archive.extractall(tmp_path / "out")
    folder = tmp_path / "out" / "0a1b2c3d-1-1"
    bag = bagit.Bag(str(folder))
    bag.validate(processes=1)
    assert bag.version_info == (1, 0)
    assert bag.info["Bagging-Date"] == "2026-11-22"
    assert verify_folder(folder) == ()
    (folder / "data" / "photos" / "aa.jpg").write_bytes(b"other")
    with pytest.raises(bagit.BagError):
        bag.validate(processes=1)
    with pytest.raises(BagError):
        verify_folder(folder)


def test_an_empty_package_is_one_too(tmp_path: Path) -> None:
    with BagWriter(tmp_path / "p.zip", "top", {}) as bag:
        bag.add_stream("changes.jsonl", [])
        bag.close()
    with open_bag(tmp_path / "p.zip") as bag:
        assert list(bag.lines("changes.jsonl")) == []
        assert bag.read("changes.jsonl") == b""


def test_no_package_and_no_temporary_is_left_after_an_error(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"first"
        raise Cancelled

    with BagWriter(tmp_path / "p.zip", "top", {}) as bag:
        assert (tmp_path / "p.zip.part").exists()
        with pytest.raises(Cancelled):
            bag.add_stream("changes.jsonl", pieces())
        assert list(tmp_path.iterdir()) == []
        with pytest.raises(ValueError, match="closed"):
            bag.add_bytes("more.txt", b"")
    with BagWriter(tmp_path / "p.zip", "top", {}) as bag:
        bag.add_bytes("changes.jsonl", b"{}")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_package_leaves_the_older_one_of_its_name(tmp_path: Path) -> None:
    closed = pack(tmp_path / "p.zip")
    before = closed.path.read_bytes()
    with BagWriter(closed.path, "top", {}) as bag, pytest.raises(AppError):
        bag.add_stream("photos/aa.jpg", tmp_path / "gone.jpg")
    assert closed.path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["p.zip"]


def test_a_photo_that_was_altered_on_disk_is_not_packed(tmp_path: Path) -> None:
    photo = tmp_path / "aa.jpg"
    photo.write_bytes(b"altered")
    with BagWriter(tmp_path / "p.zip", "top", {}) as bag, pytest.raises(AppError, match=r"aa\.jpg"):
        bag.add_stream("photos/aa.jpg", photo, sha256="0" * 64)
    assert not list(tmp_path.glob("p.zip*"))


@pytest.mark.parametrize(
    "name", ["../a", "/a", "a\\b", "con.jpg", "名.jpg", "a/./b", "a b", ".a", "a.", "C:a", ""]
)
def test_a_name_that_is_not_safe_everywhere_is_not_written(tmp_path: Path, name: str) -> None:
    with BagWriter(tmp_path / "p.zip", "top", {}) as bag, pytest.raises(AppError):
        bag.add_bytes(name, b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("info", [{"A": "two\nlines"}, {"A:": "x"}, {"A": " x"}])
def test_info_that_would_not_read_back_is_a_mistake(tmp_path: Path, info: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="not a"):
        pack(tmp_path / "p.zip", info)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "p.zip.part").symlink_to("/dev/full")
    with pytest.raises(AppError) as caught:
        pack(tmp_path / "p.zip")
    cause = caught.value.__cause__
    assert isinstance(cause, OSError)
    assert cause.errno == errno.ENOSPC
    assert list(tmp_path.iterdir()) == []


def test_extract_writes_the_checked_file_whole(tmp_path: Path) -> None:
    closed = pack(tmp_path / "p.zip")
    with open_bag(closed.path) as bag:
        digest = bag.extract("photos/aa.jpg", tmp_path / "x.jpg")
    assert digest == hashlib.sha256(PHOTO).hexdigest()
    assert (tmp_path / "x.jpg").read_bytes() == PHOTO
    assert sorted(file.name for file in tmp_path.iterdir()) == ["p.zip", "x.jpg"]


def test_extract_of_a_file_damaged_since_leaves_nothing(tmp_path: Path) -> None:
    closed = pack(tmp_path / "p.zip")
    data = bytearray(closed.path.read_bytes())
    data[data.index(PHOTO[:256]) + 5000] ^= 1
    closed.path.write_bytes(data)
    with open_bag(closed.path, verify=False) as bag, pytest.raises(BagError, match=r"p\.zip"):
        bag.extract("photos/aa.jpg", tmp_path / "x.jpg")
    assert [file.name for file in tmp_path.iterdir()] == ["p.zip"]


def test_a_line_that_is_too_long_or_no_text_is_refused_by_number(tmp_path: Path) -> None:
    with BagWriter(tmp_path / "p.zip", "top", {}) as bag:
        long = random.Random(1).randbytes(1_500_000).hex()
        bag.add_bytes("long.jsonl", f"short\n{long}\n".encode())
        bag.add_bytes("raw.jsonl", b"one\ntwo\n\xff\xfe\nfour\n")
        bag.close()
    with open_bag(tmp_path / "p.zip") as bag:
        assert [len(line) for line in bag.lines("long.jsonl")] == [5, 3_000_000]
        lines = bag.lines("long.jsonl", longest=1000)
        with pytest.raises(BagError) as caught:
            list(lines)
        assert caught.value.values["reason"].values["line"] == 2
        with pytest.raises(BagError) as caught:
            list(bag.lines("raw.jsonl"))
        assert caught.value.values["reason"].values["line"] == 3
        with pytest.raises(BagError):
            bag.read("long.jsonl", 1000)


def test_progress_counts_files_and_may_cancel(tmp_path: Path) -> None:
    closed = pack(tmp_path / "p.zip")
    seen: list[tuple[int, int]] = []
    open_bag(closed.path, progress=lambda done, total, what="": seen.append((done, total))).close()
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]

    def stop(done: int, total: int, what: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        open_bag(closed.path, progress=stop)


@given(
    files=st.dictionaries(
        st.from_regex(r"[a-z]{1,4}(/[a-z0-9_-]{1,6}){0,2}\.(jpg|jsonl)", fullmatch=True),
        st.binary(max_size=3000),
        max_size=6,
    ),
    known=st.booleans(),
)
def test_any_files_read_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], known: bool
) -> None:
    target = tmp_path_factory.mktemp("bag") / "p.zip"
    folders = {name.rpartition("/")[0] for name in files}
    if any(name in other for name in files for other in folders):
        return  # a file and a folder of one name cannot both be
    with BagWriter(target, "top", {}) as bag:
        for name, data in files.items():
            bag.add_stream(name, [data], size=len(data) if known else None)
        bag.close()
    with open_bag(target) as read:
        assert {name: read.read(name) for name in read.names} == files
    with zipfile.ZipFile(target) as archive:
        assert {name: archive.read(f"top/data/{name}") for name in files} == files
