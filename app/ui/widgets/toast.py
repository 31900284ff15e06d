"""A sentence at the foot of the window, with one action, mostly 撤销."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Text
from app.ui.widgets.marks import MarkLabel
from app.ui.widgets.toast_place import best_place, controls_in, is_control, rows_in

AWAY = "Shift+Esc"
"""The key that puts a toast away."""
_AGAIN_MS = 50
_TONES = {"done": "ok", "serious": "serious", "critical": "critical"}


class ToastFace(QFrame):
    """One toast: edge and mark in its tone, the sentence, the action.

    Attributes:
        button: The action; hidden when there is none.
        put_away: Takes it away; only on one that stays.
    """

    def __init__(
        self,
        mark: str,
        sentence: str,
        action: str = "",
        parent: QWidget | None = None,
        *,
        stays: bool = False,
    ) -> None:
        super().__init__(parent)
        look = theme()
        self._tone = _TONES.get(mark, "primary")
        self.setAccessibleName(sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(4), 0, look.space(2), 0)
        row.setSpacing(look.space(3))
        row.addWidget(MarkLabel(mark, size=2))
        self._words = Text(sentence, "body", wrap=True)
        row.addWidget(self._words, 1)
        self.button = Button(action, "quiet")
        if not action:
            self.button.hide()
        row.addWidget(self.button)
        self.put_away = Button("", "quiet", "x", name=_("Put it away"))
        row.addWidget(self.put_away)
        self.put_away.setToolTip(f"{_('Put it away')} ({AWAY})")
        if not stays:  # shown before it stands in the face, it would be a window of its own
            self.put_away.hide()
        if not action and not stays:  # what it lies over is pressed through it
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if not action and not stays:
            row.setContentsMargins(look.space(4), 0, look.space(4), 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def wish(self, room: int) -> QSize:
        """Return the size it takes in so much width: one line, more only where it must."""
        look, layout = theme(), self.layout()
        assert layout is not None
        beside = layout.minimumSize().width() - self._words.minimumSizeHint().width()
        words = look.text_width("body", self._words.text()) + look.space(2)
        width = min(room, max(look.width("toast") // 2, beside + words))
        return QSize(width, max(look.height("toast"), layout.heightForWidth(width)))

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
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._place)
        host.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._make_way)  # type: ignore[union-attr]

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
        stays = stay or mark == "critical"
        face = ToastFace(mark, sentence, action, self._host, stays=stays)
        face.put_away.clicked.connect(self.dismiss)
        if on_action is not None:
            face.button.clicked.connect(on_action)
        face.button.clicked.connect(self.dismiss)
        QShortcut(AWAY, face, self.dismiss)
        self._face = face
        self._place()
        face.show()
        face.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(face, QAccessible.Event.Alert))
        if not stays:
            self._timer.start(theme().toast_ms())
        return face

    def dismiss(self) -> None:
        """Take the toast away; focus that was on it returns to the window."""
        self._timer.stop()
        face, self._face = self._face, None
        if face is not None:
            if face.button.hasFocus() or face.put_away.hasFocus():
                self._host.setFocus(Qt.FocusReason.OtherFocusReason)
            face.hide()
            face.deleteLater()
            self.gone.emit()

    def _place(self, focus: QWidget | None = None) -> None:
        """Stand where nothing is covered; a control with the focus is the last to be covered."""
        if self._face is None:
            return
        look = theme()
        size = self._face.wish(self._host.width() - 2 * look.space(4))
        controls = controls_in(self._host, self._face)
        held = []
        if focus is not None and self._host.isAncestorOf(focus):
            held = [QRect(focus.mapTo(self._host, QPoint()), focus.size())]
        rows, gaps = rows_in(self._host), (look.space(4), look.space(3))
        place = best_place(self._host.size(), size, controls, held, rows, *gaps)
        self._face.setGeometry(place)

    def _make_way(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Move off a control that has got the focus."""
        face = self._face
        if face is None or now is None or face.isAncestorOf(now) or now is self._host:
            return
        if self._host.isAncestorOf(now) and is_control(now):
            area = QRect(now.mapTo(self._host, QPoint()), now.size())
            if area.intersects(face.geometry()):
                self._place(now)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._place()
            self._again.start()  # once what lies under it is laid out, too
        return False
