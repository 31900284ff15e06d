"""Tables."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.ui.gallery.pages import SampleTable
from app.ui.widgets.table import GROUP_ROLE, Table

TEXT = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def table(shown) -> Table:
    table = Table("Findings")
    table.setModel(SampleTable(table))
    table.set_widths([170, 110, 200, 110, 100, 90, 90])
    shown(table, 900, 300)
    table.setFocus()
    return table


def test_rows_and_head_have_the_heights_of_the_design(table: Table) -> None:
    assert table.rowHeight(0) == 34
    assert table.horizontalHeader().height() == 32


def test_enter_opens_a_row_and_folds_a_group(table: Table, qtbot: QtBot) -> None:
    table.selectRow(1)
    with qtbot.waitSignal(table.opened) as signal:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert signal.args[0].row() == 1
    table.selectRow(0)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Left):
        with qtbot.waitSignal(table.folded) as signal:
            qtbot.keyClick(table, key)
        assert signal.args[0].data(GROUP_ROLE).title.startswith("H01")
    with qtbot.assertNotEmitted(table.folded):
        qtbot.keyClick(table, Qt.Key.Key_Right)


def test_a_click_on_a_head_sorts_and_again_turns_the_order(table: Table, qtbot: QtBot) -> None:
    head = table.horizontalHeader()
    where = QPoint(head.sectionViewportPosition(2) + 20, 10)
    orders = []
    for _time in range(2):
        with qtbot.waitSignal(table.sort_wanted) as signal:
            qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=where)
        orders.append(tuple(signal.args))
    assert orders == [(2, Qt.SortOrder.AscendingOrder), (2, Qt.SortOrder.DescendingOrder)]


def test_widths_are_kept(table: Table) -> None:
    assert table.widths()[:3] == [170, 110, 200]


def test_a_group_is_read_out_with_counts_and_words(table: Table) -> None:
    spoken = table.model().index(0, 0).data(TEXT)
    assert "Critical 3, Serious 14, Minor 6, unfolded" in spoken


def test_the_column_that_takes_what_is_left_stays_wide_enough_to_read(shown) -> None:
    table = Table("Findings")
    table.setModel(SampleTable(table))
    table.set_widths([170, 110, 200, 110, 100, 90, 90], stretch=2)
    shown(table, 620, 300)
    assert table.columnWidth(2) >= 160
    table.resize(1000, 300)
    assert table.columnWidth(2) > 300
    table.resize(620, 300)
    table.setColumnHidden(0, True)
    table.setColumnHidden(1, True)
    assert table.horizontalHeader().length() == table.viewport().width()
