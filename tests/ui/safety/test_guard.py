"""Backups by themselves, and what is said of disk, clock and another folder; in the real window."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from app import backup
from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.safety import words
from app.ui.widgets.labels import Text
from app.watch import ClockWatch, Jump, Room
from tests.ui.field.conftest import settle

QUESTION = "/housing/B/ZF_B01"


def test_a_backup_is_made_by_itself_and_said_in_the_status_bar(
    qtbot: QtBot, program: Program
) -> None:
    desk = program.desk
    assert desk is not None
    assert backup.backups(desk.workspace.root) == []
    desk.guard.look()
    settle(qtbot, program)
    assert "还没有备份" in desk.shell.statusbar.accessibleName()
    desk.guard.back_up()
    settle(qtbot, program)
    (made,) = backup.backups(desk.workspace.root)
    assert backup.check(made.path) == made.changes > 0
    assert "已备份 今天" in desk.shell.statusbar.accessibleName()
    desk.guard.back_up()  # nothing changed: none is due
    settle(qtbot, program)
    assert backup.backups(desk.workspace.root) == [made]


def test_closing_the_window_makes_the_last_backup(
    qtbot: QtBot, program: Program, room: InspectRoom, city: Path
) -> None:
    room.building.answer(QUESTION, "none")
    settle(qtbot, program)
    program.window.close()
    (made,) = backup.backups(city)
    assert backup.check(made.path) == made.changes


def test_a_copied_workspace_says_so_and_what_it_means(
    qtbot: QtBot, make_program: Callable[..., Program], program: Program, city: Path, tmp_path: Path
) -> None:
    program.close_workspace()
    copy = tmp_path / "copy"
    shutil.copytree(city, copy)
    program.open_folder(copy)
    desk = program.desk
    qtbot.waitUntil(lambda: "workspace" in desk.shell.notices.keys, timeout=10_000)
    line = desk.shell.notices.line("workspace")
    assert line.sentence == words.recognised("copied")
    assert "副本" in line.sentence
    line.put_away.click()
    assert desk.shell.notices.keys == ()
    assert not desk.shell.notices.isVisible()


def test_a_full_disk_refuses_photos_and_still_takes_answers(
    qtbot: QtBot, program: Program, room: InspectRoom, tmp_path: Path
) -> None:
    from tests.faults.small import picture

    qtbot.waitUntil(
        lambda: program.desk.guard.looks > 0, timeout=20_000
    )  # the next is a minute off
    desk = program.desk
    desk.guard.show_room(Room(1_000_000_000, "low"))
    assert "快满了" in desk.shell.notices.line("disk").sentence
    desk.guard.show_room(Room(50_000_000, "critical"))
    before = len(room.building.photos)
    room.add_files([picture(tmp_path / "a.jpg", 3)], "")
    settle(qtbot, program)
    assert len(room.building.photos) == before
    assert desk.shell.toasts.face.accessibleName() == words.no_photos()
    room.building.answer(QUESTION, "none")
    settle(qtbot, program)
    assert room.building.stored(QUESTION).text == "none"
    desk.guard.show_room(Room(5_000_000_000, "enough"))
    assert "disk" not in desk.shell.notices.keys
    room.add_files([picture(tmp_path / "a.jpg", 3)], "")
    qtbot.waitUntil(lambda: len(room.building.photos) == before + 1, timeout=10_000)


def test_a_clock_that_was_put_back_is_said(qtbot: QtBot, program: Program) -> None:
    desk = program.desk
    wall = [1_000_000.0]
    desk.guard.look()
    settle(qtbot, program)
    desk.guard.clock = ClockWatch(wall=lambda: wall[0], steady=lambda: 5.0)
    wall[0] -= 7500
    desk.guard.look()
    qtbot.waitUntil(lambda: "clock" in desk.shell.notices.keys, timeout=10_000)
    sentence = desk.shell.notices.line("clock").sentence
    assert sentence == words.clock_jump(Jump(-7_500_000, while_running=True))
    assert "2 小时" in sentence
    label = desk.shell.notices.line("clock").findChild(Text)
    assert label.text() == sentence
