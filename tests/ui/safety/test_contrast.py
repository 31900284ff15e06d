"""高对比: every pair of colours that is read stands at 7:1 or more; the look changes at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.settings import load_settings
from app.ui.app import Program
from app.ui.settings_dialog import GENERAL, SettingsDialog
from app.ui.theme import theme
from app.ui.theme.tokens import colors, contrast, tokens

AAA = 7.0


def test_every_pair_of_the_high_contrast_look_reads_at_seven_to_one() -> None:
    table = colors("contrast")
    assert table.keys() == colors("light").keys()
    named = tokens()["contrast_pairs"]
    pairs = {(ink, paper): contrast(table[ink], table[paper]) for ink, paper in named}
    assert len(pairs) > 30
    assert {pair: round(ratio, 2) for pair, ratio in pairs.items() if ratio < AAA} == {}


def test_lines_and_greyed_words_are_seen_too() -> None:
    table = colors("contrast")
    assert contrast(table["line"], table["surface"]) >= 4.5
    assert contrast(table["disabled"], table["surface"]) >= AAA


def test_it_is_chosen_in_the_settings_and_kept(
    qtbot: QtBot, qapp: QApplication, program: Program, tmp_path: Path
) -> None:
    program.desk.act_with("settings", GENERAL)
    dialog = program.window.findChild(SettingsDialog)
    dialog.look._parts["contrast"].click()
    assert theme().mode == "contrast"
    assert load_settings(tmp_path / "settings.json").theme == "contrast"
    program.choose(theme="light")
    dialog.accept()
