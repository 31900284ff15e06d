from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage

from app.ui.questions.choices import BarEditor, ListEditor, MultiEditor, TilesEditor
from app.ui.questions.dropdown import DropdownEditor, FoldedEditor
from app.ui.questions.image_map import ImageMapEditor
from app.ui.questions.rank import RankEditor
from app.ui.questions.search import SearchEditor
from app.ui.questions.search_model import LEARNER
from app.ui.widgets.labels import Text
from tests.ui.questions.shown_form import FormShown, children

Show = Callable[..., FormShown]
LISTS = """
| choices |
| | list_name | name | label | media::image |
| | few | a | Alpha | |
| | few | b | **Beta** | |
| | few | c | Gamma | |
| | some | none | None of these | |
| | some | a | Alpha | |
| | some | b | Beta | |
| | pics | x | Red | red.png |
| | pics | y | Green | red.png |
| | parts | roof | Roof | |
| | parts | door | Door | |
"""
ALT = Qt.KeyboardModifier.AltModifier


def ask(kind: str, appearance: str = "", image: str = "") -> str:
    return f"""
| survey |
| | type | name | label | appearance | media::image |
| | {kind} | q | Which? | {appearance} | {image} |
| | text | after | After | | |
{LISTS}"""


def test_plain_choice_is_a_bar_answered_by_its_digit(show_form: Show) -> None:
    shown = show_form(ask("select_one few"))
    card = shown.open("q")
    assert isinstance(card.editor, BarEditor)
    shown.keys(Qt.Key.Key_2)
    assert shown.value("q") == "b"
    assert shown.pane.view.open_key == "/data/after"


def test_markup_of_choices_is_words_where_it_cannot_be_shown(show_form: Show) -> None:
    card = show_form(ask("select_one few", "columns")).open("q")
    assert isinstance(card.editor, TilesEditor)
    assert [tile.choice.words for tile in card.editor.tiles.tiles] == ["Alpha", "Beta", "Gamma"]


def test_many_choices_are_a_list_and_very_many_are_searched(show_form: Show) -> None:
    rows = "".join(f"| | long | v{n} | Choice number {n} | |\n" for n in range(12))
    shown = show_form(ask("select_one long") + rows.rstrip())
    card = shown.open("q")
    assert isinstance(card.editor, ListEditor)
    rows = "".join(f"| | long | v{n} | Choice number {n} | |\n" for n in range(30))
    shown = show_form(ask("select_one long") + rows.rstrip())
    card = shown.open("q")
    assert isinstance(card.editor, SearchEditor)
    shown.keys("27", Qt.Key.Key_Return)
    assert shown.value("q") == "v27"


def test_columns_by_keys_and_mouse(show_form: Show) -> None:
    shown = show_form(ask("select_one few", "columns-2"))
    card = shown.open("q")
    assert isinstance(card.editor, TilesEditor)
    tiles = card.editor.tiles.tiles
    assert tiles[0].y() == tiles[1].y() < tiles[2].y()
    assert tiles[0].hasFocus()
    shown.keys(Qt.Key.Key_Right, Qt.Key.Key_Space)
    assert shown.value("q") == "b"
    shown.open("q")
    shown.click(shown.open("q").editor.tiles.tiles[2])
    assert shown.value("q") == "c"
    shown.open("q")
    shown.keys(Qt.Key.Key_Delete)
    assert shown.value("q") == ""
    shown.keys((Qt.Key.Key_4, ALT))
    assert shown.reason("q") == "not_applicable"


def test_choice_alone_clears_the_others(show_form: Show) -> None:
    for appearance, kind in (("", MultiEditor), ("columns", TilesEditor)):
        shown = show_form(ask("select_multiple some", appearance))
        card = shown.open("q")
        assert isinstance(card.editor, kind)
        shown.keys(Qt.Key.Key_2, Qt.Key.Key_3)
        assert shown.value("q") == "a b"
        shown.keys(Qt.Key.Key_1)
        assert shown.value("q") == "none"


def test_pictures_of_choices_stand_in_their_tiles(show_form: Show, tmp_path: Path) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    image.save(str(tmp_path / "red.png"))
    shown = show_form(ask("select_one pics"))
    card = shown.open("q")
    assert isinstance(card.editor, TilesEditor)
    tile = card.editor.tiles.tiles[0]
    assert not tile.pixmap(tile).isNull()
    shown.click(tile)
    assert shown.value("q") == "x"


def test_dropdown(show_form: Show) -> None:
    shown = show_form(ask("select_one few", "minimal"))
    card = shown.open("q")
    assert isinstance(card.editor, DropdownEditor)
    assert card.editor.box.hasFocus()
    shown.keys((Qt.Key.Key_Down, ALT))
    view = card.editor.box.view()
    shown.qtbot.waitUntil(view.isVisible)
    shown.qtbot.keyClick(view, Qt.Key.Key_Down)
    shown.qtbot.keyClick(view, Qt.Key.Key_Down)
    shown.qtbot.keyClick(view, Qt.Key.Key_Return)
    shown.qtbot.waitUntil(lambda: shown.pane.view.open_key == "/data/after")
    assert shown.value("q") == "b"
    shown.open("q")
    shown.keys(Qt.Key.Key_Delete)
    assert shown.value("q") == ""


def test_several_behind_one_field(show_form: Show) -> None:
    shown = show_form(ask("select_multiple some", "minimal"))
    card = shown.open("q")
    assert isinstance(card.editor, FoldedEditor)
    shown.keys(Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space)
    assert shown.value("q") == "a"
    shown.keys(Qt.Key.Key_Down, Qt.Key.Key_Space)
    assert shown.value("q") == "a b"
    assert card.editor.button.text() == "Alpha, Beta"


def test_search_finds_by_words_and_by_pinyin(show_form: Show) -> None:
    rows = (
        "| | town | t1 | 长安社区 | |\n| | town | t2 | 新华社区 | |\n| | town | t3 | Zhongwei | |"
    )
    for typed, value in (("zhongw", "t3"), ("新华", "t2"), ("changan", "t1"), ("xhsq", "t2")):
        shown = show_form(ask("select_one town", "autocomplete") + rows)
        card = shown.open("q")
        assert isinstance(card.editor, SearchEditor)
        for thread in threading.enumerate():
            if thread.name == LEARNER:
                thread.join(120)
        assert card.editor.list.model.whole
        field = card.editor.list.field
        field.setText(typed)  # Chinese comes from an input method
        shown.qtbot.keyClick(field, Qt.Key.Key_Return)
        assert shown.value("q") == value


def test_search_says_when_nothing_is_found(show_form: Show) -> None:
    shown = show_form(ask("select_one few", "search"))
    card = shown.open("q")
    shown.keys("xyz", Qt.Key.Key_Return)
    assert shown.value("q") == ""
    words = [text.text() for text in children(card, Text)]
    assert "No choice holds these words" in words


def test_scales_put_words_over_marks(show_form: Show) -> None:
    for appearance in ("likert", "list"):
        shown = show_form(ask("select_one few", appearance))
        card = shown.open("q")
        assert isinstance(card.editor, TilesEditor)
        tiles = card.editor.tiles.tiles
        assert len({tile.y() for tile in tiles}) == 1
        assert max(t.width() for t in tiles) - min(t.width() for t in tiles) <= 1
        shown.keys(Qt.Key.Key_3)
        assert shown.value("q") == "c"


def test_ranking_by_keys_drags_nothing_away(show_form: Show) -> None:
    shown = show_form(ask("rank few"))
    card = shown.open("q")
    assert isinstance(card.editor, RankEditor)
    assert shown.value("q") == ""
    shown.keys((Qt.Key.Key_Down, ALT))
    assert shown.value("q") == "b a c"
    shown.keys(Qt.Key.Key_Down, (Qt.Key.Key_Up, ALT), (Qt.Key.Key_Up, ALT))
    assert sorted(shown.value("q").split()) == ["a", "b", "c"]
    assert shown.value("q").split()[0] == "c"
    shown.keys(Qt.Key.Key_Delete)
    assert shown.value("q") == ""
    assert card.editor.list.values == ["c", "b", "a"] or len(card.editor.list.values) == 3


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
    '<script>alert(1)</script><image href="file:///etc/passwd" width="9" height="9"/>'
    '<rect id="roof" x="0" y="0" width="100" height="40" fill="#a55"/>'
    '<rect id="door" x="40" y="60" width="20" height="40" fill="#653" onclick="x()"/></svg>'
)


def test_image_map_by_mouse_and_keys(show_form: Show, tmp_path: Path) -> None:
    (tmp_path / "map.svg").write_text(SVG)
    shown = show_form(ask("select_one parts", "image-map", "map.svg"))
    card = shown.open("q")
    assert isinstance(card.editor, ImageMapEditor)
    drawing = card.editor.drawing
    assert drawing.part_at(QPointF(drawing.box("roof").center())) == "roof"
    assert drawing.part_at(QPointF(5, 190)) == ""
    shown.click(drawing, drawing.box("door").center().toPoint())
    assert shown.value("q") == "door"
    shown.open("q")
    shown.keys(Qt.Key.Key_1)
    assert shown.value("q") == "roof"


def test_image_map_without_its_drawing_says_so(show_form: Show) -> None:
    shown = show_form(ask("select_one parts", "image-map", "map.svg"))
    card = shown.open("q")
    words = " ".join(text.text() for text in children(card, Text))
    assert "missing or unreadable" in words
    shown.keys(Qt.Key.Key_2)
    assert shown.value("q") == "door"


def test_saved_value_that_is_no_choice_any_more_is_named(show_form: Show) -> None:
    shown = show_form(
        """
| survey |
| | type | name | label | choice_filter |
| | text | town | Town | |
| | select_one few | q | Which? | kind = ${town} |
| choices |
| | list_name | name | label | kind |
| | few | a | Alpha | x |
| | few | b | Beta | y |
"""
    )
    shown.building.answer("/data/town", "x")
    shown.building.answer("/data/q", "a")
    card = shown.open("q")
    assert card.box.message.isHidden()
    shown.building.answer("/data/town", "y")
    assert shown.building.field("/data/q").value in ("", "a")
    if shown.building.field("/data/q").value == "a":
        assert "a, which is no choice any more" in card.box.message.text()
    card = shown.open("q")
    names = [one.accessibleName() for one in card.findChildren(object) if hasattr(one, "choice")]
    assert all("Alpha" not in name for name in names)
