"""The sealed road by commands alone: task, laptop, package, comparing, merging, verifying."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.exchange.trust import own_keys
from app.workspace import Workspace
from tests.commands.test_cli import Shell
from tests.exchange.trusted import use_keyring
from tests.faults.small import ORDINARY, begin, make


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def letters(text: str) -> str:
    found = re.search(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}", text)
    assert found, text
    return found[0]


def test_the_whole_road(say: Shell, tmp_path: Path) -> None:
    use_keyring()
    hub, laptop, stick = tmp_path / "hub", tmp_path / "laptop", tmp_path / "stick"
    with make(hub, "汇总"):
        pass
    assert say("keys", "-w", hub, "show") == 1
    assert "恢复密钥" in say.mends("task", "-w", hub, "make", stick)
    assert say("keys", "-w", hub, "recovery") == 0
    recovery = re.search("AGE-SECRET-KEY-1[A-Z0-9]+", say.out)
    assert recovery
    (tmp_path / "paper.txt").write_text(recovery[0] + "\n")
    say.mends("keys", "-w", hub, "recovery")
    assert say("task", "-w", hub, "make", stick, "--destination", "网盘=https://nas.example/x") == 0
    told = letters(say.out)
    (task,) = stick.iterdir()
    assert say("task", "-w", laptop, "take", task, "--preview") == 0
    assert told in say.out
    say.mends("task", "-w", laptop, "take", task, "--fingerprint", "AAAA-BBBB-CCCC-DDDD")
    assert say("task", "-w", laptop, "take", task, "--fingerprint", told.lower()) == 0
    assert say("keys", "-w", laptop, "show") == 0
    mine = letters(say.out)
    with Workspace.open(laptop, person="人") as opened:
        begin(opened, **ORDINARY)
    assert say("export", "-w", laptop, tmp_path / "back") == 0
    assert "已加密" in say.out
    say.mends("export", "-w", laptop, tmp_path / "back", "--unsealed")
    (package,) = (tmp_path / "back").iterdir()
    said = say.mends("verify", package)  # nobody opens it without a key
    assert "已加密" in said
    assert "-w" in said
    assert say("receive", "-w", hub, package) == 1
    assert mine in say.out
    assert say("devices", "-w", hub) == 0
    (row,) = (line for line in say.out.splitlines() if mine in line)
    assert "未确认" in row
    say.mends("devices", "-w", hub, "confirm", row[:8], told)
    say.mends("devices", "-w", hub, "confirm", "ffffffff-", mine)
    assert say("devices", "-w", hub, "confirm", row[:8], mine) == 0
    assert say("receive", "-w", hub, package) == 0
    assert say("verify", "-w", hub, package) == 0
    assert mine in say.out
    assert say("verify", hub) == 0
    for action, role in (("hub", "汇总台"), ("laptop", "设备")):
        assert say("devices", "-w", hub, action, row[:8]) == 0
        assert role in next(line for line in say.out.splitlines() if mine in line)
    assert say("devices", "-w", hub, "revoke", row[:8]) == 0
    assert say("receive", "-w", hub, package) == 1
    other = tmp_path / "other"
    with make(other, "另一个"):
        pass
    paper = tmp_path / "paper.txt"
    assert say("receive", "-w", other, "--recovery-key", paper, package) == 0


def test_verify_sees_an_altered_log(say: Shell, tmp_path: Path) -> None:
    use_keyring()
    from app.exchange.package import export
    from app.models.derived import BatchRow

    with make(tmp_path / "desk", "人") as desk:
        own_keys(desk)
        begin(desk, **ORDINARY)
        export(desk, tmp_path / "o")
    assert say("verify", tmp_path / "desk") == 0
    with Workspace.open(tmp_path / "desk") as desk, desk.sessions.begin() as session:
        row = session.get_one(BatchRow, (desk.device, 1))
        row.changes = (row.changes or 0) + 1  # the header is not what was signed
    assert say("verify", tmp_path / "desk") == 1
    assert "伪造" in say.out
