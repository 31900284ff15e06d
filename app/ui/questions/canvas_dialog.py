"""The dialog for drawing: tools above, the picture, taking back and finishing below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from app.i18n import _
from app.ui.questions.canvas import DrawCanvas
from app.ui.questions.canvas_marks import INKS, TOOLS, WIDTHS, Mark
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.exclusive import HeldRadio
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.segments import SegmentBar

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

_TOOL_KEYS = {"P": "pen", "A": "arrow", "O": "ring", "T": "words"}


class _Ink(HeldRadio):
    """One colour: a filled disc, ringed when chosen."""

    def __init__(self, ink: str, number: int, parent: QWidget) -> None:
        super().__init__("", parent)
        self.ink = ink
        self._words = _("Colour: {name}").format(name=_(INKS[ink][1])) + f", {number}"
        self.setToolTip(f"{_(INKS[ink][1])} {number}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def tell(self, chosen: str) -> None:
        """Show whether this is the chosen one."""
        self.show_checked(self.ink == chosen)
        state = _("chosen") if self.ink == chosen else _("not chosen")
        self.setAccessibleName(f"{self._words}, {state}")
        self.update()

    def sizeHint(self) -> QSize:
        side = theme().height("target")
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            edge = paint.middle(self.rect(), look.height("segment"))
            width = look.stroke("focus")
            paint.box(painter, edge, edge.width() / 2, None, "primary", width)
        disc = QRectF(paint.middle(self.rect(), look.size("check").width()))
        painter.setPen(look.color("line_strong"))
        painter.setBrush(QColor(INKS[self.ink][0]))
        painter.drawEllipse(disc)


class DrawDialog(Dialog):
    """Draws on a picture or a white sheet.

    Signals:
        drawn(image, marks): 标好了: the picture with the marks in it, and the marks.
        left(marks): Closed without finishing; the marks are handed back so that none is lost.
    """

    drawn = Signal(object, object)
    left = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        title: str,
        ground: QImage,
        marks: tuple[Mark, ...] = (),
        *,
        tools: tuple[str, ...] = tuple(TOOLS),
        inks: tuple[str, ...] = tuple(INKS),
        done: str = "",
        sheet: bool = False,
    ) -> None:
        look = theme()
        flat = ground.height() * 2 < ground.width()
        height = 0 if flat else look.width("dialog")
        super().__init__(parent, title, width="reading_max", height=height)
        self.canvas = DrawCanvas(title)
        self.canvas.sheet = sheet
        self.canvas.setMinimumHeight(look.width("drawer" if flat else "number"))
        self.canvas.tool, self.canvas.ink = tools[0], inks[0]
        self._inks_offered = inks
        self._tools_offered = tools
        self.body.addWidget(self._make_tools(tools))
        self.body.addWidget(self.canvas, 1)
        self.canvas.set_ground(ground, marks)
        self.undo = self.add_button(Button(_("Undo"), icon="undo-2", hint="Ctrl+Z"))
        self.redo = self.add_button(Button("", icon="redo-2", name=_("Redo"), hint="Ctrl+Y"))
        self.clear = self.add_button(Button(_("Clear"), icon="eraser"))
        self.finish = self.add_button(Button(done or _("Done drawing"), "primary", hint="Ctrl+S"))
        self.undo.clicked.connect(self.canvas.undo)
        self.redo.clicked.connect(self.canvas.redo)
        self.clear.clicked.connect(self.canvas.clear)
        self.finish.clicked.connect(self._finish)
        self.canvas.changed.connect(self._tell)
        for keys, act in (
            ("Ctrl+Z", self.canvas.undo),
            ("Ctrl+Y", self.canvas.redo),
            ("Ctrl+S", self._finish),
        ):
            QShortcut(QKeySequence(keys), self, act)
        self.canvas.installEventFilter(self)
        self._tell()

    def _make_tools(self, tools: tuple[str, ...]) -> QWidget:
        look = theme()
        row = FlowRow(look.space(3))
        if len(tools) > 1:
            letters = {tool: letter for letter, tool in _TOOL_KEYS.items()}
            parts = [(tool, f"{_(TOOLS[tool])} {letters[tool]}") for tool in tools]
            self.tools = SegmentBar(_("Tool"), parts)
            self.tools.chosen.connect(self._choose_tool)
            row.add_widget(self.tools)
        inks = QWidget()
        line = QHBoxLayout(inks)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self.inks = [_Ink(ink, number, inks) for number, ink in enumerate(self._inks_offered, 1)]
        for one in self.inks:
            one.clicked.connect(lambda _on=False, ink=one.ink: self._choose_ink(ink))
            one.tell(self.canvas.ink)
            line.addWidget(one)
        row.add_widget(inks)
        words = (_("thin line"), _("ordinary line"), _("thick line"), _("marker"))
        self.widths = SegmentBar(_("Line"), [(str(n), words[n]) for n in range(len(WIDTHS))])
        self.widths.set_value(str(self.canvas.thick))
        self.widths.chosen.connect(self._choose_width)
        row.add_widget(self.widths)
        return row

    def _choose_tool(self, tool: str) -> None:
        self.canvas.tool = tool

    def _choose_ink(self, ink: str) -> None:
        self.canvas.ink = ink
        for one in self.inks:
            one.tell(ink)
        self.canvas.update()

    def _choose_width(self, thick: str) -> None:
        self.canvas.thick = int(thick)

    def _tell(self) -> None:
        drawing = self.canvas.drawing
        self.undo.setEnabled(drawing.can_undo)
        self.redo.setEnabled(drawing.can_redo)
        self.clear.setEnabled(bool(drawing.marks))
        self.finish.setEnabled(bool(drawing.marks))

    def _finish(self) -> None:
        marks = self.canvas.drawing.marks
        if marks:
            self.drawn.emit(self.canvas.drawing.image(), marks)
            self.accept()

    def reject(self) -> None:
        """Close without finishing."""
        self.left.emit(self.canvas.drawing.marks)
        super().reject()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.canvas or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        return event.type() == QEvent.Type.KeyPress and self._tool_key(event)
        return super().eventFilter(watched, event)

    def _tool_key(self, event: QKeyEvent) -> bool:
        """Take a letter for a tool, a digit for a colour, + and - for the line."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        key = event.text().upper()
        tool = _TOOL_KEYS.get(key, "")
        if tool in self._tools_offered and len(self._tools_offered) > 1:
            self.tools.set_value(tool)
            self._choose_tool(tool)
        elif key.isdecimal() and 0 < int(key) <= len(self.inks):
            self._choose_ink(self.inks[int(key) - 1].ink)
        elif key in ("+", "=", "-"):
            thick = self.canvas.thick + (-1 if key == "-" else 1)
            self.canvas.thick = min(max(thick, 0), len(WIDTHS) - 1)
            self.widths.set_value(str(self.canvas.thick))
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(self.focusWidget(), QLineEdit):
            return  # it ends the words, not the drawing
        super().keyPressEvent(event)

    def open(self) -> None:
        """Show it with the focus on the picture."""
        super().open()
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
