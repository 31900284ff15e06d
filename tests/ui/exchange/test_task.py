"""A task package at the first steps and later: preview, the fingerprint compared, ready."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import keys
from app.exchange.trust import device, hub
from app.inspection import browse
from app.ui.app import Program
from app.ui.exchange.task import TaskDialog
from app.ui.exchange.unlock import UnlockDialog
from app.ui.start.first_run import FirstRun
from app.workspace import Workspace
from tests.exchange.trusted import begin_task, fingerprint, make_hub, use_keyring
from tests.ui.exchange.helps import words_of
from tests.ui.field.conftest import choose_in_dialog, press, settle, type_text


@pytest.fixture
def first(make_program: Callable[..., Program]) -> FirstRun:
    program = make_program()
    program.begin()
    window = program.window
    assert isinstance(window, FirstRun)
    window.resize(1366, 768)
    return window


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Workspace]:
    use_keyring()
    opened, _recovery = make_hub(tmp_path / "hub")
    with opened:
        yield opened
    keys.forget()
    keyring.set_keyring(keyring.backends.fail.Keyring())


def read_in(qtbot: QtBot, first: FirstRun, file: Path) -> TaskDialog:
    """Choose the package by the button and the file dialog, as people do."""
    qtbot.mouseClick(first.task_file, Qt.MouseButton.LeftButton)
    choose_in_dialog(qtbot, file)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), TaskDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, TaskDialog)
    qtbot.waitUntil(lambda: dialog.state != "reading", timeout=30_000)
    return dialog


def test_first_task_makes_the_laptop_ready(
    qtbot: QtBot, first: FirstRun, office: Workspace, tmp_path: Path
) -> None:
    program = first._program
    file, said = begin_task(office, tmp_path)
    dialog = read_in(qtbot, first, file)
    assert dialog.page is not None
    assert dialog.page.groups.accessibleName().endswith(
        ", ".join(" ".join(g) for g in said.split("-"))
    )
    assert not dialog.go.isEnabled()  # nobody compared anything yet
    assert QApplication.focusWidget() is dialog.page.typed
    type_text(qtbot, "23456789")
    assert "另一个指纹" in words_of(dialog)
    assert not dialog.go.isEnabled()
    dialog.page.typed.clear()
    type_text(qtbot, said.lower().replace("-", " "))
    assert dialog.go.isEnabled()
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.state == "ready", timeout=30_000)
    assert "可以开始检查" in words_of(dialog)
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.desk is not None, timeout=30_000)
    settle(qtbot, program)
    assert program.desk is not None
    laptop = program.desk.workspace
    with laptop.reading() as session:
        known = hub(session)
        assert known is not None
        assert known.keys.fingerprint == said
        own = device(session, laptop.device)
        assert own is not None
        assert own.keys.fingerprint == fingerprint(laptop)
        assert sum(browse.state_counts(session).values()) > 0
    [again] = [begin_task(office, tmp_path / "hub")[0]]
    program.desk.act_with("task", again)  # a later one of the same hub needs no comparing
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), TaskDialog))
    later = QApplication.activeModalWidget()
    assert isinstance(later, TaskDialog)
    qtbot.waitUntil(lambda: later.state == "preview", timeout=30_000)
    assert later.go.isEnabled()
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: later.state == "ready", timeout=30_000)
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)


def test_left_alone_leaves_nothing(
    qtbot: QtBot, first: FirstRun, office: Workspace, tmp_path: Path
) -> None:
    from app.paths import user_data

    file, _said = begin_task(office, tmp_path)
    dialog = read_in(qtbot, first, file)
    press(qtbot, first._program, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    base = user_data() / "workspaces"
    assert not base.exists() or not list(base.iterdir())


def test_no_task_is_a_sentence(qtbot: QtBot, first: FirstRun, tmp_path: Path) -> None:
    file = tmp_path / "0a1b2c3d-0001-1.zip"
    file.write_bytes(b"PK\3\4 no package")
    dialog = read_in(qtbot, first, file)
    assert dialog.state == "refused"
    assert "本机什么也没改" in words_of(dialog)
    press(qtbot, first._program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())


def test_without_a_keyring_a_passphrase_is_chosen(
    qtbot: QtBot, first: FirstRun, office: Workspace, tmp_path: Path
) -> None:
    file, _said = begin_task(office, tmp_path)
    keyring.set_keyring(keyring.backends.fail.Keyring())
    dialog = read_in(qtbot, first, file)
    assert dialog.page is not None
    qtbot.mouseClick(dialog.page.heard, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), UnlockDialog))
    chosen = QApplication.activeModalWidget()
    assert isinstance(chosen, UnlockDialog)
    qtbot.waitUntil(chosen.words.hasFocus)
    type_text(qtbot, "kurz")
    press(qtbot, first._program, Qt.Key.Key_Return)
    press(qtbot, first._program, Qt.Key.Key_Return)
    assert "至少 8 个字符" in chosen.problem.text()
    chosen.words.clear()
    chosen.words.setFocus()
    type_text(qtbot, "long enough")
    press(qtbot, first._program, Qt.Key.Key_Return)  # on to the second field
    type_text(qtbot, "long enough")
    press(qtbot, first._program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.state == "ready", timeout=60_000)
    assert keys.where(dialog._workspace.device) == "file"  # type: ignore[union-attr]
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: first._program.desk is not None, timeout=30_000)
    settle(qtbot, first._program)
