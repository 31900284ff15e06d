"""设置 through the real window: backups, the second place, putting back, also from the start."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import backup
from app.settings import load_settings
from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.settings_dialog import BACKUP, SettingsDialog
from app.ui.start.first_run import FirstRun
from tests.faults.small import picture
from tests.ui.field.conftest import BUILDING, open_building, settle

QUESTION = "/housing/C/ZF_C02"
PHRASE = "七个字的口令还多"


def settings(program: Program, page: str) -> SettingsDialog:
    program.desk.act_with("settings", page)
    return program.window.findChildren(SettingsDialog)[-1]


def test_a_backup_is_made_listed_and_put_back_with_what_came_since(
    qtbot: QtBot, program: Program, room: InspectRoom, city: Path
) -> None:
    dialog = settings(program, BACKUP)
    settle(qtbot, program)
    assert dialog.backups.rows == []
    dialog.backups.make.click()
    settle(qtbot, program)
    (made,) = backup.backups(city)
    assert len(dialog.backups.rows) == 1
    dialog.accept()
    room.building.answer(QUESTION, "present")  # after the backup
    settle(qtbot, program)
    device = program.desk.workspace.device
    dialog = settings(program, BACKUP)
    settle(qtbot, program)
    dialog.backups.rows[0].click()  # one click: closes, restores, opens again
    qtbot.waitUntil(lambda: program.desk is not None and program.desk.ready, timeout=20_000)
    settle(qtbot, program)
    said = program.desk.shell.notices.line("put_back").sentence
    assert "已恢复" in said
    assert "也补进来了" in said
    assert program.desk.workspace.device != device
    again = open_building(qtbot, program, BUILDING)
    assert again.building.stored(QUESTION).text == "present"
    assert made.path.exists()


def test_a_second_place_is_set_up_and_everything_comes_back_from_it(
    qtbot: QtBot,
    program: Program,
    room: InspectRoom,
    make_program: Callable[..., Program],
    city: Path,
    tmp_path: Path,
) -> None:
    room.add_files([picture(tmp_path / "a.jpg", 3)], "")
    qtbot.waitUntil(lambda: bool(room.building.photos), timeout=10_000)
    count = len(room.building.photos)
    stick = tmp_path / "stick"
    stick.mkdir()
    outside = settings(program, BACKUP).outside
    outside.take_folder(city / "backups")
    assert "工作区里面" in outside.state.text()
    outside.take_folder(stick)
    outside.first.setText("short")
    outside.prepare()
    assert "至少 8" in outside.state.text()
    outside.first.setText(PHRASE)
    outside.again.setText(PHRASE + "x")
    outside.prepare()
    assert "不一样" in outside.state.text()
    outside.again.setText(PHRASE)
    outside.prepare()
    settle(qtbot, program)
    place = Path(load_settings(tmp_path / "settings.json").second_place)
    assert place.parent == stick
    assert outside.first.text() == outside.again.text() == ""
    qtbot.waitUntil(lambda: "stick" in program.desk.shell.notices.keys or not _look(program))
    outside.go.click()
    settle(qtbot, program)
    assert "读回核对过" in outside.state.text()
    assert len(list(place.glob("*.sqlite.age"))) == 1
    program.close_workspace()
    shutil.rmtree(city)  # the laptop is lost

    other = make_program()
    other.begin()
    start = other.window
    assert isinstance(start, FirstRun)
    dialog = start.from_backup()
    dialog.take_folder(place)
    dialog.phrase.setText("something else")
    dialog.go.click()
    settle(qtbot, other)
    assert isinstance(other.window, FirstRun)
    assert other.window.toasts.face is not None
    dialog = other.window.from_backup()
    dialog.take_folder(place)
    dialog.phrase.setText(PHRASE)
    dialog.go.click()
    qtbot.waitUntil(lambda: other.desk is not None and other.desk.ready, timeout=20_000)
    settle(qtbot, other)
    assert "照片也回来了" in other.desk.shell.notices.line("put_back").sentence
    back = open_building(qtbot, other, BUILDING)
    assert len(back.building.photos) == count
    photo = back.building.photos[0]
    assert other.desk.workspace.photo_file(photo.sha256, photo.extension).exists()


def _look(program: Program) -> bool:
    program.desk.guard.look()
    return False


def test_a_damaged_database_is_put_back_from_the_first_steps(
    qtbot: QtBot, program: Program, city: Path
) -> None:
    made = backup.make(program.desk.workspace)
    program.close_workspace()
    (city / "chengjian.sqlite").write_bytes(b"not a database" * 500)
    program.begin(city)
    start = program.window
    assert isinstance(start, FirstRun)
    dialog = start.from_backup()
    dialog.take_folder(city)
    qtbot.waitUntil(lambda: len(dialog.rows) == 1, timeout=5_000)
    dialog.rows[0].click()
    qtbot.waitUntil(lambda: program.desk is not None and program.desk.ready, timeout=20_000)
    settle(qtbot, program)
    said = program.desk.shell.notices.line("put_back").sentence
    assert "旧文件还留着" in said
    assert made.path.exists()


def test_tab_walks_the_backups_as_one_reads_and_the_focus_comes_back_to_what_was_pressed(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    dialog = settings(program, BACKUP)
    settle(qtbot, program)
    page = dialog.backups
    qtbot.waitUntil(dialog.isActiveWindow)
    page.make.setFocus()
    qtbot.keyClick(page.make, Qt.Key.Key_Space)
    settle(qtbot, program)
    qtbot.waitUntil(lambda: len(page.rows) == 1)
    assert QApplication.focusWidget() is page.make
    walked = [page.make]
    for _number in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        walked.append(QApplication.focusWidget())
    assert walked == [page.make, *page.rows, dialog.outside.choose]
    dialog.accept()
