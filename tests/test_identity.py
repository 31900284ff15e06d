"""A workspace that is moved stays itself; one that was copied or put back becomes another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.errors import AppError
from app.exchange.bags.read import open_bag
from app.exchange.package import export
from app.identity import COPIED, MOVED, RESTORED, SAME
from app.models.derived import Device
from app.workspace import CampaignInfo, Workspace
from tests.faults.small import at_home

INFO = CampaignInfo("2026 年城市体检", "2026", "示例市")


def made(root: Path) -> Workspace:
    return Workspace.create(root, person="马", campaign=INFO)


def test_opened_again_it_is_the_same(tmp_path: Path) -> None:
    with made(tmp_path / "one") as first:
        device = first.device
    for _time in range(3):
        with Workspace.open(tmp_path / "one") as again:
            assert (again.recognition.kind, again.device) == (SAME, device)


def test_moved_it_keeps_its_identity_and_knows_its_new_home(tmp_path: Path) -> None:
    with made(tmp_path / "one") as first:
        device = first.device
    (tmp_path / "one").rename(tmp_path / "two")
    with Workspace.open(tmp_path / "two") as moved:
        assert (moved.recognition.kind, moved.device) == (MOVED, device)
    with Workspace.open(tmp_path / "two") as again:
        assert again.recognition.kind == SAME


def test_a_copy_becomes_another_and_the_original_stays(tmp_path: Path) -> None:
    with made(tmp_path / "one") as first:
        device = first.device
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    with Workspace.open(tmp_path / "copy") as copy:
        assert copy.recognition.kind == COPIED
        assert copy.recognition.replaced == device
        assert copy.device != device
        new = copy.device
        with copy.reading() as session:
            assert session.get_one(Device, new).replaces == device
    with Workspace.open(tmp_path / "copy") as again:
        assert (again.recognition.kind, again.device) == (SAME, new)
    with Workspace.open(tmp_path / "one") as original:
        assert (original.recognition.kind, original.device) == (SAME, device)


def test_numbers_are_never_used_twice_after_an_older_state_was_put_back(tmp_path: Path) -> None:
    """Two packages, the folder of before the second put back by hand, a third."""
    stick, root, kept = tmp_path / "stick", tmp_path / "one", tmp_path / "kept"
    with made(root) as first:
        device = first.device
        one = export(first, stick, destination="hub")
    shutil.copytree(root, kept)
    with Workspace.open(root) as second:
        two = export(second, stick, destination="hub")
    shutil.rmtree(root)
    shutil.copytree(kept, root)
    with Workspace.open(root) as back:
        assert (back.recognition.kind, back.recognition.replaced) == (RESTORED, device)
        three = export(back, stick, destination="hub")
    assert len({one.path.name, two.path.name, three.path.name}) == 3
    with open_bag(three.path) as bag:
        # Number 1 was written under the old name: nobody shall wait for it under the new one.
        assert bag.info["Chengjian-Void"] == "1"
        assert bag.info["Chengjian-Number"] == "2"
        assert bag.info["Chengjian-Previous"] == ""
        assert bag.info["Chengjian-Sender"] == str(back.device)


def test_another_machine_is_told_from_this_one(tmp_path: Path) -> None:

    with made(tmp_path / "one") as first:
        device = first.device
        with first.sessions.begin() as session:
            row = session.get_one(Device, device)
            row.marker = row.marker.replace('"id": "', '"id": "of-another-')
            row.marker = row.marker.replace('"machine": "', '"machine": "other-')
    at_home(tmp_path / "one")
    with Workspace.open(tmp_path / "one") as here:
        assert (here.recognition.kind, here.recognition.replaced) == (COPIED, device)


def test_reading_alone_changes_nobody(tmp_path: Path) -> None:
    with made(tmp_path / "one") as first:
        device = first.device
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    with Workspace.open(tmp_path / "copy", read_only=True) as copy:
        assert (copy.recognition.kind, copy.device) == (SAME, device)


def test_an_export_that_fails_costs_no_identity(tmp_path: Path) -> None:
    blocked = tmp_path / "stick"
    blocked.write_text("a file where a folder should be")
    with made(tmp_path / "one") as first:
        device = first.device
        with pytest.raises(AppError):
            export(first, blocked, destination="hub")
    with Workspace.open(tmp_path / "one") as again:
        assert (again.recognition.kind, again.device) == (SAME, device)
