"""A reviewer's marks on somebody's photo: drawn at the hub, looked at in the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.errors import AppError
from app.i18n import _
from app.inspection.photo.marks import ARROW, BOX, KINDS, RING, WORDS, Markup, read_markup
from app.ui.field.tool_button import ToolButton
from app.ui.field.viewer.mark_canvas import MarkCanvas
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.inspection.photo.photos import PhotoRow
    from app.progress import Progress
    from app.ui.desk import Desk

_EDGE = 2048
_TOOLS = {
    "O": (RING, "circle"),
    "B": (BOX, "square"),
    "A": (ARROW, "arrow-up-right"),
    "T": (WORDS, "type"),
}


class MarkSheet(Dialog):
    """The photo with what its inspector drew, and over it what the reviewer means.

    The inspector's own marks are part of the picture here: nobody draws over the field's evidence.

    Attributes:
        canvas: The picture.
        able: Whether one may draw.

    Signals:
        kept(marks): The marks as text, empty for none.
    """

    kept = Signal(str)
    _ready = Signal(QImage)

    def __init__(
        self,
        desk: Desk,
        photo: PhotoRow,
        marks: str,
        parent: QWidget,
        *,
        able: bool,
        said: str = "",
    ) -> None:
        title = _("Mark what you mean") if able else _("What the reviewer means")
        super().__init__(parent, title, width="reading_max", height=10_000)
        look = theme()
        self.able = able
        self._past: list[Markup] = []
        own = read_markup(photo.marks)
        self._now = Markup(read_markup(marks).marks, own.turn)
        self.canvas = MarkCanvas()
        self.canvas.setMinimumHeight(look.scaled(300))
        self.canvas.pens = (Qt.Key.Key_Space,)  # Enter keeps the marks, as its button says
        self.canvas.setAccessibleName(photo.caption or _("Photo"))
        self.canvas.drawn.connect(self._drawn)
        self.canvas.tool_left.connect(lambda: self.choose(""))
        self.tools: dict[str, ToolButton] = {}
        if said:
            self.body.addWidget(Text(said, "body", wrap=True))
        if able:
            row = QHBoxLayout()
            row.setSpacing(look.space(1))
            for key, (tool, icon) in _TOOLS.items():
                button = ToolButton(_(KINDS[tool]), icon, key, holds=True)
                button.clicked.connect(lambda _on=False, tool=tool: self.toggle(tool))
                self.tools[tool] = button
                row.addWidget(button)
            self.back = ToolButton(_("Undo"), "undo-2", "Ctrl+Z")
            self.back.clicked.connect(self.undo)
            row.addWidget(self.back)
            row.addSpacing(look.space(3))
            keys = _("Arrow keys move the cross, Space sets the pen down and lifts it")
            row.addWidget(Text(keys, "label", "text2", wrap=True), 1)
            self.body.addLayout(row)
            self.set_note(_("Only this remark carries the marks; the photo stays as it is."))
        self.body.addWidget(self.canvas, 1)
        if able:
            leave = self.add_button(Button(_("Cancel"), hint="Esc"))
            leave.clicked.connect(self.reject)
        words = _("Keep the marks") if able else _("Close")
        self.do = self.add_button(Button(words, "primary", hint="Enter"))
        self.do.clicked.connect(self.accept)
        self._ready.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self.canvas.show_image(None, _("Loading the photo") if photo.here else _("Not here"))
        self.canvas.set_markup(self._now)
        self._tell()
        if able:
            self.choose(RING)
        self._load(desk, photo, Markup(own.marks).to_text())

    def _load(self, desk: Desk, photo: PhotoRow, marks: str) -> None:
        if not photo.here:
            return
        workspace = desk.workspace

        def work(_progress: Progress) -> None:
            from app.inspection.photo.marked import shown_copy

            try:
                file = shown_copy(workspace, photo.sha256, photo.extension, marks, _EDGE)
            except AppError:
                return
            self._ready.emit(QImage(str(file)))

        desk.jobs.read(work, "marked photo")

    def _show(self, image: QImage) -> None:
        self.canvas.show_image(image, "")
        self.canvas.set_markup(self._now)

    # Tools

    def toggle(self, tool: str) -> None:
        """Take a tool, or put it away when it is in use."""
        self.choose("" if self.canvas.tool == tool else tool)

    def choose(self, tool: str) -> None:
        """Draw with this from now on; empty: with nothing."""
        self.canvas.set_tool(tool)
        for name, button in self.tools.items():
            button.setChecked(name == tool)
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def undo(self) -> None:
        """Take the last mark back."""
        if self._past:
            self._now = self._past.pop()
            self.canvas.set_markup(self._now)
            self._tell()

    def _drawn(self, markup: Markup) -> None:
        if not self.able:
            self.canvas.set_markup(self._now)
            return
        self._past.append(self._now)
        self._now = markup
        self._tell()

    def _tell(self) -> None:
        if self.able:
            self.back.setEnabled(bool(self._past))

    @property
    def marks(self) -> str:
        """The reviewer's marks as text, empty for none."""
        return Markup(self._now.marks).to_text()

    def accept(self) -> None:
        self.canvas.set_tool("")  # words that are being written count
        super().accept()
        if self.able:
            self.kept.emit(self.marks)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.text().upper()
        if self.able and event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif self.able and key in _TOOLS:
            self.toggle(_TOOLS[key][0])
        else:
            super().keyPressEvent(event)
