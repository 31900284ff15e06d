"""What an export writes: numbers that are never used twice, all changes, each photo once."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import bagit
import pytest
from sqlalchemy import func, select

from app.errors import AppError, Cancelled
from app.exchange.bags.read import open_bag
from app.exchange.package import Package, export
from app.exchange.receive import packages_in
from app.inspection.photo.photos import add_photos, remove_photo
from app.models.derived import PackageOut
from app.models.ids import new_id
from app.models.log import batches, lines
from app.models.tables import Change
from app.workspace import Workspace
from tests.faults.small import (
    CAMPAIGN,
    ORDINARY,
    begin,
    copied,
    fill,
    foreign,
    make,
    picture,
    send,
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template") / "laptop"
    with make(root, "甲") as workspace:
        visit = begin(workspace, **ORDINARY)
        files = [picture(root.parent / "pictures" / f"{number}.jpg", number) for number in range(3)]
        add_photos(workspace, visit.inspection, files)
    return root


@pytest.fixture
def laptop(template: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copied(template, tmp_path / "laptop"), person="甲") as opened:
        yield opened


def info(package: Package) -> dict[str, str]:
    with open_bag(package.path) as bag:
        return dict(bag.info)


def photos_in(package: Package) -> list[str]:
    with open_bag(package.path) as bag:
        return [name for name in bag.names if name.startswith("photos/")]


def rows(workspace: Workspace) -> list[PackageOut]:
    with workspace.reading() as session:
        return list(session.scalars(select(PackageOut).order_by(PackageOut.number)))


def test_the_bagit_library_and_any_unzip_agree(laptop: Workspace, tmp_path: Path) -> None:
    package = send(laptop, tmp_path / "stick")
    with zipfile.ZipFile(package.path) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "unpacked")
    (top,) = (tmp_path / "unpacked").iterdir()
    assert top.name == package.path.stem
    assert bagit.Bag(str(top)).validate()


def test_all_changes_photos_and_the_form_are_in_it(laptop: Workspace, tmp_path: Path) -> None:
    package = send(laptop, tmp_path / "stick")
    with laptop.reading() as session:
        logged = [line.to_json() for line in lines(session)]
        assert session.scalar(select(func.count()).select_from(Change)) == len(logged)
    with open_bag(package.path) as bag:
        assert list(bag.lines("changes.jsonl")) == logged
        for name in bag.names:
            if name.startswith(("photos/", "forms/")):
                data = bag.read(name)
                assert hashlib.sha256(data).hexdigest() == Path(name).stem
    assert (package.changes, package.photos, package.forms) == (len(logged), 3, 1)
    assert package.bytes == package.path.stat().st_size


def test_no_name_of_the_users_files_leaves_the_house_as_a_path(
    laptop: Workspace, tmp_path: Path
) -> None:
    visit = begin(laptop)
    secret = tmp_path / "张三 家里 13912345678.jpg"
    add_photos(laptop, visit.inspection, [picture(secret, 77)])
    package = send(laptop, tmp_path / "stick")
    with zipfile.ZipFile(package.path) as archive:
        assert all(name.isascii() for name in archive.namelist())
        assert not any("13912345678" in name for name in archive.namelist())


def test_numbers_and_the_chain(laptop: Workspace, tmp_path: Path) -> None:
    first = send(laptop, tmp_path / "stick")
    begin(laptop, "2号楼")
    second = send(laptop, tmp_path / "stick")
    third = send(laptop, tmp_path / "other")
    assert [one.number for one in (first, second, third)] == [1, 2, 3]
    device = laptop.device.hex[:8]
    assert [one.path.name for one in (first, second, third)] == [
        f"{device}-{number:04d}-1.zip" for number in (1, 2, 3)
    ]
    said = [info(one) for one in (first, second, third)]
    assert [one["Chengjian-Previous"] for one in said] == ["", first.digest, second.digest]
    assert [one["Chengjian-Number"] for one in said] == ["1", "2", "3"]
    assert {one["Chengjian-Campaign"] for one in said} == {str(CAMPAIGN)}
    assert {one["Chengjian-Sender"] for one in said} == {str(laptop.device)}
    assert [one.digest for one in rows(laptop)] == [first.digest, second.digest, third.digest]


def test_each_export_closes_a_batch_whose_digest_covers_its_lines(
    laptop: Workspace, tmp_path: Path
) -> None:
    send(laptop, tmp_path / "stick")
    fill(begin(laptop), B07="第二批")
    package = send(laptop, tmp_path / "stick")
    with open_bag(package.path) as bag:
        heads = [json.loads(line) for line in bag.lines("batches.jsonl")]
        changes = [json.loads(line) for line in bag.lines("changes.jsonl")]
        raw = list(bag.lines("changes.jsonl"))
    assert [head["number"] for head in heads] == [1, 2]
    previous = ""
    for head in heads:
        own = [
            line for line, change in zip(raw, changes, strict=True)
            if change["batch"] == head["number"]
        ]  # fmt: skip
        whole = f"{previous}\n" + "".join(f"{line}\n" for line in own)
        assert head["digest"] == hashlib.sha256(whole.encode()).hexdigest()
        assert head["previous"] == previous
        assert head["changes"] == len(own)
        previous = head["digest"]
    with laptop.reading() as session:
        assert [one.number for one in batches(session) if one.digest is None] == [3]


def test_photo_bytes_go_once_to_each_destination(laptop: Workspace, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    assert len(photos_in(send(laptop, stick))) == 3
    assert photos_in(send(laptop, stick)) == []
    visit = begin(laptop)
    add_photos(laptop, visit.inspection, [picture(tmp_path / "new.jpg", 50)])
    assert len(photos_in(send(laptop, stick))) == 1
    assert len(photos_in(send(laptop, stick, destination="elsewhere"))) == 4
    again = export(laptop, stick, destination="hub", all_photos=True)
    assert len(photos_in(again)) == 4
    assert photos_in(export(laptop, tmp_path / "a")) != []  # a folder is a destination too
    assert photos_in(export(laptop, tmp_path / "a")) == []


def test_a_removed_photo_that_was_never_packed_stays_at_home(
    laptop: Workspace, tmp_path: Path
) -> None:
    visit = begin(laptop)
    (added,) = add_photos(laptop, visit.inspection, [picture(tmp_path / "private.jpg", 60)])
    assert added.photo is not None
    remove_photo(laptop, added.photo)
    assert len(photos_in(send(laptop, tmp_path / "stick"))) == 3


def test_photos_without_bytes_are_counted_not_packed(laptop: Workspace, tmp_path: Path) -> None:
    victim = next(laptop.photos.glob("*/*"))
    victim.unlink()
    strange = new_id()
    for field, value in {"sha256": "../../../chengjian", "extension": "sqlite"}.items():
        foreign(laptop, strange, field, value, kind="photo")
    package = send(laptop, tmp_path / "stick")
    assert (package.photos, package.missing) == (2, 2)


def test_a_photo_damaged_on_the_disk_is_left_out_by_name(laptop: Workspace, tmp_path: Path) -> None:
    victim = next(laptop.photos.glob("*/*"))
    whole = len(list(laptop.photos.glob("*/*")))
    data = bytearray(victim.read_bytes())
    data[100] ^= 1
    victim.write_bytes(data)
    package = send(laptop, tmp_path / "stick")
    assert (package.number, package.damaged) == (1, (victim.name,))
    assert package.photos == whole - 1
    with open_bag(package.path) as bag:
        assert f"photos/{victim.name}" not in bag.names
    data[100] ^= 1
    victim.write_bytes(data)
    again = send(laptop, tmp_path / "stick")  # mended, it goes with the next one
    assert (again.number, again.photos, again.damaged) == (2, 1, ())


def test_nothing_is_lost_when_the_folder_cannot_be_written(
    laptop: Workspace, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "stick"
    in_the_way.write_text("a file where the stick should be")
    with pytest.raises(AppError):
        send(laptop, in_the_way)
    assert rows(laptop) == []
    in_the_way.unlink()
    assert send(laptop, in_the_way).number == 1


def test_cancelled_leaves_no_package_and_the_number_free(laptop: Workspace, tmp_path: Path) -> None:
    def stop(done: int, total: int, what: str = "") -> None:
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        export(laptop, tmp_path / "stick", destination="hub", progress=stop)
    assert list((tmp_path / "stick").iterdir()) == []
    assert rows(laptop) == []
    package = send(laptop, tmp_path / "stick")
    assert (package.number, package.photos) == (1, 3)


def test_a_number_that_a_crash_left_is_void_and_said_so(laptop: Workspace, tmp_path: Path) -> None:
    first = send(laptop, tmp_path / "stick")
    with laptop.sessions.begin() as session:
        session.add(PackageOut(number=2, name="", destination="hub"))  # what a crash leaves
    half = tmp_path / "stick" / f"{laptop.device.hex[:8]}-0002-1.zip.part"
    half.write_bytes(b"PK half")
    third = send(laptop, tmp_path / "stick")
    assert third.number == 3
    said = info(third)
    assert said["Chengjian-Void"] == "2"
    assert said["Chengjian-Previous"] == first.digest
    assert not half.exists()
    assert [file.name for file in packages_in(tmp_path / "stick")] == [
        first.path.name, third.path.name,
    ]  # fmt: skip


def test_a_package_that_is_out_but_not_entered_keeps_its_number(
    laptop: Workspace, tmp_path: Path
) -> None:
    def lock(switch: str) -> None:
        with closing(laptop.database.engine.raw_connection()) as connection:
            connection.cursor().execute(f"PRAGMA query_only = {switch}")

    def disk_turns_read_only(done: int, total: int, what: str = "") -> None:
        if done == total:  # all is in the bag; what follows is the entry that it went out
            lock("ON")

    with pytest.raises(AppError, match="写不进去"):
        export(laptop, tmp_path / "stick", destination="hub", progress=disk_turns_read_only)
    lock("OFF")
    (out,) = packages_in(tmp_path / "stick")
    data = out.read_bytes()
    package = send(laptop, tmp_path / "stick")
    assert package.number == 2
    assert package.photos == 3  # nobody knows whether the first one arrives
    assert info(package)["Chengjian-Void"] == "1"
    assert out.read_bytes() == data


def test_without_a_campaign_there_is_nothing_to_send(tmp_path: Path) -> None:
    with (
        make(tmp_path / "hub", "丙", campaign=False, filled=False) as hub,
        pytest.raises(AppError, match="没有可送的"),
    ):
        send(hub, tmp_path / "stick")


def test_equal_content_gives_equal_bytes_but_for_the_labels(template: Path, tmp_path: Path) -> None:
    data = []
    for name in ("one", "two"):
        with Workspace.open(copied(template, tmp_path / name), person="甲") as workspace:
            package = export(workspace, tmp_path / f"{name}-out", now_ms=1_790_000_000_000)
            data.append(package.path.read_bytes())
    assert data[0] == data[1]
