"""Choices beyond the bar: boxed tick chips for several, a list with digits for one of many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.answer_bar import REASON_KEYS, Option
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.focus import OWN_RING


class TickChip(QCheckBox):
    """One boxed choice of several."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        look = theme()
        width = look.text_width("body_strong", self.text()) + look.size("check").width()
        return QSize(width + look.space(2) + 2 * look.space(3), look.height("multi"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        on, enabled = self.isChecked(), self.isEnabled()
        fill = "primary_soft" if on else "hover" if self.underMouse() else "surface"
        line = ("primary" if on else "line_strong") if enabled else "line"
        stroke = look.stroke("focus" if on else "control")
        paint.box(painter, self.rect(), look.radius("control"), fill, line, stroke)
        side = look.size("check").width()
        left = QRectF(look.space(3), 0, side, self.height())
        draw_check(painter, paint.middle(left, side), on, enabled)
        words = QRectF(left.right() + look.space(2), 0, self.width(), self.height())
        ink = ("primary" if on else "text") if enabled else "disabled"
        paint.text(painter, words, self.text(), "body_strong" if on else "body", ink)


def draw_check(painter: QPainter, rect: QRectF, on: bool, enabled: bool = True) -> None:
    """Paint the box of a tick."""
    look = theme()
    if on:
        tone = "primary" if enabled else "disabled"
        paint.box(painter, rect, look.radius("chip"), tone)
        draw_icon(painter, paint.middle(rect, look.icon(0)), "check", "on_primary")
    else:
        line = "line_strong" if enabled else "line"
        paint.box(painter, rect, look.radius("chip"), "surface", line, look.stroke("control"))


class MultiChoice(FlowRow):
    """Several of a few options; an exclusive one such as 均无 clears the others.

    Signals:
        changed(values): The ticked values in the order of the options, as a tuple.
        reason_given(reason): Alt+3, Alt+4 or Alt+5.
        cleared(): Delete took all ticks back.
        advanced(): Enter was pressed.
    """

    changed = Signal(tuple)
    reason_given = Signal(str)
    cleared = Signal()
    advanced = Signal()

    def __init__(
        self,
        question: str,
        options: Sequence[Option],
        exclusive: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme().space(2), parent)
        self._question, self._options = question, tuple(options)
        self._exclusive = frozenset(exclusive)
        self._chips: dict[str, TickChip] = {}
        for option in self._options:
            chip = TickChip(option.words)
            chip.toggled.connect(lambda on, value=option.value: self._toggled(value, on))
            chip.installEventFilter(self)
            self._chips[option.value] = chip
            self.add_widget(chip)
        self._tell()

    @property
    def values(self) -> tuple[str, ...]:
        """The ticked values in the order of the options."""
        return tuple(value for value, chip in self._chips.items() if chip.isChecked())

    def set_values(self, values: Sequence[str]) -> None:
        """Show ticks without emitting."""
        for value, chip in self._chips.items():
            chip.blockSignals(True)
            chip.setChecked(value in values)
            chip.blockSignals(False)
            chip.update()
        self._tell()

    def focus_current(self) -> None:
        """Put the focus on the first chip."""
        next(iter(self._chips.values())).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _toggled(self, value: str, on: bool) -> None:
        if on:
            lonely = value in self._exclusive
            clear = [v for v in self.values if v != value and (lonely or v in self._exclusive)]
            self.set_values([v for v in self.values if v not in clear])
        self._tell()
        self.changed.emit(self.values)

    def _tell(self) -> None:
        for option in self._options:
            chip = self._chips[option.value]
            state = _("ticked") if chip.isChecked() else _("not ticked")
            chip.setAccessibleName(f"{self._question}: {option.words}, {state}")
        words = [option.words for option in self._options if self._chips[option.value].isChecked()]
        self.setAccessibleName(f"{self._question}: {', '.join(words) or _('unanswered')}")

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self.take_key(event)
        return False

    def take_key(self, event: QKeyEvent) -> bool:
        """Act on a key of the question; return whether it was one."""
        key = event.key()
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in REASON_KEYS:
            self.set_values(())
            self.reason_given.emit(REASON_KEYS[Qt.Key(key)])
            return True
        number = key - Qt.Key.Key_1
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if 0 <= number < len(self._options):
            chip = self._chips[self._options[number].value]
            chip.setFocus(Qt.FocusReason.OtherFocusReason)
            chip.toggle()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.advanced.emit()
        elif key == Qt.Key.Key_Delete:
            self.set_values(())
            self.cleared.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.focusNextPrevChild(key == Qt.Key.Key_Right)
        else:
            return False
        return True


class _ListRow(QRadioButton):
    """One row of a choice list."""

    def __init__(self, owner: ChoiceList, number: int, option: Option) -> None:
        super().__init__(option.words, owner)
        self._owner, self._number = owner, number
        self.value = option.value
        self.setAutoExclusive(False)
        self.setProperty(OWN_RING, True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def sizeHint(self) -> QSize:
        look = theme()
        width = look.text_width("body_strong", self.text()) + look.space(12) + look.space(8)
        return QSize(width, look.height("target"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(12), theme().height("target"))

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def nextCheckState(self) -> None:
        """Leave the state to the list."""

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
        reason_given(reason): Alt+3, Alt+4 or Alt+5.
        cleared(): Delete took the answer back.
        advanced(): Enter was pressed.
    """

    chosen = Signal(str)
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

    def _tell(self) -> None:
        words = ""
        for row in self._rows:
            row.setChecked(row.value == self._value)
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
