"""Workspaces on bad disks, of other versions, damaged, open elsewhere: sentences, no crash."""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from app.cli import main
from app.errors import AppError
from app.inspection.derive import derive
from app.inspection.photo.photos import add_photos, photos_of
from app.inspection.visit import Visit
from app.models.log import dump
from app.workspace import Workspace
from app.workspace_folder import DATABASE
from tests.faults.small import (
    BUILDINGS,
    ORDINARY,
    begin,
    copied,
    dumped,
    fill,
    make,
    path,
    picture,
    place,
    send,
    take,
)

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template") / "laptop"
    with make(root, "甲") as workspace:
        visit = begin(workspace, **ORDINARY)
        add_photos(workspace, visit.inspection, [picture(root.parent / "a.jpg", 1)])
        derive(workspace)
        for name in BUILDINGS[1:]:
            begin(workspace, name, **ORDINARY)
    return root


Mount = Callable[..., Path]


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mount]:
    """Make small disks of their own; they go away with the test."""
    if not (ROOT and sys.platform == "linux" and shutil.which("mount")):
        pytest.skip("only root can make a small disk")
    made: list[Path] = []

    def make_disk(size_kb: int) -> Path:
        folder = tmp_path / f"disk{len(made)}"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "tmpfs", str(folder)]
        if subprocess.run(command, capture_output=True, check=False, timeout=120).returncode:
            pytest.skip("this machine lets nobody mount a disk")
        made.append(folder)
        return folder

    yield make_disk
    for folder in made:
        subprocess.run(["umount", "-l", str(folder)], check=False, timeout=120)


def read_only(folder: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True, timeout=120)


def fill_disk(folder: Path, leave: int = 0) -> Path:
    """Fill a disk to the last byte but some; returns what takes the room."""
    filler = folder / "filler"
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    with suppress(OSError), filler.open("wb", buffering=0) as out:
        for _block in range(max(0, free - leave) // 4096):
            out.write(bytes(4096))
    return filler


# --- a disk that is full ------------------------------------------------------------------------


def test_answers_on_a_full_disk(mount: Mount, template: Path) -> None:
    disk = mount(12_000)
    copied(template, disk / "w")
    with Workspace.open(disk / "w", person="甲") as workspace:
        visit = begin(workspace)
        filler = fill_disk(disk)
        before = {field.path: field.kept for field in visit.instance.fields()}

        def answer_on() -> None:
            for number in range(200):
                fill(visit, B07=f"{number} " + "满" * 300)
                before.update({field.path: field.kept for field in visit.instance.fields()})

        with pytest.raises(AppError, match="磁盘"):
            answer_on()
        assert {field.path: field.kept for field in visit.instance.fields()} == before
        again = Visit.begin(workspace, place(BUILDINGS[0]))
        assert {field.path: field.kept for field in again.instance.fields()} == before
        filler.unlink()
        fill(visit, B07="有地方了")
    with Workspace.open(disk / "w") as workspace:
        assert Visit.begin(workspace, place(BUILDINGS[0])).stored[path("B07")].text == "有地方了"


def test_photos_on_a_full_disk(mount: Mount, template: Path, tmp_path: Path) -> None:
    disk = mount(12_000)
    copied(template, disk / "w")
    files = [picture(tmp_path / f"{n}.jpg", 100 + n, (900, 700)) for n in range(3)]
    with Workspace.open(disk / "w", person="甲") as workspace:
        visit = begin(workspace)
        filler = fill_disk(disk, leave=100_000)
        added = add_photos(workspace, visit.inspection, files)
        assert all("磁盘" in str(one.error) for one in added)
        filler.unlink()
        for row in photos_of(workspace, visit.inspection):
            assert row.here
        assert not list(workspace.photos.rglob("*.part"))
        assert [one.error for one in add_photos(workspace, visit.inspection, files)] == [None] * 3
        assert len(photos_of(workspace, visit.inspection)) == 4


def test_an_export_to_a_full_stick(mount: Mount, template: Path, tmp_path: Path) -> None:
    stick = mount(64)
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as workspace:
        visit = begin(workspace)
        add_photos(workspace, visit.inspection, [picture(tmp_path / "b.jpg", 9, (900, 700))])
        with pytest.raises(AppError, match="磁盘"):
            send(workspace, stick)
        assert list(stick.iterdir()) == []
        package = send(workspace, tmp_path / "roomy")
        assert package.number == 1


def test_a_merge_at_a_full_hub(mount: Mount, template: Path, tmp_path: Path) -> None:
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as laptop:
        package = send(laptop, tmp_path / "stick").path
    disk = mount(12_000)
    with make(disk / "hub", "汇总", campaign=False, filled=False) as hub:
        before = dumped(hub, tmp_path / "before")
        filler = fill_disk(disk, leave=60_000)
        with pytest.raises(AppError, match="磁盘"):
            take(hub, package)
        for file in hub.photos.rglob("*.*"):  # whole ones that no record names yet do no harm
            assert hashlib.sha256(file.read_bytes()).hexdigest() == file.stem
        filler.unlink()
        assert dumped(hub, tmp_path / "after") == before
        (result,) = take(hub, package)
        assert result.state == "merged"
        assert derive(hub).problems == []


def test_a_new_workspace_on_a_full_disk(mount: Mount) -> None:
    disk = mount(100)
    with pytest.raises(AppError, match="磁盘"):
        Workspace.create(disk / "w", person="甲")
    assert not (disk / "w" / DATABASE).exists()


def test_a_dump_to_a_full_disk(
    mount: Mount, template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    disk = mount(16)
    root = copied(template, tmp_path / "w")
    assert main(["dump", "-w", str(root), str(disk / "dump")]) == 1
    assert "磁盘" in capsys.readouterr().err


# --- a disk that cannot be written --------------------------------------------------------------


def test_a_read_only_disk(mount: Mount, template: Path, tmp_path: Path) -> None:
    disk = mount(20_000)
    copied(template, disk / "w")
    with Workspace.open(disk / "w"):
        pass
    read_only(disk)
    with pytest.raises(AppError, match="写"):
        Workspace.open(disk / "w")
    with Workspace.open(disk / "w", read_only=True) as workspace:
        assert workspace.read_only
        with workspace.reading() as session:
            assert dump(session, tmp_path / "dump")
        with pytest.raises(AppError):
            begin(workspace, B07="不行")
    with pytest.raises(AppError):
        Workspace.create(disk / "new", person="甲")


def test_a_disk_that_turns_read_only(mount: Mount, template: Path) -> None:
    disk = mount(20_000)
    copied(template, disk / "w")
    workspace = Workspace.open(disk / "w", person="甲")
    visit = begin(workspace)
    fill(visit, B07="写下了")
    with workspace.sessions.begin():
        pass
    # A card whose switch was moved cannot be remounted while files are open for writing; a
    # connection that may no longer write is the nearest to it.
    with closing(workspace.database.engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA query_only = ON")
    with pytest.raises(AppError, match="写"):
        fill(visit, B07="写不下")
    assert visit.instance.node(path("B07")).value == "写下了"
    workspace.close()


def test_opened_for_reading_only_nothing_is_written(template: Path, tmp_path: Path) -> None:
    root = copied(template, tmp_path / "w")
    with Workspace.open(root, read_only=True) as workspace:
        for act in (
            lambda: begin(workspace, B07="x"),
            lambda: derive(workspace),
            lambda: send(workspace, tmp_path / "stick"),
        ):
            with pytest.raises(AppError):
                act()
    assert not list((tmp_path / "stick").glob("*"))


# --- who else is there --------------------------------------------------------------------------


def test_open_in_another_program(template: Path, tmp_path: Path) -> None:
    root = copied(template, tmp_path / "w")
    code = (
        "import sys; from pathlib import Path; from app.workspace import Workspace\n"
        "with Workspace.open(Path(sys.argv[1])): print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, root],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).resolve().parents[2],
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(AppError, match="打开"):
            Workspace.open(root)
        with Workspace.open(root, read_only=True) as reader, reader.reading() as session:
            assert dump(session, tmp_path / "dump")
        other.kill()
    with Workspace.open(root):  # the lock went with its owner
        pass


# --- what lies there ----------------------------------------------------------------------------


def test_of_a_newer_program(template: Path, tmp_path: Path) -> None:
    root = copied(template, tmp_path / "w")
    with closing(sqlite3.connect(root / DATABASE)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    before = (root / DATABASE).read_bytes()
    for mode in (False, True):
        with pytest.raises(AppError, match="新"):
            Workspace.open(root, read_only=mode)
    assert (root / DATABASE).read_bytes() == before


def test_a_database_of_others_and_none(tmp_path: Path) -> None:
    root = tmp_path / "w"
    root.mkdir()
    with pytest.raises(AppError):
        Workspace.open(root)
    with closing(sqlite3.connect(root / DATABASE)) as raw:
        raw.execute("CREATE TABLE theirs(x)")
        raw.commit()
    with pytest.raises(AppError):
        Workspace.open(root)
    (root / DATABASE).write_bytes(b"")
    with pytest.raises(AppError):
        Workspace.open(root, read_only=True)
    (root / DATABASE).write_bytes(b"not a database at all" * 500)
    with pytest.raises(AppError):
        Workspace.open(root)


def use(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[int, set[str]]:
    """Do a bit of everything by command; returns what was said, by exit code."""
    said: dict[int, set[str]] = {}
    for number, command in enumerate(
        (
            ["doctor", "-w", str(root)],
            ["conflicts", "-w", str(root)],
            ["dump", "-w", str(root), str(tmp_path / "dump")],
            ["lists", "-w", str(root), str(tmp_path / "lists")],
            ["export", "-w", str(root), str(tmp_path / "stick")],
        )
    ):
        code = main(command)
        text = capsys.readouterr()
        assert "Traceback" not in text.out + text.err, command
        if code:
            assert re.search("[\u4e00-\u9fff]", text.out + text.err), (number, text)
        said.setdefault(code, set()).add(text.err.strip())
    return said


def test_truncated(template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = (template / DATABASE).read_bytes()
    for length in (50, 100, 4096, 20_000, len(data) // 2, len(data) - 4096, len(data) - 1):
        root = copied(template, tmp_path / f"w{length}")
        (root / DATABASE).write_bytes(data[:length])
        said = use(root, tmp_path, capsys)
        assert said.keys() <= {0, 1}, (length, said)
        assert 1 in said, length


def test_flipped_bits(template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = (template / DATABASE).read_bytes()
    rng = random.Random(5)
    codes: Counter[int] = Counter()
    for number in range(12):
        root = copied(template, tmp_path / f"w{number}")
        damaged = bytearray(data)
        page = rng.randrange(len(data) // 4096) * 4096
        for _bit in range(30):
            damaged[page + rng.randrange(4096)] ^= 1 << rng.randrange(8)
        (root / DATABASE).write_bytes(damaged)
        codes.update(use(root, tmp_path, capsys).keys())
    # 70: what lay in a row was no row of ours any more; said in words, and kept in the log.
    assert codes.keys() <= {0, 1, 70}
    assert codes[1] > codes[70]
