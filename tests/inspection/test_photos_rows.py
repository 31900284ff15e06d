"""Photo rows: added once, moved, ordered, captioned, removed, restored; bytes before rows."""

from __future__ import annotations

import hashlib
import os
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from app.errors import AppError, Cancelled
from app.inspection.photo.photos import (
    STEP,
    add_photos,
    change_photo,
    order_photos,
    photos_of,
    remove_photo,
    restore_photo,
)
from app.inspection.visit import Visit
from app.models.ids import new_id
from app.models.log import history
from app.models.tables import Photo
from app.workspace import Workspace
from tests.faults.small import begin, copied, foreign, make, path, picture, place


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template") / "laptop"
    with make(root, "甲") as workspace:
        begin(workspace)
    for number in range(4):
        picture(root.parent / "pictures" / f"{number}.jpg", number)
    return root


@pytest.fixture
def files(template: Path) -> list[Path]:
    return sorted((template.parent / "pictures").glob("*.jpg"))


@pytest.fixture
def visit(template: Path, tmp_path: Path) -> Iterator[Visit]:
    with Workspace.open(copied(template, tmp_path / "laptop"), person="甲") as opened:
        yield begin(opened)


def rows(workspace: Workspace) -> int:
    with workspace.reading() as session:
        return session.scalar(select(func.count()).select_from(Photo)) or 0


def test_added_with_all_that_is_known(visit: Visit, files: list[Path]) -> None:
    added = add_photos(visit.workspace, visit.inspection, files[:2], question=path("B01_photo1"))
    assert [one.error for one in added] == [None, None]
    found = photos_of(visit.workspace, visit.inspection)
    assert [row.id for row in found] == [one.photo for one in added]
    first = found[0]
    data = files[0].read_bytes()
    assert first.sha256 == hashlib.sha256(data).hexdigest()
    assert visit.workspace.photo_file(first.sha256, first.extension).read_bytes() == data
    assert (first.width, first.height, first.extension) == (64, 48, "jpg")
    assert first.original_name == "0.jpg"
    assert first.here
    assert first.question == path("B01_photo1")
    assert found[1].position - found[0].position == STEP


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no such name can be written")
def test_names_that_are_no_text_come_in(visit: Visit, files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    # A name in GBK on a stick that is read as UTF-8, and one that turns the reading direction.
    for name, data in ((b"\xd5\xd5.jpg", files[0].read_bytes()), (b"\xd6.jpg", b"none")):
        (tmp_path / "stick" / os.fsdecode(name)).write_bytes(data)
    (tmp_path / "stick" / "x\n\u202egpj.jpg").write_bytes(files[1].read_bytes())
    heard: list[str] = []
    added = add_photos(
        visit.workspace,
        visit.inspection,
        tmp_path / "stick",
        progress=lambda _done, _total, what="": heard.append(what),
    )
    found = photos_of(visit.workspace, visit.inspection)
    assert sorted(row.original_name for row in found) == ["x��gpj.jpg", "��.jpg"]
    said = [str(one.error) for one in added if one.error]
    assert len(said) == 1
    "".join([*said, *heard]).encode()  # can be shown


def test_a_folder_with_everything_in_it(visit: Visit, files: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "照片 卡"
    (folder / "DCIM" / "100").mkdir(parents=True)
    (folder / "DCIM" / "100" / "IMG_1.JPG").write_bytes(files[0].read_bytes())
    (folder / "DCIM" / "IMG_2.jpg").write_bytes(files[1].read_bytes()[:900])
    (folder / "说明.txt").write_text("不是照片", encoding="utf-8")
    (folder / "empty.jpg").touch()
    (folder / "Thumbs.db").write_bytes(b"x")
    added = add_photos(visit.workspace, visit.inspection, folder)
    assert {one.source.name for one in added if one.photo} >= {"IMG_1.JPG"}
    refused = {one.source.name: str(one.error) for one in added if one.error}
    assert refused.keys() >= {"说明.txt", "empty.jpg"}
    assert all(name in reason for name, reason in refused.items())
    assert "Thumbs.db" not in {one.source.name for one in added}


def test_the_same_photo_again_is_one_and_is_said(visit: Visit, files: list[Path]) -> None:
    (first,) = add_photos(visit.workspace, visit.inspection, files[:1], question="/q")
    (again,) = add_photos(visit.workspace, visit.inspection, files[:1], question="/q")
    assert (first.already_there, again.already_there) == (False, True)
    assert (again.photo, again.same_as) == (None, first.photo)
    (other,) = add_photos(visit.workspace, visit.inspection, files[:1], question="/r")
    assert other.photo is not None  # one picture may show two defects
    assert other.same_as == first.photo
    assert rows(visit.workspace) == 2
    assert len(list(visit.workspace.photos.glob("*/*"))) == 1
    both = add_photos(visit.workspace, visit.inspection, [files[1], files[1]])
    assert [one.photo is None for one in both] == [False, True]


def test_moved_captioned_ordered(visit: Visit, files: list[Path]) -> None:
    added = add_photos(visit.workspace, visit.inspection, files)
    ids = [one.photo for one in added if one.photo]
    finding = new_id()
    change_photo(visit.workspace, ids[0], caption="东山墙，近景", question="/q", finding=finding)
    first = photos_of(visit.workspace, visit.inspection)[0]
    assert (first.caption, first.question, first.finding) == ("东山墙，近景", "/q", finding)
    order_photos(visit.workspace, ids[::-1])
    assert [row.id for row in photos_of(visit.workspace, visit.inspection)] == ids[::-1]
    with visit.workspace.reading() as session:
        before = len(history(session, ids[0], "position"))
    order_photos(visit.workspace, ids[::-1])
    with visit.workspace.reading() as session:
        assert len(history(session, ids[0], "position")) == before
    change_photo(visit.workspace, ids[0], question=None)
    moved = next(r for r in photos_of(visit.workspace, visit.inspection) if r.id == ids[0])
    assert moved.question is None
    with pytest.raises(ValueError, match="sha256"):
        change_photo(visit.workspace, ids[0], sha256="0")


def test_removed_and_restored(visit: Visit, files: list[Path]) -> None:
    (added,) = add_photos(visit.workspace, visit.inspection, files[:1], question="/q")
    assert added.photo is not None
    remove_photo(visit.workspace, added.photo)
    assert photos_of(visit.workspace, visit.inspection) == []
    assert len(list(visit.workspace.photos.glob("*/*"))) == 1  # the original stays
    with pytest.raises(AppError):
        change_photo(visit.workspace, added.photo, caption="x")
    restore_photo(visit.workspace, added.photo)
    assert [row.id for row in photos_of(visit.workspace, visit.inspection)] == [added.photo]
    remove_photo(visit.workspace, added.photo)
    (again,) = add_photos(visit.workspace, visit.inspection, files[:1], question="/q")
    assert again.photo not in (None, added.photo)
    assert rows(visit.workspace) == 2


def test_cancelled_adds_none(visit: Visit, files: list[Path]) -> None:
    def stop(done: int, total: int, what: str = "") -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        add_photos(visit.workspace, visit.inspection, files, progress=stop)
    assert rows(visit.workspace) == 0
    assert not list(visit.workspace.photos.rglob("*.part"))
    assert len(add_photos(visit.workspace, visit.inspection, files)) == 4
    assert rows(visit.workspace) == 4


def test_a_full_database_keeps_no_row(visit: Visit, files: list[Path]) -> None:
    with visit.workspace.sessions() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar()
        session.execute(text(f"PRAGMA max_page_count = {pages}"))

    def many() -> None:
        for number in range(500):
            add_photos(visit.workspace, visit.inspection, files, question=f"/q{number}")

    with pytest.raises(AppError, match="磁盘"):
        many()
    with visit.workspace.sessions() as session:
        session.execute(text("PRAGMA max_page_count = 1000000"))
    there = photos_of(visit.workspace, visit.inspection)
    assert all(row.here and row.sha256 for row in there)
    assert len(there) % len(files) == 0  # one transaction per action: all of a batch or none


def test_rows_of_strangers_lead_nowhere(visit: Visit) -> None:
    for sha256 in ("../../../etc/passwd", "0" * 64, "x" * 3000):
        photo = new_id()
        for field, value in {
            "inspection": str(visit.inspection), "sha256": sha256, "extension": "jpg",
            "question": path("B01_photo1"),
        }.items():  # fmt: skip
            foreign(visit.workspace, photo, field, value, kind="photo")
    found = photos_of(visit.workspace, visit.inspection)
    assert [row.here for row in found] == [False] * len(found)
    Visit.begin(visit.workspace, place("1号楼"))


def png_bomb(edge: int) -> bytes:
    """Return a PNG of some kilobytes that says it has edge x edge pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = struct.pack(">2I5B", edge, edge, 8, 2, 0, 0, 0)
    lines = zlib.compress(bytes(4_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def test_a_bomb_among_them_harms_nobody(visit: Visit, files: list[Path], tmp_path: Path) -> None:
    bomb = tmp_path / "炸弹.png"
    bomb.write_bytes(png_bomb(60_000))
    added = add_photos(visit.workspace, visit.inspection, [files[0], bomb, files[1]])
    assert [one.photo is not None for one in added] == [True, False, True]
    assert "炸弹.png" in str(added[1].error)
    assert len(list(visit.workspace.photos.rglob("*.*"))) == 2


def test_broken_exif_is_no_reason_to_refuse(visit: Visit, tmp_path: Path) -> None:
    data = picture(tmp_path / "plain.jpg", 3).read_bytes()
    for number, exif in enumerate(
        (
            b"Exif\0\0" + b"II*\0" + b"\xff" * 40,
            b"Exif\0\0" + b"MM\0*" + struct.pack(">I", 2**31),
            b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<HHHII", 1, 0x8825, 4, 1, 8),  # a loop
            b"Exif\0\0",
        )
    ):
        file = tmp_path / f"exif{number}.jpg"
        segment = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
        file.write_bytes(data[:2] + segment + data[2:])
        (added,) = add_photos(visit.workspace, visit.inspection, [file])
        assert added.error is None
        row = photos_of(visit.workspace, visit.inspection)[-1]
        assert (row.width, row.height, row.taken_at) == (64, 48, None)
        stored = visit.workspace.photo_file(row.sha256, row.extension)
        assert stored.read_bytes() == file.read_bytes()  # the bytes stay as they came
