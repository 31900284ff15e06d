"""本台密钥 without a system password store: a passphrase is chosen, asked for, can be wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import keys
from app.exchange.naming import own_name
from app.exchange.trust import device
from app.ui.desk import Desk
from app.ui.exchange.unlock import UnlockDialog
from app.ui.hub.inbox_page import InboxPage
from app.ui.trust.devices_page import DevicesPage
from app.ui.trust.keys_dialog import KeysDialog
from app.ui.widgets.labels import Text
from app.workspace import Workspace

Open = Callable[..., Desk]
WORDS = "eight letters and more"


@pytest.fixture(autouse=True)
def _no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keys.forget()
    keyring.set_keyring(NoKeyring())
    yield
    keys.forget()
    keyring.set_keyring(before)


class Person:
    """Types into the passphrase dialog that waits for an answer, try after try.

    Attributes:
        told: What the dialog said after each try that was wrong.
        asked: Titles of the dialogs that came.
        shown: What the dialog showed while it worked.
    """

    def __init__(self, qtbot: QtBot, *tries: tuple[str, ...]) -> None:
        self._qtbot, self._tries = qtbot, list(tries)
        self.told: list[str] = []
        self.asked: list[str] = []
        self.shown: list[str] = []
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(20)

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, UnlockDialog) or not dialog.go.isEnabled():
            return
        if dialog.problem.text():
            self.told.append(dialog.problem.text())
        if not self.asked or self.asked[-1] != dialog.windowTitle():
            self.asked.append(dialog.windowTitle())
        if not self._tries:
            self._timer.stop()
            self._qtbot.keyClick(dialog, Qt.Key.Key_Escape)
            return
        typed = self._tries.pop(0)
        for field, words in zip((dialog.words, dialog.again), typed, strict=False):
            field.clear()
            self._qtbot.keyClicks(field, words)
        last = dialog.again if len(typed) > 1 else dialog.words
        self._qtbot.keyClick(last, Qt.Key.Key_Return)
        if not dialog.go.isEnabled():  # it works: the passphrase costs time by design
            self.shown.append(dialog.problem.text())
        if not self._tries and len(typed) == 1 and typed[0] == WORDS:
            self._timer.stop()


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)


def test_made_under_a_passphrase_then_asked_for_and_refused_when_wrong(
    qtbot: QtBot, opened: Open, new_hub: Path, tmp_path: Path
) -> None:
    desk = opened(new_hub, "devices")
    page = desk.shell.content.currentWidget()
    assert isinstance(page, DevicesPage)
    settled(qtbot, desk)
    page.head.keys.click()
    dialog = page.dialog
    assert isinstance(dialog, KeysDialog)
    qtbot.waitUntil(dialog.make.hasFocus, timeout=30_000)
    person = Person(qtbot, ("short", "short"), (WORDS, "another one"), (WORDS, WORDS))
    qtbot.keyClick(dialog.make, Qt.Key.Key_Space)
    settled(qtbot, desk)
    qtbot.waitUntil(dialog.groups.isVisible, timeout=30_000)
    assert person.asked == ["Choose a passphrase for the keys"]
    assert "At least 8" in person.told[0]
    assert "not the same" in person.told[1]
    assert keys.where(desk.workspace.device) == "file"
    dialog.name.clear()
    qtbot.keyClicks(dialog.name, "Housing office")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    settled(qtbot, desk)
    with desk.workspace.reading() as session:
        assert own_name(session, desk.workspace) == "Housing office"
        known = device(session, desk.workspace.device)
    assert known is not None
    assert known.keys.name == "Housing office"
    dialog.reject()
    keys.forget()  # as after a restart
    desk.shell.rail.choose("inbox")
    inbox = desk.shell.content.currentWidget()
    assert isinstance(inbox, InboxPage)
    person = Person(qtbot, ("not these words",))  # then Esc
    inbox.work.write_receipts(tmp_path)
    assert person.asked == ["Unlock the keys"]
    assert "passphrase" in person.told[0]
    assert not inbox.strip.busy  # nothing was begun
    assert person.shown == ["Opening the keys…"]
    person = Person(qtbot, (WORDS,))
    inbox.work.write_receipts(tmp_path)
    settled(qtbot, desk)
    assert keys.state(desk.workspace.device) == "open"
    assert person.asked == ["Unlock the keys"]


@pytest.mark.parametrize("receiving", [False, True])
def test_the_words_fit_what_is_done(qtbot: QtBot, new_hub: Path, receiving: bool) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with Workspace.open(new_hub) as workspace:
        dialog = UnlockDialog(window, workspace, receiving=receiving)
        said = " ".join(one.text() for one in dialog.findChildren(Text))
        assert ("opened" in said, "signed" in said) == (receiving, not receiving)
