from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QInputMethodQueryEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import Option, segment_look
from app.ui.widgets.choice_list import ChoiceList
from app.ui.widgets.choices import MultiChoice
from app.ui.widgets.limits import Limits, judge
from app.ui.widgets.number_field import NumberField


@pytest.fixture
def bar(shown) -> AnswerBar:
    bar = AnswerBar("B03 Cracks")
    shown(bar, 520)
    bar.focus_current()
    return bar


def test_a_digit_answers_and_tells_it_once(bar: AnswerBar, qtbot: QtBot) -> None:
    heard: list[str] = []
    bar.chosen.connect(heard.append)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    assert (bar.value, heard) == ("present", ["present"])


@pytest.mark.parametrize(
    ("key", "value"), [("3", "undecidable"), ("4", "not_applicable"), ("5", "not_reached")]
)
def test_alt_and_a_digit_give_the_reasons(bar: AnswerBar, qtbot: QtBot, key: str, value: str):
    qtbot.keyClick(QApplication.focusWidget(), key, Qt.KeyboardModifier.AltModifier)
    assert bar.value == value


def test_alt_reasons_work_where_the_bar_has_other_options(shown, qtbot: QtBot) -> None:
    bar = AnswerBar("B11", [Option("no", "No"), Option("sign", "Sign")])
    shown(bar, 300)
    bar.focus_current()
    with qtbot.waitSignal(bar.chosen) as signal:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    assert signal.args == ["not_reached"]
    assert "Not reached" in bar.accessibleName()


def test_a_click_answers_and_the_chosen_one_again_does_nothing(bar: AnswerBar, qtbot: QtBot):
    heard: list[str] = []
    bar.chosen.connect(heard.append)
    for _time in range(2):
        qtbot.mouseClick(bar.segments[0], Qt.MouseButton.LeftButton)
    assert heard == ["none"]
    assert bar.segments[0].isChecked()
    assert not bar.segments[1].isChecked()


def test_delete_clears_and_enter_goes_on(bar: AnswerBar, qtbot: QtBot) -> None:
    bar.set_value("none")
    bar.focus_current()
    with qtbot.waitSignal(bar.cleared):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
    assert bar.value == ""
    with qtbot.waitSignal(bar.advanced):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def test_arrows_move_the_focus_without_answering_and_space_answers(bar: AnswerBar, qtbot: QtBot):
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert (bar.value, bar.segments[1].hasFocus()) == ("", True)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert bar.value == "present"


def test_up_and_down_are_left_to_the_list_of_questions(shown, qtbot: QtBot) -> None:
    passed: list[int] = []

    class Outer(QWidget):
        def keyPressEvent(self, event) -> None:
            passed.append(event.key())

    outer = Outer()
    bar = AnswerBar("q", parent=outer)
    shown(outer, 520, 80)
    bar.resize(520, 60)
    bar.focus_current()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert passed == [Qt.Key.Key_Down]


def test_a_read_only_bar_takes_no_answer(bar: AnswerBar, qtbot: QtBot) -> None:
    bar.set_value("not_reached")
    bar.set_read_only(True)
    qtbot.mouseClick(bar.segments[0], Qt.MouseButton.LeftButton)
    qtbot.keyClick(bar.segments[0], Qt.Key.Key_1)
    assert bar.value == "not_reached"
    assert "read only" in bar.segments[0].accessibleName()


def test_a_disabled_bar_says_why(bar: AnswerBar, qtbot: QtBot) -> None:
    bar.set_disabled_because("Answer B00 first")
    qtbot.mouseClick(bar.segments[0], Qt.MouseButton.LeftButton)
    assert bar.value == ""
    bar.set_disabled_because("")
    qtbot.mouseClick(bar.segments[0], Qt.MouseButton.LeftButton)
    assert bar.value == "none"


def test_names_hold_question_answer_and_state(bar: AnswerBar) -> None:
    assert bar.accessibleName() == "B03 Cracks: unanswered"
    bar.set_value("present", "serious")
    assert bar.accessibleName() == "B03 Cracks: Present"
    names = [segment.accessibleName() for segment in bar.segments]
    assert names[1] == "B03 Cracks: Present, chosen"
    assert names[0] == "B03 Cracks: None, not chosen"
    face = QAccessible.queryAccessibleInterface(bar.segments[1])
    assert face.role() == QAccessible.Role.RadioButton
    assert face.state().checked


def test_one_tab_stop_per_bar(bar: AnswerBar) -> None:
    for value, stop in (("", 0), ("undecidable", 2)):
        bar.set_value(value)
        stops = [bool(s.focusPolicy() & Qt.FocusPolicy.TabFocus) for s in bar.segments]
        assert stops == [number == stop for number in range(5)]


def test_no_input_method_reaches_the_bar(bar: AnswerBar) -> None:
    for segment in bar.segments:
        assert not segment.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_present_takes_colour_and_shape_of_the_severity() -> None:
    assert segment_look("present", "critical") == ("critical", "critical")
    assert segment_look("none", "") == ("ok", "none")
    assert segment_look("undecidable", "serious") == ("unknown", "undecidable")


# Several of a few

OPTIONS = [Option("a", "Upright"), Option("b", "Slanted"), Option("c", "Neither")]


def test_an_exclusive_choice_clears_the_others_and_is_cleared_by_them(shown, qtbot: QtBot):
    multi = MultiChoice("Direction", OPTIONS, ["c"])
    shown(multi, 400)
    multi.focus_current()
    heard: list[tuple[str, ...]] = []
    multi.changed.connect(heard.append)
    for key in "123":
        qtbot.keyClick(QApplication.focusWidget(), key)
    qtbot.keyClick(QApplication.focusWidget(), "1")
    assert heard == [("a",), ("a", "b"), ("c",), ("a",)]
    assert multi.accessibleName() == "Direction: Upright"


def test_chips_toggle_by_mouse_and_break_into_rows_when_narrow(shown, qtbot: QtBot) -> None:
    multi = MultiChoice("Direction", OPTIONS)
    shown(multi, 500, 200)
    chips = multi.findChildren(QWidget)
    qtbot.mouseClick(chips[1], Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert multi.values == ("b",)
    assert multi.heightForWidth(500) < multi.heightForWidth(140)


def test_reasons_and_delete_in_a_multi_choice(shown, qtbot: QtBot) -> None:
    multi = MultiChoice("Direction", OPTIONS)
    shown(multi, 400)
    multi.set_values(["a"])
    multi.focus_current()
    focus = QApplication.focusWidget()
    with qtbot.waitSignal(multi.reason_given) as signal:
        qtbot.keyClick(focus, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert (signal.args, multi.values) == (["undecidable"], ())
    multi.set_values(["a"])
    with qtbot.waitSignal(multi.cleared):
        qtbot.keyClick(focus, Qt.Key.Key_Delete)
    assert multi.values == ()


def test_a_list_answers_by_digit_and_click(shown, qtbot: QtBot) -> None:
    options = [Option(str(n), f"Kind {n}") for n in range(1, 8)]
    choice = ChoiceList("Structure", options)
    shown(choice, 300)
    choice.focus_current()
    heard: list[str] = []
    choice.chosen.connect(heard.append)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_7)
    rows = choice.findChildren(QWidget)
    qtbot.mouseClick(rows[0], Qt.MouseButton.LeftButton, pos=QPoint(200, 10))
    assert heard == ["7", "1"]
    assert choice.accessibleName() == "Structure: Kind 1"
    assert rows[0].accessibleName() == "Structure: Kind 1, chosen"


# Numbers

WIDTH = Limits(Decimal(0), Decimal(50), None, Decimal(20))


@pytest.mark.parametrize(
    ("text", "state"),
    [("", "empty"), ("1.2", "good"), ("50", "good"), ("50.01", "error"), ("0", "good")],
)
def test_a_number_is_judged_against_its_hard_limits(text: str, state: str) -> None:
    assert judge(text, Limits(Decimal(0), Decimal(50)))[0] == state


def test_an_unusual_number_is_doubted_at_the_bound() -> None:
    assert judge("20", WIDTH)[0] == "good"
    assert judge("20.5", WIDTH, "mm") == ("doubt", "Really 20.5 mm?")


@pytest.fixture
def number(shown) -> NumberField:
    field = NumberField("Crack width", "mm", WIDTH)
    shown(field)
    field.line.setFocus()
    return field


def test_a_typed_number_is_told_on_enter(number: NumberField, qtbot: QtBot) -> None:
    heard: list[str] = []
    number.committed.connect(heard.append)
    with qtbot.waitSignal(number.advanced):
        qtbot.keyClicks(number.line, "1.2")
        qtbot.keyClick(number.line, Qt.Key.Key_Return)
    assert heard == ["1.2"]
    assert number.line.accessibleName() == "Crack width: 1.2 mm"


def test_letters_are_refused_and_full_width_digits_become_plain(number: NumberField, qtbot: QtBot):
    qtbot.keyClicks(number.line, "1a2")
    assert number.text == "12"
    number.line.clear()
    number.line.insert("１２．５")
    assert number.text == "12.5"


def test_a_number_over_its_limit_is_said_and_not_told(number: NumberField, qtbot: QtBot) -> None:
    heard: list[str] = []
    number.committed.connect(heard.append)
    qtbot.keyClicks(number.line, "120")
    qtbot.keyClick(number.line, Qt.Key.Key_Return)
    assert (number.state, heard) == ("error", [])
    assert "Over 50, please measure again" in number.accessibleName()


def test_a_doubtful_number_is_asked_once(number: NumberField, qtbot: QtBot) -> None:
    heard: list[str] = []
    number.committed.connect(heard.append)
    qtbot.keyClicks(number.line, "24.5")
    assert number.state == "doubt"
    qtbot.keyClick(number.line, Qt.Key.Key_Return)
    assert heard == []
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert (heard, number.state) == (["24.5"], "good")


def test_arrows_and_the_wheel_never_change_a_number(number: NumberField, qtbot: QtBot) -> None:
    number.line.setText("7")
    qtbot.keyClick(number.line, Qt.Key.Key_Up)
    middle = QPointF(number.line.rect().center())
    turn = QWheelEvent(
        middle,
        QPointF(number.line.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(number.line, turn)
    assert number.text == "7"
    assert not turn.isAccepted()


def test_what_is_being_typed_is_not_overwritten(number: NumberField, qtbot: QtBot) -> None:
    qtbot.keyClicks(number.line, "3")
    number.set_value("9")
    assert number.text == "3"


def test_a_read_only_number_takes_no_digit(number: NumberField, qtbot: QtBot) -> None:
    number.set_value("24")
    number.line.setText("24")
    number.set_read_only(True)
    qtbot.keyClicks(number.line, "5")
    assert number.text == "24"


def test_no_input_method_reaches_a_number(number: NumberField) -> None:
    number.set_read_only(True)
    number.set_read_only(False)
    asked = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    QApplication.sendEvent(number.line, asked)
    assert not asked.value(Qt.InputMethodQuery.ImEnabled)
    assert number.line.alignment() & Qt.AlignmentFlag.AlignRight


def test_a_number_kept_another_way_is_not_rewritten_under_the_typist(shown, qtbot: QtBot) -> None:
    field = NumberField("B05 width", "mm", Limits())
    shown(field, 200)
    field.line.setFocus()
    qtbot.keyClicks(field.line, "1")
    with qtbot.waitSignal(field.committed):
        field.commit()  # the pause after which what was typed is kept
    field.set_value("1.0")
    qtbot.keyClicks(field.line, ".2")
    assert field.text == "1.2"
    field.line.clearFocus()
    field.set_value("1.20")
    assert field.text == "1.20"
