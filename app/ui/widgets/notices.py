"""Lines between top bar and content: what one should know, until it is read or settled."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.marks import MarkLabel


class Notice(Panel):
    """One line: mark, sentence, at most one action, and a way to put it away.

    Attributes:
        sentence: What it says.
        action: The button of what to do; hidden when there is nothing.
        put_away: The button that takes the line away.
    """

    def __init__(self, sentence: str, mark: str, action: str, parent: QWidget) -> None:
        super().__init__("sunken", "b", parent, sentence)
        look = theme()
        self.sentence = sentence
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(4), look.space(1), look.space(3), look.space(1))
        row.setSpacing(look.space(2))
        row.addWidget(MarkLabel(mark, size=1))
        self._words = Text(sentence, "label", wrap=True)
        row.addWidget(self._words, 1)
        self.action = Button(action, "quiet")
        self.action.setVisible(bool(action))
        row.addWidget(self.action)
        self.put_away = Button("", "quiet", "x", name=_("Put the notice away"))
        row.addWidget(self.put_away)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_sentence(self, sentence: str) -> None:
        """Say something else in place."""
        self.sentence = sentence
        self.setAccessibleName(sentence)
        self._words.setText(sentence)


class Notices(QWidget):
    """The lines of one window, each known by a key; no room is taken while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: dict[str, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    @property
    def keys(self) -> tuple[str, ...]:
        """What is said now, in order."""
        return tuple(self._lines)

    def line(self, key: str) -> QWidget | None:
        """Return one line."""
        return self._lines.get(key)

    def tell(
        self,
        key: str,
        sentence: str,
        mark: str = "info",
        action: str = "",
        on_action: Callable[[], object] | None = None,
    ) -> Notice:
        """Say something; a line of the same key is replaced.

        Args:
            key: What it is about.
            sentence: What happened, and what it means.
            mark: ``info``, ``serious``, ``critical`` or another mark.
            action: Words of the one button; empty for none.
            on_action: What the button does; the line goes with it.
        """
        notice = Notice(sentence, mark, action, self)
        if on_action is not None:
            notice.action.clicked.connect(on_action)
        notice.action.clicked.connect(lambda: self.drop(key))
        notice.put_away.clicked.connect(lambda: self.drop(key))
        self.put(key, notice)
        QAccessible.updateAccessibility(QAccessibleEvent(notice, QAccessible.Event.Alert))
        return notice

    def put(self, key: str, line: QWidget) -> None:
        """Show a line of one's own making."""
        self.drop(key)
        self._lines[key] = line
        self._column.addWidget(line)
        line.show()
        self.show()

    def drop(self, key: str) -> None:
        """Take a line away; focus that was on it returns to the window."""
        line = self._lines.pop(key, None)
        if line is None:
            return
        focus = line.focusWidget()
        line.hide()
        self._column.removeWidget(line)
        line.deleteLater()
        self.setVisible(bool(self._lines))
        if focus is not None and focus.hasFocus():
            self.window().setFocus(Qt.FocusReason.OtherFocusReason)
