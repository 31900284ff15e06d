"""The segmented filter bar: one of a few views on a list, with counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.exclusive import HeldRadio
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Text


class _Part(HeldRadio):
    """One segment."""

    def __init__(self, value: str, words: str, bar: SegmentBar) -> None:
        super().__init__(words, bar)
        self.value, self._bar = value, bar
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        look = theme()
        width = look.text_width("label_strong", self.text()) + 2 * (look.space(2) + 1)
        return QSize(width, look.height("target"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._bar.step(self, 1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        height = look.height("segment") - 2 * look.stroke("focus")
        area = QRectF(0, (self.height() - height) / 2, self.width(), height)
        if self.isChecked():
            line = look.stroke("control")
            paint.box(painter, area, look.radius("chip"), "surface", "line_strong", line)
        ink = "text" if self.isChecked() or self.underMouse() else "text2"
        style = "label_strong" if self.isChecked() else "label"
        paint.text(painter, area, self.text(), style, ink, paint.CENTRE)


class SegmentBar(FlowRow):
    """One of a few filters; targets are taller than what is painted, and break where it is narrow.

    Signals:
        chosen(value): Another segment was picked.
    """

    chosen = Signal(str)

    def __init__(
        self, name: str, parts: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(0, parent, inset=theme().stroke("focus"))
        self._name = name
        self._parts: dict[str, _Part] = {}
        for value, words in parts:
            part = _Part(value, words, self)
            part.clicked.connect(lambda _on=False, value=value: self._pick(value))
            self._parts[value] = part
            self.add_widget(part)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Maximum)
        self.setSizePolicy(policy)
        self._value = parts[0][0] if parts else ""
        self._tell()

    @property
    def value(self) -> str:
        """The chosen segment."""
        return self._value

    def set_value(self, value: str) -> None:
        """Choose without emitting."""
        self._value = value
        self._tell()

    def parts(self) -> list[QRadioButton]:
        """Return the segments, from left to right."""
        return list(self._parts.values())

    def focus_current(self) -> None:
        """Put the focus on the chosen segment."""
        self._parts[self._value].setFocus(Qt.FocusReason.OtherFocusReason)

    def set_words(self, value: str, words: str) -> None:
        """Change what a segment says, such as its count."""
        self._parts[value].setText(words)
        self._parts[value].updateGeometry()
        self._tell()

    def step(self, part: QRadioButton, by: int) -> None:
        """Move focus and choice to the neighbour of ``part``."""
        parts = list(self._parts.values())
        at = [other is part for other in parts].index(True)
        to = parts[(at + by) % len(parts)]
        to.setFocus(Qt.FocusReason.TabFocusReason)
        self._pick(to.value)

    def _pick(self, value: str) -> None:
        if value != self._value:
            self.set_value(value)
            self.chosen.emit(value)

    def _tell(self) -> None:
        for value, part in self._parts.items():
            part.show_checked(value == self._value)
            state = _("chosen") if part.isChecked() else _("not chosen")
            part.setAccessibleName(f"{self._name}: {part.text()}, {state}")
            stop = Qt.FocusPolicy.StrongFocus if part.isChecked() else Qt.FocusPolicy.ClickFocus
            part.setFocusPolicy(stop)
            part.update()
        self.setAccessibleName(self._name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        spare = (look.height("target") - look.height("segment")) / 2
        area = QRectF(self.rect()).adjusted(0, spare, 0, -spare)
        paint.box(painter, area, look.radius("control"), "sunken")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


def named_bar(words: str, bar: SegmentBar) -> QWidget:
    """Return a choice with its name before it."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme().space(3))
    line.addWidget(Text(words, "label", "text2"))
    line.addWidget(bar)
    line.addStretch()
    return row
