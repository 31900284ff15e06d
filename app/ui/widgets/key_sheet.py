"""F1: all keys by place, from the same table that binds them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.keys import Keys
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import KeyCap, Text


def open_key_sheet(window: QWidget, keys: Keys) -> Dialog:
    """Open the sheet over ``window``; it scrolls where it is longer than the window."""
    dialog = Dialog(window, _("All keys"))
    add_keys(dialog.body, keys)
    dialog.body.addStretch()
    good = dialog.add_button(Button(_("OK"), "primary", hint="Enter"))
    good.clicked.connect(dialog.accept)
    good.setFocus()
    dialog.open()
    return dialog


def add_keys(column: QVBoxLayout, keys: Keys) -> None:
    """Put all keys under one another, by place, two in a line."""
    look = theme()
    for title, lines in keys.sheet():
        column.addWidget(Text(title, "body_strong"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.space(3))
        grid.setVerticalSpacing(look.space(1))
        for number, (shown, words) in enumerate(lines):
            row, half = divmod(number, 2)
            cap, label = KeyCap(shown), Text(words, "label", "text2", elide=True)
            label.setAccessibleName(f"{shown}: {words}")
            grid.addWidget(cap, row, 2 * half, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(label, row, 2 * half + 1)
        for stretch in (1, 3):
            grid.setColumnStretch(stretch, 1)
        column.addLayout(grid)
