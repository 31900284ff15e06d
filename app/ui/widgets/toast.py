"""A sentence at the foot of the window, with one action, mostly 撤销."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Text
from app.ui.widgets.marks import MarkLabel

_TONES = {"done": "ok", "serious": "serious", "critical": "critical"}


class ToastFace(QFrame):
    """One toast: edge and mark in its tone, the sentence, the action."""

    def __init__(
        self, mark: str, sentence: str, action: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        look = theme()
        self._tone = _TONES.get(mark, "primary")
        self.setAccessibleName(sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(4), 0, look.space(2), 0)
        row.setSpacing(look.space(3))
        row.addWidget(MarkLabel(mark, size=2))
        row.addWidget(Text(sentence, "body"), 1)
        self.button = Button(action, "quiet")
        if not action:
            self.button.hide()
        row.addWidget(self.button)
        if not action:
            row.setContentsMargins(look.space(4), 0, look.space(4), 0)
        self.setFixedHeight(look.height("toast"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        radius, area = look.radius("card"), QRectF(self.rect())
        paint.box(painter, area, radius, "raised", "line_strong", look.stroke("line"))
        paint.marker(painter, area, self._tone, radius)


class Toasts(QObject):
    """Shows one toast at a time, bottom centre of ``host``; errors stay until replaced.

    Signals:
        gone(): No toast is shown any more.
    """

    gone = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._face: ToastFace | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.dismiss)
        host.installEventFilter(self)

    @property
    def face(self) -> ToastFace | None:
        """The toast now shown."""
        return self._face

    def show_toast(
        self,
        sentence: str,
        mark: str = "done",
        action: str = "",
        on_action: Callable[[], object] | None = None,
        *,
        stay: bool = False,
    ) -> ToastFace:
        """Show a sentence and take away the one before.

        Args:
            sentence: What happened, and what to do next.
            mark: ``done``, ``undo-2``, ``serious``, ``critical`` or another mark.
            action: Words of the one button; empty for none.
            on_action: What the button does; the toast goes with it.
            stay: Stays until dismissed; errors do anyway.
        """
        self.dismiss()
        face = ToastFace(mark, sentence, action, self._host)
        if on_action is not None:
            face.button.clicked.connect(on_action)
        face.button.clicked.connect(self.dismiss)
        self._face = face
        self._place()
        face.show()
        face.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(face, QAccessible.Event.Alert))
        if not stay and mark != "critical":
            self._timer.start(theme().toast_ms())
        return face

    def dismiss(self) -> None:
        """Take the toast away; focus that was on it returns to the window."""
        self._timer.stop()
        face, self._face = self._face, None
        if face is not None:
            if face.button.hasFocus():
                self._host.setFocus(Qt.FocusReason.OtherFocusReason)
            face.hide()
            face.deleteLater()
            self.gone.emit()

    def _place(self) -> None:
        if self._face is None:
            return
        look = theme()
        room = self._host.width() - 2 * look.space(4)
        width = min(room, max(look.width("toast") // 2, self._face.sizeHint().width()))
        left = (self._host.width() - width) // 2
        top = self._host.height() - look.height("toast") - look.space(4)
        self._face.setGeometry(left, top, width, look.height("toast"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._place()
        return False
