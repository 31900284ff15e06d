"""The appearance ``label``: the words of the choices as the head of the rows beneath it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.questions.base import Editor, EditorContext
from app.ui.questions.choices import choices_of
from app.ui.theme import theme
from app.ui.widgets import paint


class Headings(QWidget):
    """Words over equal parts; takes no answer."""

    def __init__(self, name: str, words: Sequence[str]) -> None:
        super().__init__()
        self._words = list(words)
        self.setAccessibleName(f"{name}: {', '.join(self._words)}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        look = theme()
        widest = max((look.text_width("label_strong", one) for one in self._words), default=0)
        return QSize((widest + look.space(2)) * len(self._words), look.height("table_header"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(12), theme().height("table_header"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, gap = QPainter(self), theme().space(2)
        count = max(1, len(self._words))
        width = (self.width() - gap * (count - 1)) / count
        for number, words in enumerate(self._words):
            area = QRectF(number * (width + gap), 0, width, self.height())
            paint.text(painter, area, words, "label_strong", "text2", paint.CENTRE)


class HeadingsEditor(Editor):
    """Shows the words of the choices."""


def headings(context: EditorContext) -> Editor:
    """Make the head of a table of choices."""
    words = [one.words or one.value for one in choices_of(context)]
    return HeadingsEditor(Headings(context.name, words))
