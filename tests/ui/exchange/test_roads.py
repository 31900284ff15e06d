"""送出 over SFTP by plain fields: what it refuses in words, stopped, gone on, in the background."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keyring
import keyring.backends.fail
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.exchange.bags.read import open_bag
from app.exchange.roads.destination import Destination
from app.ui.app import Program
from app.ui.exchange.add_destination import AddDestination
from app.ui.exchange.prepare import Way
from app.ui.exchange.secret_row import SecretRow
from app.ui.exchange.send import SendDialog
from app.ui.field.room import InspectRoom
from app.ui.start.home import Home
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip
from tests.exchange.test_roads_sftp import Files, Sshd
from tests.ui.exchange.chain import send_dialog
from tests.ui.exchange.helps import words_of
from tests.ui.field.conftest import press, settle

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _no_keyring() -> Iterator[None]:
    """Tests that ran before in this process may have left one that keeps passwords."""
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    yield
    keyring.set_keyring(before)


class Slow(Files):
    """Takes no file while the gate is shut."""

    gate = threading.Event()

    def open(self, path: str, flags: int, attr: object):
        self.gate.wait(20)
        return super().open(path, flags, attr)


@pytest.fixture
def sshd(tmp_path: Path):
    there = tmp_path / "there"
    there.mkdir()
    Slow.gate.set()
    one = Sshd(tmp_path)
    one.files = type("Rooted", (Slow,), {"root": tmp_path})
    yield one
    Slow.gate.set()
    one.close()


def said(qtbot: QtBot, add: AddDestination, words: str) -> None:
    """Try the connection and wait for what it says."""
    qtbot.mouseClick(add.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: words in add.said.text())
    assert add.isVisible()


def retype(qtbot: QtBot, field: object, text: str) -> None:
    field.clear()  # type: ignore[attr-defined]
    qtbot.keyClicks(field, text)


def test_sftp_stopped_gone_on_and_in_the_background(
    qtbot: QtBot, program: Program, room: InspectRoom, sshd: Sshd, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    press(qtbot, program, Qt.Key.Key_1)  # something to send
    press(qtbot, program, Qt.Key.Key_1, CTRL)
    home = program.page
    assert isinstance(home, Home)
    chips = lambda: [chip.accessibleName() for chip in home.findChildren(Chip)]  # noqa: E731
    qtbot.waitUntil(lambda: "检查中 1 栋" in chips())  # the building that is still open counts
    settle(qtbot, program)
    assert program.window is not None
    program.window.resize(1000, 700)  # the room behind folds its tree away; this bar is not its own
    settle(qtbot, program)
    assert program.desk is not None
    buttons = program.desk.shell.topbar.findChildren(Button)
    assert not [button.accessibleName() for button in buttons if button.isVisible()]
    program.window.resize(1366, 768)
    dialog = send_dialog(qtbot, program)
    qtbot.mouseClick(dialog.where.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), AddDestination))
    add = QApplication.activeModalWidget()
    assert isinstance(add, AddDestination)
    qtbot.mouseClick(add.form.road._parts["sftp"], Qt.MouseButton.LeftButton)
    qtbot.keyClicks(add.form.name, "NAS")
    qtbot.keyClicks(add.form.url, f"sftp://127.0.0.1:{sshd.port}/nowhere")
    qtbot.keyClicks(add.form.options["user"], "laptop")
    qtbot.keyClicks(add.form.password, "wrong")
    said(qtbot, add, sshd.fingerprint)  # the host is new here: this is its key
    assert not add.form.options["host_key"].text()  # nothing is taken without a hand
    qtbot.waitUntil(lambda: add.take.visibleRegion().boundingRect() == add.take.rect())
    retype(qtbot, add.form.password, "wrong")
    assert add.take.isVisible()  # typing the password puts the offered key not away
    qtbot.mouseClick(add.take, Qt.MouseButton.LeftButton)
    assert add.form.options["host_key"].text() == sshd.fingerprint
    said(qtbot, add, "不认这个账号或密码")
    assert not add.take.isVisible()
    retype(qtbot, add.form.password, "right")
    said(qtbot, add, "没有这个文件夹")
    retype(qtbot, add.form.url, f"sftp://127.0.0.1:{sshd.port}/there")
    said(qtbot, add, "连得上")
    qtbot.mouseClick(add.form.keep, Qt.MouseButton.LeftButton)
    press(qtbot, program, Qt.Key.Key_Return)
    # No keyring keeps it: that is said, and the typed one serves while the program runs.
    toasts = program.desk.shell.toasts
    qtbot.waitUntil(lambda: toasts.face is not None and "每次" in toasts.face.accessibleName())
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is dialog)
    settle(qtbot, program)
    assert dialog.where.secret.isVisible()
    # Where no password store is, none is promised.
    assert dialog.where.secret.no_store.isVisible()
    assert not dialog.where.keep.isVisible()
    assert not dialog.where.keep.isChecked()

    Slow.gate.clear()
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(dialog.sending.watch.lines))
    press(qtbot, program, Qt.Key.Key_Return)  # Enter never stops what it began
    assert dialog.state == "going"
    press(qtbot, program, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert send_again(qtbot, program) is dialog  # it is shown again, not begun again
    assert dialog.go.text() == "停一下"
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert not dialog.go.isEnabled()
    Slow.gate.set()
    qtbot.waitUntil(lambda: dialog.state == "stopped")
    assert "中途停下" in words_of(dialog)
    assert dialog.foot.elsewhere.isVisible()
    assert not list(there.glob("*.zip"))

    Slow.gate.clear()
    press(qtbot, program, Qt.Key.Key_Return)
    assert dialog.state == "going"
    press(qtbot, program, Qt.Key.Key_Escape)
    Slow.gate.set()
    qtbot.waitUntil(lambda: dialog.state == "done")
    face = program.desk.shell.toasts.face
    assert face is not None
    assert "第 1 包" in face.accessibleName()
    [package] = there.glob("*.zip")
    with open_bag(package) as bag:
        assert bag.info["Chengjian-Number"] == "1"  # stopping cost no number
    qtbot.mouseClick(face.button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert "第 1 包" in words_of(dialog)
    press(qtbot, program, Qt.Key.Key_Return)


def send_again(qtbot: QtBot, program: Program) -> SendDialog:
    """Press the key of 送出 while something goes on in the background."""
    press(qtbot, program, Qt.Key.Key_5, CTRL)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), SendDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SendDialog)
    return dialog


def test_the_system_is_to_keep_a_password_only_where_it_can(qtbot: QtBot, qapp: object) -> None:
    row = SecretRow()
    qtbot.addWidget(row)
    way = Way(Destination("NAS", "https://nas.local/in", {"user": "a"}), needs_secret=True)
    row.show_for(replace(way, can_keep=True))
    assert (row.keep.isVisible(), row.keep.isChecked(), row.no_store.isVisible()) == (
        True, True, False,
    )  # fmt: skip
    row.show_for(way)
    assert (row.keep.isVisible(), row.keep.isChecked(), row.no_store.isVisible()) == (
        False, False, True,
    )  # fmt: skip
    row.show_for(replace(way, secret_kept=True))
    assert not row.isVisible()
