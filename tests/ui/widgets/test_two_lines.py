"""Words that are too long for a row: two lines, broken at a blank."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.ui.theme import theme
from app.ui.widgets import paint


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
