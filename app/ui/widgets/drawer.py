"""A pane that slides in over the content when there is no room beside it."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractAnimation,
    QEasingCurve,
    QEvent,
    QObject,
    QPoint,
    QPropertyAnimation,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QStyle, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.ui.theme import theme
from app.ui.widgets.labels import Panel


def motion_allowed() -> bool:
    """Return whether the system lets panels move."""
    style = QApplication.style()
    return style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0


class Drawer(QWidget):
    """Covers ``host``: the pane at one side, the rest dimmed; Esc or a click beside it closes.

    Signals:
        closed(): The pane is gone and the focus is back where it was.
    """

    closed = Signal()

    def __init__(self, host: QWidget, name: str, *, right: bool = False) -> None:
        super().__init__(host)
        self._host, self._right = host, right
        self._content: QWidget | None = None
        self._before: QWidget | None = None
        self.setAccessibleName(name)
        self._panel = Panel("bg", "l" if right else "r", self, name)
        self._box = QVBoxLayout(self._panel)
        line = theme().stroke("line")
        self._box.setContentsMargins(line if right else 0, 0, 0 if right else line, 0)
        self._slide = QPropertyAnimation(self._panel, b"pos", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        host.installEventFilter(self)
        self.hide()

    def open_with(self, content: QWidget) -> None:
        """Show ``content``; it stays a child of the drawer until it is taken out again."""
        self._before = QApplication.focusWidget()
        self._content = content
        self._box.addWidget(content)
        content.show()
        self._place()
        self.show()
        self.raise_()
        content.setFocus(Qt.FocusReason.OtherFocusReason)
        if motion_allowed():
            end = self._panel.pos()
            width = self._panel.width()
            self._slide.setDuration(theme().motion_ms("panel_ms"))
            self._slide.setStartValue(end + QPoint(width if self._right else -width, 0))
            self._slide.setEndValue(end)
            self._slide.start()

    def close_drawer(self) -> None:
        """Hide the pane and give the focus back."""
        if not self.isVisible():
            return
        if self._slide.state() == QAbstractAnimation.State.Running:
            self._slide.stop()
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def _place(self) -> None:
        self.setGeometry(self._host.rect())
        width = min(theme().width("drawer"), self.width())
        left = self.width() - width if self._right else 0
        self._panel.setGeometry(left, 0, width, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
        else:
            event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        moved = super().focusNextPrevChild(forward)
        focus = QApplication.focusWidget()
        if focus is not None and not self.isAncestorOf(focus) and self._content is not None:
            self._content.setFocus(Qt.FocusReason.TabFocusReason)  # Tab stays in an open drawer
        return moved

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._panel.geometry().contains(event.position().toPoint()):
            self.close_drawer()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("scrim"))
