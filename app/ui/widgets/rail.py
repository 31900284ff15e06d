"""The rail: rooms of the desk with icon, word and badge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.empty import Logo
from app.ui.widgets.exclusive import HeldRadio
from app.ui.widgets.focus import OWN_RING
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.rail_steps import RailSteps
from app.ui.widgets.see_through import see_through

_ANY = (1 << 24) - 1
"""Qt's own "as high as one likes"."""


class Room(NamedTuple):
    """One room: ``key`` for the caller, outline, and the word shown (already translated)."""

    key: str
    icon: str
    words: str


class RailButton(HeldRadio):
    """One room in the rail."""

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(room.words, parent)
        self._room, self._badge = room, 0
        self.setProperty(OWN_RING, True)  # the ring of the window would be dark on dark
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_badge(0)

    def set_badge(self, count: int) -> None:
        """Show how many things wait in the room; 0 for none."""
        self._badge = count
        waiting = _("{count} waiting").format(count=count) if count else ""
        self.setAccessibleName(", ".join(part for part in (self._room.words, waiting) if part))
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        height = look.icon(3) + look.line("caption") + look.space(4)
        return QSize(look.width("rail"), max(height, look.height("rail_item")))

    def minimumSizeHint(self) -> QSize:
        """In a low window the rooms move together before they scroll."""
        look = theme()
        return QSize(look.width("rail"), look.icon(3) + look.line("caption") + look.space(2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        on = self.isChecked()
        pill = QRectF(self.rect()).adjusted(look.space(1), 0, -look.space(1), 0)
        if on or self.underMouse():
            painter.save()
            painter.setOpacity(1.0 if on else 0.5)
            paint.box(painter, pill, look.radius("card"), "rail_pill")
            painter.restore()
        ink = "rail_active" if on else "rail_text"
        side, line = look.icon(3), look.line("caption")
        top = (self.height() - side - line - look.space(1)) / 2
        picture = QRectF(0, top, self.width(), side)
        draw_icon(painter, paint.middle(picture, side), self._room.icon, ink)
        words = QRectF(0, picture.bottom() + look.space(1), self.width(), line)
        style = "label_strong" if on else "label"
        paint.text(painter, words, self._room.words, style, ink, paint.CENTRE)
        if self._badge:
            self._draw_badge(painter, picture)
        if self.hasFocus():
            width = look.stroke("focus")
            paint.box(painter, pill, look.radius("card"), None, "rail_active", width)

    def _draw_badge(self, painter: QPainter, picture: QRectF) -> None:
        look = theme()
        count = str(self._badge) if self._badge < 100 else "99+"
        height = look.height("badge")
        width = max(height, look.text_width("chip", count) + look.space(2) + look.stroke("focus"))
        left = min(picture.center().x() + look.space(1) + 1, self.width() - width - look.space(1))
        badge = QRectF(left, picture.top() - look.space(1), width, height)
        paint.box(painter, badge, height / 2, "rail_badge")
        paint.text(painter, badge, count, "chip", "rail", paint.CENTRE)


class Rail(Panel):
    """Logo, name of the desk, rooms, settings at the foot.

    Signals:
        chosen(key): Another room was chosen.
    """

    chosen = Signal(str)

    def __init__(
        self, desk: str, rooms: Sequence[Room], foot: Sequence[Room], parent: QWidget | None = None
    ) -> None:
        super().__init__("rail", parent=parent, role=_("Rooms"))
        look = theme()
        self._buttons: dict[str, RailButton] = {}
        words = [desk, *(room.words for room in (*rooms, *foot))]
        self._words = words
        self._fit()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.space(3), 0, look.space(2))
        column.setSpacing(look.stroke("focus"))
        self._top = QWidget()
        top = QVBoxLayout(self._top)
        top.setContentsMargins(0, 0, 0, look.space(1))
        top.setSpacing(look.space(3))
        top.addWidget(Logo("rail_active"), 0, Qt.AlignmentFlag.AlignHCenter)
        top.addWidget(Text(desk, "label", "rail_text"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._top)
        inner = QWidget()
        pile = QVBoxLayout(inner)
        pile.setContentsMargins(0, 0, 0, 0)
        pile.setSpacing(look.stroke("focus"))
        for room in rooms:
            pile.addWidget(self._add(room))
        pile.addStretch()
        self._many, self._foot = len(rooms), len(foot)
        self._scroll = QScrollArea()  # on a low window with large text the rooms scroll
        see_through(self._scroll)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for bars in (
            self._scroll.setVerticalScrollBarPolicy,
            self._scroll.setHorizontalScrollBarPolicy,
        ):
            bars(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        column.addWidget(self._scroll, 1)
        self.steps = RailSteps(self._scroll.verticalScrollBar())
        self.steps.hide()
        column.addWidget(self.steps)
        column.addStretch()
        for room in foot:
            column.addWidget(self._add(room))

    def _fit(self) -> None:
        """Take the width of the design, or more where a language needs longer words."""
        look = theme()
        widest = max(look.text_width("label_strong", word) for word in self._words)
        self.setFixedWidth(max(look.width("rail"), widest + 2 * look.space(1)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_words"):
            self._fit()
            if hasattr(self, "steps"):
                self._give_way()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    def _give_way(self) -> None:
        """In a low window logo and desk go first; then whole rooms scroll, by two buttons too."""
        look, layout = theme(), self.layout()
        assert layout is not None
        margins, gap = layout.contentsMargins(), look.stroke("focus")
        one = next(iter(self._buttons.values())).minimumSizeHint().height() + gap
        room = self.height() - margins.top() - margins.bottom() - self._foot * one - 2 * gap
        head = self._top.sizeHint().height() + gap
        self._top.setVisible(room - head >= self._many * one)
        scrolls = room < self._many * one
        self.steps.setVisible(scrolls)
        if scrolls:
            whole = max(1, (room - self.steps.sizeHint().height() - gap) // one)
            self._scroll.setFixedHeight(whole * one - gap)
            self.steps.set_step(one)
        else:
            self._scroll.setMinimumHeight(0)
            self._scroll.setMaximumHeight(_ANY)
        QTimer.singleShot(0, self, self._show_room)

    def _show_room(self) -> None:
        """Scroll to the room one is in."""
        for button in self._buttons.values():
            if button.isChecked() and self._scroll.isAncestorOf(button):
                self._scroll.ensureWidgetVisible(button, 0, 0)

    def _add(self, room: Room) -> RailButton:
        button = RailButton(room, self)
        button.clicked.connect(lambda _on=False, key=room.key: self.choose(key))
        self._buttons[room.key] = button
        return button

    @property
    def rooms(self) -> tuple[str, ...]:
        """The keys of all rooms from top to bottom."""
        return tuple(self._buttons)

    def button(self, key: str) -> RailButton:
        """Return the button of one room."""
        return self._buttons[key]

    def set_room(self, key: str) -> None:
        """Mark a room without emitting."""
        for name, button in self._buttons.items():
            button.show_checked(name == key)
            button.update()
        if key in self._buttons:
            self._show_room()

    def choose(self, key: str) -> None:
        """Mark a room and tell."""
        self.set_room(key)
        self.chosen.emit(key)

    def set_badge(self, key: str, count: int) -> None:
        """Show how many things wait in a room."""
        self._buttons[key].set_badge(count)
