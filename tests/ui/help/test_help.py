"""F1 at a question and the first steps, by key in the real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from app.settings import load_settings
from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.help.guide import Guide
from app.ui.help.sheet import HelpSheet
from app.ui.start.first_run import FirstRun
from app.ui.widgets.chips import Chip
from app.ui.words import word
from tests.ui.field.conftest import BUILDING, PERSON, open_building, press, settle

QUESTION = "/housing/B/ZF_B03"


def test_f1_tells_guidance_rules_with_severity_and_source_and_photos(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    room.go_to(QUESTION)
    press(qtbot, program, Qt.Key.Key_F1)
    sheet = program.window.findChild(HelpSheet)
    said = "\n".join(sheet.texts)
    field = room.building.field(QUESTION)
    rules = [one for one in room.building.visit.definition.rules if one.path == QUESTION]
    assert rules
    assert field.label in said
    assert field.hint in said
    for rule in rules:
        assert rule.title("zh") in said
        assert rule.source in said
        assert rule.indicator in said
    assert "已对过原文" in said  # how sure the question itself is
    asked = room.building.slot(QUESTION).question
    for photo in room.building.companions(asked, QUESTION)[1]:
        assert room.building.field(photo).label in said
    chips = {chip.accessibleName() for chip in sheet.findChildren(Chip)}
    assert {word(rule.severity) for rule in rules} <= chips
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_without_a_question_f1_shows_the_keys(qtbot: QtBot, program: Program) -> None:
    press(qtbot, program, Qt.Key.Key_F1)
    sheet = program.window.findChild(HelpSheet)
    assert sheet.texts == []
    assert sheet.windowTitle() == "全部按键"
    bar = sheet.findChild(QScrollArea).verticalScrollBar()
    assert bar.maximum() > 0
    for key, wanted in ((Qt.Key.Key_PageDown, bar.pageStep()), (Qt.Key.Key_PageUp, 0)):
        press(qtbot, program, key)
        assert bar.value() == min(wanted, bar.maximum())
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert not sheet.isVisible()


def test_the_first_steps_come_once_go_on_by_themselves_and_come_again_when_asked(
    qtbot: QtBot, make_program: Callable[..., Program], city: Path, tmp_path: Path
) -> None:
    program = make_program(person=PERSON)
    program.begin()
    start = program.window
    assert isinstance(start, FirstRun)
    start.open_folder(str(city))
    settle(qtbot, program)
    guide = program.desk.shell.notices.line("guide")
    assert isinstance(guide, Guide)
    assert guide.step == 0
    room = open_building(qtbot, program, BUILDING)
    assert guide.step == 1  # opening one was the step
    room.building.answer("/housing/C/ZF_C02", "none")
    assert guide.step == 2
    guide.go.click()
    assert program.desk.shell.notices.line("guide") is None
    assert load_settings(tmp_path / "settings.json").guided
    program.show_start()
    program.window.open_folder(str(city))
    settle(qtbot, program)
    assert program.desk.shell.notices.line("guide") is None
    press(qtbot, program, Qt.Key.Key_F1)
    sheet = program.window.findChild(HelpSheet)
    sheet.guide.click()
    again = program.desk.shell.notices.line("guide")
    assert isinstance(again, Guide)
    again.skip.click()
    assert program.desk.shell.notices.line("guide") is None
