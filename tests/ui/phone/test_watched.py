"""监视文件夹 through the real window: photos that drop into a folder come in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.settings import load_settings
from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.settings_dialog import PHOTOS, SettingsDialog
from tests.faults.small import picture
from tests.ui.field.conftest import BUILDING, open_building, settle


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    there = tmp_path / "DCIM"
    there.mkdir()
    picture(there / "old.jpg", 1)
    return there


def looks(qtbot: QtBot, program: Program, room: InspectRoom, times: int = 3) -> None:
    for _ in range(times):
        room.incoming.watching.look()
        settle(qtbot, program)


def test_new_photos_come_in_and_can_be_taken_back(
    qtbot: QtBot, program: Program, room: InspectRoom, folder: Path, tmp_path: Path
) -> None:
    program.desk.act_with("settings", PHOTOS)
    dialog = program.window.findChild(SettingsDialog)
    program.desk.act_with("watch", folder)
    settle(qtbot, program)
    assert load_settings(tmp_path / "settings.json").photo_folder == str(folder)
    before = len(room.building.photos)
    looks(qtbot, program, room)
    assert len(room.building.photos) == before  # what lay there is left alone
    picture(folder / "new.jpg", 9)
    looks(qtbot, program, room)
    assert [row.original_name for row in room.building.photos][before:] == ["new.jpg"]
    assert (folder / "new.jpg").exists()
    page = dialog._pages[PHOTOS].layout().itemAt(0).widget()
    assert "1 张" in page.state.text()
    toast = program.desk.shell.toasts.face
    assert BUILDING.rpartition("/")[2] in toast.accessibleName()
    toast.button.click()
    settle(qtbot, program)
    assert len(room.building.photos) == before
    page.stop.click()
    assert load_settings(tmp_path / "settings.json").photo_folder == ""
    assert "没有" in page.state.text()
    dialog.accept()


def test_photos_wait_for_a_building_and_an_unplugged_phone_is_said(
    qtbot: QtBot, make_program: Callable[..., Program], city: Path, folder: Path, tmp_path: Path
) -> None:
    program = make_program(photo_folder=str(folder))
    program.begin(city)
    settle(qtbot, program)
    room = program.page
    assert isinstance(room, InspectRoom)
    picture(folder / "new.jpg", 9)
    looks(qtbot, program, room)
    watching = room.incoming.watching
    assert "1 张新照片等着" in watching.sentence
    shutil.move(folder, tmp_path / "away")
    looks(qtbot, program, room, 1)
    assert "拔掉" in watching.sentence
    shutil.move(tmp_path / "away", folder)
    open_building(qtbot, program, BUILDING)
    before = len(room.building.photos)
    looks(qtbot, program, room)
    assert [row.original_name for row in room.building.photos][before:] == ["new.jpg"]
