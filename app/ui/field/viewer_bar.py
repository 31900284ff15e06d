"""The bar over the viewer: turn, zoom, close."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import _
from app.ui.field.canvas import STEP, Canvas
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Panel, Text


class ViewerBar(Panel):
    """Buttons for the picture shown.

    Signals:
        closed(): Close the viewer.
    """

    closed = Signal()

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__("surface", "b", parent, _("Photo viewer"))
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(2))
        row.setSpacing(look.space(2))
        self.turn = Button(_("Turn the view"), icon="rotate-cw", hint="R")
        self.turn.clicked.connect(canvas.turn)
        self.smaller = Button("", icon="zoom-out", hint="-", name=_("Smaller"))
        self.smaller.clicked.connect(lambda: canvas.zoom(1 / STEP))
        self.larger = Button("", icon="zoom-in", hint="+", name=_("Larger"))
        self.larger.clicked.connect(lambda: canvas.zoom(STEP))
        self.whole = Button(_("Whole picture"), hint="0")
        self.whole.clicked.connect(canvas.fit)
        self.full = Button("100%", hint="1", name=_("Full size"))
        self.full.clicked.connect(canvas.full)
        self._percent = Text("", "label", "text2")
        self.close_button = Button(_("Close"), icon="x", hint="Esc")
        self.close_button.clicked.connect(self.closed)
        row.addWidget(self.turn)
        row.addStretch()
        row.addWidget(self._percent)
        for button in (self.smaller, self.larger, self.whole, self.full, self.close_button):
            row.addWidget(button)
        for button in self.findChildren(Button):
            button.setAutoDefault(False)
        canvas.zoomed.connect(lambda percent, _fits: self._percent.setText(f"{percent}%"))
