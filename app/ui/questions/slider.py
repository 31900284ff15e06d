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
from app.ui.questions.slider_scale import Scale
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


class StepSlider(QSlider):
    """Steps along a line; empty until somebody says where.

    Args:
        name: Name for screen readers.
        steps: The values, in order, as they are stored.
        upright: Stands instead of lying.
        ticks: Paint a tick for each step.
        every: So many steps from tick to tick; 0: as many ticks as make sense.
        waits_at: Step at which an empty slider waits, and where the first key puts it.

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
        self,
        name: str,
        steps: Sequence[str],
        *,
        upright: bool = False,
        ticks: bool = True,
        every: int = 0,
        waits_at: str = "",
    ) -> None:
        super().__init__(Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal)
        self._name, self._steps = name, list(steps)
        self._scale = Scale(steps, ticks=ticks, every=every)
        self._rest = self._steps.index(waits_at) if waits_at in self._steps else 0
        self._empty = True
        self._quiet = False
        self.setRange(0, max(0, len(self._steps) - 1))
        self.setPageStep(max(1, len(self._steps) // 10))
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        along, across = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        self.setSizePolicy(*((across, along) if upright else (along, across)))
        self.setValue(self._rest)
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
        self.setValue(self._rest if self._empty else self._steps.index(text))
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
        return 2 * look.space(4) + look.space(5) + self._scale.widest

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
        room = line.height() if self.upright else line.width()
        self._scale.paint(painter, self._point, room, self.width(), self.upright)
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

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
