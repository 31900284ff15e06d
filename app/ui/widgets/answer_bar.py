"""The answer bar: one joined bar of up to five equal segments, answered by one key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.answer_paint import TONES, Option, draw_segments, standard_options
from app.ui.widgets.exclusive import HeldRadio
from app.ui.widgets.focus import OWN_RING
from app.ui.widgets.labels import Text
from app.ui.words import ANSWERS

REASON_KEYS = {
    Qt.Key.Key_3: "undecidable",
    Qt.Key.Key_4: "not_applicable",
    Qt.Key.Key_5: "not_reached",
}
"""With Alt, in any kind of question."""


class _Segment(HeldRadio):
    """Takes mouse, focus and screen reader for one segment; the bar paints it."""

    def __init__(self, bar: AnswerBar, option: Option) -> None:
        super().__init__(bar)
        self._bar = bar
        self.value = option.value
        self.setProperty(OWN_RING, True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._bar.take_key(event):
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._bar.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._bar.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Leave the painting to the bar."""


class AnswerBar(QWidget):
    """One answer out of up to five short options.

    Signals:
        chosen(value): The person picked another answer.
        again(): The chosen one was picked again.
        cleared(): Delete took the answer back.
        advanced(): Enter was pressed: go on to the next question.
    """

    chosen = Signal(str)
    again = Signal()
    cleared = Signal()
    advanced = Signal()

    def __init__(
        self,
        question: str,
        options: Sequence[Option] = (),
        parent: QWidget | None = None,
        *,
        height: str = "answer",
    ) -> None:
        super().__init__(parent)
        self._question, self._options = question, tuple(options) or standard_options()
        self._value, self._severity, self._height = "", "", height
        self._digits = self._read_only = False
        self._segments = [_Segment(self, option) for option in self._options]
        self._row = QHBoxLayout()
        self._row.setSpacing(0)
        for segment in self._segments:
            segment.clicked.connect(lambda _on=False, value=segment.value: self._pick(value))
            self._row.addWidget(segment)
        self._why = Text("", "caption", "text2", wrap=True)
        self._why.hide()
        column = QVBoxLayout(self)
        column.setSpacing(theme().space(1))
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._row)
        column.addWidget(self._why)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit()
        self._tell()

    @property
    def segments(self) -> tuple[QRadioButton, ...]:
        """The controls of the options, in order."""
        return tuple(self._segments)

    @property
    def value(self) -> str:
        """The chosen value; empty while unanswered."""
        return self._value

    def set_value(self, value: str, severity: str = "") -> None:
        """Show an answer without emitting; ``severity`` colours 有."""
        self._value, self._severity = value, severity
        self._tell()

    def set_digits(self, shown: bool) -> None:
        """Show the digits; only the open question does."""
        self._digits = shown
        self.update()

    def set_read_only(self, read_only: bool) -> None:
        """Grey the words and take no answer; the chosen one stays marked."""
        self._read_only = read_only
        for segment in self._segments:
            segment.setFocusPolicy(
                Qt.FocusPolicy.NoFocus if read_only else Qt.FocusPolicy.StrongFocus
            )
        self._tell()

    def set_disabled_because(self, reason: str) -> None:
        """Disable the bar with the form's reason beneath it; an empty reason enables it."""
        self._why.setText(reason)
        self._why.setVisible(bool(reason))
        for segment in self._segments:
            segment.setEnabled(not reason)
        self._tell()

    def focus_current(self) -> None:
        """Put the focus on the chosen segment, or on the first."""
        values = [option.value for option in self._options]
        at = values.index(self._value) if self._value in values else 0
        self._segments[at].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_key(self, event: QKeyEvent) -> bool:
        """Act on a key of the question; return whether it was one."""
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier
        ):
            self.advanced.emit()
            return True
        if self._read_only or self._why.text():
            return False
        if alt and key in REASON_KEYS:
            return self._pick(REASON_KEYS[Qt.Key(key)])
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        number = key - Qt.Key.Key_1
        if 0 <= number < len(self._options):
            return self._pick(self._options[number].value)
        return self._take_plain_key(key)

    def _take_plain_key(self, key: int) -> bool:
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_Space:
            for segment in self._segments:
                if segment.hasFocus():
                    self._pick(segment.value)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if self._value:
                self.set_value("")
                self.cleared.emit()
        else:
            return False
        return True

    def _step(self, by: int) -> None:
        for at, segment in enumerate(self._segments):
            if segment.hasFocus():
                to = (at + by) % len(self._segments)
                self._segments[to].setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _pick(self, value: str) -> bool:
        known = [option.value for option in self._options]
        if value in known:
            self._segments[known.index(value)].setFocus(Qt.FocusReason.OtherFocusReason)
        if value not in known and value not in TONES:
            return False
        if value != self._value and not self._read_only:
            self.set_value(value, self._severity)
            self.chosen.emit(value)
        elif not self._read_only:
            self.again.emit()
        return True

    def _tell(self) -> None:
        """Bring names, checked states and the tab order up to date, and paint."""
        answered = False
        for segment, option in zip(self._segments, self._options, strict=True):
            checked = option.value == self._value
            answered |= checked
            segment.show_checked(checked)
            state = _("chosen") if checked else _("not chosen")
            if self._read_only:
                state = f"{state}, {_('read only')}"
            segment.setAccessibleName(f"{self._question}: {option.words}, {state}")
        if not self._read_only:
            for at, segment in enumerate(self._segments):
                stop = segment.isChecked() or (not answered and at == 0)
                segment.setFocusPolicy(
                    Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus
                )
        words = dict(self._options).get(self._value) or self._reason_words() or _("unanswered")
        self.setAccessibleName(f"{self._question}: {words}")
        self.update()

    def _reason_words(self) -> str:
        return _(ANSWERS[self._value]) if self._value in ANSWERS else ""

    def _fit(self) -> None:
        room = 2 * theme().stroke("focus")  # the ring of a segment stands outside the bar
        self._row.setContentsMargins(room, room, room, room)
        for segment in self._segments:
            segment.setFixedHeight(theme().height(self._height))

    def minimumSizeHint(self) -> QSize:
        look = theme()
        pad = 2 * look.space(2)  # the mark of the chosen one stands where there is room for it
        widest = max(look.text_width("body_strong", option.words) for option in self._options)
        height = look.height(self._height) + 4 * look.stroke("focus")
        return QSize((widest + pad) * len(self._options) + 4 * look.stroke("focus"), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        first, last = self._segments[0].geometry(), self._segments[-1].geometry()
        bar = QRectF(first.united(last))
        quiet = self._read_only or bool(self._why.text())
        areas = draw_segments(
            painter,
            bar,
            self._options,
            self._value,
            self._severity,
            digits=self._digits,
            quiet=quiet,
        )
        for segment, area in zip(self._segments, areas, strict=True):
            if segment.hasFocus():
                width = look.stroke("focus")
                ring = area.adjusted(-2 * width, -2 * width, 2 * width, 2 * width)
                radius = look.radius("control") + 2 * width
                paint.box(painter, ring, radius, None, "focus", width)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
            self.updateGeometry()
