"""Around the checklist: who works is changed from the foot, the first steps come for a known
workspace too, a phone survives another language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.app import Program
from app.ui.effort.who_dialog import WhoDialog
from app.ui.field.room import InspectRoom
from app.ui.help.guide import Guide
from app.ui.phone.strip import PhoneStrip
from app.ui.start.first_run import FirstRun
from tests.ui.phone.test_phone import Phone, in_background, opened

from .conftest import PERSON, press, settle


def test_the_name_at_the_foot_opens_the_choice_of_who_inspects(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    press_here = program.desk.shell.statusbar.press
    assert press_here.isVisible()
    assert PERSON in press_here.accessibleName()
    qtbot.mouseClick(press_here, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    dialog = program.window.findChild(WhoDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.reject()
    press_here.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert any(one.isVisible() for one in program.window.findChildren(WhoDialog))


def test_the_first_steps_come_for_the_workspace_of_the_last_time(
    qtbot: QtBot, make_program: Callable[..., Program], city: Path
) -> None:
    program = make_program(workspace=str(city))
    program.begin(soon=True)
    settle(qtbot, program)
    guide = program.window.findChild(Guide)
    assert guide is not None
    assert guide.isVisible()
    qtbot.mouseClick(guide.skip, Qt.MouseButton.LeftButton)
    program.close_workspace()
    program.begin(soon=True)
    settle(qtbot, program)
    assert "guide" not in program.desk.shell.notices.keys


def test_there_are_three_steps(qtbot: QtBot, make_program: Callable[..., Program]) -> None:
    program = make_program(person="")
    program.begin()
    window = program.window
    assert isinstance(window, FirstRun)
    assert "第一次用，三步就好" in [one.text() for one in window.findChildren(QLabel)]
    assert len(window._steps) == 3


def test_a_phone_stays_in_when_the_language_changes(
    qtbot: QtBot, program: Program, room: InspectRoom, tmp_path: Path
) -> None:
    from tests.faults.small import picture

    room.go_to("/housing/B/ZF_B03")
    dialog = opened(qtbot, program)
    phone = Phone(dialog._link.url)
    in_background(qtbot, phone.enter)
    qtbot.waitUntil(lambda: dialog._link.connected, timeout=5_000)
    dialog.keep.click()
    before = dialog._link.url
    program.choose(language="en")
    settle(qtbot, program)
    page = program.page
    assert isinstance(page, InspectRoom)
    assert page is not room
    link = page.incoming.link
    assert link.on
    assert link.url == before
    assert any(one.isVisible() for one in program.window.findChildren(PhoneStrip))
    qtbot.waitUntil(lambda: page.building is not None)
    count = len(page.building.photos)
    data = picture(tmp_path / "one.jpg", 7).read_bytes()
    in_background(qtbot, lambda: phone.send(data, "one.jpg"))
    assert phone.answers[-1][0] == 200
    qtbot.waitUntil(lambda: len(page.building.photos) == count + 1, timeout=10_000)
    program.choose(language="zh_CN")
    settle(qtbot, program)
