"""Every control that can be operated has a name on the accessibility tree, in every room.

Walks what a screen reader walks: `QAccessible`, from the window down.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.paths import resource
from app.settings import Settings
from app.ui.app import Program
from app.ui.widgets.key_sheet import open_key_sheet
from app.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
HERE = Path(__file__).parent
ROLE = QAccessible.Role
OPERATED = {
    ROLE.PushButton, ROLE.CheckBox, ROLE.RadioButton, ROLE.EditableText, ROLE.ComboBox,
    ROLE.Table, ROLE.Tree, ROLE.List, ROLE.Slider, ROLE.SpinBox, ROLE.ButtonMenu,
    ROLE.Button, ROLE.PageTab, ROLE.Link, ROLE.Dialog,
}  # fmt: skip
"""What a person operates; panes and pictures may be silent."""


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


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return made().shared_sample(tmp_path_factory)


def unnamed(top: QWidget) -> tuple[int, list[str]]:
    """Return how many controls can be operated below a window, and those without a name."""
    found, seen = [], 0
    waiting = [QAccessible.queryAccessibleInterface(top)]
    while waiting:
        one = waiting.pop()
        if one is None or not one.isValid() or one.state().invisible:
            continue
        role = one.role()
        widget = one.object()
        focusable = bool(one.state().focusable)
        if role in OPERATED or (focusable and isinstance(widget, QWidget)):
            seen += 1
            if not one.text(QAccessible.Text.Name).strip():
                found.append(f"{role.name} {type(widget).__name__} in {type(top).__name__}")
        if role not in (ROLE.Table, ROLE.Tree, ROLE.List):  # their rows speak through the model
            waiting += [one.child(number) for number in range(one.childCount())]
    return seen, found


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Program]]:
    programs: list[Program] = []

    def begin(desk: str, folder: Path | None = None) -> Program:
        settings = Settings(
            language="en", theme="light", desk=desk, person="clerk", hub_person="engineer"
        )
        program = Program(qapp, settings, tmp_path / "settings.json")
        programs.append(program)
        program.dress()
        program.begin(folder)
        assert program.window is not None
        program.window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is program.window)
        qtbot.waitUntil(lambda: not program.jobs.running, timeout=30_000)
        return program

    yield begin
    for program in programs:
        program.close_workspace()
        program.jobs.shut_down()
        if program.window is not None:
            program.window.close()


def look(qtbot: QtBot, program: Program, least: int = 5) -> None:
    """Check the window and what lies over it."""
    qtbot.waitUntil(lambda: not program.jobs.running, timeout=30_000)
    qtbot.wait(80)
    top = QApplication.activeModalWidget() or program.window
    assert top is not None
    seen, found = unnamed(top)
    assert found == []
    assert seen >= least, "the walk met hardly anything"


def close_dialog(qtbot: QtBot) -> None:
    dialog: Any = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.reject()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def test_the_first_steps_and_their_preview(qtbot: QtBot, start: Callable[..., Program]) -> None:
    program = start("field")
    look(qtbot, program)
    window: Any = program.window
    window.preview(resource("sample/roster.xlsx"))
    look(qtbot, program, 3)
    close_dialog(qtbot)


def test_all_rooms_and_dialogs_of_the_hub_desk(
    qtbot: QtBot, start: Callable[..., Program], sample: Any, tmp_path: Path
) -> None:
    Workspace.create(tmp_path / "new", person="engineer").close()
    program = start("hub", tmp_path / "new")
    look(qtbot, program)  # nothing came in yet
    program.enter("findings")
    look(qtbot, program)
    shutil.copytree(sample.hub, tmp_path / "hub")
    program.open_folder(tmp_path / "hub")
    look(qtbot, program)
    page: Any = program.page
    page.take([sample.first, sample.second])
    look(qtbot, program, 8)
    program.enter("findings")
    page = program.page
    qtbot.waitUntil(lambda: page.model.rowCount() > 1, timeout=30_000)
    look(qtbot, program, 15)
    line = page.model.line(page.model.first_line())
    page.open_record(line.inspection, "")
    qtbot.waitUntil(lambda: page.record.record is not None, timeout=30_000)
    look(qtbot, program, 8)
    page.back()
    assert program.window is not None
    program.window.resize(1000, 700)  # filters are a drawer there
    qtbot.waitUntil(page.middle.filters.isVisible)
    page.middle.filters.click()
    look(qtbot, program, 10)
    page.drawer.close_drawer()
    assert program.desk is not None
    program.desk.act("settings")
    look(qtbot, program, 5)
    close_dialog(qtbot)
    open_key_sheet(program.desk.shell, program.desk.shell.keys)
    look(qtbot, program, 1)
    close_dialog(qtbot)


def test_all_rooms_and_dialogs_of_the_field_desk(
    qtbot: QtBot, start: Callable[..., Program], sample: Any, tmp_path: Path
) -> None:
    laptop = sample.first.parent.parent / "A"
    shutil.copytree(laptop, tmp_path / "A")
    program = start("field", tmp_path / "A")
    for room in ("start", "inspect", "todo"):
        program.enter(room)
        look(qtbot, program)
    assert program.desk is not None
    for act in ("place", "settings", "send"):
        program.desk.act(act)
        look(qtbot, program, 3)
        close_dialog(qtbot)
