"""The column of questions: one open, the others painted."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.gallery import samples
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import standard_options
from app.ui.widgets.chips import chip_for
from app.ui.widgets.findings import FindingPanel
from app.ui.widgets.question_card import QuestionCard
from app.ui.widgets.question_model import QuestionModel, QuestionRow
from app.ui.widgets.question_view import QuestionView

TEXT = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def questions(shown) -> QuestionView:
    model = QuestionModel()
    rows = [QuestionRow("h", "", "Structure", heading=True)]
    rows += [QuestionRow(f"B0{n}", f"B0{n}", f"Question {n}") for n in range(1, 4)]
    rows[1] = QuestionRow("B01", "B01", "Question 1", chip_for("none"), "imported")
    rows[3] = QuestionRow("B03", "B03", "Question 3", options=standard_options())
    model.set_rows(rows)

    def card(key: str, parent: QWidget) -> QWidget:
        card = QuestionCard(key, f"Question {key}", parent=parent)
        card.set_answer(AnswerBar(key))
        return card

    view = QuestionView("Checklist", model, card)
    model.setParent(view)
    shown(view, 600, 600)
    return view


def test_only_the_open_question_has_widgets(questions: QuestionView, qtbot: QtBot) -> None:
    questions.open_question("B01")
    questions.open_question("B02")
    qtbot.waitUntil(lambda: len(questions.findChildren(AnswerBar)) == 1)
    assert questions.open_key == "B02"
    assert questions.card.answer.segments[0].hasFocus()


def test_arrows_walk_through_the_questions_and_skip_headings(questions, qtbot: QtBot) -> None:
    questions.open_question("B01")
    for key in ("B02", "B03", "B03"):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
        assert questions.open_key == key
    for key in ("B02", "B01", "B01"):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
        assert questions.open_key == key


def test_a_click_on_a_painted_segment_opens_and_answers(questions, qtbot: QtBot) -> None:
    index = questions.model().index(3, 0)
    delegate = questions.itemDelegate()
    bar = delegate.bar_rect(delegate.card_rect(index, questions.visualRect(index)))
    where = QPoint(round(bar.left() + bar.width() * 0.3), round(bar.center().y()))
    with qtbot.waitSignal(questions.picked) as signal:
        qtbot.mouseClick(questions.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert signal.args == ["B03", "present"]
    assert questions.open_key == "B03"


def test_enter_opens_the_current_question(questions: QuestionView, qtbot: QtBot) -> None:
    questions.setFocus()
    questions.setCurrentIndex(questions.model().index(1, 0))
    qtbot.keyClick(questions, Qt.Key.Key_Return)
    assert questions.open_key == "B01"


def test_the_open_row_grows_with_its_card(questions: QuestionView, qtbot: QtBot) -> None:
    questions.open_question("B02")
    index = questions.model().index(2, 0)
    before = questions.visualRect(index).height()
    panel = FindingPanel()
    questions.card.add_part("finding", panel)
    panel.set_finding(samples.finding())
    qtbot.waitUntil(lambda: questions.visualRect(index).height() > before + 20)
    assert questions.card.height() <= questions.visualRect(index).height()


def test_new_questions_do_not_close_the_open_one(questions: QuestionView) -> None:
    questions.open_question("B02")
    card = questions.card
    model = questions.model()
    model.insert_rows(1, [QuestionRow("B00", "B00", "New")])
    model.update_row("B01", chip=chip_for("undecidable"))
    assert (questions.open_key, questions.card) == ("B02", card)
    model.remove_rows(1, 1)
    assert model.row_of("B02") == 2


def test_a_folded_row_is_40_high_and_read_out_with_answer_and_basis(questions) -> None:
    index = questions.model().index(1, 0)
    delegate = questions.itemDelegate()
    assert delegate.card_rect(index, questions.visualRect(index)).height() == 40
    assert index.data(TEXT) == "B01 Question 1: None, Others' data"
    questions.model().update_row("B01", conflict=True)
    assert index.data(TEXT).endswith("In conflict")


def test_the_column_is_never_wider_than_reads_well(questions: QuestionView, qtbot: QtBot) -> None:
    questions.resize(1600, 600)
    qtbot.waitUntil(lambda: questions.viewport().width() <= theme().width("reading_max"))


def test_the_basis_is_chosen_from_a_menu_by_digit(questions: QuestionView, qtbot: QtBot) -> None:
    questions.open_question("B02")
    basis = questions.card.basis
    assert basis.accessibleName() == "Basis: Seen"
    qtbot.keyClick(basis, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    with qtbot.waitSignal(questions.card.basis_chosen) as signal:
        qtbot.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_2)
    assert signal.args == ["asked"]
    assert basis.basis == "asked"
