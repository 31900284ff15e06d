"""Volumes: each a whole bag, none too large, merged in any order; the missing ones are named."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError
from app.exchange import volumes
from app.exchange.bags.read import open_bag
from app.exchange.inbox.parcels import merge_parcels, parcels, sequences
from app.exchange.inbox.take import take_in
from app.exchange.package import export
from app.exchange.volumes import Item, named, plan, volume_of
from app.inspection.checklists import keeper
from app.inspection.photo.photos import add_photos
from app.workspace import Workspace
from tests.faults.small import begin, dumped, make, picture, take

LIMIT = 60_000


@pytest.fixture
def laptop(tmp_path: Path):
    with make(tmp_path / "a", "甲") as workspace:
        visit = begin(workspace)
        files = [picture(tmp_path / f"{n}.jpg", n, (120 + 20 * n, 90)) for n in range(14)]
        large = tmp_path / "large.jpg"  # noise does not shrink
        from PIL import Image

        Image.frombytes("RGB", (300, 300), random.Random(1).randbytes(270_000)).save(
            large, quality=95
        )
        assert large.stat().st_size > LIMIT
        add_photos(workspace, visit.inspection, [*files, large])
        yield workspace


def keep(hub: Workspace):
    return keeper(hub)


def test_each_volume_is_a_whole_bag_and_small_enough(laptop: Workspace, tmp_path: Path) -> None:
    package = export(laptop, tmp_path / "stick", volume_bytes=LIMIT)
    assert len(package.paths) > 2
    seen: list[str] = []
    said = []
    for number, path in enumerate(package.paths, 1):
        name = named(path.name)
        assert name
        assert (name.number, name.volume) == (1, number)
        with open_bag(path) as bag:  # verifies every byte
            said.append(volume_of(bag.info))
            photos = [one for one in bag.names if one.startswith("photos/")]
            assert path.stat().st_size <= LIMIT or len(photos) == 1
            seen += photos
            if number == 1:
                digests = bag.info[volumes.DIGESTS].split()
            else:
                assert bag.digest == digests[number - 2]
    assert said == [(n, len(package.paths)) for n in range(1, len(package.paths) + 1)]
    assert len(seen) == len(set(seen)) == package.photos == 15
    assert package.bytes == sum(path.stat().st_size for path in package.paths)


def test_merged_in_any_order(laptop: Workspace, tmp_path: Path) -> None:
    package = export(laptop, tmp_path / "stick", volume_bytes=LIMIT)
    dumps = []
    for seed in range(3):
        files = list(package.paths)
        random.Random(seed).shuffle(files)
        with make(tmp_path / f"hub{seed}", "汇总", campaign=False, filled=False) as hub:
            assert {one.state for one in take(hub, *files)} == {"merged"}
            assert {one.state for one in take(hub, *files)} == {"repeated"}
            assert len(list(hub.photos.glob("*/*.*"))) == 15
            dumps.append(dumped(hub, tmp_path / f"dump{seed}"))
    assert dumps[0] == dumps[1] == dumps[2]


def test_missing_volumes_are_named_until_they_come(laptop: Workspace, tmp_path: Path) -> None:
    package = export(laptop, tmp_path / "stick", volume_bytes=LIMIT)
    count = len(package.paths)
    with make(tmp_path / "hub", "汇总", campaign=False, filled=False) as hub:
        take_in(hub, package.paths[1:2])
        with hub.reading() as session:
            (line,) = parcels(session, hub)
            (row,) = sequences([line])
        assert (line.state, line.waits_for) == ("waits", 1)
        rest = tuple(n for n in range(1, count + 1) if n != 2)
        assert line.lacking == row.lacking[1] == rest
        assert row.missing == [1]
        merge_parcels(hub, [line], keep_form=keep(hub))  # it may go first
        take_in(hub, [path for path in package.paths if path != package.paths[1]])
        with hub.reading() as session:
            found = parcels(session, hub)
        assert {one.state for one in found} == {"ready", "merged"}
        merge_parcels(hub, found, keep_form=keep(hub))
        with hub.reading() as session:
            found = parcels(session, hub)
            (row,) = sequences(found)
        assert {one.state for one in found} == {"merged"}
        assert (row.lacking, row.missing) == ({}, [])


def test_what_a_cut_export_left_is_cleared(laptop: Workspace, tmp_path: Path) -> None:
    stick = tmp_path / "stick"

    def stop(done: int, total: int, what: str = "") -> None:
        if done > 10:
            raise AppError("stop")

    with pytest.raises(AppError):
        export(laptop, stick, volume_bytes=LIMIT, progress=stop)
    assert list(stick.iterdir()) == []
    from app.models.derived import PackageOut

    with laptop.sessions.begin() as session:
        session.add(PackageOut(number=1, name="", destination="x"))  # as after kill -9
    left = stick / f"{laptop.device.hex[:8]}-0001-2.zip"
    stranger = stick / "00000000-0001-2.zip"
    for file in (left, stranger):
        shutil.copy(tmp_path / "large.jpg", file)
    package = export(laptop, stick, volume_bytes=LIMIT)
    assert package.number == 2
    assert set(stick.iterdir()) == {*package.paths, stranger}


sizes = st.lists(st.integers(0, 200_000), max_size=40)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 120_000), sizes, st.integers(20_000, 150_000))
def test_plan(first: int, of: list[int], limit: int) -> None:
    items = [Item(f"{n}", Path(f"{n}"), "", size) for n, size in enumerate(of)]
    found = plan(first, items, limit)
    assert sorted(item.name for volume in found for item in volume) == sorted(
        item.name for item in items
    )
    assert all(found[1:])  # none is empty but the first
    for number, volume in enumerate(found):
        held = sum(item.size for item in volume) + (0 if number else first)
        assert held < limit or len(volume) == 1 or (not number and not volume)


def test_no_volume_is_larger_than_fat32_allows() -> None:
    gib = 1 << 30
    items = [Item(f"{n}", Path(f"{n}"), "", gib) for n in range(8)]
    found = plan(0, items, 100 * gib)
    assert [len(volume) for volume in found] == [3, 3, 2]


@pytest.mark.parametrize("text", ["", "0 of 1", "3 of 2", "1 of", "x", "1 of 9999999"])
def test_nonsense_is_one_volume(text: str) -> None:
    assert volume_of({"Chengjian-Volume": text}) == (1, 1)
