"""Backups from the command line, as a script or a careful clerk makes them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.cli import main
from app.models.ids import new_id
from app.models.log import Draft, write
from app.workspace import CampaignInfo, Workspace
from app.workspace_folder import DATABASE


@pytest.fixture
def space(tmp_path: Path) -> Path:
    root = tmp_path / "w"
    info = CampaignInfo("2026 年城市体检", "2026", "示例市")
    made = Workspace.create(root, person="马", campaign=info)
    with made as workspace, workspace.sessions.begin() as session:
        write(session, workspace.writer(session), [Draft("place", new_id(), "name", "1号楼")])
    return root


def test_made_listed_and_put_back(space: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", "-w", str(space)]) == 0
    assert main(["backup", "-w", str(space), "--list"]) == 0
    assert "chengjian-" in capsys.readouterr().out.splitlines()[-1]
    (space / DATABASE).write_bytes(b"gone")
    assert main(["doctor", "-w", str(space)]) == 1
    assert main(["restore", "-w", str(space)]) == 0
    with Workspace.open(space) as back, back.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT name FROM place").all()
    assert [tuple(row) for row in rows] == [("1号楼",)]


def test_the_second_place_and_its_passphrase(
    space: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words, wrong, stick = tmp_path / "words", tmp_path / "wrong", tmp_path / "stick"
    words.write_text("冬天的钥匙\n", encoding="utf-8")
    wrong.write_text("夏天\n", encoding="utf-8")
    made = ["backup", "-w", str(space), "--to", str(stick)]
    assert main(made) == 1  # no passphrase for a new place, and nobody to ask
    assert not stick.exists()
    assert main([*made, "--passphrase-file", str(words)]) == 0
    shutil.rmtree(space)
    space.mkdir()
    back = ["restore", "-w", str(space), "--from", str(stick), "--passphrase-file"]
    assert main([*back, str(wrong)]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert main([*back, str(words)]) == 0
    with Workspace.open(space) as again:
        assert again.campaign() is not None


def test_without_a_backup_the_message_says_so(
    space: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["restore", "-w", str(space)]) == 1
    assert str(space) in capsys.readouterr().err
