"""Widgets side by side from the left, the rest of the line free."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.theme import theme


def left_row(*widgets: QWidget) -> QHBoxLayout:
    """Return a row of widgets, as far apart as belongs together."""
    row = QHBoxLayout()
    row.setSpacing(theme().space(2))
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return row
