"""What nobody foresaw, and what the user can mend."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.errors import AppError, Cancelled
from app.ui.crash import CrashCatcher, sentence, start_log
from app.ui.crash_dialog import open_crash_dialog
from app.ui.shell import Shell
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text


@pytest.fixture
def catcher(shell: Shell):
    catcher = CrashCatcher(shell)
    catcher.install()
    yield catcher
    catcher.uninstall()


def test_a_bug_in_a_thread_is_logged_and_shown(
    catcher: CrashCatcher, shell: Shell, qtbot: QtBot, tmp_path: Path
) -> None:
    file = start_log(tmp_path)
    with qtbot.waitSignal(catcher.caught) as signal:
        thread = threading.Thread(target=lambda: [][1])
        thread.start()
        thread.join(120)
    assert isinstance(signal.args[0], IndexError)
    assert "IndexError" in file.read_text(encoding="utf-8")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Dialog)
    assert "Your records are saved" in sentence(signal.args[0])
    dialog.accept()


def test_stopping_is_no_error(catcher: CrashCatcher, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(catcher.caught):
        catcher.take(Cancelled())


def test_what_the_user_can_mend_is_said_without_a_traceback(shell: Shell) -> None:
    error = AppError("The stick was pulled out")
    assert sentence(error) == "The stick was pulled out"
    dialog = open_crash_dialog(shell, error, "Traceback …")
    texts = [label.text() for label in dialog.findChildren(Text)]
    assert "The stick was pulled out" in texts
    assert not any("Traceback" in text for text in texts)
    dialog.accept()


def test_the_details_of_a_bug_can_be_copied(shell: Shell, qtbot: QtBot) -> None:
    dialog = open_crash_dialog(shell, ValueError("x"), "Traceback …")
    copy = next(b for b in dialog.findChildren(Button) if b.text() == "Copy details")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "Traceback …"
    dialog.accept()
