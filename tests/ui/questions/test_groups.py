from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QComboBox

from app.ui.field.cards.card import OpenCard
from app.ui.field.cards.page_card import CHUNK
from app.ui.field.cards.repeat_card import RepeatCard
from app.ui.field.cards.repeat_table import RepeatTable
from app.ui.questions.tiles import ChoiceTiles
from app.ui.widgets.question_card import ReasonButton
from tests.ui.questions.shown_form import FormShown, children

Show = Callable[..., FormShown]
ENTER = Qt.Key.Key_Return
PAGE = """
| survey |
| | type | name | label | appearance | relevant |
| | begin_group | g | Together | field-list | |
| | text | a | First | | |
| | integer | b | Second | | |
| | text | c | Third | | ${b} > 5 |
| | select_one yn | d | Fourth | | |
| | end_group | | | | |
| | begin_group | z | Then | | |
| | text | after | After | | |
| | end_group | | | | |
| choices |
| | list_name | name | label |
| | yn | y | Yes |
| | yn | n | No |
"""


def test_field_list_is_one_card_walked_by_enter(show_form: Show) -> None:
    shown = show_form(PAGE)
    shown.open("a")
    page = shown.page
    assert [entry.slot.path for entry in page.entries if entry.relevant] == [
        "/data/g/a", "/data/g/b", "/data/g/d",
    ]  # fmt: skip
    shown.keys("one", ENTER, "7", ENTER)
    shown.qtbot.wait(10)
    assert page.entries[2].isVisible()
    shown.keys("three", ENTER, Qt.Key.Key_1)
    shown.qtbot.wait(10)
    assert [shown.value(name) for name in "abcd"] == ["one", "7", "three", "y"]
    assert shown.pane.view.open_key == "/data/z/after"
    row = shown.pane.model.question(0)
    assert row is None or row.key == "/data/z/after" or row.chip is not None


def test_page_without_answers_counts_as_open_and_is_found_by_f8(show_form: Show) -> None:
    shown = show_form(PAGE)
    shown.open("after")
    shown.pane.next_open(-1)
    shown.qtbot.wait(1)
    card = shown.pane.card
    assert isinstance(card, OpenCard)
    assert card.path == "/data/g/d"


def test_reasons_of_a_question_on_a_page(show_form: Show) -> None:
    shown = show_form(PAGE)
    card = shown.open("a")
    button = children(card, ReasonButton)[0]
    card.give_reason("undecidable")
    assert shown.reason("a") == "undecidable"
    assert "Undecidable" in button.accessibleName()


def test_long_page_makes_only_what_is_seen(show_form: Show) -> None:
    rows = "\n".join(f"| | text | q{n} | Question {n} | |" for n in range(200))
    shown = show_form(
        "| survey |\n| | type | name | label | appearance |\n"
        f"| | begin_group | g | Long | field-list |\n{rows}\n| | end_group | | | |\n"
    )
    shown.open("q0")
    shown.qtbot.wait(50)
    made = [entry for entry in shown.page.entries if entry.card is not None]
    assert 3 <= len(made) < 30
    assert len(shown.page.entries) <= 2 * CHUNK
    card = shown.open("q150")
    shown.keys("far down")
    shown.pane.flush()
    assert card.path == "/data/g/q150"
    assert shown.value("q150") == "far down"


TABLE = """
| survey |
| | type | name | label | appearance |
| | begin_group | t | How far do you agree? | table-list |
| | select_one scale | s1 | Stairs | |
| | select_one scale | s2 | Lights | |
| | end_group | | | |
| choices |
| | list_name | name | label |
| | scale | no | Disagree |
| | scale | so | Neither |
| | scale | yes | Agree |
"""


def test_table_of_choices_lines_up_and_is_answered_by_keys(show_form: Show) -> None:
    shown = show_form(TABLE)
    shown.open("s1")
    shown.qtbot.wait(50)
    rows = children(shown.page, ChoiceTiles)
    assert len(rows) == 2
    lefts = [[t.mapTo(shown.page, t.rect().center()).x() for t in row.tiles] for row in rows]
    assert lefts[0] == lefts[1]
    shown.keys(Qt.Key.Key_2)
    shown.qtbot.wait(10)
    assert shown.value("s1") == "so"
    focused = QApplication.focusWidget()
    assert focused is not None
    assert rows[1].isAncestorOf(focused)
    shown.keys(Qt.Key.Key_3)
    assert shown.value("s2") == "yes"
    counted = [field.path for part in shown.building.parts for field in part.counted]
    assert counted == ["/data/t/s1", "/data/t/s2"]


REPEAT = """
| survey |
| | type | name | label | appearance |
| | begin_repeat | people | People | table |
| | text | who | Name | |
| | integer | age | Age | |
| | end_repeat | | | |
| | text | after | After | |
"""


def test_repeat_as_a_table(show_form: Show) -> None:
    shown = show_form(REPEAT)
    shown.pane.view.open_question("/data/people")
    card = shown.pane.view.card
    assert isinstance(card, RepeatCard)
    before = len(shown.building.visit.instance.repeat_paths("/data/people"))
    shown.click(card.add)
    shown.keys("Li", ENTER)
    shown.qtbot.wait(10)
    shown.keys("41", ENTER)
    shown.pane.view.open_question("/data/people")
    card = shown.pane.view.card
    assert isinstance(card, RepeatCard)
    table = children(card, RepeatTable)[0]
    model = table.model()
    assert model.rowCount() == before + 1
    words = [model.index(before, column).data() for column in range(model.columnCount())]
    assert words == ["Li", "41"]
    heads = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(2)]
    assert heads == ["Name", "Age"]
    table.setFocus()
    table.setCurrentIndex(model.index(before, 1))
    shown.keys(ENTER)
    opened = shown.pane.card
    assert isinstance(opened, OpenCard)
    assert opened.path.endswith("/age")


def test_cells_of_a_table_are_answered_where_they_stand(show_form: Show) -> None:
    rows = REPEAT.replace("| | end_repeat", "| | select_one yn | ok | Fine | |\n| | end_repeat")
    shown = show_form(
        rows
        + "| choices |\n| | list_name | name | label |\n| | yn | y | Yes |\n| | yn | n | No |\n"
    )
    shown.building.add_repeat("/data/people")
    shown.pane.view.open_question("/data/people")
    card = shown.pane.view.card
    assert isinstance(card, RepeatCard)
    table = children(card, RepeatTable)[0]
    model = table.model()
    paths = shown.building.visit.instance.repeat_paths("/data/people")

    def at(row: int, name: str) -> str:
        return shown.building.field(f"{paths[row]}/{name}").value

    shown.qtbot.waitUntil(table.hasFocus, timeout=10_000)
    table.setCurrentIndex(model.index(0, 0))
    shown.keys("L", "i Si", ENTER)  # the first letter begins, the rest is typed into the cell
    assert at(0, "who") == "Li Si"
    assert children(card, RepeatTable) == [table]  # the same table, at the same place
    assert table.currentIndex() == model.index(0, 0)
    table.setFocus()
    word = QInputMethodEvent()
    word.setCommitString("李四")  # a word put together over the cell begins it, too
    QApplication.sendEvent(table, word)
    shown.keys(ENTER)
    assert at(0, "who") == "李四"
    table.setFocus()
    table.setCurrentIndex(model.index(1, 1))
    assert not table.inputMethodQuery(Qt.InputMethodQuery.ImEnabled)  # a number needs none
    shown.keys("4", "a1", ENTER)  # letters are no number
    assert at(1, "age") == "41"
    table.setFocus()
    shown.keys(Qt.Key.Key_F2, "7", Qt.Key.Key_Escape)
    assert at(1, "age") == "41"
    table.setFocus()
    table.setCurrentIndex(model.index(1, 2))
    shown.keys(Qt.Key.Key_F2)
    box = table.indexWidget(model.index(1, 2))
    assert isinstance(box, QComboBox)
    assert [box.itemText(n) for n in range(box.count())] == ["", "Yes", "No"]
    shown.qtbot.waitUntil(lambda: box.view().isVisible(), timeout=10_000)
    shown.qtbot.keyClick(box.view(), Qt.Key.Key_Down)
    shown.qtbot.keyClick(box.view(), Qt.Key.Key_Down)
    shown.qtbot.keyClick(box.view(), Qt.Key.Key_Return)
    assert at(1, "ok") == "n"
    table.setFocus()
    table.setCurrentIndex(model.index(0, 0))
    shown.keys(Qt.Key.Key_F2)
    line = table.indexWidget(model.index(0, 0))
    line.clear()
    shown.keys(ENTER)
    assert at(0, "who") == ""


def test_groups_within_a_part_are_headings(show_form: Show) -> None:
    shown = show_form(
        """
| survey |
| | type | name | label | relevant |
| | begin_group | g | Outer | |
| | text | a | First | |
| | begin_group | h | **Inner** | ${a} = 'x' |
| | text | b | Second | |
| | end_group | | | |
| | end_group | | | |
"""
    )
    shown.open("a")
    assert [shown.pane.model.question(n).text for n in range(shown.pane.model.rowCount())] == [
        "First"
    ]
    shown.building.answer("/data/g/a", "x")
    rows = [shown.pane.model.question(n) for n in range(shown.pane.model.rowCount())]
    assert [(row.text, row.heading) for row in rows if row] == [
        ("First", False), ("Inner", True), ("Second", False),
    ]  # fmt: skip
