"""Fields for text: a line with its label, a note of several lines, and the search field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMetaMethod, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QInputMethodEvent,
    QInputMethodQueryEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint

_TAKES = Qt.WidgetAttribute.WA_InputMethodEnabled
_HELD = (
    Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab,
    Qt.Key.Key_Up, Qt.Key.Key_Down,
)  # fmt: skip
"""Keys that end or turn over a composition; until it has ended they are the input method's."""


def _composes(event: QEvent) -> bool:
    """Tell whether a key belongs to a composition; some input methods hand it to the window too."""
    if not isinstance(event, QKeyEvent):
        return False
    if event.type() == QEvent.Type.ShortcutOverride:
        return True
    held = event.key() in _HELD or event.modifiers() & Qt.KeyboardModifier.ControlModifier
    return event.type() == QEvent.Type.KeyPress and bool(held)


class Line(QLineEdit):
    """A line editor that leaves Ctrl+E and Ctrl+U to the window: under X11 Qt keeps them.

    Attributes:
        composing: Whether an input method is putting a word together here.
    """

    composing = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.composing = False
        elif self.composing and _composes(event):
            event.accept()
            return True
        if isinstance(event, QInputMethodQueryEvent) and not self.testAttribute(_TAKES):
            done = super().event(event)  # Qt asks a line itself, whatever its attribute says
            event.setValue(Qt.InputMethodQuery.ImEnabled, False)
            return done
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.modifiers() == Qt.KeyboardModifier.ControlModifier
            and event.key() in (Qt.Key.Key_E, Qt.Key.Key_U)
        ):
            event.ignore()
            return False
        return super().event(event)


class TextField(Line):
    """One line of text; takes input methods.

    Signals:
        committed(text): Enter or leaving the field, if the text differs from what was set.
        advanced(): Enter was pressed.
    """

    committed = Signal(str)
    advanced = Signal()

    def __init__(self, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stored = ""
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.editingFinished.connect(self.commit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_value(self, text: str) -> None:
        """Show a stored text without emitting; a text being typed is not overwritten."""
        typed, self._stored = self.text() != self._stored, text
        if self.text() == text:
            return  # a cursor that stands in it stays where it is
        if not typed or not self.hasFocus() or self.isReadOnly():
            self.setText(text)

    def set_error(self, on: bool) -> None:
        """Give the field the outline of a refused value."""
        if bool(self.property("state")) == on:
            return
        self.setProperty("state", "error" if on else "")
        self.style().unpolish(self)
        self.style().polish(self)

    def commit(self) -> None:
        """Hand over what was typed so far."""
        if self.text() != self._stored:
            self._stored = self.text()
            self.committed.emit(self._stored)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.commit()
            event.ignore()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Where nobody waits for it, Enter is the dialog's: it presses the primary button.
            event.setAccepted(self.isSignalConnected(QMetaMethod.fromSignal(self.advanced)))
            self.advanced.emit()


class NoteField(QPlainTextEdit):
    """Several lines of text; Tab leaves it, Ctrl+Enter is for the window.

    Signals:
        committed(text): On leaving the field, if the text differs from what was set.
    """

    committed = Signal(str)
    composing = False

    def __init__(self, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stored = ""
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme().height("note"))

    def set_value(self, text: str) -> None:
        """Show a stored text without emitting; a text being typed is not overwritten."""
        typed, self._stored = self.toPlainText() != self._stored, text
        if self.toPlainText() == text:
            return  # a cursor that stands in it stays where it is
        if not typed or not self.hasFocus() or self.isReadOnly():
            self.setPlainText(text)

    def commit(self) -> None:
        """Hand over what was typed so far."""
        if self.toPlainText() != self._stored:
            self._stored = self.toPlainText()
            self.committed.emit(self._stored)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.composing = False
            self.commit()
        elif self.composing and _composes(event):
            event.accept()
            return True
        return super().event(event)


class SearchField(Line):
    """A search field with a glass and its shortcut.

    Signals:
        searched(text): The text changed.
        accepted(): Enter: open the first hit.
        left_down(): The down arrow: go to the list.
    """

    searched = Signal(str)
    accepted = Signal()
    left_down = Signal()

    def __init__(self, name: str, keys: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setAccessibleName(name)
        self.setAccessibleDescription(keys)
        self.setPlaceholderText(name)
        self.textChanged.connect(self.searched)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit()

    def _fit(self) -> None:
        cap = paint.keycap_width(self._keys) if self._keys and not self.text() else 0
        self.setTextMargins(theme().icon(1) + theme().space(1), 0, cap, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(12) * 2, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        else:
            super().keyPressEvent(event)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, look = QPainter(self), theme()
        side = look.icon(1)
        draw_icon(painter, QRectF(look.space(2), 0, side, self.height()), "search", "text2")
        if self._keys and not self.text():
            width = paint.keycap_width(self._keys)
            left = self.width() - width - look.space(2)
            paint.keycap(painter, QRectF(left, 0, width, self.height()), self._keys)
