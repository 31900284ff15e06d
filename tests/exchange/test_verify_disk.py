"""Verifying a workspace needs disk for a copy: the workspace's own, for a moment, or it says so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from app.cli import main
from app.exchange.audit import audit_workspace
from app.models import retold
from app.workspace import Workspace
from tests.faults.small import begin, make
from tests.prove import full_disk


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("verified") / "laptop"
    with make(root, "甲") as workspace:
        begin(workspace)
    return root


def test_the_copy_lies_in_the_workspaces_cache_and_is_gone_afterwards(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(made / "no such folder"))
    left = made / "cache" / retold.FOLDER / "killed"
    left.mkdir(parents=True)
    (left / "anew.sqlite").write_bytes(b"x")
    os.utime(left, (0, 0))
    assert main(["verify", str(made)]) == 0, capsys.readouterr()
    assert list((made / "cache" / retold.FOLDER).iterdir()) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever is root may write")
def test_a_workspace_that_cannot_be_written_is_verified_all_the_same(made: Path) -> None:
    cache = made / "cache"
    shutil.rmtree(cache / retold.FOLDER, ignore_errors=True)
    cache.chmod(0o500)
    try:
        with Workspace.open(made, read_only=True) as workspace:
            assert audit_workspace(workspace).problems == []
    finally:
        cache.chmod(0o700)


@pytest.mark.skipif(
    not full_disk.possible(), reason="nobody may mount a disk in a name space of their own here"
)
def test_a_full_disk_is_said_in_words_and_nothing_stays_on_it(made: Path) -> None:
    cache = made / "cache"
    mount = f'mount -t tmpfs -o size=200k none "{cache}" && "$@"; code=$?; find "{cache}" -type f'
    command = [
        "unshare",
        "--user",
        "--map-root-user",
        "--mount",
        "sh",
        "-c",
        f"{mount}; exit $code",
    ]
    called = [sys.executable, "-m", "app", "verify", str(made)]
    done = subprocess.run(
        [*command, "sh", *called], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "磁盘已满" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
