"""The bar over the viewer: tools for marks at the left, zoom and close at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import N_, _
from app.inspection.photo.marks import ARROW, HIDE, INKS, KINDS, RING, SCALE, WORDS
from app.ui.field.tool_button import ToolButton
from app.ui.field.viewer.canvas import STEP
from app.ui.field.viewer.mark_canvas import CROP, MarkCanvas
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.segments import SegmentBar

TOOLS = {
    "O": (RING, "circle"),
    "A": (ARROW, "arrow-up-right"),
    "M": (SCALE, "ruler"),
    "T": (WORDS, "type"),
    "B": (HIDE, "scan-face"),
    "X": (CROP, "crop"),
}
"""Key, kind of mark and outline of each tool, in the order of the bar."""
_CROP_WORDS = N_("Crop copy")
INK_WORDS = {"red": N_("Red"), "white": N_("White")}


class ViewerBar(Panel):
    """Buttons for the picture shown.

    Signals:
        tool_wanted(tool): Draw with this; the one in use: put it away.
        undo_wanted(), redo_wanted(): Take the last mark back, or do it again.
        compare_wanted(): Show another photo beside it, or no longer.
        closed(): Close the viewer.
    """

    tool_wanted = Signal(str)
    undo_wanted = Signal()
    redo_wanted = Signal()
    compare_wanted = Signal()
    closed = Signal()

    def __init__(self, canvas: MarkCanvas, parent: QWidget | None = None) -> None:
        super().__init__("surface", "b", parent, _("Photo viewer"))
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(2))
        row.setSpacing(look.space(2))
        flow = FlowRow(look.space(1))
        row.addWidget(flow, 1)
        self.tools: dict[str, ToolButton] = {}
        for keys, (tool, icon) in TOOLS.items():
            words = _(_CROP_WORDS) if tool == CROP else _(KINDS[tool])
            one = ToolButton(words, icon, keys, holds=True)
            one.clicked.connect(lambda _on=False, tool=tool: self.tool_wanted.emit(tool))
            self.tools[tool] = one
            flow.add_widget(one)
        self.turn = self._act(flow, _("Turn upright"), "rotate-cw", "R", canvas.turn)
        self.undo = self._act(flow, _("Undo"), "undo-2", "Ctrl+Z", self.undo_wanted.emit)
        self.redo = self._act(flow, _("Redo"), "redo-2", "Ctrl+Y", self.redo_wanted.emit)
        self.inks = SegmentBar(_("Ink"), [(ink, _(INK_WORDS[ink])) for ink in INKS])
        self.inks.set_value(canvas.ink)
        self.inks.chosen.connect(lambda ink: setattr(canvas, "ink", ink))
        flow.add_widget(self.inks)
        # What turns and sizes the picture stays together where the row breaks.
        views = QWidget()
        inside = QHBoxLayout(views)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(look.space(1))
        self.compare = ToolButton(_("Compare"), "columns-2", "V", holds=True)
        self.compare.clicked.connect(self.compare_wanted)
        inside.addWidget(self.compare)
        inside.addSpacing(look.space(2))
        self._percent = Text("", "label", "text2")
        self.smaller = Button("", icon="zoom-out", hint="-", name=_("Smaller"))
        self.smaller.clicked.connect(lambda: canvas.zoom(1 / STEP))
        self.larger = Button("", icon="zoom-in", hint="+", name=_("Larger"))
        self.larger.clicked.connect(lambda: canvas.zoom(STEP))
        self.whole = Button("", icon="maximize", hint="0", name=_("Whole picture"))
        self.whole.clicked.connect(canvas.fit)
        self.full = Button("100%", name=_("Full size"))
        self.full.clicked.connect(canvas.full)
        self.close_button = Button(_("Close"), icon="x", hint="Esc")
        self.close_button.clicked.connect(self.closed)
        inside.addWidget(self._percent)
        for button in (self.smaller, self.larger, self.whole, self.full):
            inside.addWidget(button)
        flow.add_widget(views)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        for button in self.findChildren(Button):
            button.setAutoDefault(False)
        canvas.zoomed.connect(lambda percent, _fits: self._percent.setText(f"{percent}%"))

    def _act(self, flow: FlowRow, words: str, icon: str, keys: str, act: object) -> ToolButton:
        button = ToolButton(words, icon, keys)
        button.clicked.connect(act)
        flow.add_widget(button)
        return button

    def show_tool(self, tool: str) -> None:
        """Show which tool is in use."""
        for name, one in self.tools.items():
            one.setChecked(name == tool)

    def show_steps(self, *, back: bool, forward: bool) -> None:
        """Show what can be taken back and done again."""
        self.undo.setEnabled(back)
        self.redo.setEnabled(forward)
