"""A list with digits: one of more than five options, or of long ones."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.answer_bar import REASON_KEYS
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.exclusive import HeldRadio
from app.ui.widgets.focus import OWN_RING


class _ListRow(HeldRadio):
    """One row of a choice list."""

    def __init__(self, owner: ChoiceList, number: int, option: Option) -> None:
        super().__init__(option.words, owner)
        self._owner, self._number = owner, number
        self.value = option.value
        self.setProperty(OWN_RING, True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def sizeHint(self) -> QSize:
        look = theme()
        width = look.text_width("body_strong", self.text()) + look.space(12) + look.space(8)
        return QSize(width, look.height("target"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(12), theme().height("target"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._owner.take_key(event):
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        area = QRect(self.rect())
        if self.isChecked():
            painter.fillRect(area, look.color("selected"))
            paint.marker(painter, area, "primary")
        elif self.underMouse():
            painter.fillRect(area, look.color("hover"))
        digit = str(self._number) if self._number <= 9 else ""
        cap = QRectF(look.space(3), 0, look.space(5), self.height())
        if digit:
            paint.keycap(painter, cap, digit)
        ink = "text" if self.isEnabled() else "disabled"
        style = "body_strong" if self.isChecked() else "body"
        words = QRectF(cap.right() + look.space(3), 0, 0, self.height())
        words.setRight(self.width() - look.space(8))
        paint.text(painter, words, self.text(), style, ink)
        if self.isChecked():
            tick = QRectF(self.width() - look.space(8), 0, look.space(5), self.height())
            draw_icon(painter, paint.middle(tick, look.icon(1)), "check", "primary")
        if self.hasFocus():
            paint.focus_inside(painter, area)


class ChoiceList(QWidget):
    """One of more than five options, or of long ones: rows with digits.

    Signals:
        chosen(value): The person picked another answer.
        again(): The chosen one was picked again.
        reason_given(reason): Alt+3, Alt+4 or Alt+5.
        cleared(): Delete took the answer back.
        advanced(): Enter was pressed.
    """

    chosen = Signal(str)
    again = Signal()
    reason_given = Signal(str)
    cleared = Signal()
    advanced = Signal()

    def __init__(
        self, question: str, options: Sequence[Option], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._question, self._value = question, ""
        self._rows = [_ListRow(self, at + 1, option) for at, option in enumerate(options)]
        column = QVBoxLayout(self)
        edge = theme().stroke("line")
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(0)
        for row in self._rows:
            row.clicked.connect(lambda _on=False, value=row.value: self._pick(value))
            column.addWidget(row)
        self._tell()

    @property
    def value(self) -> str:
        """The chosen value; empty while unanswered."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show an answer without emitting."""
        self._value = value
        self._tell()

    def focus_current(self) -> None:
        """Put the focus on the chosen row, or on the first."""
        chosen = [row for row in self._rows if row.value == self._value]
        (chosen or self._rows)[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_key(self, event: QKeyEvent) -> bool:
        """Act on a key of the question; return whether it was one."""
        key = event.key()
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in REASON_KEYS:
            self.set_value("")
            self.reason_given.emit(REASON_KEYS[Qt.Key(key)])
            return True
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        number = key - Qt.Key.Key_1
        if 0 <= number < min(9, len(self._rows)):
            self._pick(self._rows[number].value)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.advanced.emit()
        elif key == Qt.Key.Key_Space:
            for row in self._rows:
                if row.hasFocus():
                    self._pick(row.value)
        elif key == Qt.Key.Key_Delete:
            if self._value:
                self.set_value("")
                self.cleared.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.focusNextPrevChild(key == Qt.Key.Key_Right)
        else:
            return False
        return True

    def _pick(self, value: str) -> None:
        if value != self._value:
            self.set_value(value)
            self.chosen.emit(value)
        else:
            self.again.emit()

    def _tell(self) -> None:
        words = ""
        for row in self._rows:
            row.show_checked(row.value == self._value)
            words = row.text() if row.isChecked() else words
            state = _("chosen") if row.isChecked() else _("not chosen")
            row.setAccessibleName(f"{self._question}: {row.text()}, {state}")
            row.update()
        self.setAccessibleName(f"{self._question}: {words or _('unanswered')}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        radius = look.radius("control")
        paint.box(painter, self.rect(), radius, "surface", "line_strong", look.stroke("control"))
