"""设备 by keys: a new laptop is confirmed in place, revoked, and given a task package."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import keys
from app.exchange.device_lines import device_lines
from app.exchange.recovery import recovery_made
from app.exchange.task.lines import assigned, tasks
from app.exchange.trust import CONFIRMED, REVOKED, device
from app.models.derived import Peer
from app.ui.desk import Desk
from app.ui.hub.inbox_page import InboxPage
from app.ui.trust.compare_dialog import CompareDialog
from app.ui.trust.devices_page import DevicesPage
from app.ui.trust.keys_dialog import KeysDialog
from app.ui.trust.revoke_dialog import RevokeDialog
from app.ui.trust.task_dialog import TaskDialog
from app.ui.widgets.labels import Text
from app.workspace import Workspace
from tests.exchange.trusted import begin_task, make_hub, make_laptop, send, use_keyring
from tests.faults.small import begin

Open = Callable[..., Desk]


@pytest.fixture(autouse=True)
def _keyring() -> Iterator[None]:
    keys.forget()
    use_keyring()
    yield
    keys.forget()


class City:
    """A hub with keys, closed, and the package of a laptop that it has never seen."""

    def __init__(self, tmp_path: Path) -> None:
        hub, _secret = make_hub(tmp_path / "hub")
        task, fingerprint = begin_task(hub, tmp_path)
        self.root = hub.root
        hub.close()
        with make_laptop(tmp_path / "laptop-7", task, fingerprint, "马晓梅") as laptop:
            begin(laptop)
            self.device = laptop.device
            self.package = send(laptop, tmp_path / "stick").path
            with laptop.reading() as session:
                known = device(session, laptop.device)
            assert known is not None
            self.fingerprint = known.keys.fingerprint


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(tmp_path)


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)


def devices_of(desk: Desk) -> DevicesPage:
    page = desk.shell.content.currentWidget()
    assert isinstance(page, DevicesPage)
    return page


def back(qtbot: QtBot, desk: Desk) -> None:
    """Let the window have the keys again after a dialog, as a window manager does."""
    desk.shell.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is desk.shell, timeout=30_000)


def state(desk: Desk, one: Any) -> str:
    with desk.workspace.reading() as session:
        known = device(session, one)
    return known.state if known is not None else ""


def held_inbox(qtbot: QtBot, opened: Open, city: City) -> tuple[Desk, InboxPage]:
    desk = opened(city.root, "inbox")
    page = desk.shell.content.currentWidget()
    assert isinstance(page, InboxPage)
    settled(qtbot, desk)
    page.take([city.package])
    qtbot.waitUntil(lambda: len(page.model.parcels) == 1, timeout=30_000)
    settled(qtbot, desk)
    return desk, page


def test_a_kept_package_is_released_in_the_inbox(qtbot: QtBot, opened: Open, city: City) -> None:
    desk, page = held_inbox(qtbot, opened, city)
    parcel = page.model.parcels[0]
    assert parcel.held
    assert parcel.sender == "laptop-7"
    assert page.side.confirm.isVisible()
    assert not page.side.merge.isVisible()
    assert "laptop-7" in page.grid.rows.accessibleName()
    qtbot.keyClick(page.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    dialog = page.dialog
    assert isinstance(dialog, CompareDialog)
    assert not dialog.go.isEnabled()
    wrong = "A" if city.fingerprint[0] != "A" else "B"
    qtbot.keyClicks(dialog.typed, wrong)
    assert not dialog.go.isEnabled()
    assert dialog.problem.text()
    dialog.typed.clear()
    qtbot.keyClicks(dialog.typed, city.fingerprint.lower().replace("-", " "))
    assert not dialog.problem.text()
    assert dialog.go.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.parcels[0].waiting, timeout=30_000)
    settled(qtbot, desk)
    assert state(desk, city.device) == CONFIRMED
    assert page.model.parcels[0].card.changes_new > 0  # read anew: it could not be before
    back(qtbot, desk)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.model.parcels[0].state == "merged", timeout=30_000)
    settled(qtbot, desk)
    receipts = list(city.package.parent.glob("*-receipt-*.json"))
    assert len(receipts) == 1  # where the package came from


def test_compared_by_ear_and_then_revoked(qtbot: QtBot, opened: Open, city: City) -> None:
    desk, _inbox = held_inbox(qtbot, opened, city)
    desk.shell.rail.choose("devices")
    page = devices_of(desk)
    settled(qtbot, desk)
    assert [one.state for one in page.model.rows] == ["unknown"]
    assert page.side.groups.accessibleName().endswith(
        ", ".join(" ".join(group) for group in city.fingerprint.split("-"))
    )
    qtbot.keyClick(page.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    dialog = page.dialog
    assert isinstance(dialog, CompareDialog)
    dialog.seen.setFocus()
    qtbot.keyClick(dialog.seen, Qt.Key.Key_Space)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: state(desk, city.device) == CONFIRMED, timeout=30_000)
    settled(qtbot, desk)
    qtbot.waitUntil(page.side.revoke.isVisible, timeout=30_000)
    with desk.workspace.reading() as session:
        assert [one.held for one in device_lines(session, desk.workspace)] == [0]
    page.side.revoke.click()
    ask = page.dialog
    assert isinstance(ask, RevokeDialog)
    ask.why.set_value("other")
    ask.why.chosen.emit("other")
    assert not ask.do.isEnabled()  # a reason of one's own wants words
    qtbot.keyClicks(ask.more, "sold")
    ask.do.click()
    qtbot.waitUntil(lambda: state(desk, city.device) == REVOKED, timeout=30_000)
    settled(qtbot, desk)
    qtbot.waitUntil(lambda: page.model.rows[0].reason == "sold", timeout=30_000)
    assert page.side.confirm.isVisible()


def test_a_task_package_for_one_laptop(
    qtbot: QtBot, opened: Open, city: City, tmp_path: Path
) -> None:
    desk, _inbox = held_inbox(qtbot, opened, city)
    from app.exchange.trust import confirm

    confirm(desk.workspace, city.device, city.fingerprint)
    desk.shell.rail.choose("devices")
    page = devices_of(desk)
    settled(qtbot, desk)
    qtbot.keyClick(page.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = page.dialog
    assert isinstance(dialog, TaskDialog)
    qtbot.waitUntil(dialog.next.isEnabled, timeout=30_000)
    assert dialog.whom.to == city.device  # the one that is chosen in the list
    dialog.whom.people.setPlainText("马晓梅 0117")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.pages.currentWidget() is dialog.where
    out = tmp_path / "out"
    out.mkdir()
    dialog.write_to(out)
    qtbot.waitUntil(lambda: dialog.made is not None, timeout=30_000)
    assert dialog.made is not None
    assert dialog.made.sealed
    assert [file.suffix for file in out.iterdir()] == [".age"]
    settled(qtbot, desk)
    with desk.workspace.reading() as session:
        made = tasks(session)[0]
        assert assigned(session) == {"": {"马晓梅"}}
    assert (made.to, made.people, made.communities) == (city.device, ("马晓梅",), ())
    assert made.places > 0
    dialog.accept()
    qtbot.waitUntil(lambda: len(page.given.rows) == 2, timeout=30_000)


def test_keys_and_recovery_key_of_a_new_hub(
    qtbot: QtBot, opened: Open, new_hub: Path, tmp_path: Path
) -> None:
    desk = opened(new_hub, "devices")
    page = devices_of(desk)
    settled(qtbot, desk)
    assert page.empty.isVisible()
    page.head.keys.click()
    dialog = page.dialog
    assert isinstance(dialog, KeysDialog)
    qtbot.waitUntil(dialog.make.isVisible, timeout=30_000)
    dialog.make.click()
    qtbot.waitUntil(dialog.groups.isVisible, timeout=30_000)
    settled(qtbot, desk)
    dialog.recovery.click()
    recovery = dialog.dialog
    with desk.workspace.reading() as session:
        assert not recovery_made(session)  # nothing counts before a copy is in hand
    recovery.write_sheet(tmp_path / "sheet.pdf")
    qtbot.waitUntil(recovery.done_button.isEnabled, timeout=30_000)
    assert recovery.print.isVisible()
    recovery.words.setText("eight letters")
    recovery.write_file(tmp_path / "key.age")
    qtbot.waitUntil((tmp_path / "key.age").is_file, timeout=30_000)
    settled(qtbot, desk)
    with desk.workspace.reading() as session:
        assert recovery_made(session)
    from app.exchange.recovery import read_recovery
    from app.exchange.trust import remembered
    from app.sealing import recipient_of

    secret = read_recovery(tmp_path / "key.age", "eight letters")
    with desk.workspace.reading() as session:
        assert remembered(session, "recovery") == recipient_of(secret)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


def test_what_a_crash_left_open_goes(new_hub: Path) -> None:
    left = new_hub / "cache" / "opened" / "1-abc"
    left.mkdir(parents=True)
    (left / "P.zip").write_bytes(b"plain")
    with Workspace.open(new_hub):
        assert not left.exists()
        left.mkdir(parents=True)
        (left / "P.zip").write_bytes(b"plain")
    assert not left.exists()


def test_whose_work_a_laptop_may_bring_is_said_before_it_is_confirmed(
    qtbot: QtBot, opened: Open, city: City
) -> None:
    desk, page = held_inbox(qtbot, opened, city)
    with desk.workspace.sessions.begin() as session:
        row = session.get_one(Peer, city.device)
        row.replaces = str(desk.workspace.device)
    with desk.workspace.reading() as session:
        known = device(session, city.device)
    assert known is not None
    dialog = CompareDialog(desk, known, page)
    qtbot.addWidget(dialog)
    dialog.show()
    (said,) = [one for one in dialog.findChildren(Text) if "hub" in one.text()]
    assert str(desk.workspace.device)[:8] in said.text()
    assert said.height() >= said.heightForWidth(said.width())
    dialog.reject()
