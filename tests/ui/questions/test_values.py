from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QDate, QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLineEdit

from app.ui.questions.moments import CalendarPopup, MomentEditor
from app.ui.questions.numbers import NumberEditor
from app.ui.questions.ranges import RangeEditor, steps_of
from app.ui.questions.slider import StepSlider
from app.ui.questions.stars import Stars
from app.ui.questions.texts import AddressEditor, LongTextEditor, MaskedEditor, TextEditor
from app.ui.widgets.labels import Text
from app.ui.widgets.question_text import FormText
from tests.ui.questions.shown_form import FormShown, children

Show = Callable[..., FormShown]
ENTER = Qt.Key.Key_Return


def ask(kind: str, appearance: str = "", parameters: str = "", label: str = "What?") -> str:
    return f"""
| survey |
| | type | name | label | appearance | parameters |
| | {kind} | q | {label} | {appearance} | {parameters} |
| | text | after | After | | |
"""


@pytest.mark.parametrize(
    ("kind", "appearance", "typed", "stored"),
    [
        ("text", "", "A line", "A line"),
        ("text", "numbers", "0955-7012", "0955-7012"),
        ("text", "numbers", "a1b2", "12"),
        ("text", "masked", "secret", "secret"),
        ("text", "thousands-sep", "1234567", "1234567"),
        ("integer", "", "12.5", "125"),
        ("integer", "thousands-sep", "1234567", "1234567"),
        ("decimal", "", "12.5", "12.5"),
        ("decimal", "bearing", "271.5", "271.5"),
        ("date", "", "2026-11-22", "2026-11-22"),
        ("date", "", "2026年11月2日", "2026-11-02"),
        ("date", "no-calendar", "20261122", "2026-11-22"),
        ("date", "month-year", "2026-11", "2026-11-01"),
        ("date", "month-year", "11/2026", "2026-11-01"),
        ("date", "year", "2026", "2026-01-01"),
        ("date", "ethiopian", "2026-11-22", "2026-11-22"),
        ("time", "", "14:30", "14:30:00.000+08:00"),
    ],
)
def test_typed_answers(
    show_form: Show, kind: str, appearance: str, typed: str, stored: str
) -> None:
    shown = show_form(ask(kind, appearance))
    shown.open("q")
    if typed.isascii():
        shown.keys(typed, ENTER)
    else:
        line = QApplication.focusWidget()
        assert isinstance(line, QLineEdit)
        line.insert(typed)
        shown.keys(ENTER)
    assert shown.value("q") == stored
    assert shown.pane.view.open_key == "/data/after"


def test_several_lines_keep_their_breaks_and_tab_leaves_them(show_form: Show) -> None:
    shown = show_form(ask("text", "multiline", "rows=4"))
    card = shown.open("q")
    assert isinstance(card.editor, LongTextEditor)
    shown.keys("one", ENTER, "two", Qt.Key.Key_Tab)
    assert shown.value("q") == "one\ntwo"
    assert not card.editor.note.hasFocus()


def test_masked_text_is_hidden_until_looked_at(show_form: Show) -> None:
    shown = show_form(ask("text", "masked"))
    card = shown.open("q")
    assert isinstance(card.editor, MaskedEditor)
    shown.keys("secret")
    assert card.editor.line.displayText() != "secret"
    shown.keys(Qt.Key.Key_Tab, Qt.Key.Key_Space)
    assert card.editor.line.displayText() == "secret"
    shown.open("after")
    row = shown.pane.model.question(shown.pane.model.row_of("/data/q"))
    assert row is not None
    assert row.chip is not None
    assert "secret" not in row.chip.words


def test_address_opens_only_when_asked(show_form: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []

    def catch(url: QUrl) -> bool:
        opened.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", catch)  # the edge of the program
    shown = show_form(ask("text", "url"))
    card = shown.open("q")
    assert isinstance(card.editor, AddressEditor)
    shown.keys("file:///etc/passwd", Qt.Key.Key_Tab, Qt.Key.Key_Space)
    assert opened == []
    card.editor.line.clear()
    card.editor.line.setFocus()
    shown.keys("https://example.org", Qt.Key.Key_Tab, Qt.Key.Key_Space)
    assert opened == ["https://example.org"]
    assert shown.value("q") == "https://example.org"


def test_counter(show_form: Show) -> None:
    shown = show_form(ask("integer", "counter"))
    card = shown.open("q")
    assert isinstance(card.editor, NumberEditor)
    shown.keys((Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier), Qt.Key.Key_Space)
    shown.keys(Qt.Key.Key_Space)
    assert shown.value("q") == "2"


def test_thousands_stand_apart_while_nobody_types(show_form: Show) -> None:
    shown = show_form(ask("integer", "thousands-sep"))
    card = shown.open("q")
    assert isinstance(card.editor, NumberEditor)
    shown.keys("1234567", Qt.Key.Key_Tab)
    assert card.editor.number.line.text() == "1,234,567"
    assert shown.value("q") == "1234567"
    card.editor.focus()
    assert card.editor.number.line.text() == "1234567"


def test_slider_is_empty_until_someone_says_where(show_form: Show) -> None:
    shown = show_form(ask("range", "", "start=0 end=10 step=2"))
    card = shown.open("q")
    assert isinstance(card.editor, RangeEditor)
    slider = card.editor.slider
    assert slider.text == ""
    shown.keys(Qt.Key.Key_Right)  # the first key says: here
    assert shown.value("q") == "0"
    shown.keys(Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert shown.value("q") == "4"
    shown.keys(Qt.Key.Key_End)
    assert shown.value("q") == "10"
    shown.click(slider, QPoint(slider.width() // 2 + 3, slider._line().center().toPoint().y()))
    assert shown.value("q") in ("4", "6")
    shown.keys(Qt.Key.Key_Delete)
    assert shown.value("q") == ""


def test_slider_stands_and_counts_by_decimals(show_form: Show) -> None:
    shown = show_form(ask("range", "vertical", "start=-1 end=1 step=0.5"))
    card = shown.open("q")
    assert isinstance(card.editor, RangeEditor)
    assert steps_of(card._asked) == ["-1", "-0.5", "0", "0.5", "1"]
    slider = card.editor.slider
    assert slider.height() > slider.width()
    shown.keys(Qt.Key.Key_Space, Qt.Key.Key_Up)
    assert shown.value("q") == "-0.5"


def test_range_counts_down(show_form: Show) -> None:
    card = show_form(ask("range", "", "start=5 end=1 step=1")).open("q")
    assert steps_of(card._asked) == ["5", "4", "3", "2", "1"]


def test_stars_by_digit_and_mouse(show_form: Show) -> None:
    shown = show_form(ask("range", "rating", "start=1 end=5 step=1"))
    card = shown.open("q")
    assert isinstance(card.editor, RangeEditor)
    stars = card.editor.slider
    assert isinstance(stars, Stars)
    shown.keys(Qt.Key.Key_4)
    assert shown.value("q") == "4"
    shown.click(stars, stars._star(1).center().toPoint())
    assert shown.value("q") == "2"


def test_picker(show_form: Show) -> None:
    shown = show_form(ask("range", "picker", "start=0 end=20 step=5"))
    shown.open("q")
    shown.keys(Qt.Key.Key_3)
    assert shown.value("q") == "10"


def test_no_wheel_changes_a_slider(show_form: Show) -> None:
    shown = show_form(ask("range", "", "start=0 end=10 step=1"))
    card = shown.open("q")
    shown.keys(Qt.Key.Key_Space)
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QWheelEvent

    slider = card.editor.slider
    assert isinstance(slider, StepSlider)
    at = QPointF(slider.rect().center())
    event = QWheelEvent(
        at, at, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(slider, event)
    assert shown.value("q") == "0"


def test_calendar_by_keys(show_form: Show) -> None:
    shown = show_form(ask("date"))
    card = shown.open("q")
    assert isinstance(card.editor, MomentEditor)
    shown.keys("2026-11-22", Qt.Key.Key_F4)
    popup = card.editor.widget.findChild(CalendarPopup)
    assert popup is not None
    assert popup.calendar.selectedDate() == QDate(2026, 11, 22)
    grid = popup.focusWidget()
    assert grid is not None
    shown.qtbot.keyClick(grid, Qt.Key.Key_Right)
    shown.qtbot.keyClick(grid, Qt.Key.Key_Return)
    shown.qtbot.wait(1)
    assert shown.value("q") == "2026-11-23"
    assert card.editor.line.hasFocus()


def test_calendar_keeps_the_time_of_day(show_form: Show) -> None:
    shown = show_form(ask("datetime"))
    card = shown.open("q")
    shown.keys("2026-11-22 14:30", Qt.Key.Key_F4)
    popup = card.editor.widget.findChild(CalendarPopup)
    assert popup is not None
    shown.qtbot.keyClick(popup.focusWidget(), Qt.Key.Key_Right)
    shown.qtbot.keyClick(popup.focusWidget(), Qt.Key.Key_Return)
    shown.qtbot.wait(1)
    assert shown.value("q").startswith("2026-11-23T14:30")


@pytest.mark.parametrize(
    ("kind", "appearance", "words"),
    [
        ("date", "ethiopian", "Gregorian"),
        ("text", "ex:org.app(a=1)", "another app"),
        ("decimal", "bearing", "no compass"),
        ("text", "sparkling", "“sparkling”"),
    ],
)
def test_what_is_not_met_is_said(show_form: Show, kind: str, appearance: str, words: str) -> None:
    card = show_form(ask(kind, appearance)).open("q")
    assert words in " ".join(text.text() for text in children(card, Text))


def test_layout_words_of_other_programs_are_no_news(show_form: Show) -> None:
    card = show_form(ask("text", "w2")).open("q")
    assert not any("known" in text.text() for text in children(card, Text))


def test_notes_show_markup_and_no_answer(show_form: Show) -> None:
    shown = show_form(ask("note", label="**Mind** the <span style='color:red'>gap</span>"))
    card = shown.open("q")
    text = children(card, FormText)[0]
    assert text.textFormat() == Qt.TextFormat.RichText
    assert "<b>Mind</b>" in text.text()
    assert "color:red" in text.text()
    assert not card.basis.isVisible()
    row = shown.pane.model.question(0)
    assert row is not None
    assert row.text == "Mind the gap"


def test_acknowledge(show_form: Show) -> None:
    shown = show_form(ask("acknowledge"))
    shown.open("q")
    shown.keys(Qt.Key.Key_Space)
    assert shown.value("q") == "OK"


def test_label_follows_what_it_quotes(show_form: Show) -> None:
    shown = show_form(
        """
| survey |
| | type | name | label |
| | text | who | Who? |
| | text | q | How old is **${who}**? |
"""
    )
    shown.building.answer("/data/who", "<img src='file:///x'>Li & co")
    card = shown.open("q")
    assert isinstance(card.editor, TextEditor)
    assert "Li & co" in card.accessibleName()
    assert "<img" not in children(card, FormText)[0].text()
