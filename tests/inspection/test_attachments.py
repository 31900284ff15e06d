"""Attachments: kept like photos, one to a question, taken back, sent; bytes before rows."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from app.errors import AppError, Cancelled
from app.exchange.bags.read import open_bag
from app.inspection.checklists import register_bytes
from app.inspection.photo.attachments import attach, detach, origin_of, take_back
from app.inspection.photo.photos import photos_of
from app.inspection.visit import Visit
from app.models.media import EXTENSIONS, extension_of, kind_of, words_of
from app.models.tables import Photo
from app.reports.output import write_sheet
from app.workspace import Workspace
from tests.faults.small import begin, copied, dumped, make, picture, send, take
from tests.faults.small_form import question, workbook

KINDS = ("image", "audio", "video", "file")
SURVEY = (
    question("text", "A01"),
    question("image", "M01"),
    question("audio", "M02"),
    question("video", "M03"),
    question("file", "M04"),
    question("integer", "M05", relevant="${M02} != ''"),
)
SOUND = b"ID3\x04" + bytes(range(256)) * 40
FILM = b"\0\0\0\x18ftypmp42" + bytes(300)


def at(name: str) -> str:
    return f"/housing/{name}"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template") / "laptop"
    with make(root, "甲") as workspace:
        register_bytes(workspace, workbook(SURVEY, (), version="2"))
        begin(workspace)
    return root


@pytest.fixture
def visit(template: Path, tmp_path: Path) -> Iterator[Visit]:
    with Workspace.open(copied(template, tmp_path / "laptop"), person="甲") as opened:
        yield begin(opened)


def value(visit: Visit, name: str) -> str:
    visit.photos_changed()
    return visit.instance.node(at(name)).value


def stored(visit: Visit, name: str) -> Path:
    digest, _dot, extension = name.partition(".")
    return visit.workspace.photo_file(digest, extension)


def test_the_answer_is_the_stored_name_and_survives_reopening(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "物业 谈话.MP3"
    file.write_bytes(SOUND)
    done = attach(visit.workspace, visit.inspection, at("M02"), file, kind="audio", person="甲")
    assert done.name == f"{hashlib.sha256(SOUND).hexdigest()}.mp3"
    assert stored(visit, done.name).read_bytes() == SOUND
    assert value(visit, "M02") == done.name
    assert visit.instance.node(at("M05")).relevant
    (row,) = photos_of(visit.workspace, visit.inspection)
    assert (row.original_name, row.width, row.height) == ("物业 谈话.MP3", None, None)
    visit.reload()
    assert visit.instance.node(at("M02")).value == done.name
    assert at("M02") not in visit.stored  # the row says it; nothing says it twice


def test_a_new_file_takes_the_place_and_is_taken_back(visit: Visit) -> None:
    workspace, inspection = visit.workspace, visit.inspection
    first = attach(workspace, inspection, at("M03"), (FILM, "mp4"), kind="video")
    second = attach(workspace, inspection, at("M03"), (FILM + b"x", "mov"), kind="video")
    assert value(visit, "M03") == second.name
    assert len(photos_of(workspace, inspection)) == 1
    take_back(workspace, second)
    assert value(visit, "M03") == first.name
    again = attach(workspace, inspection, at("M03"), (FILM, "mp4"), kind="video")
    assert (again.photo, again.replaced) == (None, ())  # the same bytes: nothing to do
    gone = detach(workspace, inspection, at("M03"))
    assert (gone.name, value(visit, "M03")) == ("", "")
    take_back(workspace, gone)
    assert value(visit, "M03") == first.name


def test_what_is_drawn_stands_before_the_untouched_picture(visit: Visit, tmp_path: Path) -> None:
    workspace, inspection = visit.workspace, visit.inspection
    under = attach(workspace, inspection, at("M01"), picture(tmp_path / "a.jpg", 1), kind="image")
    drawings = []
    for colour in ("red", "blue"):
        out = io.BytesIO()
        Image.new("RGB", (64, 48), colour).save(out, "PNG")
        drawings.append(
            attach(
                workspace,
                inspection,
                at("M01"),
                (out.getvalue(), "png"),
                kind="image",
                drawn_on=drawings[-1].name if drawings else under.name,
            )
        )
        assert value(visit, "M01") == drawings[-1].name
    rows = photos_of(workspace, inspection)
    assert [f"{row.sha256}.{row.extension}" for row in rows] == [drawings[1].name, under.name]
    with workspace.reading() as session:
        assert [origin_of(session, row.id) for row in rows] == [under.name, ""]
    detach(workspace, inspection, at("M01"))
    assert value(visit, "M01") == under.name


@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
def test_a_limit_of_pixels_gives_a_copy_and_keeps_the_original(
    visit: Visit, tmp_path: Path, format_: str
) -> None:
    file = tmp_path / f"big.{format_.lower()}"
    exif = Image.Exif()
    exif[0x0112], exif[0x0110] = 6, "Sample camera"
    image = Image.effect_noise((800, 600), 60).convert("RGB")
    image.save(file, format_, exif=exif if format_ == "JPEG" else None)
    done = attach(visit.workspace, visit.inspection, at("M01"), file, kind="image", max_pixels=200)
    small = stored(visit, done.name)
    with Image.open(small) as shown:
        upright = (150, 200) if format_ == "JPEG" else (200, 150)
        assert (shown.format, shown.size) == (format_, upright)
        if format_ == "JPEG":
            assert shown.getexif()[0x0110] == "Sample camera"
            assert shown.getexif().get(0x0112, 1) == 1
    assert hashlib.sha256(small.read_bytes()).hexdigest() == small.stem
    original = file.read_bytes()
    kept = list(visit.workspace.photos.glob(f"*/{hashlib.sha256(original).hexdigest()}.*"))
    assert [one.read_bytes() for one in kept] == [original]
    (row,) = photos_of(visit.workspace, visit.inspection)
    with visit.workspace.reading() as session:
        assert origin_of(session, row.id) == kept[0].name
    assert (row.width, row.height) == upright
    within = attach(
        visit.workspace, visit.inspection, at("M01"), file, kind="image", max_pixels=800
    )
    assert within.name == kept[0].name  # not enlarged, not copied


@pytest.mark.parametrize(
    ("kind", "name", "data", "said"),
    [
        ("audio", "扫描.pdf", b"%PDF", "扫描.pdf"),
        ("video", "a.mp3", SOUND, "a.mp3"),
        ("image", "a.jpg", b"no picture", "a.jpg"),
        ("file", "a.txt", b"", "a.txt"),
        ("audio", "missing.mp3", None, "missing.mp3"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_by_name(
    visit: Visit, tmp_path: Path, kind: str, name: str, data: bytes | None, said: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(AppError, match=said):
        attach(visit.workspace, visit.inspection, at("M04"), tmp_path / name, kind=kind)
    assert not photos_of(visit.workspace, visit.inspection)
    assert not [one for one in visit.workspace.photos.rglob("*") if one.is_file()]


def test_cancelled_changes_nothing(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "long.wav"
    file.write_bytes(bytes(3 << 20))
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int, _what: str = "") -> None:
        told.append((done, total))
        if done > 1 << 20:
            raise Cancelled

    with pytest.raises(Cancelled):
        attach(visit.workspace, visit.inspection, at("M02"), file, kind="audio", progress=stop)
    assert told[-1][1] == 3 << 20
    assert not photos_of(visit.workspace, visit.inspection)
    assert not [one for one in visit.workspace.photos.rglob("*") if one.is_file()]


_KILLED = """
import os, sys
from pathlib import Path
from uuid import UUID
from sqlalchemy import event
from app.inspection.photo.attachments import attach
from app.workspace import Workspace
workspace = Workspace.open(Path(sys.argv[1]), person="甲")
event.listen(workspace.database.engine, "commit", lambda _connection: os._exit(9))
attach(workspace, UUID(sys.argv[2]), "/housing/M02", Path(sys.argv[3]), kind="audio")
"""


def test_killed_at_the_commit_leaves_bytes_without_a_row(template: Path, tmp_path: Path) -> None:
    root = copied(template, tmp_path / "laptop")
    file = tmp_path / "talk.amr"
    file.write_bytes(SOUND)
    with Workspace.open(root, person="甲") as workspace:
        inspection = begin(workspace).inspection
    ended = subprocess.run(
        [sys.executable, "-c", _KILLED, str(root), str(inspection), str(file)],
        check=False,
        timeout=120,
    )
    assert ended.returncode == 9
    with Workspace.open(root, person="甲") as workspace:
        kept = workspace.photo_file(hashlib.sha256(SOUND).hexdigest(), "amr")
        assert kept.read_bytes() == SOUND
        assert not photos_of(workspace, inspection)
        done = attach(workspace, inspection, at("M02"), file, kind="audio")
        assert value(begin(workspace), "M02") == done.name


def test_all_kinds_travel_and_arrive_whole(visit: Visit, tmp_path: Path) -> None:
    workspace, inspection = visit.workspace, visit.inspection
    names = [
        attach(workspace, inspection, at("M01"), picture(tmp_path / "a.jpg", 3), kind="image").name,
        attach(workspace, inspection, at("M02"), (SOUND, "m4a"), kind="audio").name,
        attach(workspace, inspection, at("M03"), (FILM, "3gp"), kind="video").name,
        attach(workspace, inspection, at("M04"), (b"MZ\x90", "exe"), name="工具.exe").name,
    ]
    assert names[3].endswith(".bin")  # a package carries no program by its name
    package = send(workspace, tmp_path)
    with open_bag(package.path) as bag:
        assert sorted(f"photos/{name}" for name in names) == sorted(
            name for name in bag.names if name.startswith("photos/")
        )
    with make(tmp_path / "hub", "汇总", campaign=False, filled=False) as hub:
        (received,) = take(hub, package.path)
        assert received.state == "merged"
        for name in names:
            digest, _dot, extension = name.partition(".")
            file = hub.photo_file(digest, extension)
            assert hashlib.sha256(file.read_bytes()).hexdigest() == digest
        there = Visit.open(hub, inspection)
        assert [there.instance.node(at(f"M0{n}")).value for n in (1, 2, 3, 4)] == names
        with hub.reading() as session:
            titles = set(session.scalars(select(Photo.original_name)))
        assert titles == {"a.jpg", "audio.m4a", "video.3gp", "工具.exe"}
        assert (
            dumped(hub, tmp_path / "d1")["photo.jsonl"]
            == (dumped(workspace, tmp_path / "d2")["photo.jsonl"])
        )


def test_a_damaged_recording_stays_at_home_and_is_named(visit: Visit, tmp_path: Path) -> None:
    done = attach(visit.workspace, visit.inspection, at("M02"), (SOUND, "wav"), kind="audio")
    stored(visit, done.name).write_bytes(SOUND[:-1] + b"\0")
    package = send(visit.workspace, tmp_path)
    assert package.damaged == (done.name,)


def test_the_sheet_of_a_building_says_that_there_is_a_recording(
    visit: Visit, tmp_path: Path
) -> None:
    attach(visit.workspace, visit.inspection, at("M02"), (SOUND, "wav"), kind="audio")
    visit.answer(at("A01"), "样例")
    sheet = write_sheet(visit.workspace, visit.inspection, tmp_path)
    words = "".join(page.extract_text() for page in PdfReader(sheet).pages)
    assert words_of("audio") in words


def test_extensions_are_few_and_told_apart() -> None:
    assert extension_of("A.JPEG") == "jpg"
    assert extension_of("报告.Docx") == "docx"
    for name in ("setup.exe", "no extension", "a.lnk", "b.docm", "c.", ".jpg/../x", "d.html"):
        assert extension_of(name) == "bin"
    assert {kind_of(one) for one in EXTENSIONS} == set(KINDS)
