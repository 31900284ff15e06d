"""A package withdrawn: as if it had never come, whatever batches and volumes it had; and back."""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import AppError
from app.exchange.package import export
from app.inspection.conflict.deciding import decide
from app.inspection.conflict.queue import queue
from app.inspection.conflict.rules import rule_on, use
from app.inspection.conflict.view import detail
from app.inspection.conflict.withdrawing import brought, give_back, reach, take_out
from app.inspection.derive import derive
from app.inspection.photo.photos import add_photos
from app.inspection.rule_set import rules_of
from app.models.carried import carried
from app.models.log import close_batch, dump, history
from app.workspace import Workspace
from tests.faults.small import (
    ORDINARY,
    begin,
    copied,
    make,
    path,
    picture,
    rewritten,
    send,
    take,
)

SPANS = {"a": ((1, 1), (1, 2), (2, 4), (3, 4), (4, 4)), "b": ((1, 1), (1, 2), (2, 2))}
"""Batches of its sender that a package carries, first and last: resent ones overlap; 3 is empty."""
WHICH = [(name, number) for name, spans in SPANS.items() for number in range(1, len(spans) + 1)]


class Parcels(NamedTuple):
    """An empty hub, the two senders, and their packages by sender and number."""

    hub: Path
    devices: dict[str, UUID]
    files: dict[tuple[str, int], Path]


def _spoken(laptop: Workspace, person: str, texts: Sequence[tuple[str, str]]) -> None:
    visit = begin(laptop, "1号楼", **ORDINARY)
    for name, text in texts:
        visit.answer(path(name), text)
    with laptop.sessions.begin() as session:
        close_batch(session, laptop.device)
    assert person


def _only(
    device: UUID, first: int, last: int, number: int
) -> Callable[[dict[str, bytes], dict[str, str]], None]:
    """Leave of a package what one would carry that sends these batches of its sender."""

    def change(files: dict[str, bytes], info: dict[str, str]) -> None:
        info["Chengjian-Number"] = str(number)

        def own(row: dict[str, object], name: str) -> bool:
            return row["device"] != str(device) or first <= int(str(row[name])) <= last

        for name, field in (("changes.jsonl", "batch"), ("batches.jsonl", "number")):
            rows = files[name].splitlines(keepends=True)
            files[name] = b"".join(line for line in rows if own(json.loads(line), field))

    return change


@pytest.fixture(scope="module")
def parcels(tmp_path_factory: pytest.TempPathFactory) -> Parcels:
    """Two laptops; the second has built on what the first had sent it, and relays that."""
    root = tmp_path_factory.mktemp("withdrawn")
    devices: dict[str, UUID] = {}
    whole: dict[str, Path] = {}
    with make(root / "a", "甲") as one:
        devices["a"] = one.device
        _spoken(one, "甲", [("B02", "present"), ("B04", "1")])
        _spoken(one, "甲", [("B04", "2"), ("B05", "present")])
        early = send(one, root / "early").path
        visit = begin(one, "2号楼", **ORDINARY)
        add_photos(one, visit.inspection, [picture(root / "p.jpg", 3)])
        _spoken(one, "甲", [("B04", "3")])
        whole["a"] = send(one, root / "whole").path
    with make(root / "b", "乙", campaign=False, filled=False) as two:
        devices["b"] = two.device
        take(two, early)
        _spoken(two, "乙", [("B04", "20"), ("B06", "wide")])
        begin(two, "3号楼", **ORDINARY)
        whole["b"] = send(two, root / "whole").path
    files = {}
    for name, spans in SPANS.items():
        for number, (first, last) in enumerate(spans, 1):
            target = root / f"{name}{number}.zip"
            only = _only(devices[name], first, last, number)
            files[name, number] = rewritten(whole[name], target, only)
    with make(root / "hub", "审", campaign=False, filled=False):
        pass
    return Parcels(root / "hub", devices, files)


def dumped(hub: Workspace, folder: Path) -> dict[str, bytes]:
    """Dump all tables but the log, which forgets nothing, and what says that batches are gone."""
    derive(hub)
    with hub.reading() as session:
        dump(session, folder)
    found = {file.name: file.read_bytes() for file in folder.iterdir()}
    found.pop("change.jsonl")
    cells = found["cell.jsonl"].splitlines(keepends=True)
    found["cell.jsonl"] = b"".join(one for one in cells if json.loads(one)["kind"] != "batch")
    return found


class Hubs:
    """Copies of the empty hub, one folder each."""

    def __init__(self, parcels: Parcels, root: Path) -> None:
        self._parcels, self._root, self._count = parcels, root, itertools.count()

    def hub(self) -> Workspace:
        target = self._root / f"hub{next(self._count)}"
        return Workspace.open(copied(self._parcels.hub, target), person="审")

    def dumped(self, hub: Workspace) -> dict[str, bytes]:
        return dumped(hub, self._root / f"dump{next(self._count)}")


@pytest.fixture
def hubs(parcels: Parcels, tmp_path: Path) -> Hubs:
    return Hubs(parcels, tmp_path)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(WHICH), min_size=1, max_size=5, unique=True), st.data())
def test_as_if_it_had_never_come_and_back(
    parcels: Parcels, came: list[tuple[str, int]], data: st.DataObject
) -> None:
    out = data.draw(st.lists(st.sampled_from(came), min_size=1, unique=True), "withdrawn")
    back = data.draw(st.permutations(out), "given back")
    with tempfile.TemporaryDirectory() as name:
        hubs = Hubs(parcels, Path(name))
        with hubs.hub() as hub, hubs.hub() as other:
            take(hub, *(parcels.files[one] for one in came))
            before = hubs.dumped(hub)
            for sender, number in out:
                take_out(hub, parcels.devices[sender], number)
            take(other, *(parcels.files[one] for one in came if one not in out))
            assert hubs.dumped(hub) == hubs.dumped(other)
            take(hub, *(parcels.files[one] for one in out))  # the same again changes nothing
            assert hubs.dumped(hub) == hubs.dumped(other)
            for sender, number in back:
                give_back(hub, parcels.devices[sender], number)
            assert hubs.dumped(hub) == before


def test_batches_are_those_that_came_not_the_number(parcels: Parcels, hubs: Hubs) -> None:
    device = parcels.devices["a"]
    with hubs.hub() as hub:
        take(hub, parcels.files["a", 2], parcels.files["a", 3])
        with hub.reading() as session:
            assert brought(session, device, 2) == [(device, 1), (device, 2)]
            assert brought(session, device, 3) == [(device, 2), (device, 4)]
            found = reach(hub, session, device, 3)
            assert (found.shared, found.withdrawn) == (1, False)  # batch 2 came with package 2 too
            assert found.changes > 0
            assert {one.number for one in carried(session).values()} == {2, 3}
        take_out(hub, device, 3)
        with hub.reading() as session:
            assert reach(hub, session, device, 3).withdrawn
            assert not reach(hub, session, device, 2).withdrawn
        # What comes later and repeats a withdrawn batch does not bring it back, nor own it.
        take(hub, parcels.files["a", 4], parcels.files["a", 1])
        with hub.reading() as session:
            assert brought(session, device, 4) == []
            assert brought(session, device, 1) == [(device, 1)]


def test_what_people_built_on_it_is_listed(parcels: Parcels, hubs: Hubs) -> None:
    with hubs.hub() as hub:
        take(hub, parcels.files["a", 2], parcels.files["b", 3])
        device = parcels.devices["a"]
        with hub.reading() as session:
            found = reach(hub, session, device, 2)
            assert found.changes == 0  # the other laptop relayed all of it
            assert found.shared == 2
    with hubs.hub() as hub:
        take(hub, parcels.files["a", 2])
        begin(hub, "1号楼").answer(path("B04"), "9")
        with hub.reading() as session:
            found = reach(hub, session, device, 2)
            assert [(one.person, one.again) for one in found.built if "B04" in one.what] == [
                ("审", True)
            ]
        with pytest.raises(AppError):
            take_out(hub, hub.device, 1)


def test_what_was_built_on_it_can_be_decided(parcels: Parcels, hubs: Hubs) -> None:
    with hubs.hub() as hub:
        take(hub, parcels.files["a", 2])
        begin(hub, "1号楼").answer(path("B04"), "9")
        take_out(hub, parcels.devices["a"], 2)
        derive(hub)
        with hub.reading() as session:
            waits = [one for one in queue(hub, session) if one.group == "withdrawn"]
            (case,) = [one for one in waits if one.key.field == path("B04")]
            found = detail(hub, session, case)
            (side,) = found.sides
            assert rule_on(rules_of(session), found) is None  # a person has to say
        done = decide(hub, [use(case, side, (side,), "还算")], person="审")
        assert done.done == [case.key]
        with hub.reading() as session:
            left = [one.key for one in queue(hub, session)]
            assert case.key not in left
            said = history(session, case.key.subject, case.key.field)
        assert [one.value for one in said if one.shown] == [side.value]


def test_volumes_are_one_package(parcels: Parcels, hubs: Hubs, tmp_path: Path) -> None:
    with make(tmp_path / "c", "丙") as laptop:
        visit = begin(laptop, "4号楼", **ORDINARY)
        photos = [picture(tmp_path / f"{n}.jpg", n, (160, 120)) for n in range(6)]
        add_photos(laptop, visit.inspection, photos)
        package = export(laptop, tmp_path / "stick", volume_bytes=40_000)
        device = laptop.device
    assert len(package.paths) > 1
    with hubs.hub() as hub, hubs.hub() as other:
        take(hub, parcels.files["a", 5])
        take(other, parcels.files["a", 5])
        take(hub, *reversed(package.paths))
        before = hubs.dumped(hub)
        with hub.reading() as session:
            assert brought(session, device, 1) == [(device, 1)]
        take_out(hub, device, 1)
        assert hubs.dumped(hub) == hubs.dumped(other)
        give_back(hub, device, 1)
        assert hubs.dumped(hub) == before
