"""A card of label and value, one pair a line, as the side panels of the hub show them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.ui.theme import theme
from app.ui.widgets.labels import Card, Text
from app.ui.widgets.marks import MarkLabel

_LONG = re.compile(r"[!-~]{12}(?=[!-~]{4})")


def clear(layout: QLayout) -> None:
    """Take all widgets and inner layouts out of a layout and let them go."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def breakable(text: str) -> str:
    """Return a text whose long words may break: names of files have no spaces, panels are narrow.

    A zero-width space stands where a line may end; it is painted only, never told or copied.
    """
    return _LONG.sub("\\g<0>\u200b", text)


def _told(words: str, style: str, tone: str) -> Text:
    label = Text(breakable(words), style, tone, wrap=True)
    label.setAccessibleName(words)
    return label


class FactsCard(Card):
    """Label at the left, value at the right; long values take lines of their own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        look = theme()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*(look.space(3),) * 4)
        self._column.setSpacing(look.space(1))

    def set_facts(self, title: str, facts: Sequence[tuple[str, str, str]]) -> None:
        """Show a title (or none) and (label, value, colour token) triples."""
        clear(self._column)
        if title:
            self._column.addWidget(Text(title, "body_strong", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().space(3))
        grid.setVerticalSpacing(theme().space(1))
        grid.setColumnStretch(1, 1)
        for row, (label, value, tone) in enumerate(facts):
            grid.addWidget(Text(label, "label", "text2"), row, 0, Qt.AlignmentFlag.AlignTop)
            words = Text(breakable(value), "label", tone, wrap=True)
            words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            words.setAccessibleName(f"{label} {value}")
            grid.addWidget(words, row, 1)
        self._column.addLayout(grid)
        told = ". ".join(f"{label} {value}" for label, value, _tone in facts)
        self.setAccessibleName(f"{title}. {told}" if title else told)


class StepsCard(Card):
    """Marks with a sentence and a line beneath: checks of a package, history of an answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        look = theme()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*(look.space(3),) * 4)
        self._column.setSpacing(look.space(3))

    def set_steps(self, steps: Sequence[tuple[str, str, str, str]]) -> None:
        """Show (mark, sentence, line beneath, colour token of the sentence)."""
        clear(self._column)
        look = theme()
        for mark, sentence, beneath, tone in steps:
            row = QHBoxLayout()
            row.setSpacing(look.space(3))
            row.addWidget(MarkLabel(mark, size=1), 0, Qt.AlignmentFlag.AlignTop)
            lines = QVBoxLayout()
            lines.setSpacing(0)
            style = "label" if tone == "text" else "label_strong"
            lines.addWidget(_told(sentence, style, tone))
            if beneath:
                lines.addWidget(_told(beneath, "caption", "text2"))
            row.addLayout(lines, 1)
            self._column.addLayout(row)
        told = ". ".join(f"{sentence}, {beneath}" for _m, sentence, beneath, _t in steps)
        self.setAccessibleName(told)
