import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from app.paths import resource
from app.ui.icons import icon_pixmap
from app.ui.theme import dress, theme
from app.ui.theme.look import Theme
from app.ui.theme.sheet import style_sheet
from app.ui.theme.tokens import MODES, TEXT_SIZES, colors, contrast, tokens
from app.ui.widgets.marks import MARKS

UI = Path(__file__).parents[3] / "app" / "ui"
OUTLINES = {"line_strong", "focus"}


@pytest.mark.parametrize("mode", MODES)
def test_every_pair_of_colours_reads(mode: str) -> None:
    table = colors(mode)
    weak = {}
    for ink, paper in tokens()["contrast_pairs"]:
        limit = 3.0 if ink in OUTLINES else 4.5
        ratio = contrast(table[ink], table[paper])
        if ratio < limit:
            weak[ink, paper] = ratio
    assert weak == {}


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#FFFFFF", "#777777") == contrast("#777777", "#FFFFFF")


def test_both_modes_have_the_same_tokens() -> None:
    assert colors("light").keys() == colors("dark").keys()


def test_type_and_heights_grow_with_the_text_size(qapp: QApplication) -> None:
    seen = []
    for size in TEXT_SIZES:
        dress(qapp, "light", size)
        look = theme()
        seen.append((look.font("body").pixelSize(), look.height("answer"), look.width("tree")))
        assert look.line("body") >= QFontMetrics(look.font("body")).height()
    assert seen == [(14, 44, 252), (16, 51, 252), (18, 57, 252)]


def test_the_bundled_font_is_used_in_both_weights() -> None:
    for style, weight in (("body", 400), ("question", 600)):
        info = QFontInfo(theme().font(style))
        assert info.family() == "Noto Sans SC"
        assert info.weight() == weight


def test_digits_have_equal_widths() -> None:
    metrics = theme().metrics("body")
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_changing_the_mode_reaches_widgets_that_are_shown(qapp: QApplication, qtbot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    before = field.grab().toImage().pixelColor(20, 18)
    dress(qapp, "dark", 100)
    after = field.grab().toImage().pixelColor(20, 18)
    assert before == theme().__class__("light").color("surface")
    assert after == theme().color("surface")
    assert qapp.palette().color(QPalette.ColorRole.Window) == theme().color("bg")


@pytest.mark.parametrize("size", TEXT_SIZES)
def test_qt_controls_have_the_height_of_the_tokens(qapp: QApplication, qtbot, size: int) -> None:
    dress(qapp, "light", size)
    for control in (QLineEdit(), QPushButton("x")):
        qtbot.addWidget(control)
        control.show()
        assert control.sizeHint().height() == theme().height("field")


def test_icons_are_sharp_at_the_pixel_ratio_and_coloured_by_token() -> None:
    pixmap = icon_pixmap("check", "ok", 16, 1.25)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (20, 1.25)
    assert icon_pixmap("check", "ok", 16, 1.25).cacheKey() == pixmap.cacheKey()
    image = pixmap.toImage()
    inks = {
        image.pixelColor(x, y).name()
        for x in range(20)
        for y in range(20)
        if image.pixelColor(x, y).alpha() == 255
    }
    assert inks == {theme().color("ok").name()}


def test_every_mark_and_every_icon_in_the_code_has_its_file() -> None:
    files = {file.stem for file in resource("icons").glob("*.svg")}
    assert {mark.icon for mark in MARKS.values() if mark.icon} <= files
    sources = "\n".join(file.read_text(encoding="utf-8") for file in UI.rglob("*.py"))
    named = set(re.findall(r'icon="([a-z0-9-]+)"', sources))
    named |= set(re.findall(r'draw_icon\([^"\n]*"([a-z0-9-]+)"', sources))
    assert named <= files
    assert (resource("icons") / "LICENSE.txt").read_text().startswith("ISC License")


def test_code_holds_no_colours_and_no_pixel_sizes() -> None:
    wrong = []
    patterns = (
        r'"#[0-9A-Fa-f]{6}',
        r"QColor\(\s*\d",
        r"setFixed(Size|Width|Height)\(\s*[1-9]\d*\s*[,)]",  # a multiple of a token is none
        r"setM(in|ax)imum(Size|Width|Height)\(\s*[1-9]\d*\s*[,)]",
        r"setSpacing\(\s*[1-9]",
        r"addSpacing\(\s*[1-9]",
        r"setContentsMargins\([^)a-z]*[1-9][^)a-z]*\)",
    )
    for file in sorted(UI.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        wrong += [(file.name, found) for p in patterns for found in re.findall(p, text)]
    assert wrong == []


def test_the_sheet_names_colours_where_colours_stand() -> None:
    sheet = style_sheet(Theme("light", 100))
    ends = re.findall(r"(?:solid|border-color:|background:) *([^ ;}]+)", sheet)
    wrong = [end for end in ends if not re.fullmatch(r"#[0-9A-Fa-f]{6}|transparent|none", end)]
    assert ends
    assert wrong == []


def test_windows_have_the_icon_of_the_program(qapp: QApplication) -> None:
    dress(qapp, "light", 100)
    picture = qapp.windowIcon().pixmap(64, 64).toImage()
    assert picture.size().width() == 64
    rail = theme().color("rail")
    tile = picture.pixelColor(32, 4)
    assert all(
        abs(mine - other) < 8
        for mine, other in zip(tile.getRgb()[:3], rail.getRgb()[:3], strict=True)
    )
