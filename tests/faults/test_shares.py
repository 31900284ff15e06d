"""A small share of the long trials, and that they would notice a loss."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.workspace import Workspace
from tests.faults.small import BUILDINGS, begin, copied, path
from tests.prove import flips, flips_sealed, full_disk, kills, kills_acts


@pytest.mark.parametrize("name", kills.WORKS)
def test_killed_at_random_moments(name: str) -> None:
    (found,) = kills.run(3, seed=random.randrange(10**6), names=(name,)).values()
    assert found["problems"] == []
    assert found["tried"] == 3


def test_damaged_packages() -> None:
    for kind, found in flips.run(40, seed=random.randrange(10**6)).items():
        assert found["problems"] == [], kind
        assert found["states"].get("refused", 0) > 30


def test_damaged_sealed_packages() -> None:
    seed = random.randrange(10**6)
    for kind, found in flips_sealed.run(600, seed=seed).items():
        assert found["problems"] == [], (kind, seed)
        assert found["states"].get("refused", 0) > 0, (kind, seed)


@pytest.mark.skipif(
    not full_disk.possible(), reason="nobody may mount a disk in a name space of their own here"
)
def test_full_disks() -> None:
    done = full_disk.elsewhere(2, random.randrange(10**6))
    assert done.returncode == 0
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["tried"] for one in found] == [2] * len(full_disk.WORKS)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kills")
    kills_acts.prepare(folder)
    return folder


LOST: dict[str, list[dict[str, Any]]] = {
    "answering": [{"path": path("B07"), "text": "never written"}],
    "photos": [{"photo": "never written", "sha256": "0" * 64}],
    "exporting": [{"number": 1, "name": "never-written.zip", "digest": "0" * 64}],
    "merging": [{"package": "never merged"}],
}


@pytest.mark.parametrize("name", LOST)
def test_a_loss_would_be_noticed(base: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "try"
    (folder / "check-hub").mkdir(parents=True)
    for shared in ("pictures", "stick", "empty-hub"):
        shutil.copytree(base / shared, tmp_path / shared)
    shutil.copy(base / "expected.json", tmp_path)
    copied(base / kills.WORKS[name][2], folder / "workspace")
    with (
        Workspace.open(folder / "workspace", person="后来") as workspace,
        pytest.raises((AssertionError, KeyError)),
    ):
        kills.WORKS[name][1](folder, workspace, LOST[name])


def test_projections_that_differ_from_the_log_would_be_noticed(base: Path, tmp_path: Path) -> None:
    copied(base / "laptop", tmp_path / "workspace")
    with Workspace.open(tmp_path / "workspace", person="后来") as workspace:
        begin(workspace, BUILDINGS[0])
        kills_acts.check_whole(tmp_path, workspace)
        (workspace.photos / "00").mkdir()
        (workspace.photos / "00" / f"{'0' * 64}.jpg").write_bytes(b"half")
        with pytest.raises(AssertionError, match="half a file"):
            kills_acts.check_whole(tmp_path, workspace)
