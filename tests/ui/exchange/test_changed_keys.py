"""A server that shows another key than before: nothing goes there, no password either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import paramiko
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.exchange.roads.destination import Destination, destination, keep, keep_secret
from app.ui.app import Program
from app.ui.exchange.add_destination import AddDestination
from app.ui.exchange.send import SendDialog
from app.workspace import Workspace
from tests.exchange import test_roads_sftp as sftp
from tests.ui.exchange.chain import City, city, program, send_dialog
from tests.ui.exchange.helps import words_of
from tests.ui.field.conftest import press, settle

__all__ = ["city", "program"]

OTHER = "SHA256:" + "A" * 43


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Passwords that reached the server."""
    found: list[str] = []
    really = sftp.Login.check_auth_password

    def noted(self: Any, username: str, password: str) -> int:
        found.append(password)
        return really(self, username, password)

    monkeypatch.setattr(sftp.Login, "check_auth_password", noted)
    return found


@pytest.fixture
def sshd(tmp_path: Path, asked: list[str]) -> Iterator[sftp.Sshd]:
    (tmp_path / "there").mkdir()
    one = sftp.Sshd(tmp_path)
    yield one
    one.close()


def known(workspace: Workspace, sshd: sftp.Sshd, key: str) -> Destination:
    """Keep the server as it was known: under this key, with its password in the system."""
    url = f"sftp://127.0.0.1:{sshd.port}/there"
    one = Destination("站", url, {"user": "laptop", "host_key": key})
    with workspace.sessions.begin() as session:
        keep(session, one)
    assert keep_secret(one, "right")
    return one


def sent(qtbot: QtBot, program: Program, dialog: SendDialog) -> None:
    """Choose the server, press the button, and wait until the sending has an end."""
    dialog.where.list.pick("站")
    settle(qtbot, program)
    qtbot.waitUntil(dialog.go.isEnabled)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.state == "going"
    qtbot.waitUntil(lambda: dialog.state != "going", timeout=30_000)


def test_sending_to_a_server_with_another_key_gives_it_nothing(
    qtbot: QtBot, program: Program, city: City, sshd: sftp.Sshd, asked: list[str], tmp_path: Path
) -> None:
    assert program.desk is not None
    workspace = program.desk.workspace
    known(workspace, sshd, OTHER)
    dialog = send_dialog(qtbot, program)
    sent(qtbot, program, dialog)
    assert f"密钥和以前不同：{sshd.fingerprint}" in words_of(dialog)
    assert dialog.state == "where"
    assert not isinstance(QApplication.activeModalWidget(), AddDestination)  # no hurried taking
    assert asked == []
    assert list((tmp_path / "there").iterdir()) == []
    with workspace.reading() as session:  # what was known of it stays, until a person says else
        assert destination(session, "站").options["host_key"] == OTHER
    press(qtbot, program, Qt.Key.Key_Escape)
    # The unit has a new server and tells its key by telephone: it goes on where it was.
    known(workspace, sshd, sshd.fingerprint)
    again = send_dialog(qtbot, program)
    sent(qtbot, program, again)
    assert again.state == "done"
    assert [file.name.partition("-")[2] for file in (tmp_path / "there").iterdir()] == [
        "0001-1.zip.age"
    ]
    assert set(asked) == {"right"}


def test_a_server_that_changes_its_key_in_the_middle_gets_no_more(
    qtbot: QtBot, program: Program, city: City, sshd: sftp.Sshd, asked: list[str], tmp_path: Path
) -> None:
    """Somebody takes its place after the first file: the line breaks, and another answers."""
    assert program.desk is not None
    known(program.desk.workspace, sshd, sshd.fingerprint)
    first = sshd.key
    really = sshd.files.rename

    def cut(self: Any, oldpath: str, newpath: str) -> int:
        done = int(really(self, oldpath, newpath))
        sshd.key = paramiko.ECDSAKey.generate()
        sshd.cut()
        return done

    sshd.files.rename = cut  # type: ignore[method-assign]
    dialog = send_dialog(qtbot, program)
    sent(qtbot, program, dialog)
    assert dialog.state == "stopped"
    assert "连接断了" in words_of(dialog)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)  # goes on, to whoever answers now
    qtbot.waitUntil(lambda: dialog.state != "going", timeout=30_000)
    assert f"密钥和以前不同：{sshd.fingerprint}" in words_of(dialog)
    assert asked == ["right"]  # the first server alone
    sshd.files.rename = really  # type: ignore[method-assign]
    sshd.key = first
    qtbot.waitUntil(dialog.go.isEnabled)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.state == "done", timeout=30_000)
    assert [file.name.partition("-")[2] for file in (tmp_path / "there").iterdir()] == [
        "0001-1.zip.age"
    ]
