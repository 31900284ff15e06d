"""What comes by itself: a watched folder and the network inbox, from the window."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import keys
from app.exchange.deliver import Patience, deliver
from app.exchange.received import file_digest
from app.exchange.roads.destination import Destination, open_road
from app.exchange.serve import accounts as serve_accounts
from app.exchange.trust import remembered
from app.ui.desk import Desk
from app.ui.hub.inbox_page import InboxPage
from app.ui.hub.intake import KEPT, Intake
from app.ui.trust.devices_page import DevicesPage
from app.ui.trust.network_dialog import NetworkDialog

Open = Callable[..., Desk]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve_accounts, "user_data", lambda: tmp_path / "home")
    keys.forget()


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)


def inbox_of(desk: Desk) -> InboxPage:
    page = desk.shell.content.currentWidget()
    assert isinstance(page, InboxPage)
    return page


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def test_a_watched_folder_is_taken_in_and_merged(
    qtbot: QtBot, opened: Open, new_hub: Path, sample: Any, tmp_path: Path
) -> None:
    desk = opened(new_hub, "inbox")
    page = inbox_of(desk)
    settled(qtbot, desk)
    stick = tmp_path / "share"
    stick.mkdir()
    (stick / sample.first.name).write_bytes(sample.first.read_bytes())
    assert not page.foot.watch.isChecked()
    page.foot.begin(stick)
    assert page.foot.watch.isChecked()
    qtbot.keyClick(page.foot.merge, Qt.Key.Key_Space)
    intake = page.foot.intake

    def looked() -> bool:
        intake.look()
        return [one.state for one in page.model.parcels] == ["merged"]

    qtbot.waitUntil(looked, timeout=30_000)
    settled(qtbot, desk)
    assert intake.came == 1
    assert intake.looked_at > 0
    assert "1 package came" in page.foot.watch.accessibleDescription()
    assert len(list(stick.glob("*-receipt-*.json"))) == 1
    qtbot.mouseClick(page.foot.watch, Qt.MouseButton.LeftButton)
    assert intake.folder is None
    assert not page.foot.merge.isVisible()


def test_a_folder_that_went_is_no_disaster(
    qtbot: QtBot, opened: Open, new_hub: Path, tmp_path: Path
) -> None:
    desk = opened(new_hub, "inbox")
    page = inbox_of(desk)
    settled(qtbot, desk)
    page.foot.begin(tmp_path / "gone")
    qtbot.waitUntil(lambda: page.foot.intake.looked_at > 0, timeout=30_000)
    assert page.foot.intake.problem == ""  # a stick may come and go
    page.close_room()
    assert page.foot.intake.folder is None


def test_the_network_inbox_takes_from_a_laptop(
    qtbot: QtBot, opened: Open, new_hub: Path, sample: Any
) -> None:
    desk = opened(new_hub, "devices")
    page = desk.shell.content.currentWidget()
    assert isinstance(page, DevicesPage)
    settled(qtbot, desk)
    page.head.network.click()
    dialog = page.dialog
    assert isinstance(dialog, NetworkDialog)
    settled(qtbot, desk)
    assert not dialog.go.isEnabled()  # no account yet
    qtbot.keyClicks(dialog.accounts.name, "Laptop 7")
    dialog.accounts.add.click()
    settled(qtbot, desk)
    assert dialog.problem.text()  # a blank is no part of a name
    dialog.accounts.name.setText("laptop7")
    dialog.accounts.add.click()
    qtbot.waitUntil(dialog.accounts.password.isVisible, timeout=30_000)
    password = dialog.accounts.password.text().replace(" ", "")
    qtbot.waitUntil(dialog.go.isEnabled, timeout=30_000)
    port = free_port()
    dialog.port.setText("123456")
    dialog.go.click()
    assert dialog.problem.text()
    dialog.port.setText(str(port))
    dialog.go.click()
    intake = Intake.of(desk)
    qtbot.waitUntil(lambda: intake.server is not None, timeout=30_000)
    settled(qtbot, desk)
    assert dialog._door is not None
    goal = Destination(
        "hub",
        f"https://127.0.0.1:{port}/laptop7",
        {"user": "laptop7", "fingerprint": dialog._door.fingerprint},
    )
    road = open_road(goal, lambda _one: password)
    digest = file_digest(sample.first)
    assert digest is not None
    deliver(road, sample.first, digest, lambda _count: None, Patience(tries=1))
    road.close()

    def came() -> bool:
        intake.look()
        return intake.came == 1

    qtbot.waitUntil(came, timeout=30_000)
    settled(qtbot, desk)
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.go.text() == "Start", timeout=30_000)
    settled(qtbot, desk)
    assert intake.server is None
    dialog.accounts.remove_wanted.emit("laptop7")
    qtbot.waitUntil(lambda: not dialog.go.isEnabled(), timeout=30_000)
    settled(qtbot, desk)
    desk.shell.rail.choose("inbox")
    inbox = inbox_of(desk)
    qtbot.waitUntil(lambda: len(inbox.model.parcels) == 1, timeout=30_000)
    settled(qtbot, desk)
    inbox.close_room()


def test_a_watched_folder_is_watched_again_at_the_next_start(
    qtbot: QtBot, opened: Open, new_hub: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "share"
    stick.mkdir()
    desk = opened(new_hub, "inbox")
    page = inbox_of(desk)
    settled(qtbot, desk)
    page.foot.begin(stick)
    qtbot.mouseClick(page.foot.merge, Qt.MouseButton.LeftButton)

    def looked() -> bool:
        page.foot.intake.look()
        return page.foot.intake.looked_at > 0

    qtbot.waitUntil(looked, timeout=30_000)
    settled(qtbot, desk)
    page.close_room()
    desk.jobs.shut_down()
    desk.workspace.close()
    again = opened(new_hub, "inbox")
    intake = inbox_of(again).foot.intake
    qtbot.waitUntil(lambda: intake.folder == stick, timeout=30_000)
    assert intake.merge
    assert intake.looked_at > 0
    assert inbox_of(again).foot.watch.isChecked()
    settled(qtbot, again)
    qtbot.mouseClick(inbox_of(again).foot.watch, Qt.MouseButton.LeftButton)
    settled(qtbot, again)
    with again.workspace.reading() as session:
        kept = remembered(session, KEPT)
    assert isinstance(kept, dict)
    assert kept["folder"] == ""
