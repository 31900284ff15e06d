"""The tree of places."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.widgets.place_model import Place, PlaceModel
from app.ui.widgets.place_tree import PlaceTree

TEXT = Qt.ItemDataRole.AccessibleTextRole


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
