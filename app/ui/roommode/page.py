"""What room mode shows: one question, its photos, and large buttons below; touch and keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _
from app.ui.field.cards.repeat_card import RepeatCard
from app.ui.field.photo.work import PhotoWork
from app.ui.roommode.bars import RoomFoot, RoomHead
from app.ui.roommode.card import RoomCard
from app.ui.roommode.photos import RoomPhotos
from app.ui.theme import theme
from app.ui.widgets.labels import Panel
from app.ui.widgets.photos import dropped_files

Card = RoomCard | RepeatCard


class _Question(QWidget):
    """Holds the open question."""

    def __init__(self, page: RoomPage) -> None:
        super().__init__()
        self._page = page

    def take_focus(self) -> None:
        """F6: where one answers."""
        if self._page.card is not None:
            self._page.card.focus_current()


class RoomPage(Panel):
    """The whole screen.

    Signals:
        swiped(by): A finger went over the question: 1 on, -1 back.
        pressed(key): A plain key that no control took.
    """

    swiped = Signal(int)
    pressed = Signal(QKeyEvent)

    def __init__(self, work: PhotoWork, parent: QWidget | None = None) -> None:
        super().__init__("bg", "", parent, _("Room mode"))
        look = theme()
        self.card: Card | None = None
        self._touched_at: QPointF | None = None
        self.head, self.foot = RoomHead(), RoomFoot()
        self.photos = RoomPhotos(work)
        self.question = _Question(self)
        self._holder = QVBoxLayout(self.question)
        self._holder.setContentsMargins(0, 0, 0, 0)
        self._holder.addStretch()
        inner = QWidget()
        self._across = QHBoxLayout(inner)
        self._across.setSpacing(look.space(10))
        self._across.addStretch(1)
        self._across.addWidget(self.question, 1000)
        self._across.addWidget(self.photos)
        self._across.addStretch(1)
        self.question.setMaximumWidth(look.width("room_column"))
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inner)
        self.area.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        inner.setAutoFillBackground(False)
        self.area.viewport().setAutoFillBackground(False)
        QScroller.grabGesture(self.area.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.area, 1)
        column.addWidget(self.foot)
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._below = False
        self._flow()

    def show_card(self, card: Card | None) -> None:
        """Put another question on the screen; the one before goes."""
        old, self.card = self.card, card
        if old is not None:
            focused = QApplication.focusWidget()
            if card is not None and focused is not None and old.isAncestorOf(focused):
                focused.clearFocus()  # else Qt looks for the next control in all of the window
            self._holder.removeWidget(old)
            old.hide()
            old.deleteLater()
        if card is not None:
            self._holder.insertWidget(0, card)
            card.show()
        self.photos.show_card(card if isinstance(card, RoomCard) else None)
        self.photos.setVisible(isinstance(card, RoomCard))
        self.area.verticalScrollBar().setValue(0)

    # Width

    def _flow(self) -> None:
        """Put the photos beside the question, or below it where the window is narrow."""
        look = theme()
        edge = look.space(12) + look.space(2)
        narrow = self.width() < look.breakpoint("side_to_tab")
        side = look.space(6) if narrow else edge
        top, right = (look.space(6), side) if narrow else (look.space(8), look.space(10))
        self._across.setContentsMargins(side, top, right, look.space(6))
        direction = QBoxLayout.Direction
        self._across.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        self._across.setSpacing(look.space(6) if narrow else look.space(10))
        if narrow:
            self.photos.setMinimumWidth(0)
            self.photos.setMaximumWidth(look.width("room_column"))
        else:
            self.photos.setFixedWidth(look.width("room_photos"))
        self.photos.set_below(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._flow()

    # Fingers

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._touched_at = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        began, self._touched_at = self._touched_at, None
        if began is None:
            return
        across = event.position().x() - began.x()
        down = abs(event.position().y() - began.y())
        if abs(across) >= theme().width("room_swipe") and down < abs(across) / 2:
            self.swiped.emit(-1 if across > 0 else 1)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        event.ignore()
        self.pressed.emit(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.photos.dropped.emit(files)
