"""A picture or a white sheet that one draws on, with the mouse, a pen, or the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.i18n import _, ngettext
from app.ui.questions.canvas_drawing import Drawing
from app.ui.questions.canvas_marks import WIDTHS, Mark, letters
from app.ui.questions.canvas_view import DrawingView
from app.ui.theme import theme
from app.ui.widgets.fields import Line

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent

_NEAR = 0.75
"""Screen pixels: a pen that moved less adds no point."""
_STEPS = {Qt.KeyboardModifier.ShiftModifier: 0.002, Qt.KeyboardModifier.ControlModifier: 0.05}
_STEP = 0.01
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class DrawCanvas(DrawingView):
    """Draws marks over a ground; the ground itself is never touched.

    With the keyboard the arrows move a cross (Ctrl far, Shift fine) and Space sets the pen down
    and lifts it: a line is drawn between, an arrow or ring spans from the first to the second.

    Attributes:
        drawing: What is drawn on what.
        tool: One of `canvas_marks.TOOLS`.
        ink: One of `canvas_marks.INKS`.
        thick: Index into `canvas_marks.WIDTHS`.

    Signals:
        changed(): Something was drawn, taken back or cleared.
    """

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tool, self.ink, self.thick = "pen", "red", 1
        self._name = name
        self._line: QLineEdit | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._say()

    def set_ground(self, ground: QImage, marks: tuple[Mark, ...] = ()) -> None:
        """Begin with a picture, and marks made on it before."""
        self.drawing = Drawing(ground, marks)
        self.live, self.cross = None, None
        self._redraw()

    def add(self, mark: Mark) -> None:
        """Add one mark."""
        if not mark.empty:
            self.drawing.change((*self.drawing.marks, mark))
            self._redraw()

    def undo(self) -> None:
        """Take the last step back."""
        if self.drawing.undo():
            self._redraw()

    def redo(self) -> None:
        """Do again what was taken back."""
        if self.drawing.redo():
            self._redraw()

    def clear(self) -> None:
        """Remove all marks; one step of undo."""
        if self.drawing.marks:
            self.drawing.change(())
            self._redraw()

    def _redraw(self) -> None:
        self.redraw()
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        count = len(self.drawing.marks)
        words = ngettext("{count} mark", "{count} marks", count).format(count=count)
        self.setAccessibleName(f"{self._name}: {words if count else _('empty')}")
        self.setAccessibleDescription(
            _("Arrow keys move the cross, Space sets the pen down and lifts it")
        )

    # Drawing by hand

    def _begin(self, x: float, y: float) -> None:
        longer = max(self.wide, self.tall)
        mark = Mark(self.tool, ((x, y),), self.ink, WIDTHS[self.thick] * longer)
        if self.tool == "words":
            self._ask_words(mark)
        else:
            self.live = mark
        self.update()

    def _go_on(self, x: float, y: float) -> None:
        if self.live is None:
            return
        last = self.live.points[-1]
        near = _NEAR / self.scale
        if abs(last[0] - x) + abs(last[1] - y) >= near or self.tool != "pen":
            self.live = self.live.to(x, y)
            self.update()

    def _end(self) -> None:
        live, self.live = self.live, None
        if live is not None:
            self.add(live)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end_words()
            self.cross = None
            self._begin(*self.inside(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(*self.inside(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end()

    # Words

    def _ask_words(self, mark: Mark) -> None:
        area, scale = self.area(), self.scale
        line = Line(self)
        line.setAccessibleName(_("Text on the picture"))
        line.setPlaceholderText(_("Type, then Enter"))
        font = letters(mark)
        font.setPixelSize(max(theme().line("caption") - 4, round(font.pixelSize() * scale)))
        line.setFont(font)
        x, y = mark.points[0]
        left = min(area.left() + x * scale, self.width() - theme().width("search"))
        line.setGeometry(
            round(max(0, left)),
            round(min(area.top() + y * scale, self.height() - line.sizeHint().height())),
            theme().width("search"),
            line.sizeHint().height(),
        )
        line.setProperty("mark", mark)
        line.editingFinished.connect(self._end_words)
        line.show()
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._line = line

    def _end_words(self) -> None:
        line, self._line = self._line, None
        if line is None:
            return
        mark: Mark = line.property("mark")
        line.hide()
        line.deleteLater()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.add(Mark(mark.tool, mark.points, mark.ink, mark.width, line.text().strip()))

    # Drawing by keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _WAYS.get(Qt.Key(event.key()))
        if way is not None:
            share = _STEPS.get(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, _STEP)
            step = share * max(self.wide, self.tall)
            x, y = self.at()
            x = min(max(x + way[0] * step, 0.0), self.wide)
            y = min(max(y + way[1] * step, 0.0), self.tall)
            self.cross = QPointF(x, y)
            self._go_on(x, y)
            self.update()
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            x, y = self.at()
            self.cross = QPointF(x, y)
            if self.live is None:
                self._begin(x, y)
            else:
                self._go_on(x, y)
                self._end()
        elif event.key() == Qt.Key.Key_Escape and self.live is not None:
            self.live = None
            self.update()
        else:
            super().keyPressEvent(event)
