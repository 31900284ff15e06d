"""The hub's road in the program's own window, by keys: receive, merge, look, export."""

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.ui.app import Program
from app.workspace import Workspace
from tests.ui.field.conftest import choose_in_dialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
HERE = Path(__file__).parent
CONTROL = Qt.KeyboardModifier.ControlModifier


def made() -> Any:
    name = "hub_made"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, HERE / "hub" / "made.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    settings = Settings(language="en", theme="light", desk="hub", hub_person="engineer")
    program = Program(qapp, settings, tmp_path / "settings.json")
    program.dress()
    yield program
    program.close_workspace()
    program.jobs.shut_down()
    if program.window is not None:
        program.window.close()


def test_the_keys_of_an_empty_room_hold_after_the_rail(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    Workspace.create(tmp_path / "hub", person="engineer").close()
    program.open_folder(tmp_path / "hub")
    window, desk = program.window, program.desk
    assert window is not None
    assert desk is not None
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    for key in (Qt.Key.Key_6, Qt.Key.Key_1):
        qtbot.keyClick(focused(), key, CONTROL)
        qtbot.waitUntil(lambda: not desk.jobs.running, timeout=20_000)
        desk.shell.rail.findChildren(QAbstractButton)[0].setFocus()
        assert not page_of(program).isAncestorOf(focused())
        qtbot.keyClick(focused(), key, CONTROL)
        assert page_of(program).isAncestorOf(focused())


def page_of(program: Program) -> Any:
    return program.page


def test_receive_merge_look_and_export_by_keys(
    qtbot: QtBot, program: Program, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sample = made().shared_sample(tmp_path_factory)
    Workspace.create(tmp_path / "hub", person="engineer").close()
    program.open_folder(tmp_path / "hub")
    window, desk = program.window, program.desk
    assert window is not None
    assert desk is not None
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    inbox: Any = program.page
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=20_000)
    qtbot.keyClick(focused(), Qt.Key.Key_O, CONTROL)
    choose_in_dialog(qtbot, sample.first, sample.second, sample.other)
    window.activateWindow()  # as a window manager does when a dialog goes
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    qtbot.waitUntil(lambda: len(inbox.model.parcels) == 3, timeout=30_000)
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    qtbot.keyClick(focused(), Qt.Key.Key_F, CONTROL)
    qtbot.waitUntil(inbox.search.hasFocus)
    inbox.table.setFocus()
    for row in range(3):
        inbox.table.setCurrentIndex(inbox.model.index(row, 1))
        qtbot.keyClick(focused(), Qt.Key.Key_Space)
    qtbot.keyClick(focused(), Qt.Key.Key_M, CONTROL)
    qtbot.waitUntil(lambda: all(p.state == "merged" for p in inbox.model.parcels), timeout=40_000)
    qtbot.keyClick(focused(), Qt.Key.Key_3, CONTROL)  # the third room of the rail
    page: Any = program.page
    assert page is not inbox
    qtbot.waitUntil(lambda: page.model.rowCount() > 1, timeout=30_000)
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    qtbot.keyClick(focused(), Qt.Key.Key_F, CONTROL)
    qtbot.waitUntil(page.search.hasFocus)
    page.table.setFocus()
    qtbot.keyClick(focused(), Qt.Key.Key_Down)
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.record.record is not None, timeout=20_000)
    qtbot.waitUntil(page.record.table.hasFocus)
    assert page.record.record.answered > 20
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    qtbot.waitUntil(page.table.hasFocus)
    (tmp_path / "out").mkdir()
    qtbot.keyClick(focused(), Qt.Key.Key_E, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    choose_in_dialog(qtbot, tmp_path / "out")
    qtbot.waitUntil(lambda: page.strip.busy)
    qtbot.waitUntil(lambda: not page.strip.busy, timeout=50_000)
    assert list((tmp_path / "out").glob("*.xlsx"))
    assert list((tmp_path / "out").glob("*/*.pdf"))


def focused() -> Any:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget
