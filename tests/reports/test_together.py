"""Exports of several files: all of them or none, whatever stops them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import AppError, Cancelled
from app.inspection.derive import derive
from app.reports.filing import write_communities, write_csv
from app.reports.merge_record import write_merge_record
from app.reports.output import write_all
from app.reports.together import Together
from app.workspace import Workspace
from tests.faults.small import ORDINARY, begin, make
from tests.reports.test_filing import in_areas


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Workspace]:
    with make(tmp_path / "hub", "汇总") as workspace:
        in_areas(workspace)
        for name in ("1号楼", "4号楼"):
            begin(workspace, name, **ORDINARY).finish()
        derive(workspace)
        yield workspace


def stopping_at(last: Callable[[int, int], bool]) -> Any:
    def stop(done: int, total: int, what: str = "") -> None:
        if last(done, total):
            raise Cancelled

    return stop


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("write", [write_communities, write_csv])
def test_a_stopped_export_of_many_files_leaves_the_folder_as_it_was(
    hub: Workspace, tmp_path: Path, write: Callable[..., list[Path]]
) -> None:
    """The stop comes when one file is complete already; the next run then writes all."""
    folder = tmp_path / "out"
    stop = stopping_at(lambda done, _total: done == 1)
    with pytest.raises(Cancelled):
        write(hub, folder, progress=stop)
    assert not folder.exists()
    names = [file.name for file in write(hub, folder)]
    for file in folder.iterdir():
        file.write_bytes(b"of last month")
    before = files_of(folder)
    with pytest.raises(Cancelled):
        write(hub, folder, progress=stop)
    assert files_of(folder) == before
    assert [file.name for file in write(hub, folder)] == names
    assert set(files_of(folder)) == set(names)
    assert b"of last month" not in files_of(folder).values()


def test_sheets_of_buildings_that_are_stopped_take_the_lists_back(
    hub: Workspace, tmp_path: Path
) -> None:
    """Lists and sheets are one export: no list of today beside sheets of last month."""
    folder = tmp_path / "lists"
    sheets = [file for file in write_all(hub, folder) if file.suffix == ".pdf"]
    assert len(sheets) == 2
    for file in folder.rglob("*.*"):
        file.write_bytes(b"of last month")
    before = files_of(folder)

    def stop(_done: int, _total: int, what: str = "") -> None:
        if what == "1号楼":  # its sheet is complete
            raise Cancelled

    with pytest.raises(Cancelled):
        write_all(hub, folder, stop)
    assert files_of(folder) == before


def test_both_files_of_the_merge_record_are_new_or_neither(hub: Workspace, tmp_path: Path) -> None:
    """The workbook stands first, the paper second: whichever of them is locked."""
    folder = tmp_path / "record"
    book, paper = write_merge_record(hub, folder)
    for locked in (book, paper):
        book.write_bytes(b"old workbook")
        paper.write_bytes(b"old paper")
        in_the_way = folder / f"~{locked.name}.old" / "x"  # so that no rename moves it aside
        in_the_way.mkdir(parents=True)
        with pytest.raises(AppError, match=locked.name):
            write_merge_record(hub, folder)
        in_the_way.rmdir()
        in_the_way.parent.rmdir()
        assert files_of(folder) == {book.name: b"old workbook", paper.name: b"old paper"}
    assert write_merge_record(hub, folder) == [book, paper]
    assert set(files_of(folder)) == {book.name, paper.name}


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can act for another user"
)
def test_a_file_that_others_hold_is_named_with_what_to_do(tmp_path: Path) -> None:
    """What the system refuses to rename: a file of another's in a folder with the sticky bit."""
    folder = tmp_path / "shared"
    folder.mkdir()
    one, two = folder / "甲.xlsx", folder / "乙.xlsx"
    for above in (folder, *folder.parents):
        if above.stat().st_uid == 0 and above != Path("/"):
            above.chmod(above.stat().st_mode | 0o755)
    folder.chmod(0o1777)
    two.write_bytes(b"old")
    os.seteuid(65534)
    try:
        one.write_bytes(b"old")
        with Together() as files:
            for target in (one, two):
                files.draft(target).write_bytes(b"new")
            with pytest.raises(AppError) as caught:
                files.publish()
    finally:
        os.seteuid(0)
    assert files_of(folder) == {"甲.xlsx": b"old", "乙.xlsx": b"old"}
    assert "乙.xlsx" in str(caught.value)
    assert "Excel" in str(caught.value)
