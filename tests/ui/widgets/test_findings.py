"""Findings, demands for photos, chips."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.gallery import samples
from app.ui.widgets.chips import Chip, ChipSpec, chip_for, chip_width
from app.ui.widgets.demands import Demand, DemandRow
from app.ui.widgets.findings import FindingCard, FindingInfo, FindingPanel


def test_a_finding_card_is_read_out_and_opens(shown, qtbot: QtBot) -> None:
    finding = FindingInfo(
        "f", "Weathered wall", "serious", "limited", code="B03", place="East", photos=1
    )
    card = FindingCard(finding)
    shown(card, 288)
    spoken = "Suspected: Weathered wall, Serious, Time-limited, B03, East, 1 photos"
    assert card.accessibleName() == spoken
    with qtbot.waitSignals([card.opened, card.opened]):
        qtbot.keyClick(card, Qt.Key.Key_Return)
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)


def test_the_worst_finding_comes_first() -> None:
    found = [FindingInfo(code, code, code) for code in ("minor", "critical", "serious", "")]
    order = [info.severity for info in sorted(found, key=lambda info: info.rank)]
    assert order == ["critical", "serious", "minor", ""]


def test_the_live_finding_comes_and_goes(shown) -> None:
    panel = FindingPanel()
    shown(panel, 500)
    panel.set_finding(samples.finding())
    assert panel.isVisible()
    assert "Counts in H01" in panel.accessibleName()
    panel.set_finding(None)
    assert not panel.isVisible()


def test_a_missing_photo_is_asked_for(shown, qtbot: QtBot) -> None:
    row = DemandRow()
    row.set_demands([Demand("wide", "Overview", 1), Demand("near", "Close-up", 0)])
    shown(row, 500, 40)
    row.focus_first_missing()
    focus = QApplication.focusWidget()
    assert focus.accessibleName() == "Photo needed: Close-up 0/1 missing"
    with qtbot.waitSignal(row.wanted) as signal:
        qtbot.keyClick(focus, Qt.Key.Key_Space)
    assert signal.args == ["near"]


def test_a_chip_is_24_high_and_says_its_word(qtbot: QtBot) -> None:
    chip = Chip(chip_for("critical", "3"))
    qtbot.addWidget(chip)
    assert chip.sizeHint().height() == 24
    assert chip.accessibleName() == "Critical 3"
    assert chip_width(ChipSpec("", "long words")) > chip_width(ChipSpec("", "x"))
    assert chip_for("limited").tone == "outline"
