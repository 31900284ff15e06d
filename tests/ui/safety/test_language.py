"""Another language from the settings, by mouse: at once, and the dialog stays where it was."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.settings_dialog import GENERAL, SettingsDialog
from tests.faults.small import picture
from tests.ui.field.conftest import settle


def dialog_of(program: Program) -> SettingsDialog:
    return next(one for one in program.window.findChildren(SettingsDialog) if one.isVisible())


def test_the_language_changes_from_the_dialog_which_comes_back(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    program.desk.act_with("settings", GENERAL)
    dialog_of(program).language._parts["en"].click()
    settle(qtbot, program)
    dialog = dialog_of(program)
    assert dialog.windowTitle() == "Settings"
    assert program.page.building.line.name == room_name
    dialog.language._parts["zh_CN"].click()
    settle(qtbot, program)
    assert dialog_of(program).windowTitle() == "设置"
    dialog_of(program).accept()


room_name = "7号楼"


def test_it_waits_for_photos_that_are_coming_in(
    qtbot: QtBot, program: Program, room: InspectRoom, tmp_path: Path
) -> None:
    files = [picture(tmp_path / f"{n}.jpg", n + 1) for n in range(6)]
    before = len(room.building.photos)
    room.add_files(files, "")
    program.choose(language="en")
    assert program.settings.language == "zh_CN"
    assert "还在收照片" in program.desk.shell.toasts.face.accessibleName()
    qtbot.waitUntil(lambda: len(room.building.photos) == before + 6, timeout=20_000)
