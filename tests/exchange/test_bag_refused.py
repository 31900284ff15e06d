"""What no package may do: escape, hide, explode, contradict itself, or be damaged unnoticed."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import AppError
from app.exchange.bags.bag import BagError, BagWriter, open_bag
from app.exchange.bags.zip_read import Archive
from app.exchange.limits import Limits

Files = dict[str, bytes]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def bag_files(payload: Files) -> Files:
    """The files of a right bag, to be made wrong."""
    manifest = "".join(f"{sha256(data)}  data/{name}\n" for name, data in payload.items())
    size = sum(map(len, payload.values()))
    files = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": f"Payload-Oxum: {size}.{len(payload)}\n".encode(),
        "manifest-sha256.txt": manifest.encode(),
    }
    return sealed(files) | {f"data/{name}": data for name, data in payload.items()}


def sealed(files: Files) -> Files:
    tags = {name: data for name, data in files.items() if not name.startswith(("data/", "tagm"))}
    seal = "".join(f"{sha256(data)}  {name}\n" for name, data in sorted(tags.items()))
    return files | {"tagmanifest-sha256.txt": seal.encode()}


def zipped(files: Files, top: str = "top/", method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(top + name, (1980, 1, 1, 0, 0, 0)), data, method)
    return out.getvalue()


RIGHT = bag_files({"changes.jsonl": b"{}\n" * 20, "photos/aa.jpg": bytes(300)})


def refused(tmp_path: Path, data: bytes, limits: Limits | None = None) -> str:
    """Open it; return the reason in English source text. The file must stay as it was."""
    file = tmp_path / "p.zip"
    file.write_bytes(data)
    with pytest.raises(BagError) as caught:
        open_bag(file, limits=limits or Limits()).close()
    assert file.read_bytes() == data
    assert caught.value.values["package"] == "p.zip"
    reason = caught.value.values["reason"]
    assert isinstance(reason, AppError)
    assert str(reason)
    return reason.template


def test_the_right_bag_is_accepted_also_from_another_zip_program(tmp_path: Path) -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        file = tmp_path / "p.zip"
        file.write_bytes(zipped(RIGHT, method=method))
        with open_bag(file) as bag:
            assert bag.read("photos/aa.jpg") == bytes(300)


def changed(name: str, data: bytes) -> Callable[[], Files]:
    return lambda: sealed(RIGHT | {name: data})


def without(name: str) -> Callable[[], Files]:
    return lambda: sealed({key: data for key, data in RIGHT.items() if key != name})


MANIFEST = RIGHT["manifest-sha256.txt"]
BAGIT = RIGHT["bagit.txt"]
WRONG: dict[str, tuple[Callable[[], Files], str]] = {
    "payload altered": (changed("data/changes.jsonl", b"[]\n" * 20), "not what its checksum"),
    "payload unlisted": (changed("data/more.jpg", b""), "in no list"),
    "payload missing": (without("data/photos/aa.jpg"), "is missing"),
    "tag file altered": (
        lambda: RIGHT | {"bag-info.txt": b"Payload-Oxum: 360.2\nA: b\n"},
        "not what its checksum",
    ),
    "tag file unlisted": (lambda: RIGHT | {"note.txt": b""}, "in no list"),
    "no bagit.txt": (without("bagit.txt"), "lacks"),
    "no manifest": (without("manifest-sha256.txt"), "lacks"),
    "no tag manifest": (
        lambda: {name: data for name, data in RIGHT.items() if "tagm" not in name},
        "lacks",
    ),
    "other checksums": (changed("manifest-md5.txt", b""), "other than SHA-256"),
    "fetch.txt": (changed("fetch.txt", b"https://x.example/a - data/a\n"), "fetched"),
    "BagIt 0.97": (changed("bagit.txt", BAGIT.replace(b"1.0", b"0.97")), "BagIt version"),
    "BagIt 2.0": (changed("bagit.txt", BAGIT.replace(b"1.0", b"2.0")), "BagIt version"),
    "other encoding": (changed("bagit.txt", BAGIT.replace(b"UTF-8", b"UTF-16")), "version"),
    "byte order mark": (changed("bagit.txt", b"\xef\xbb\xbf" + BAGIT), "does not declare"),
    "wrong oxum": (changed("bag-info.txt", b"Payload-Oxum: 361.2\n"), "another amount"),
    "no oxum": (changed("bag-info.txt", b"A: b\n"), "another amount"),
    "info twice": (changed("bag-info.txt", b"A: 1\nA: 2\nPayload-Oxum: 360.2\n"), "twice"),
    "listed twice": (changed("manifest-sha256.txt", MANIFEST + MANIFEST), "lists {name} twice"),
    "no checksum": (changed("manifest-sha256.txt", b"zz data/a\n"), "not a checksum"),
    "manifest not UTF-8": (changed("manifest-sha256.txt", b"\xff" + MANIFEST), "not text"),
    "manifest escapes": (
        changed("manifest-sha256.txt", MANIFEST + b"0" * 64 + b"  ../../etc/passwd\n"),
        "is missing",
    ),
    "case collision": (
        lambda: bag_files({"a.jpg": b"1", "A.jpg": b"2"}),
        "is in it twice",
    ),
    "folder case collision": (
        lambda: bag_files({"x/a.jpg": b"1", "X/b.jpg": b"2"}),
        "folder {name} is in it twice",
    ),
    "file and folder": (lambda: bag_files({"a": b"1", "a/b": b"2"}), "at once"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_bag_is_refused(tmp_path: Path, case: str) -> None:
    make, reason = WRONG[case]
    assert reason in refused(tmp_path, zipped(make()))


@pytest.mark.parametrize(
    "name",
    [
        "../evil.jpg",
        "a/../../evil.jpg",
        "/etc/passwd",
        "C:/evil.jpg",
        "a\\b.jpg",
        "..\\evil.jpg",
        "CON",
        "nul.txt",
        "sub/Com1.jpg",
        "lpt9",
        "a:stream",
        "trailing.",
        "trailing ",
        ".hidden",
        "a//b",
        "./a",
        "tab\there",
        "名.jpg",
        "a" * 300,
        "folder/",
    ],
)
def test_a_name_that_could_do_harm_is_refused(tmp_path: Path, name: str) -> None:
    reason = refused(tmp_path, zipped(bag_files({name: b"x"})))
    assert "file name" in reason or "not a plain file" in reason
    assert [file.name for file in tmp_path.iterdir()] == ["p.zip"]


@pytest.mark.parametrize("top", ["", "../", "/", "a/b/"])
def test_all_must_be_in_one_top_folder(tmp_path: Path, top: str) -> None:
    refused(tmp_path, zipped(RIGHT, top))


def test_two_top_folders_are_refused(tmp_path: Path) -> None:
    files = {f"a/{name}": data for name, data in RIGHT.items()} | {"b/x": b""}
    assert "one folder" in refused(tmp_path, zipped(files, ""))


def test_the_same_entry_twice_is_refused(tmp_path: Path) -> None:
    data = zipped(RIGHT | {"data/photos/ab.jpg": b"other"})
    data = data.replace(b"data/photos/ab.jpg", b"data/photos/aa.jpg")
    assert "twice" in refused(tmp_path, data)


def patched_central(data: bytes, offset: int, fmt: str, value: int, which: int = 0) -> bytes:
    """Change one field of a record of the directory."""
    at = -1
    for _ in range(which + 1):
        at = data.index(b"PK\x01\x02", at + 1)
    out = bytearray(data)
    struct.pack_into("<" + fmt, out, at + offset, value)
    return bytes(out)


@pytest.mark.parametrize(
    ("offset", "fmt", "value", "reason"),
    [
        (8, "H", 1, "password"),
        (8, "H", 8, "packed again"),
        (10, "H", 12, "packed again"),
        (38, "I", 0o120777 << 16, "link"),
        (38, "I", 0o060644 << 16, "plain file"),
        (38, "I", 0o040755 << 16, "plain file"),
        (38, "I", 0x10, "plain file"),
        (16, "I", 12345, "differently"),
        (42, "I", 1, "overlap"),
        (34, "H", 1, "cut off"),
        (6, "H", 63, "cut off"),
    ],
)
def test_a_directory_record_that_lies_is_refused(
    tmp_path: Path, offset: int, fmt: str, value: int, reason: str
) -> None:
    data = patched_central(zipped(RIGHT), offset, fmt, value)
    assert reason in refused(tmp_path, data)


def test_a_name_that_differs_in_the_local_header_is_refused(tmp_path: Path) -> None:
    data = zipped(RIGHT)
    assert "differently" in refused(tmp_path, data.replace(b"bagit.txt", b"bagit.txT", 1))


def test_overlapping_entries_are_refused(tmp_path: Path) -> None:
    """Two names for one piece of data: how the best zip bombs are built."""
    data = zipped(RIGHT)
    first = struct.unpack_from("<I", data, data.index(b"PK\x01\x02") + 42)[0]
    assert "overlap" in refused(tmp_path, patched_central(data, 42, "I", first, which=1))


@pytest.mark.parametrize("extra", [b"x", b"PK\x05\x06" + bytes(18), bytes(5000)])
def test_anything_before_after_or_between_is_refused(tmp_path: Path, extra: bytes) -> None:
    data = zipped(RIGHT)
    start = data.index(b"PK\x01\x02")
    refused(tmp_path, extra + data)
    refused(tmp_path, data + extra)
    refused(tmp_path, data[:start] + extra + data[start:])


def test_every_truncation_is_refused(tmp_path: Path) -> None:
    data = zipped(RIGHT)
    for length in range(0, len(data), 7):
        refused(tmp_path, data[:length])


def test_a_zip_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    files = bag_files({"changes.jsonl": bytes(30_000_000)})
    assert "honest size" in refused(tmp_path, zipped(files, method=zipfile.ZIP_DEFLATED))


def test_a_bomb_that_hides_its_size_is_stopped_while_unpacking(tmp_path: Path) -> None:
    files = bag_files({"changes.jsonl": bytes(30_000_000)})
    data = bytearray(zipped(files, method=zipfile.ZIP_DEFLATED))
    real, told = struct.pack("<I", 30_000_000), struct.pack("<I", 60_000)
    assert data.count(real) == 2
    file = tmp_path / "p.zip"
    file.write_bytes(data.replace(real, told))
    with file.open("rb") as handle:
        archive = Archive(handle, Limits())
        pieces = archive.chunks(archive.entries["top/data/changes.jsonl"])
        with pytest.raises(BagError, match="changes"):
            next(pieces)  # the first piece is larger than announced: nothing is handed out


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(entries=5), "too many files"),
        (Limits(entry_bytes=250), "honest size"),
        (Limits(total_bytes=500), "too much"),
        (Limits(name_bytes=20), "too long"),
        (Limits(tag_bytes=50), "larger than"),
    ],
)
def test_limits_hold(tmp_path: Path, limits: Limits, reason: str) -> None:
    assert reason in refused(tmp_path, zipped(RIGHT), limits)


@pytest.mark.parametrize("data", [b"", b"PK", b"hello", bytes(100_000), b"PK\x05\x06" + bytes(18)])
def test_what_is_no_package_is_refused(tmp_path: Path, data: bytes) -> None:
    refused(tmp_path, data)


def test_a_missing_file_is_said_without_blaming_the_package(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        open_bag(tmp_path / "gone.zip")
    assert not isinstance(caught.value, BagError)


SMALL = {
    "changes.jsonl": b'{"id":1}\n{"id":2}\n',
    "photos/aa.jpg": bytes(range(200)),
    "e.jsonl": b"",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("small") / "p.zip"
    with BagWriter(target, "top", {"Bagging-Date": "2026-11-22"}) as bag:
        for name, data in SMALL.items():
            bag.add_stream(name, [data], size=None if name == "changes.jsonl" else len(data))
        bag.close()
    return target


def content(file: Path) -> tuple[object, ...]:
    with open_bag(file) as bag:
        return bag.top, bag.info, bag.digest, {name: bag.read(name) for name in bag.names}


def test_every_flipped_byte_is_noticed_or_harmless(small: Path, tmp_path: Path) -> None:
    original, right = small.read_bytes(), content(small)
    harmless = 0
    for at in range(len(original)):
        data = bytearray(original)
        data[at] ^= 1 << at % 8
        (tmp_path / "f.zip").write_bytes(data)
        try:
            found = content(tmp_path / "f.zip")
        except BagError:
            continue
        assert found == right, f"byte {at} changed the content silently"
        harmless += 1
    # Dates and rights in headers say nothing about content; all else must be noticed.
    assert harmless < len(original) / 10


@given(
    at=st.integers(0, 10_000),
    value=st.integers(0, 255),
    keep=st.one_of(st.none(), st.integers(0, 10_000)),
    insert=st.binary(max_size=3),
)
@example(at=0, value=0, keep=0, insert=b"")
def test_any_damage_is_noticed_or_harmless(
    small: Path,
    tmp_path_factory: pytest.TempPathFactory,
    at: int,
    value: int,
    keep: int | None,
    insert: bytes,
) -> None:
    original = small.read_bytes()
    data = bytearray(original)
    at %= len(data)
    data[at] = value
    data[at:at] = insert
    if keep is not None:
        del data[keep % len(data) :]
    file = tmp_path_factory.mktemp("any") / "f.zip"
    file.write_bytes(data)
    try:
        found = content(file)
    except BagError:
        return
    assert found == content(small)
