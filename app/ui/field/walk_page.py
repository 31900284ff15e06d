"""What the middle shows while somebody walks past buildings: which one it would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.ui.field.shown import facts, right_word, where_words
from app.ui.theme import theme
from app.ui.widgets import paint

if TYPE_CHECKING:
    from app.inspection.browse import PlaceLine


class WalkPage(QWidget):
    """Name, whereabouts and state of one building; painted, since it changes with every repeat."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line: PlaceLine | None = None

    @property
    def line(self) -> PlaceLine | None:
        """The building that is shown."""
        return self._line

    def show_line(self, line: PlaceLine | None) -> None:
        """Show another building; None: the first is still being looked for."""
        self._line = line
        self.setAccessibleName(", ".join(self._words()))
        self.update()

    def _words(self) -> list[str]:
        line = self._line
        if line is None:
            return []
        under = [word for word in (facts(line), right_word(line)) if word]
        return [where_words(line.where), line.name, "  ".join(under)]

    def paintEvent(self, _event: QPaintEvent) -> None:
        words = self._words()
        if not words:
            return
        look, painter = theme(), QPainter(self)
        styles = (("label", "text2"), ("display", "text"), ("body", "text2"))
        gap = look.space(2)
        tall = sum(look.line(style) + gap for style, _color in styles)
        top = (self.height() - tall) / 2
        for text, (style, color) in zip(words, styles, strict=True):
            area = QRectF(0, top, self.width(), look.line(style))
            paint.text(painter, area, text, style, color, paint.CENTRE)
            top += look.line(style) + gap
        area.moveTop(self.height() - 3 * look.line("label"))
        words_below = _("Its checklist opens when you let the key go")
        paint.text(painter, area, words_below, "label", "text2", paint.CENTRE)
        painter.end()
