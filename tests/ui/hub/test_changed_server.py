"""Fetching at the hub from a server that is not the one it was: nothing comes, no password goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.exchange.roads.destination import Destination, destination, keep
from app.exchange.serve.accounts import Doorkeeper
from app.ui.desk import Desk
from tests.exchange import test_roads_sftp as sftp
from tests.ui.hub.test_fetch import ask, inbox, settled, told

Open = Callable[..., Desk]


def fetched(qtbot: QtBot, desk: Desk, page: Any, password: str) -> str:
    """Fetch with a password typed, and return what the hub is told in the end."""
    desk.shell.toasts.dismiss()
    dialog = ask(qtbot, desk, page)
    if dialog.password.isVisible():
        qtbot.keyClicks(dialog.password, password)
        qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    else:
        dialog.go.click()
    qtbot.waitUntil(lambda: bool(told(desk)), timeout=30_000)
    settled(qtbot, desk)
    return told(desk)


def test_another_certificate_gets_no_password(
    qtbot: QtBot, opened: Open, new_hub: Path, behind_tls: tuple[Destination, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    one, password = behind_tls
    asked: list[str] = []
    really = Doorkeeper.lets_in

    def noted(self: Any, name: str, given: str) -> bool:
        asked.append(given)
        return bool(really(self, name, given))

    monkeypatch.setattr(Doorkeeper, "lets_in", noted)
    other = replace(one, options={**one.options, "fingerprint": "0" * 64})
    desk, page = inbox(qtbot, opened, new_hub, other)
    assert "certificate is not the one expected" in fetched(qtbot, desk, page, password)
    assert (asked, page.model.parcels) == ([], [])
    with desk.workspace.reading() as session:
        assert destination(session, one.name).options["fingerprint"] == "0" * 64
    with desk.workspace.sessions.begin() as session:  # compared by telephone, and corrected
        keep(session, one)
    assert "1 package fetched" in fetched(qtbot, desk, page, password)
    assert set(asked) == {password}


def test_another_host_key_gets_no_password(
    qtbot: QtBot, opened: Open, new_hub: Path, sample: Any, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    asked: list[str] = []
    really = sftp.Login.check_auth_password

    def noted(self: Any, username: str, password: str) -> int:
        asked.append(password)
        return really(self, username, password)

    monkeypatch.setattr(sftp.Login, "check_auth_password", noted)
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / sample.first.name).write_bytes(sample.first.read_bytes())
    server = sftp.Sshd(tmp_path)
    try:
        url = f"sftp://127.0.0.1:{server.port}/there"
        one = Destination("unit", url, {"user": "laptop", "host_key": "SHA256:" + "A" * 43})
        desk, page = inbox(qtbot, opened, new_hub, one)
        said = fetched(qtbot, desk, page, "right")
        assert f"another key than before: {server.fingerprint}" in said
        assert "Compare the key" not in said
        assert (asked, page.model.parcels) == ([], [])
        with desk.workspace.sessions.begin() as session:
            options = {"user": "laptop", "host_key": server.fingerprint}
            keep(session, Destination("unit", url, options))
        assert "1 package fetched" in fetched(qtbot, desk, page, "right")
        assert set(asked) == {"right"}
    finally:
        server.close()
