"""Several of a few: boxed tick chips."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMetaMethod, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from app.i18n import _
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.answer_bar import REASON_KEYS
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.flow import FlowRow


class TickChip(QCheckBox):
    """One boxed choice of several."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setAccessibleName(words)
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
            if not self.isSignalConnected(QMetaMethod.fromSignal(self.advanced)):
                return False  # in a dialog Enter is the primary button's
            self.advanced.emit()
        elif key == Qt.Key.Key_Delete:
            self.set_values(())
            self.cleared.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.focusNextPrevChild(key == Qt.Key.Key_Right)
        else:
            return False
        return True
