"""An entry that only one of two joined records has: joined, decided, taken back, parted by keys."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.inspection.conflict.joined import joined
from app.inspection.derive import derive
from app.ui.desk import Desk
from app.ui.hub.conflicts.page import ConflictPage
from app.ui.hub.review_page import ReviewPage
from tests.faults.small import ORDINARY, begin, make, place

Open = Callable[..., Desk]
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)


def test_joined_decided_undone_and_parted_with_the_keyboard(
    qtbot: QtBot, opened: Open, tmp_path: Path
) -> None:
    with make(tmp_path / "hub", "审") as hub:
        for name, length in (("1号楼", "7"), ("2号楼", "")):
            visit = begin(hub, name, **ORDINARY)
            if length:
                visit.answer("/housing/paths[_1]/C02", length)
        derive(hub)
    desk = opened(tmp_path / "hub", "review")
    review = desk.shell.content.currentWidget()
    assert isinstance(review, ReviewPage)
    review.filters.set_value("all")
    qtbot.waitUntil(lambda: bool(review.list.lines), timeout=30_000)
    review.filters.chosen.emit("all")
    review.table.setFocus()
    review.table.setCurrentIndex(review.model.index(0, 0))
    qtbot.keyClick(review.table, Qt.Key.Key_Down, SHIFT)
    qtbot.keyClick(review.table, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is review.dialog)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settled(qtbot, desk)
    with desk.workspace.reading() as session:
        assert joined(session) == {place("2号楼"): place("1号楼")}
    desk.shell.activateWindow()
    desk.shell.rail.choose("conflicts")
    page = desk.shell.content.currentWidget()
    assert isinstance(page, ConflictPage)
    qtbot.waitUntil(lambda: page.found is not None, timeout=30_000)
    settled(qtbot, desk)
    assert page.found is not None
    assert page.found.case.entry is not None
    assert page.pane.bar.both.isHidden()
    qtbot.keyClick(page.queue, Qt.Key.Key_3)  # it is there or it is not
    assert page.chosen is None
    qtbot.keyClick(page.queue, Qt.Key.Key_1)
    qtbot.keyClick(page.queue, Qt.Key.Key_Return)
    settled(qtbot, desk)
    qtbot.waitUntil(page.empty.isVisible, timeout=30_000)
    page.undo()
    qtbot.waitUntil(lambda: len(page.queue.queue.cases) == 1, timeout=30_000)
    settled(qtbot, desk)
    desk.shell.rail.choose("review")
    settled(qtbot, desk)
    row = next(row for row, one in enumerate(review.model.lines) if one.same_as)
    review.table.selectRow(row)
    qtbot.keyClick(review.table, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is review.dialog)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settled(qtbot, desk)
    with desk.workspace.reading() as session:
        assert joined(session) == {}
    review.undo()
    settled(qtbot, desk)
    with desk.workspace.reading() as session:
        assert joined(session)
