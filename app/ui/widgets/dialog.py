"""The base of dialogs: title, steps, body, foot with a note at left and the primary last."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog_steps import Steps
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.labels import Panel, Text

_PAGES = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_NOTE_LINES = 2
"""A note that would take more lines beside the buttons stands over them."""
_AGAIN_MS = 200
"""So long after a change behind the dialog its picture is taken anew."""


class _Sheet(QFrame):
    """The visible part of a dialog."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        line = look.stroke("line")
        paint.box(painter, self.rect(), look.radius("dialog"), "raised", "line", line)


class Dialog(QDialog):
    """A modal sheet over its window: the window is dimmed, the panel stands in the middle.

    The dialog covers its window with a dimmed picture of it, so that nothing rests on a screen
    that can show translucent windows. What changes behind is seen a moment later.

    Subclasses fill ``body``; ``add_button`` fills the foot from left to right, primary last.
    Enter presses the primary button, Esc closes (or puts into the background).
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        steps: Sequence[str] = (),
        *,
        width: str = "dialog",
        height: int = 0,
    ) -> None:
        super().__init__(parent)
        look = theme()
        self._wide, self._tall = look.width(width), height
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._behind = QPixmap()
        self._look_again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._look_again.timeout.connect(self._look_behind)
        self.setModal(True)
        self._panel = _Sheet(self)
        self._title = Text(title, "title")
        self._close = Button("", "quiet", "x", name=_("Close"))
        self._close.clicked.connect(self.reject)
        edge = look.space(6) + look.space(1)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        self._steps = Steps(steps)
        if not steps:  # showing a part without a parent would open a window
            self._steps.hide()
        self.body = QVBoxLayout()
        self.body.setSpacing(look.space(3))
        inner = QWidget()
        inner.setLayout(self.body)
        self.body.setContentsMargins(edge, look.space(3), edge, look.space(3))
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inner)
        self._inner = inner
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        self._note = Text("", "caption", "text2", wrap=True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(look.space(2))
        self._buttons.addStretch()
        self._foot = foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        foot.setSpacing(look.space(2))
        foot.addWidget(self._note, 1)
        foot.addLayout(self._buttons)
        foot.setContentsMargins(edge, look.space(3), edge, look.space(3))
        column = QVBoxLayout(self._panel)
        column.setSpacing(0)
        column.setContentsMargins(0, look.space(5), 0, 0)
        top = QVBoxLayout()
        top.setContentsMargins(edge, 0, edge - look.space(1), look.space(2))
        top.setSpacing(look.space(2))
        top.addLayout(head)
        top.addWidget(self._steps)
        column.addLayout(top)
        self._divider = Panel("line")
        self._divider.setFixedHeight(look.stroke("line"))
        column.addWidget(self._scroll, 1)
        column.addWidget(self._divider)
        column.addLayout(foot)
        self._ring = FocusRing(self)
        parent.window().installEventFilter(self)

    def set_note(self, note: str) -> None:
        """Say something at the left of the foot."""
        self._note.setText(note)
        if self.isVisible():
            self._arrange_foot(self._panel.width())

    def set_step(self, number: int) -> None:
        """Mark the current step, counted from 0."""
        self._steps.set_current(number)

    def add_button(self, button: Button) -> Button:
        """Add a button at the right of the foot; the primary one comes last."""
        self._buttons.addWidget(button)
        button.setAutoDefault(False)
        button.setProperty("foot", True)
        button.setDefault(button.kind == "primary")
        return button

    def panel(self) -> QFrame:
        """Return the visible sheet."""
        return self._panel

    def fit(self) -> None:
        """Give the sheet the height that its present content wants, as far as the window goes."""
        if self.isVisible():
            self._place()
            QTimer.singleShot(0, self._inner, self._show_focus)

    def _show_focus(self) -> None:
        focus = self.focusWidget()
        if focus is not None and self._inner.isAncestorOf(focus):
            self._scroll.ensureWidgetVisible(focus)

    def _place(self) -> None:
        parent = self.parentWidget()
        window = parent.window() if parent is not None else None
        while isinstance(window, Dialog):  # some window managers tell it wrong where that stands
            parent = window.parentWidget()
            window = parent.window() if parent is not None else None
        if window is not None:
            self.setGeometry(window.geometry())
        look = theme()
        wide = min(self._wide, self.width() - 2 * look.space(6))
        self._arrange_foot(wide)
        layout = self._panel.layout()
        hint = self._panel.sizeHint().height()
        if layout is not None and layout.hasHeightForWidth():
            hint = layout.totalHeightForWidth(wide)
        hint -= self._scroll.sizeHint().height()
        if self.body.hasHeightForWidth():
            hint += self.body.totalHeightForWidth(wide)
        else:
            hint += self.body.totalSizeHint().height()
        tall = min(max(self._tall, hint), self.height() - 2 * look.space(4))
        left, top = (self.width() - wide) // 2, (self.height() - tall) // 2
        self._panel.setGeometry(left, top, wide, tall)

    def _arrange_foot(self, wide: int) -> None:
        """Put a note over the buttons where it would stand beside them in many short lines."""
        margins, look, ways = self._foot.contentsMargins(), theme(), QBoxLayout.Direction
        beside = wide - margins.left() - margins.right() - look.space(2)
        beside -= self._buttons.sizeHint().width()
        most = _NOTE_LINES * look.line("caption")
        over = bool(self._note.text()) and self._note.heightForWidth(max(beside, 1)) > most
        self._foot.setDirection(ways.TopToBottom if over else ways.LeftToRight)
        whole = wide - margins.left() - margins.right()
        least = self._note.heightForWidth(whole) if over else look.line("caption")
        self._note.setMinimumHeight(least)  # in a low window the body gives way, not the note

    def _look_behind(self) -> None:
        parent = self.parentWidget()
        if parent is not None and parent.window().isVisible():
            self._behind = parent.window().grab()
            self.update()

    def showEvent(self, event: QShowEvent) -> None:
        self._place()
        self._look_behind()
        super().showEvent(event)
        if self.focusWidget() in (None, self._close):
            button = self._safe_button()
            if button is not None:
                button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _safe_button(self) -> Button | None:
        """Return the last button of the foot that can be pressed and does no harm."""
        items = [self._buttons.itemAt(number) for number in range(self._buttons.count())]
        for item in reversed(items):
            button = item.widget() if item is not None else None
            if isinstance(button, Button) and button.isEnabled() and button.kind != "danger":
                return button
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll the body by keys that nothing in it has taken."""
        bar = self._scroll.verticalScrollBar()
        key = Qt.Key(event.key())
        by = _PAGES.get(key, 0) * bar.pageStep() + _STEPS.get(key, 0) * bar.singleStep()
        if by and bar.maximum() > 0 and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            bar.setValue(bar.value() + by)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        self._body_first()
        return super().focusNextPrevChild(forward)

    def _body_first(self) -> None:
        """Let Tab walk the body, then the foot, then the cross, whichever was made first."""
        chain: list[QWidget] = []
        other: QWidget | None = self.nextInFocusChain()
        while other is not None and other is not self:
            chain.append(other)
            other = other.nextInFocusChain()
        inside = [part for part in chain if self._inner.isAncestorOf(part)]
        foot = [part for part in chain if not self._inner.isAncestorOf(part)]
        foot.sort(key=lambda part: part is self._close)
        wanted = [*inside, *foot]
        if wanted != chain:
            for first, second in pairwise(wanted):
                QWidget.setTabOrder(first, second)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        parent = self.parentWidget()
        if parent is None or watched is not parent.window() or not self.isVisible():
            return False
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
            self.update()  # stretched until it is taken anew, also while a hand still pulls
            if not self._look_again.isActive():
                self._look_again.start()
        elif event.type() == QEvent.Type.UpdateRequest and not self._look_again.isActive():
            self._look_again.start()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("bg"))
        if self._behind.deviceIndependentSize().toSize() == self.size():
            painter.drawPixmap(0, 0, self._behind)
        else:
            painter.drawPixmap(self.rect(), self._behind)
        painter.fillRect(self.rect(), theme().color("scrim"))


def ask(parent: QWidget, title: str, sentence: str, yes: str, *, danger: bool = False) -> Dialog:
    """Open a question for what cannot be undone; connect to its ``accepted``."""
    dialog = Dialog(parent, title)
    dialog.body.addWidget(Text(sentence, "body", wrap=True))
    dialog.body.addStretch()
    keep = dialog.add_button(Button(_("Cancel"), hint="Esc"))
    keep.clicked.connect(dialog.reject)
    do = dialog.add_button(Button(yes, "danger" if danger else "primary"))
    do.clicked.connect(dialog.accept)
    (keep if danger else do).setFocus()
    dialog.open()
    return dialog
