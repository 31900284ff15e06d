"""The keys that every widget of choices takes: digits, Space, arrows, Delete, Enter, Alt+3 to 5."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.ui.widgets.answer_bar import REASON_KEYS

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ChoiceKeys(QObject):
    """Turns keys into what they mean for choices.

    Signals:
        picked(number): A digit; 0 is the first choice.
        pressed(): Space on the focused choice.
        moved(by): ← or →.
        emptied(): Delete or Backspace.
        advanced(): Enter.
        reason_given(reason): Alt+3, Alt+4 or Alt+5.
    """

    picked = Signal(int)
    pressed = Signal()
    moved = Signal(int)
    emptied = Signal()
    advanced = Signal()
    reason_given = Signal(str)

    def take(self, event: QKeyEvent) -> bool:
        """Act on a key; return whether it was one of these."""
        key = event.key()
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in REASON_KEYS:
            self.reason_given.emit(REASON_KEYS[Qt.Key(key)])
            return True
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.picked.emit(key - Qt.Key.Key_1)
        elif key == Qt.Key.Key_Space:
            self.pressed.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.moved.emit(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.emptied.emit()
        elif key in ENTER:
            self.advanced.emit()
        else:
            return False
        return True
