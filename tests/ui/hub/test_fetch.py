"""从去处取包 by keys: a folder, the WebDAV inbox, a wrong password, a road that breaks."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.exchange.roads import local
from app.exchange.roads.base import PassingError
from app.exchange.roads.destination import Destination, keep
from app.ui.desk import Desk
from app.ui.hub import receipt_work
from app.ui.hub.fetch_dialog import FetchDialog
from app.ui.hub.inbox_page import InboxPage
from app.workspace import Workspace

Open = Callable[..., Desk]
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)


@pytest.fixture
def nas(sample: Any, tmp_path: Path) -> Path:
    """A folder of the unit's NAS with a package of each of two laptops."""
    folder = tmp_path / "nas"
    folder.mkdir()
    for package in (sample.first, sample.other):
        (folder / package.name).write_bytes(package.read_bytes())
    return folder


def inbox(qtbot: QtBot, opened: Open, hub: Path, one: Destination) -> tuple[Desk, InboxPage]:
    with Workspace.open(hub) as space, space.sessions.begin() as session:
        keep(session, one)
    desk = opened(hub, "inbox")
    page = desk.shell.content.currentWidget()
    assert isinstance(page, InboxPage)
    settled(qtbot, desk)
    return desk, page


def ask(qtbot: QtBot, desk: Desk, page: InboxPage) -> FetchDialog:
    desk.shell.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is desk.shell)
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_F, BOTH)
    dialog = page.work.dialog
    qtbot.waitUntil(dialog.go.isEnabled, timeout=30_000)
    qtbot.waitUntil(lambda: dialog.list.isAncestorOf(QApplication.focusWidget()))
    return dialog


def told(desk: Desk) -> str:
    face = desk.shell.toasts.face
    return face.accessibleName() if face is not None else ""


def test_what_is_new_comes_and_receipts_go_back_the_same_way(
    qtbot: QtBot, opened: Open, new_hub: Path, nas: Path
) -> None:
    desk, page = inbox(qtbot, opened, new_hub, Destination("NAS", str(nas)))
    dialog = ask(qtbot, desk, page)
    assert dialog.list.way is not None
    assert dialog.list.way.key == "NAS"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.model.parcels) == 2, timeout=30_000)
    settled(qtbot, desk)
    assert "2 packages fetched" in told(desk)
    assert not list((desk.workspace.inbox / "fetched").glob("*"))
    before = len(list(nas.glob("*-receipt-*.json")))
    page.work.merge(list(page.model.parcels))
    qtbot.waitUntil(lambda: {one.state for one in page.model.parcels} == {"merged"}, timeout=30_000)
    settled(qtbot, desk)
    assert len(list(nas.glob("*-receipt-*.json"))) == before + 2
    ask(qtbot, desk, page).go.click()
    qtbot.waitUntil(lambda: "Nothing new" in told(desk), timeout=30_000)
    settled(qtbot, desk)


def test_what_is_merged_at_once_is_told_by_one_receipt(
    qtbot: QtBot, opened: Open, new_hub: Path, nas: Path
) -> None:
    desk, page = inbox(qtbot, opened, new_hub, Destination("NAS", str(nas)))
    ask(qtbot, desk, page).merge.click()
    page.work.dialog.go.click()
    qtbot.waitUntil(
        lambda: [one.state for one in page.model.parcels] == ["merged"] * 2, timeout=30_000
    )
    settled(qtbot, desk)
    senders = {one.device for one in page.model.parcels}
    assert len(list(nas.glob("*-receipt-*.json"))) == len(senders)
    again = receipt_work.back(desk.workspace, page.model.parcels, lambda _one: "")
    assert again == ([], "")  # nothing is new


def test_a_road_that_breaks_keeps_what_came_and_goes_on_there(
    qtbot: QtBot, opened: Open, new_hub: Path, nas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, page = inbox(qtbot, opened, new_hub, Destination("NAS", str(nas)))
    whole = local.LocalRoad.read
    read: list[str] = []

    def cut(self: local.LocalRoad, name: str) -> Iterator[bytes]:
        read.append(name)
        if len(read) == 2:
            raise PassingError("The line to {name} was cut.", name=name)
        yield from whole(self, name)

    monkeypatch.setattr(local.LocalRoad, "read", cut)
    ask(qtbot, desk, page).go.click()
    qtbot.waitUntil(lambda: "was cut" in told(desk), timeout=30_000)
    settled(qtbot, desk)
    assert len(page.model.parcels) == 1
    assert "1 package fetched" in told(desk)
    face = desk.shell.toasts.face
    assert face is not None
    face.button.click()  # again
    dialog = page.work.dialog
    qtbot.waitUntil(dialog.go.isEnabled, timeout=30_000)
    dialog.go.click()
    qtbot.waitUntil(lambda: len(page.model.parcels) == 2, timeout=30_000)
    settled(qtbot, desk)
    assert len([name for name in read if name.endswith(".zip")]) == 3  # none again


def test_it_is_stopped_in_the_middle_of_a_file(
    qtbot: QtBot, opened: Open, new_hub: Path, nas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, page = inbox(qtbot, opened, new_hub, Destination("NAS", str(nas)))
    whole, stopped = local.LocalRoad.read, threading.Event()

    def slow(self: local.LocalRoad, name: str) -> Iterator[bytes]:
        assert stopped.wait(30)
        yield from whole(self, name)

    monkeypatch.setattr(local.LocalRoad, "read", slow)
    ask(qtbot, desk, page).go.click()
    qtbot.waitUntil(page.strip.isVisible)
    page.strip.stop.click()
    stopped.set()
    qtbot.waitUntil(lambda: "Stopped" in told(desk), timeout=30_000)
    settled(qtbot, desk)
    assert page.model.parcels == []
    assert not list((desk.workspace.inbox / "fetched").glob("*"))


def test_a_password_is_asked_for_and_a_wrong_one_said(
    qtbot: QtBot, opened: Open, new_hub: Path, behind_tls: tuple[Destination, str]
) -> None:
    one, password = behind_tls
    desk, page = inbox(qtbot, opened, new_hub, one)
    dialog = ask(qtbot, desk, page)
    assert dialog.password.isVisible()
    dialog.go.click()
    assert dialog.isVisible()  # not without a password
    dialog.keep.setChecked(False)
    qtbot.keyClicks(dialog.password, "wrong")
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(told(desk)), timeout=30_000)
    settled(qtbot, desk)
    assert "assword" in told(desk)
    assert page.model.parcels == []
    dialog = ask(qtbot, desk, page)
    dialog.keep.setChecked(False)
    qtbot.keyClicks(dialog.password, password)
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.model.parcels) == 1, timeout=30_000)
    settled(qtbot, desk)
