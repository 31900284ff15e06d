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

SHARE = 5
"""Several lines show together only as long as they take no more of the window's height than this
part."""


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
    """The lines of one window, each known by a key; no room is taken while there are none.

    Where the window is too low for all of them, one shows at a time, with a button that says which
    of how many it is and goes to the next: what one works on keeps its room.

    Attributes:
        next: That button.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme()
        self._lines: dict[str, QWidget] = {}
        self._front = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        row.addLayout(self._column, 1)
        self.next = Button("", "quiet", "chevron-down")
        self.next.clicked.connect(self.show_next)
        self.next.hide()
        row.addWidget(self.next, 0, Qt.AlignmentFlag.AlignTop)
        row.setContentsMargins(0, 0, look.stroke("line"), 0)
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
        """Show a line of one's own making; it comes to the front."""
        self.drop(key)
        self._lines[key] = line
        self._column.addWidget(line)
        self._front = key
        self._arrange()

    def drop(self, key: str) -> None:
        """Take a line away; focus that was on it returns to the window."""
        line = self._lines.pop(key, None)
        if line is None:
            return
        focus = line.focusWidget()
        line.hide()
        self._column.removeWidget(line)
        line.deleteLater()
        self._arrange()
        if focus is not None and focus.hasFocus():
            self.window().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_next(self) -> None:
        """Show the next line where only one fits."""
        keys = list(self._lines)
        if keys:
            at = keys.index(self._front) if self._front in keys else -1
            self._front = keys[(at + 1) % len(keys)]
            self._arrange()

    def fit(self) -> None:
        """Show all lines or one, as the height of the window allows now."""
        self._arrange()

    def _arrange(self) -> None:
        keys = list(self._lines)
        if self._front not in keys:
            self._front = keys[-1] if keys else ""
        alone = len(keys) > 1 and not self._all_fit()
        for key, line in self._lines.items():
            line.setVisible(not alone or key == self._front)
        self.next.setVisible(alone)
        if alone:
            count = f"{keys.index(self._front) + 1}/{len(keys)}"
            self.next.set_words(count)
            self.next.setAccessibleName(_("Notice {count}, show the next").format(count=count))
        self.setVisible(bool(keys))
        self.updateGeometry()

    def _all_fit(self) -> bool:
        window = self.window()
        wide = max(1, self.width() if self.isVisible() else window.width())
        wanted = sum(_height(line, wide) for line in self._lines.values())
        return window is self or wanted <= window.height() // SHARE


def _height(line: QWidget, wide: int) -> int:
    wanted = line.heightForWidth(wide) if line.hasHeightForWidth() else line.sizeHint().height()
    return max(wanted, line.minimumSizeHint().height())
