"""The viewer's picture with its marks: drawn by mouse, pen or keys, chosen, moved, taken away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal

from app.i18n import _
from app.inspection.photo.marks import (
    HIDE,
    INKS,
    KINDS,
    SCALE,
    WHOLE,
    WORDS,
    Mark,
    Markup,
    Point,
    turned_point,
)
from app.ui.field.viewer.mark_view import MarkView
from app.ui.field.viewer.mark_words import MarkWords
from app.ui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QWidget

CROP = "crop"
_LEAST = 60
"""Ten-thousandths: a mark smaller than that was a click, not a drag."""
_STEPS = {Qt.KeyboardModifier.ShiftModifier: 20, Qt.KeyboardModifier.ControlModifier: 500}
_STEP = 100
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_PENS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
"""Set the pen down and lift it."""


class MarkCanvas(MarkView):
    """Shows a photo with its marks and lets people draw on it.

    Attributes:
        tool: A kind of mark, ``crop``, or empty: drag moves the picture and clicks choose marks.
        ink: Colour of the next mark.
        pens: Keys that set the pen down; any of `_PENS` lifts it.

    Signals:
        drawn(markup): A person drew, moved or removed something.
        tool_left(): Escape put the tool away.
    """

    drawn = Signal(object)
    tool_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ink = INKS[0]
        self.pens: tuple[Qt.Key, ...] = _PENS
        self._held: tuple[int, Point, Markup] | None = None
        self._line = MarkWords(self)
        self._line.written.connect(self._add)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def reset(self) -> None:
        """Show the whole picture; the turn is one of its marks."""
        self._line.drop()
        self._live, self._cross, self.chosen = None, None, -1
        super().reset()
        self._turns = self.markup.turn

    def turn(self) -> None:
        """Turn copies by a quarter to the right."""
        self._change(replace(self.markup, turn=(self.markup.turn + 1) % 4))

    def set_tool(self, tool: str) -> None:
        """Take another tool; empty: none."""
        self._line.finish()
        self.tool, self._live, self.chosen = tool, None, -1
        cross = Qt.CursorShape.CrossCursor
        self.setCursor(cross if tool else Qt.CursorShape.ArrowCursor)
        self.update()

    def remove_chosen(self) -> bool:
        """Take the chosen mark away; return whether there was one."""
        if not 0 <= self.chosen < len(self.markup.marks):
            return False
        marks = list(self.markup.marks)
        del marks[self.chosen]
        self.chosen = -1
        self._change(replace(self.markup, marks=tuple(marks)))
        return True

    def _change(self, markup: Markup) -> None:
        if markup != self.markup:
            self.set_markup(markup)
            self.drawn.emit(markup)

    def _add(self, mark: Mark) -> None:
        self._change(self.markup.add(mark))

    # Drawing

    def _begin(self, at: Point) -> None:
        kind = self.tool if self.tool in KINDS else HIDE
        if kind == WORDS:
            mark = Mark(kind, (at,), self.ink)
            self._line.ask(mark, self.on_screen(at), _("Text on the picture"))
        else:
            self._live = Mark(kind, (at, at), self.ink)

    def _go_on(self, at: Point) -> None:
        if self._live is not None:
            self._live = replace(self._live, points=(self._live.points[0], at))
            self.update()

    def _end(self) -> None:
        live, self._live = self._live, None
        self.update()
        if live is None or max(abs(a - b) for a, b in zip(*live.points, strict=True)) < _LEAST:
            return
        if self.tool == CROP:
            (x1, y1), (x2, y2) = live.points
            if x1 != x2 and y1 != y2:
                rect = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
                self._change(replace(self.markup, crop=rect))
        elif live.kind == SCALE:
            middle = (self.on_screen(live.points[0]) + self.on_screen(live.points[1])) / 2
            self._line.ask(live, middle, _("Length in millimetres"), number=True)
        else:
            self._add(live)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._pixmap is None or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._line.finish()
        self._cross = None
        at = self.in_picture(event.position())
        if self.tool:
            self._begin(at)
            return
        self.chosen = self._mark_at(event.position())
        if self.chosen < 0:
            super().mousePressEvent(event)
        else:
            self._held = (self._corner_at(event.position()), at, self.markup)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._live is not None:
            self._go_on(self.in_picture(event.position()))
        elif self._held is not None:
            self._carry(self.in_picture(event.position()))
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._live is not None:
            self._end()
        if self._held is not None:
            before, self._held = self._held[2], None
            if before != self.markup:
                self.drawn.emit(self.markup)
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Write the words of a mark anew."""
        at = self._mark_at(event.position())
        mark = self.markup.marks[at] if at >= 0 else None
        if mark is not None and mark.kind in (WORDS, SCALE) and not self.tool:
            self._held = None
            self.chosen = at
            self.remove_chosen()
            name = _("Text on the picture") if mark.kind == WORDS else _("Length in millimetres")
            spot = self.on_screen(mark.points[0])
            self._line.ask(mark, spot, name, number=mark.kind == SCALE)

    # Choosing and moving

    def _mark_at(self, at: QPointF) -> int:
        reach = theme().space(2)
        for number in range(len(self.markup.marks) - 1, -1, -1):
            outline = self._outline(self.markup.marks[number])
            if outline.adjusted(-reach, -reach, reach, reach).contains(at):
                return number
        return -1

    def _corner_at(self, at: QPointF) -> int:
        mark = self.markup.marks[self.chosen]
        for number, point in enumerate(mark.points):
            away = self.on_screen(point) - at
            if mark.kind != WORDS and abs(away.x()) + abs(away.y()) <= 2 * theme().space(2):
                return number
        return -1

    def _carry(self, at: Point) -> None:
        assert self._held is not None
        corner, start, before = self._held
        mark = before.marks[self.chosen]
        dx, dy = at[0] - start[0], at[1] - start[1]
        moved = tuple(
            (min(max(x + dx, 0), WHOLE), min(max(y + dy, 0), WHOLE))
            if corner in (-1, number)
            else (x, y)
            for number, (x, y) in enumerate(mark.points)
        )
        marks = list(before.marks)
        marks[self.chosen] = replace(mark, points=moved)
        self.set_markup(replace(before, marks=tuple(marks)))

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _WAYS.get(Qt.Key(event.key()))
        if self.tool and way is not None:
            plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            step = _STEPS.get(plain, _STEP)
            at = self._cross or (WHOLE // 2, WHOLE // 2)
            x, y = turned_point(at, self.markup.turn)
            x, y = min(max(x + way[0] * step, 0), WHOLE), min(max(y + way[1] * step, 0), WHOLE)
            self._cross = turned_point((x, y), -self.markup.turn % 4)
            self._go_on(self._cross)
            self.update()
        elif self.tool and self._pen(event) and not event.isAutoRepeat():
            self._cross = self._cross or (WHOLE // 2, WHOLE // 2)
            if self._live is None:
                self._begin(self._cross)
            else:
                self._end()
        elif event.key() == Qt.Key.Key_Escape and (self._live is not None or self.tool):
            if self._live is not None:
                self._live = None
                self.update()
            else:
                self.tool_left.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.remove_chosen():
            return
        else:
            super().keyPressEvent(event)

    def _pen(self, event: QKeyEvent) -> bool:
        """Whether this key is the pen here; a stroke that was begun is ended by any of them."""
        return event.key() in (_PENS if self._live is not None else self.pens)
