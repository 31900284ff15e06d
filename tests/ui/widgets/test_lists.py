from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.gallery import samples
from app.ui.gallery.pages import SampleTable
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import standard_options
from app.ui.widgets.chips import Chip, ChipSpec, chip_for, chip_width
from app.ui.widgets.demands import Demand, DemandRow
from app.ui.widgets.findings import FindingCard, FindingInfo, FindingPanel
from app.ui.widgets.part_list import Part, PartList, PartModel
from app.ui.widgets.photo_model import PREVIEW_ROLE, Photo, PhotoModel
from app.ui.widgets.photos import PhotoGrid
from app.ui.widgets.place_model import Place, PlaceModel
from app.ui.widgets.place_tree import PlaceTree
from app.ui.widgets.question_card import QuestionCard
from app.ui.widgets.question_model import QuestionModel, QuestionRow
from app.ui.widgets.question_view import QuestionView
from app.ui.widgets.table import GROUP_ROLE, Table

TEXT = Qt.ItemDataRole.AccessibleTextRole


def test_models_keep_the_rules_of_qt(qtmodeltester) -> None:
    places = PlaceModel()
    lazy = [Place("l1", "building", "No 1"), Place("l2", "building", "No 2")]
    places.set_places(
        [*samples.places(), Place("l", "community", "Lazy", children=lambda first: lazy[first:])]
    )
    parts, questions, photos = PartModel(), QuestionModel(), PhotoModel()
    parts.set_parts(samples.parts())
    questions.set_rows(samples.questions())
    photos.set_photos(samples.photos())
    for model in (places, parts, questions, photos, SampleTable()):
        qtmodeltester.check(model)


# Places


@pytest.fixture
def tree(shown) -> PlaceTree:
    model = PlaceModel()
    tree = PlaceTree("Buildings", model)
    model.setParent(tree)
    model.set_places(
        [
            Place(
                "c",
                "community",
                "Changan",
                done=1,
                total=3,
                children=[
                    Place("1", "building", "No 1", "done", "6 floors"),
                    Place("3", "building", "No 3", "in_progress", "", "31/79", 31, 79),
                ],
            ),
            Place("d", "community", "Pingan", done=0, total=2),
        ]
    )
    shown(tree, 252, 400)
    tree.setFocus()
    return tree


def test_a_building_opens_by_keyboard_alone(tree: PlaceTree, qtbot: QtBot) -> None:
    tree.show_place("c")
    qtbot.keyClick(tree, Qt.Key.Key_Right)
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    with qtbot.waitSignal(tree.opened) as signal:
        qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert signal.args == ["1"]
    qtbot.keyClick(tree, Qt.Key.Key_Left)
    qtbot.keyClick(tree, Qt.Key.Key_Left)
    assert not tree.isExpanded(tree.places.index_of("c"))


def test_a_click_folds_a_community_and_opens_a_building(tree: PlaceTree, qtbot: QtBot) -> None:
    def click(key: str) -> None:
        rect = tree.visualRect(tree.places.index_of(key))
        qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())

    click("c")
    assert tree.isExpanded(tree.places.index_of("c"))
    with qtbot.waitSignal(tree.opened) as signal:
        click("3")
    assert signal.args == ["3"]


def test_letters_find_a_place(tree: PlaceTree, qtbot: QtBot) -> None:
    tree.show_place("c")
    with qtbot.waitSignal(tree.current_changed) as signal:
        qtbot.keyClick(tree, Qt.Key.Key_P)
    assert signal.args == ["d"]


def test_rows_have_the_heights_of_the_design(tree: PlaceTree) -> None:
    tree.expandAll()
    rows = {key: tree.visualRect(tree.places.index_of(key)).height() for key in ("c", "1")}
    assert rows == {"c": 38, "1": 44}


def test_a_place_is_read_out_with_its_state(tree: PlaceTree) -> None:
    assert tree.places.index_of("1").data(TEXT) == "No 1, 6 floors, Done"
    assert tree.places.index_of("3").data(TEXT) == "No 3, In progress, 31 of 79, 31/79"


def test_what_lies_beneath_is_read_when_it_unfolds(shown) -> None:
    asked: list[int] = []

    def children(first: int) -> list[Place]:
        asked.append(first)
        return [Place("x", "building", "No 1")][first:]

    model = PlaceModel()
    tree = PlaceTree("Buildings", model)
    model.setParent(tree)
    model.set_places([Place("c", "community", "Changan", children=children)])
    shown(tree, 252, 200)
    assert asked == []
    tree.expand(model.index_of("c"))
    assert asked[0] == 0
    assert asked[-1] <= 1  # the page after the last one is empty, and nothing is asked after it
    assert model.index_of("x").isValid()


def test_a_changed_row_keeps_the_selection(tree: PlaceTree) -> None:
    tree.expandAll()
    tree.show_place("3")
    tree.places.update_place("3", done=32, right="32/79")
    assert tree.places.place(tree.currentIndex()).right == "32/79"


# Parts


def test_parts_are_chosen_by_arrow(shown, qtbot: QtBot) -> None:
    model = PartModel()
    parts = PartList("Parts", model)
    model.setParent(parts)
    model.set_parts([Part("A", "A", "Basics", 20, 20), Part("B", "B", "Structure", 7, 13)])
    shown(parts, 148, 200)
    parts.setCurrentIndex(model.index(0))
    with qtbot.waitSignal(parts.chosen) as signal:
        qtbot.keyClick(parts, Qt.Key.Key_Down)
    assert signal.args == ["B"]
    assert model.index(1).data(TEXT) == "B Structure, 7 of 13"
    model.set_parts([Part("A", "A", "Basics", 20, 20), Part("B", "B", "Structure", 8, 13)])
    assert parts.currentIndex().row() == 1


# Questions


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


# Findings, demands, chips


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


# Photos

RING = (0.1, 0.1, 0.5, 0.5)


@pytest.fixture
def grid(shown) -> PhotoGrid:
    model = PhotoModel()
    grid = PhotoGrid("Photos", model)
    model.setParent(grid)
    model.set_photos(
        [
            Photo(
                "p1", "B03", "14:28", "Overview", custody="merged", marks=((0.1, 0.1, 0.5, 0.5),)
            ),
            Photo("p2", "B03", state="missing"),
        ]
    )
    shown(grid, 300, 240)
    grid.setFocus()
    grid.setCurrentIndex(model.index(0))
    return grid


def test_a_photo_opens_and_a_missing_one_is_wanted(grid: PhotoGrid, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.opened) as signal:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert signal.args == ["p1"]
    rect = grid.visualRect(grid.model().index(1, 0))
    with qtbot.waitSignal(grid.wanted) as signal:
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert signal.args == ["p2"]


def test_delete_removes_a_photo_but_not_a_missing_one(grid: PhotoGrid, qtbot: QtBot) -> None:
    heard: list[str] = []
    grid.removed.connect(heard.append)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    grid.setCurrentIndex(grid.model().index(1, 0))
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert heard == ["p1"]


def test_previews_arrive_later_and_survive_a_reload(grid: PhotoGrid) -> None:
    model = grid.model()
    index = model.index(0, 0)
    assert index.data(PREVIEW_ROLE) is None
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGray)
    model.set_preview("p1", image)
    model.set_photos([Photo("p1", "B03"), Photo("p9")])
    assert model.index(0, 0).data(PREVIEW_ROLE).width() == 40
    assert not grid.grab().isNull()


def test_a_photo_is_read_out_with_its_states(grid: PhotoGrid) -> None:
    model = grid.model()
    assert model.index(0, 0).data(TEXT) == "B03, Overview, 14:28, marked, Merged"
    assert model.index(1, 0).data(TEXT) == "B03, still missing"


def test_two_columns_share_the_width(grid: PhotoGrid) -> None:
    first, second = (grid.visualRect(grid.model().index(n, 0)) for n in (0, 1))
    assert first.top() == second.top()
    assert second.right() <= grid.viewport().width()


def test_dropped_files_are_told(grid: PhotoGrid, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "IMG_1.jpg"
    file.write_bytes(b"x")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)), QUrl("https://example.org/x.jpg")])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    enter = QDragEnterEvent(QPoint(10, 10), *how, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(grid.viewport(), enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(10, 10), *how, Qt.KeyboardModifier.NoModifier)
    with qtbot.waitSignal(grid.dropped) as signal:
        QApplication.sendEvent(grid.viewport(), drop)
    assert signal.args == [[file]]


# Tables


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
