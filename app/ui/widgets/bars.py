"""The two bars of the shell: breadcrumb, state and actions above; where the data is, below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.i18n import _
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.buttons import Button, enter_presses
from app.ui.widgets.chips import Chip, ChipSpec
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.status_bar import Note, StatusBar

__all__ = ["Note", "StatusBar", "TopBar"]


class _Crumb(QPushButton):
    """One step of the breadcrumb, followed by an arrow."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(words, parent)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        look = theme()
        width = look.text_width("body", self.text()) + 2 * look.space(1)
        return QSize(width, look.height("target"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = "link" if self.underMouse() else "text2"
        paint.text(painter, self.rect(), self.text(), "body", ink, paint.CENTRE)


class _Arrow(QWidget):
    """The arrow between two steps."""

    def sizeHint(self) -> QSize:
        look = theme()
        return QSize(look.icon(0) + look.space(2), look.icon(0))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_icon(painter, paint.middle(self.rect(), theme().icon(0)), "chevron-right", "text2")


class TopBar(Panel):
    """Breadcrumb, state, actions; the primary action stands rightmost.

    Signals:
        crumb_chosen(key): A step of the breadcrumb was chosen.
    """

    crumb_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "b", parent, _("Top bar"))
        look = theme()
        self._crumbs: list[QWidget] = []
        self._path: tuple[tuple[str, str], ...] = ()
        self._title = Text("", "heading", elide=False)
        self._state = Chip(ChipSpec("", ""))
        self._state.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(look.space(4), 0, look.space(4), 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._title)
        self._row.addSpacing(look.space(3))
        self._row.addWidget(self._state)
        self._row.addStretch(1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(look.space(2))
        self._row.addLayout(self._actions)
        self.setFixedHeight(look.height("topbar"))

    def set_path(self, steps: Sequence[tuple[str, str]], title: str) -> None:
        """Show the steps (key, words) before the title; the first ones give way when narrow."""
        same, self._path = self._path == tuple(steps), tuple(steps)
        self._title.setText(title)
        if same:  # only the last word differs: that is all that is laid out anew
            self._yield_crumbs()
            return
        for widget in self._crumbs:
            self._row.removeWidget(widget)
            widget.deleteLater()
        self._crumbs = []
        for key, words in steps:
            crumb = _Crumb(words, self)
            crumb.clicked.connect(lambda _on=False, key=key: self.crumb_chosen.emit(key))
            for widget in (crumb, _Arrow(self)):
                self._row.insertWidget(len(self._crumbs), widget)
                widget.show()
                self._crumbs.append(widget)
        self._yield_crumbs()

    def set_state(self, chip: ChipSpec | None) -> None:
        """Show the state after the title; ``None`` hides it."""
        self._state.setVisible(chip is not None)
        if chip is not None:
            self._state.set_chip(chip)
        self._yield_crumbs()

    def set_actions(self, actions: Sequence[QWidget]) -> None:
        """Put these controls at the right, in this order; the ones before are hidden, not lost."""
        while self._actions.count():
            item = self._actions.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None and widget not in actions:
                widget.hide()
        for widget in actions:
            self._actions.addWidget(widget)
            widget.show()
        self._yield_crumbs()

    def _yield_crumbs(self) -> None:
        """Hide steps from the left until the rest fits; the title always stays."""
        look = theme()
        room = self.width() - 2 * look.space(4) - self._title.sizeHint().width()
        if not self._state.isHidden():
            room -= self._state.sizeHint().width()
        room -= self._fit_actions(room - look.space(3) * 2) + look.space(3) * 2
        for start in range(len(self._crumbs) - 2, -1, -2):
            pair = self._crumbs[start : start + 2]
            room -= sum(widget.sizeHint().width() for widget in pair)
            for widget in pair:
                widget.setVisible(room >= 0)

    def _fit_actions(self, room: int) -> int:
        """Show the first actions by their outline alone until all fit; return their width."""
        items = [self._actions.itemAt(number) for number in range(self._actions.count())]
        actions = [item.widget() for item in items if item is not None]
        buttons = [one for one in actions if isinstance(one, Button) and one.kind != "primary"]
        for button in buttons:
            button.set_compact(False)

        def width() -> int:
            wide = sum(one.sizeHint().width() for one in actions if one is not None)
            return wide + max(0, len(actions) - 1) * self._actions.spacing()

        for button in buttons:
            if width() <= room:
                break
            button.set_compact(True)
        return width()

    def resizeEvent(self, event: object) -> None:
        self._yield_crumbs()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, theme().height("topbar"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(theme().height("topbar"))
