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
from app.ui.widgets.chips import ChipSpec, chip_for, chip_width, draw_chip
from app.ui.words import word

if TYPE_CHECKING:
    from app.inspection.browse import PlaceLine

_STYLES = (("label", "text2"), ("display", "text"), ("body", "text2"))
_RISE = 0.42
"""Share of the spare height above the name."""


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
        state = [self._chip(line).words] if line is not None else []
        self.setAccessibleName(", ".join((*self._words(), *state)))
        self.update()

    def _words(self) -> list[str]:
        line = self._line
        if line is None:
            return []
        return [where_words(line.where), line.name, facts(line)]

    def _chip(self, line: PlaceLine) -> ChipSpec:
        """Return the state in word and shape, with what stands in the row of the tree."""
        right = right_word(line)
        return chip_for(line.state, "" if right == word(line.state) else right)

    def paintEvent(self, _event: QPaintEvent) -> None:
        line = self._line
        if line is None:
            return
        look, painter = theme(), QPainter(self)
        rows = [
            (text, style, color)
            for text, (style, color) in zip(self._words(), _STYLES, strict=True)
            if text
        ]
        gap, foot = look.space(2), 3 * look.line("label")
        tall = sum(look.line(style) + gap for _text, style, _color in rows)
        tall += look.space(1) + look.height("chip")
        # Above the middle, where one looks; on a low screen clear of the words at the foot.
        top = max(gap, min((self.height() - tall) * _RISE, self.height() - foot - gap - tall))
        for text, style, color in rows:
            area = QRectF(0, top, self.width(), look.line(style))
            paint.text(painter, area, text, style, color, paint.CENTRE)
            top += look.line(style) + gap
        chip = self._chip(line)
        top += look.space(1) + look.height("chip") / 2
        draw_chip(painter, (self.width() - chip_width(chip)) / 2, top, chip)
        area = QRectF(0, self.height() - foot, self.width(), look.line("label"))
        words = _("Its checklist opens when you let the key go")
        paint.text(painter, area, words, "label", "text2", paint.CENTRE)
        painter.end()
