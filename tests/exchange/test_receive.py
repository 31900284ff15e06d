"""Receiving: verified first, merged whole or not at all, in any order and any number of times."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.errors import AppError
from app.exchange.receive import packages_in
from app.exchange.received import Received
from app.inspection.derive import derive
from app.inspection.photo.photos import photos_of
from app.inspection.visit import Visit
from app.models.derived import PackageIn
from app.models.log import conflicts, rebuild
from app.workspace import Workspace
from tests.faults.looks import tables
from tests.faults.small import copied, dumped, path, place, take
from tests.faults.small_form import form


def test_everything_arrives(hub: Workspace, packages: list[Path], city: Path) -> None:
    results = take(hub, *packages)
    assert [one.state for one in results] == ["merged"] * 3
    assert [one.photos_new for one in results] == [2, 0, 2]
    assert [one.conflicts_new for one in results] == [0, 0, 1]
    assert derive(hub).problems == []
    visit = Visit.begin(hub, place("1号楼"))
    assert {row.here for row in photos_of(hub, visit.inspection)} == {True}
    assert len(photos_of(hub, visit.inspection)) == 4
    with hub.reading() as session:
        assert [(one.subject, one.field) for one in conflicts(session)] == [
            (visit.inspection, path("B02"))
        ]
        rows = {row.name: row for row in session.scalars(select(PackageIn))}
    assert [rows[f"{n}.zip"].number for n in range(3)] == [1, 2, 1]
    assert rows["0.zip"].device == rows["1.zip"].device != rows["2.zip"].device
    (kept,) = hub.forms.glob("*.xlsx")
    assert kept.read_bytes() == form()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_any_order_and_any_number_of_times(
    city: Path, tmp_path: Path, packages: list[Path], order: tuple[int, ...]
) -> None:
    with Workspace.open(copied(city / "hub", tmp_path / "hub"), person="x") as hub:
        for number in order:
            (first,) = take(hub, packages[number])
            # The second package of a laptop carries what the first one did.
            wanted = "repeated" if number == 0 and 1 in order[: order.index(0)] else "merged"
            if (first.changes_new, first.photos_new) != (0, 0):
                wanted = "merged"
            assert first.state == wanted
            (again,) = take(hub, packages[number])
            assert (again.state, again.changes_new, again.photos_new) == ("repeated", 0, 0)
        derive(hub)
        found = dumped(hub, tmp_path / "dump")
        with hub.sessions.begin() as session:
            rebuild(session)
        assert dumped(hub, tmp_path / "rebuilt") == found
    reference = city / "reference.json"
    if not reference.exists():
        reference.write_text(json.dumps(found))
    assert json.loads(reference.read_text()) == found


def test_a_laptop_receives_its_own_package(city: Path, tmp_path: Path) -> None:
    with Workspace.open(copied(city / "a", tmp_path / "a"), person="人a") as laptop:
        before = tables(laptop)
        (file, *_rest) = packages_in(tmp_path / "a")
        (result,) = take(laptop, file)
        assert (result.state, result.changes_new) == ("repeated", 0)
        assert tables(laptop)["change"] == before["change"]


def test_one_bad_package_does_not_stop_the_others(
    hub: Workspace, packages: list[Path], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(packages[0].read_bytes()[:-1])
    results = take(hub, packages[2], bad, tmp_path / "gone.zip", packages[0])
    assert [one.state for one in results] == ["merged", "refused", "refused", "merged"]
    assert all(one.reason for one in results[1:3])


# --- trouble of our own -------------------------------------------------------------------------


def test_a_full_disk_here_is_not_the_packages_fault(hub: Workspace, packages: list[Path]) -> None:
    with hub.sessions() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar()
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
    before = tables(hub)
    with pytest.raises(AppError, match="磁盘"):
        take(hub, packages[0])
    assert tables(hub) == before
    with hub.sessions() as session:
        session.execute(text("PRAGMA max_page_count = 1000000"))
    with hub.reading() as session:
        assert session.scalars(select(PackageIn)).all() == []
    (result,) = take(hub, packages[0])
    assert result.state == "merged"
    assert isinstance(result, Received)
    assert derive(hub).problems == []


def test_a_photo_folder_that_cannot_be_written_is_not_its_fault(
    hub: Workspace, packages: list[Path]
) -> None:
    hub.photos.rmdir()
    hub.photos.write_text("a file where the folder should be")
    before = tables(hub)
    with pytest.raises(AppError):
        take(hub, packages[0])
    assert tables(hub) == before
    hub.photos.unlink()
    assert [one.state for one in take(hub, packages[0])] == ["merged"]


def test_what_a_crash_left_in_the_waiting_room_goes(hub: Workspace, packages: list[Path]) -> None:
    left = hub.cache / "incoming" / f"{'0' * 64}.jpg"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    take(hub, packages[0])
    assert not left.parent.exists()
