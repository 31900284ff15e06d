"""Words that are too long for a row: two lines, broken at a blank."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.labels import Text


def rows_with_ink(words: str, width: int) -> set[int]:
    """Return which pixel rows of a white picture 40 high have something on them."""
    image = QImage(width, 40, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    paint.text_in_two(painter, QRectF(0, 0, width, 40), words, "label", "caption", "text")
    painter.end()
    return {y for y in range(40) for x in range(width) if image.pixel(x, y) & 0xFFFFFF != 0xFFFFFF}


def test_two_words_that_do_not_fit_stand_below_each_other(qapp: QApplication) -> None:
    words = "Self-contained dwellings"
    wide = theme().text_width("label", words) + 4
    narrow = theme().text_width("caption", "Self-contained") + 4
    one, two = rows_with_ink(words, wide), rows_with_ink(words, narrow)
    assert max(one) - min(one) < theme().line("label")
    assert max(two) - min(two) > theme().line("caption")


def test_one_long_word_stays_one_line(qapp: QApplication) -> None:
    rows = rows_with_ink("入户水质水量和二次供水设施", 60)
    assert 0 < max(rows) - min(rows) < theme().line("label")


def test_words_that_elide_stand_at_the_right_where_they_are_told_to(qtbot: QtBot) -> None:
    words = Text("here", "label", elide=True)
    words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    qtbot.addWidget(words)
    words.resize(300, 24)
    image = words.grab().toImage()
    paper = image.pixelColor(0, 0)
    inked = [x for x in range(300) for y in range(24) if image.pixelColor(x, y) != paper]
    assert min(inked) > 240
