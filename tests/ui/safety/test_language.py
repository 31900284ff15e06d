"""Another language from the settings, by mouse: at once, and the dialog stays where it was."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.i18n import language, set_language
from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.settings_dialog import GENERAL, SettingsDialog
from app.ui.widgets.number_field import NumberField
from app.ui.words import aside, brief, listed, told, unit_word
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


def test_lists_and_units_speak_the_language_in_use() -> None:
    before = language()
    try:
        set_language("en")
        assert listed(["1", "2"]) == "1, 2"
        assert (unit_word("年"), unit_word("mm"), unit_word("斗")) == ("year", "mm", "斗")
        set_language("zh_CN")
        assert listed(["1", "2"]) == "1、2"
        assert unit_word("年") == "年"
    finally:
        set_language(before)


def test_no_chinese_stays_in_the_words_of_the_english_desk(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    program.choose(language="en")
    settle(qtbot, program)
    page = program.page
    page.go_to("/housing/A/ZF_A08")
    settle(qtbot, program)
    caps = [one.text() for one in page.questions.card.findChildren(QLabel) if one.isVisible()]
    box = page.questions.card.findChild(NumberField).findChild(QLineEdit).parentWidget()
    assert box.unit == "year"
    assert not [one for one in caps if not one.isascii() and one not in "—…"]


def test_colons_and_brackets_are_those_of_the_language() -> None:
    before = language()
    try:
        set_language("zh_CN")
        assert (told("甲", "乙"), aside("甲", "乙"), brief("误报（不算）")) == (
            "甲：乙",
            "甲（乙）",
            "误报",
        )
        set_language("en")
        assert (told("A", "b"), aside("A", "b"), brief("No (so)")) == ("A: b", "A (b)", "No")
    finally:
        set_language(before)
