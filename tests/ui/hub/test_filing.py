"""给别的单位 by keys: everything in one workbook, their own template, what is no workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.desk import Desk
from app.ui.hub.filing.dialog import FilingDialog
from app.ui.hub.findings_page import FindingsPage
from tests.ui.field.conftest import choose_in_dialog

Open = Callable[..., Desk]
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def ask(qtbot: QtBot, page: FindingsPage) -> FilingDialog:
    page.window().activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is page.window())
    qtbot.keyClick(page.table, Qt.Key.Key_T, BOTH)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), FilingDialog))
    dialog = page.filing.dialog
    assert dialog is not None
    return dialog


@pytest.fixture
def page(qtbot: QtBot, opened: Open, merged_hub: Path) -> FindingsPage:
    desk = opened(merged_hub, "findings")
    found = desk.shell.content.currentWidget()
    assert isinstance(found, FindingsPage)
    qtbot.waitUntil(lambda: found.model.rowCount() > 0 and not desk.jobs.running, timeout=30_000)
    return found


def test_their_template_is_tied_filled_and_kept(
    qtbot: QtBot, page: FindingsPage, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for column, words in enumerate(("楼栋", "编号", "我们不懂的"), 1):
        book.active.cell(2, column, words)
    theirs, target = tmp_path / "某局.xlsx", tmp_path / "out.xlsx"
    book.save(theirs)
    before = theirs.read_bytes()
    dialog = ask(qtbot, page)
    for _ in range(3):  # the fourth shape
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert not dialog.go.isEnabled()  # no template yet
    qtbot.mouseClick(dialog.part.choose, Qt.MouseButton.LeftButton)
    choose_in_dialog(qtbot, theirs)
    qtbot.waitUntil(dialog.go.isEnabled, timeout=30_000)
    ties = dict(dialog.part.ties.boxes)
    assert [bool(ties[name].currentData()) for name in ("楼栋", "编号", "我们不懂的")] == [1, 1, 0]
    strange = ties["我们不懂的"]
    strange.setFocus()
    qtbot.keyClick(strange, Qt.Key.Key_Down)  # the first of our columns
    tied = strange.currentData()
    assert tied
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    choose_in_dialog(qtbot, target)
    qtbot.waitUntil(lambda: target.exists() and not page.strip.busy, timeout=30_000)
    sheet = openpyxl.load_workbook(target).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert {row[0] for row in rows} >= {"1号楼", "2号楼"}
    assert all(row[2] for row in rows if row[0])
    assert theirs.read_bytes() == before
    again = ask(qtbot, page)  # next month the same file is filled without asking
    again.shapes.parts()[-1].click()
    assert again.part.kept.itemText(1) == theirs.stem
    again.part.kept.setFocus()
    again.part.kept.setCurrentIndex(1)
    again.part.kept.activated.emit(1)
    qtbot.waitUntil(again.go.isEnabled, timeout=30_000)
    assert dict(again.part.ties.boxes)["我们不懂的"].currentData() == tied


def test_a_picture_is_no_template_and_one_workbook_holds_all(
    qtbot: QtBot, page: FindingsPage, tmp_path: Path
) -> None:
    wrong, target = tmp_path / "photo.xlsx", tmp_path / "all.xlsx"
    wrong.write_bytes(b"\xff\xd8\xff\xe0 no workbook")
    dialog = ask(qtbot, page)
    dialog.shapes.parts()[-1].click()
    dialog.take(wrong)
    qtbot.waitUntil(dialog.problem.isVisible, timeout=30_000)
    assert "photo.xlsx" in dialog.problem.text()
    assert not dialog.go.isEnabled()
    dialog.shapes.parts()[0].click()
    assert not dialog.problem.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    choose_in_dialog(qtbot, target)
    qtbot.waitUntil(lambda: target.exists() and not page.strip.busy, timeout=30_000)
    assert len(openpyxl.load_workbook(target, read_only=True).sheetnames) >= 4
