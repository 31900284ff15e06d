"""The bar at the foot of the window: where the data is, who works, and the connection."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.buttons import enter_presses
from app.ui.widgets.labels import Panel
from app.ui.widgets.marks import draw_mark


class Note(NamedTuple):
    """One fact of the status bar.

    Attributes:
        mark: Its mark; empty for none.
        words: What it says.
        does: What pressing it does, in words; empty: it is only read.
    """

    mark: str
    words: str
    does: str = ""


class _Press(QPushButton):
    """Lies over a fact that can be pressed; the bar paints the words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def sizeHint(self) -> QSize:
        return self.size()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.underMouse():
            look = theme()
            wide = self.width() - 2 * look.space(1)
            line = QRectF(look.space(1), self.height() - look.space(2), wide, look.stroke("line"))
            QPainter(self).fillRect(line, look.color("line_strong"))


class StatusBar(Panel):
    """Saved, packed, delivered at the left; person and connection at the right.

    What does not fit is left out from the middle: the last facts of the left side first, then
    the first ones of the right side.

    Attributes:
        press: The button over the fact that can be pressed; hidden while there is none.

    Signals:
        pressed(): It was pressed.
    """

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bg", "t", parent, _("Status"))
        self._left: tuple[Note, ...] = ()
        self._backup: tuple[Note, ...] = ()
        self._right: tuple[Note, ...] = ()
        self.press = _Press(self)
        self.press.clicked.connect(self.pressed)
        self.setFixedHeight(theme().height("statusbar"))

    def set_left(self, *notes: Note) -> None:
        """Say where the data is: saved, not packed, last package."""
        self._left = notes
        self._tell()

    def set_backup(self, *notes: Note) -> None:
        """Say when the last backup was made; stands last at the left, and gives way first."""
        self._backup = notes
        self._tell()

    def set_right(self, *notes: Note) -> None:
        """Say time on this building, person, connection."""
        self._right = notes
        self._tell()

    def _tell(self) -> None:
        said = [note.words for note in (*self._left, *self._backup, *self._right)]
        self.setAccessibleName(f"{_('Status')}: {', '.join(said)}")
        self.setToolTip("\n".join(said))
        self._place()
        self.update()

    def _place(self) -> None:
        """Lay the button over its fact, as far as that is shown."""
        look = theme()
        x = self.width() - look.space(4)
        for note in reversed(self._shown()[1]):
            x -= self._width(note)
            if note.does:
                wide = self._width(note) + 2 * look.space(1)
                self.press.setGeometry(QRect(x - look.space(1), 1, wide, self.height() - 2))
                self.press.setAccessibleName(f"{note.words}: {note.does}")
                self.press.setToolTip(note.does)
                self.press.show()
                return
            x -= 2 * look.space(3)
        self.press.hide()

    def _width(self, note: Note) -> int:
        look = theme()
        mark = look.icon(0) + look.space(1) + 1 if note.mark else 0
        return look.text_width("caption", note.words) + mark

    def _shown(self) -> tuple[list[Note], list[Note]]:
        left, right = [*self._left, *self._backup], list(self._right)
        look = theme()
        room = self.width() - 2 * look.space(4) - look.space(6)

        def taken() -> int:
            gaps = 2 * look.space(3) * max(0, len(left) + len(right) - 2)
            return sum(self._width(note) for note in (*left, *right)) + gaps

        while taken() > room and len(left) + len(right) > 2:
            if len(left) > 2 or len(right) <= 1:
                left.pop()
            elif len(right) > 2:
                right.pop(0)
            elif len(left) > 1:
                left.pop()
            else:
                right.pop(0)
        return left, right

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, look = QPainter(self), theme()
        left, right = self._shown()
        x = float(look.space(4))
        for number, note in enumerate(left):
            x = self._gap(painter, x) if number else x
            x = self._draw(painter, x, note)
        x = float(self.width() - look.space(4))
        for number, note in enumerate(reversed(right)):
            x = self._gap(painter, x, back=True) if number else x
            x -= self._width(note)
            self._draw(painter, x, note)

    def _gap(self, painter: QPainter, x: float, *, back: bool = False) -> float:
        look = theme()
        step = look.space(3)
        at = x - step if back else x + step
        tall = look.icon(0)
        line = QRectF(round(at), (self.height() - tall) / 2, look.stroke("line"), tall)
        painter.fillRect(line, look.color("line_strong"))
        return at - step if back else at + step

    def _draw(self, painter: QPainter, x: float, note: Note) -> float:
        look = theme()
        if note.mark:
            side = look.icon(0)
            square = paint.middle(QRectF(x, 0, side, self.height()), side)
            draw_mark(painter, square, note.mark)
            x += side + look.space(1) + 1
        area = QRectF(x, 0, self.width() - x, self.height())
        return x + paint.text(painter, area, note.words, "caption", "text2")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(theme().height("statusbar"))
