"""The real program on a copy of the sample city; keys and mouse reach real widgets."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.commands.script import find_place
from app.inspection.setup import make_sample
from app.settings import Settings
from app.ui.app import Program
from app.ui.field.room import InspectRoom
from tests.once import once

BUILDING = "长安/样例小区甲/7号楼"
PERSON = "测试员"


@pytest.fixture(scope="session")
def sample_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "city", lambda root: make_sample(root, PERSON).close())


@pytest.fixture
def city(sample_city: Path, tmp_path: Path) -> Path:
    root = tmp_path / "city"
    shutil.copytree(sample_city, root)
    return root


@pytest.fixture
def make_program(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> Iterator[Callable[..., Program]]:
    made: list[Program] = []

    def make(**values: Any) -> Program:
        settings = Settings(**{"theme": "light", "person": PERSON, **values})
        program = Program(qapp, settings, tmp_path / "settings.json")
        program.dress()
        made.append(program)
        return program

    yield make
    for program in made:
        program.close_workspace()
        program.jobs.shut_down()
        if program.window is not None:
            program.window.close()
            program.window.deleteLater()
    QApplication.sendPostedEvents()


@pytest.fixture
def program(make_program: Callable[..., Program], city: Path, qtbot: QtBot) -> Program:
    program = make_program()
    program.begin(city)
    assert program.window is not None
    program.window.resize(1366, 768)
    settle(qtbot, program)
    return program


@pytest.fixture
def room(program: Program, qtbot: QtBot) -> InspectRoom:
    """The room with one building open."""
    return open_building(qtbot, program, BUILDING)


def settle(qtbot: QtBot, program: Program) -> None:
    """Wait until nothing runs in the background and nothing waits in the event queue."""
    qtbot.waitUntil(lambda: not program.jobs.running, timeout=20_000)
    qtbot.wait(120)  # timers that gather changes
    page = program.page
    if isinstance(page, InspectRoom):  # panes are filled, and keys typed, a turn at a time
        visits = page.visits
        qtbot.waitUntil(lambda: not (visits.arriving or visits.held.typing), timeout=20_000)
    qtbot.waitUntil(lambda: not program.jobs.running, timeout=20_000)


def the_room(program: Program) -> InspectRoom:
    page = program.page
    assert isinstance(page, InspectRoom)
    return page


def open_building(qtbot: QtBot, program: Program, names: str) -> InspectRoom:
    room = the_room(program)
    assert program.desk is not None
    with program.desk.workspace.reading() as session:
        place: UUID = find_place(session, names)
    room.open_place(place)
    qtbot.waitUntil(
        lambda: room.building is not None and room.building.line.id == place, timeout=20_000
    )
    settle(qtbot, program)
    return room


def press(
    qtbot: QtBot, program: Program, key: Any, modifier: Any = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press a key where the focus is, as the window system would."""
    wanted = QApplication.activeModalWidget() or program.window
    active = QApplication.activeWindow()
    if wanted is not None and (active is None or (wanted.isModal() and active is not wanted)):
        wanted.activateWindow()  # as a window manager does when a dialog above it goes
        qtbot.waitUntil(lambda: QApplication.activeWindow() is wanted)
    target = QApplication.focusWidget() or program.window
    assert target is not None
    qtbot.keyClick(target, key, modifier)
    qtbot.wait(1)


def type_text(qtbot: QtBot, text: str) -> None:
    target = QApplication.focusWidget()
    assert isinstance(target, QWidget)
    if text.isascii():
        qtbot.keyClicks(target, text)
    else:  # an input method hands over whole words
        from PySide6.QtGui import QInputMethodEvent

        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(target, event)


def choose_in_dialog(qtbot: QtBot, *paths: Path) -> None:
    """Answer the open file dialog: type a name or several, press Enter."""
    qtbot.waitUntil(lambda: bool(_dialogs()), timeout=5_000)
    dialog = _dialogs()[0]
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    assert edit is not None
    edit.setText(" ".join(f'"{path}"' for path in paths) if len(paths) > 1 else str(paths[0]))
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=5_000)


def _dialogs() -> list[QFileDialog]:
    return [
        w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog) and w.isVisible()
    ]
