"""Where a number is typed: a line without arrows or wheel, in a box with the unit at its end."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.fields import Line


class NumberLine(Line):
    """The editable part: no wheel, no arrows, no input method.

    Signals:
        shown(): The focus came or went.
    """

    shown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("bare", True)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.setPlaceholderText("—")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def setReadOnly(self, on: bool) -> None:
        super().setReadOnly(on)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # Qt sets it anew

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # a wheel never changes a number, it scrolls the pane

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # they leave the field, they do not count
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # Qt would hand it on, and the list of questions would go on twice

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.shown.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.shown.emit()


class NumberFrame(QWidget):
    """The box around line and unit."""

    def __init__(self, unit: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.state = "empty"
        self.refused = False
        self.unit = unit
        self.line = NumberLine(self)
        self.line.shown.connect(self.update)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        self._row.addWidget(self.line)
        self.fit()

    def cap(self) -> int:
        """Return the width of the end cap."""
        if not self.unit:
            return 0
        return theme().text_width("body", self.unit) + 2 * theme().space(3)

    def fit(self) -> None:
        """Take sizes from the look in use."""
        look = theme()
        self._row.setContentsMargins(look.space(3), 0, self.cap() + look.space(3), 0)
        self.line.setFont(look.font("body_strong"))
        self.setFixedSize(max(look.width("number"), self._need()), look.height("field"))

    def _need(self) -> int:
        look = theme()
        digits = look.text_width("body_strong", "0" * look.width("number_digits"))
        return digits + self.cap() + 3 * look.space(3)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        focused, read_only = self.line.hasFocus(), self.line.isReadOnly()
        line, width = ("line" if read_only else "line_strong"), look.stroke("control")
        state = "error" if self.refused else self.state
        tone = {"error": "critical", "doubt": "serious"}.get(state, "")
        if tone or focused:
            line, width = tone or "focus", look.stroke("focus")
        radius, fill = look.radius("control"), "bg" if read_only else "surface"
        paint.box(painter, self.rect(), radius, fill)
        if self.unit:
            cap = QRectF(self.width() - self.cap(), 0, self.cap(), self.height())
            painter.save()
            painter.setClipRect(cap)
            paint.box(painter, self.rect(), radius, "bg")
            painter.restore()
            edge = QRectF(cap.left(), 0, look.stroke("line"), self.height())
            painter.fillRect(edge, look.color("line"))
            paint.text(painter, cap, self.unit, "body", "text2", paint.CENTRE)
        paint.box(painter, self.rect(), radius, None, line, width)
