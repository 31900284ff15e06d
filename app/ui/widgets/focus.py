"""The visible keyboard focus of buttons: one ring per window, laid over everything."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from app.ui.theme import theme
from app.ui.widgets import paint

OWN_RING = "own_ring"
"""Dynamic property of buttons that show their focus themselves."""

_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show)


class FocusRing(QWidget):
    """Rings the focused button of one window, 2 px wide and 2 px away.

    Fields show focus by their border and lists inside the row, so only buttons are ringed. The
    ring follows its button through layouts and scrolling and is cut at the edge of a scroll area.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._button: QAbstractButton | None = None
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)
            self._follow(None, QApplication.focusWidget())

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        for widget in self._watched:
            if isValid(widget):  # what had the focus may be gone with its dialog
                widget.removeEventFilter(self)
        self._watched = []
        self._button = None
        window = self.parentWidget()
        if isinstance(new, QAbstractButton) and not new.property(OWN_RING):
            step: QWidget | None = new
            while step is not None and step is not window:
                step.installEventFilter(self)
                self._watched.append(step)
                step = None if step.isWindow() else step.parentWidget()
            if step is window:
                self._button = new
                new.destroyed.connect(self._forget)
        self._place()

    def _forget(self) -> None:
        self._button = None
        self._watched = []
        self.hide()

    def _place(self) -> None:
        button, window = self._button, self.parentWidget()
        if button is None or window is None or not isValid(button) or not button.isVisible():
            self.hide()
            return
        reach = 2 * theme().stroke("focus")
        area = QRect(button.mapTo(window, QPoint()), button.size())
        self.setGeometry(area.adjusted(-reach, -reach, reach, reach))
        self.show()
        self.raise_()
        self.update()

    def _cut(self) -> QRect:
        """Return the part of the window in which the ring may be seen."""
        window = self.parentWidget()
        visible = window.rect() if window is not None else QRect()
        for widget in self._watched:
            area = widget.parentWidget() if isValid(widget) else None
            if window is not None and isinstance(area, QAbstractScrollArea):
                port = area.viewport()
                visible &= QRect(port.mapTo(window, QPoint()), port.size())
        return visible.translated(-self.pos())

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.setClipRect(self._cut())
        width = look.stroke("focus")
        paint.box(painter, self.rect(), look.radius("control") + 2 * width, None, "focus", width)
