"""How the pages of the settings are laid out: names at the left, choices over what they do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import theme
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.segments import SegmentBar


def column_in(page: QWidget) -> QVBoxLayout:
    """Return the column of a page, without edges."""
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme().space(3))
    return column


def rule() -> Panel:
    """Return a line between two groups."""
    line = Panel("line")
    line.setFixedHeight(theme().stroke("line"))
    return line


def grid(*rows: tuple[str, QWidget, str], like: str = "") -> QGridLayout:
    """Return choices under one another: name, choice, and beneath it what it does.

    Args:
        rows: Name, choice and what it does.
        like: Names are at least as wide as this one, so that two grids stand in one line.
    """
    look = theme()
    made = QGridLayout()
    made.setHorizontalSpacing(look.space(4))
    made.setVerticalSpacing(look.space(2))
    made.setColumnStretch(1, 1)
    made.setColumnMinimumWidth(0, look.text_width("body", like))
    for number, (words, widget, about) in enumerate(rows):
        name = Text(words, "body", "text2")
        over = (look.height("target") - look.line("body")) // 2
        name.setContentsMargins(0, over, 0, 0)
        made.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
        made.addWidget(_choice(widget, about), number, 1)
    return made


def _choice(widget: QWidget, about: str) -> QWidget:
    """Return a choice as wide as it needs, over what it does."""
    box = QWidget()
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    row = QHBoxLayout()
    row.addWidget(widget)
    if isinstance(widget, SegmentBar):
        row.addStretch()
    column.addLayout(row)
    column.addWidget(Text(about, "caption", "text2", wrap=True))
    return box
