"""A painted slider that may stand empty, with ticks and numbers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider

from app.i18n import _
from app.ui.questions.keys import ENTER
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.answer_bar import REASON_KEYS

_SETS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)
MOST_TICKS = 41
"""More steps than this are not ticked one by one."""


class StepSlider(QSlider):
    """Steps along a line; empty until somebody says where.

    Args:
        name: Name for screen readers.
        steps: The values, in order, as they are stored.
        upright: Stands instead of lying.
        ticks: Paint a tick for each step.

    Signals:
        picked(value): The person chose a step.
        emptied(): Delete.
        advanced(): Enter.
        reason_given(reason): Alt+3, Alt+4 or Alt+5.
    """

    picked = Signal(str)
    emptied = Signal()
    advanced = Signal()
    reason_given = Signal(str)

    def __init__(
        self, name: str, steps: Sequence[str], *, upright: bool = False, ticks: bool = True
    ) -> None:
        super().__init__(Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal)
        self._name, self._steps, self._ticks = name, list(steps), ticks
        self._empty = True
        self._quiet = False
        self.setRange(0, max(0, len(self._steps) - 1))
        self.setPageStep(max(1, len(self._steps) // 10))
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        along, across = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        self.setSizePolicy(*((across, along) if upright else (along, across)))
        self.valueChanged.connect(self._moved)
        self._tell()

    @property
    def upright(self) -> bool:
        """Whether it stands."""
        return self.orientation() == Qt.Orientation.Vertical

    @property
    def text(self) -> str:
        """The value as stored; empty while nobody chose."""
        return "" if self._empty or not self._steps else self._steps[self.value()]

    def set_text(self, text: str) -> None:
        """Show a stored value without emitting; one that is no step leaves it empty."""
        self._empty = text not in self._steps
        self._quiet = True
        self.setValue(0 if self._empty else self._steps.index(text))
        self._quiet = False
        self._tell()
        self.update()

    def _moved(self) -> None:
        if not self._quiet:
            self._say()

    def _say(self) -> None:
        self._empty = False
        self._tell()
        self.update()
        self.picked.emit(self.text)

    def _tell(self) -> None:
        self.setAccessibleName(f"{self._name}: {self.text or _('unanswered')}")

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # a wheel never changes an answer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and key in REASON_KEYS:
            self.reason_given.emit(REASON_KEYS[Qt.Key(key)])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.emptied.emit()
        elif key in ENTER:
            self.advanced.emit()
        elif key == Qt.Key.Key_Space or (self._empty and key in _SETS):
            self._say()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.upright:
            event.ignore()  # they go to another question
        else:
            super().keyPressEvent(event)

    # Mouse: a press anywhere on the line chooses the nearest step.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._take(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._take(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _take(self, event: QMouseEvent) -> None:
        line = self._line()
        at = event.position()
        if self.upright:
            share = (line.bottom() - at.y()) / max(1.0, line.height())
        else:
            share = (at.x() - line.left()) / max(1.0, line.width())
        value = round(min(1.0, max(0.0, share)) * self.maximum())
        if value != self.value():
            self.setValue(value)
        elif self._empty:
            self._say()

    # Painting

    def sizeHint(self) -> QSize:
        look = theme()
        long, wide = look.width("reading_max") // 2, look.height("answer") + look.line("caption")
        return QSize(self._wide(), long // 2) if self.upright else QSize(long, wide)

    def _wide(self) -> int:
        """Return how wide an upright slider is: its line, its ticks and its numbers."""
        look = theme()
        widest = max((look.text_width("caption", one) for one in self._steps), default=0)
        return 2 * look.space(4) + look.space(5) + widest

    def minimumSizeHint(self) -> QSize:
        look = theme()
        if self.upright:
            return QSize(self.sizeHint().width(), look.space(12) * 4)
        return QSize(look.space(12) * 2, self.sizeHint().height())

    def _line(self) -> QRectF:
        pad, look = theme().space(4), theme()
        if self.upright:
            return QRectF(pad, pad, look.space(1), self.height() - 2 * pad)
        return QRectF(pad, pad, self.width() - 2 * pad, look.space(1))

    def _point(self, step: int) -> QPointF:
        line, most = self._line(), max(1, self.maximum())
        if self.upright:
            return QPointF(line.center().x(), line.bottom() - line.height() * step / most)
        return QPointF(line.left() + line.width() * step / most, line.center().y())

    def _marked(self) -> list[int]:
        """Return the steps that carry their number: the ends, and between as many as fit."""
        most = self.maximum()
        if not self._ticks or most < 1:
            return [0, most] if most else [0]
        widest = max(theme().text_width("caption", one) for one in self._steps) + theme().space(3)
        room = self._line().height() if self.upright else self._line().width()
        each = theme().line("caption") if self.upright else widest
        fit = max(1, int(room // each))
        by = next((n for n in (1, 2, 5, 10, 20, 25, 50, 100) if most / n <= fit), most)
        inner = [step for step in range(0, most, by) if most - step >= by or step == 0]
        return [*inner, most]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        line = self._line()
        radius = line.width() / 2 if self.upright else line.height() / 2
        paint.box(painter, line, radius, "line_strong")
        here = self._point(self.value())
        if not self._empty:
            done = QRectF(line)
            if self.upright:
                done.setTop(here.y())
            else:
                done.setRight(here.x())
            paint.box(painter, done, radius, "primary")
        self._paint_scale(painter)
        side = look.space(5)
        knob = QRectF(here.x() - side / 2, here.y() - side / 2, side, side)
        if self._empty:
            paint.box(painter, knob, side / 2, "surface", "line_strong", look.stroke("focus"))
        else:
            paint.box(painter, knob, side / 2, "primary", "surface", look.stroke("focus"))
        if self.hasFocus():
            reach = look.stroke("focus") + 1
            ring = knob.adjusted(-reach, -reach, reach, reach)
            paint.focus_inside(painter, ring, ring.width() / 2)

    def _paint_scale(self, painter: QPainter) -> None:
        look = theme()
        if self._ticks and self.maximum() < MOST_TICKS:
            for step in range(self.maximum() + 1):
                at = self._point(step)
                tick = (
                    QRectF(at.x() + look.space(2), at.y(), look.space(1), look.stroke("line"))
                    if self.upright
                    else QRectF(at.x(), at.y() + look.space(2), look.stroke("line"), look.space(1))
                )
                painter.fillRect(tick, look.color("line_strong"))
        for step in self._marked():
            at, words = self._point(step), self._steps[step] if self._steps else ""
            high, wide = look.line("caption"), look.text_width("caption", words) + 2
            if self.upright:
                area = QRectF(at.x() + look.space(4), at.y() - high / 2, wide, high)
            else:
                left = min(max(0.0, at.x() - wide / 2), self.width() - wide)
                area = QRectF(left, at.y() + look.space(4), wide, high)
            paint.text(painter, area, words, "caption", "text2", paint.CENTRE)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
