"""The frame of both desks: rail, top bar, content, status bar, and what gives way when narrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLayout,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.keys import Keys
from app.ui.theme import theme
from app.ui.widgets.bars import StatusBar, TopBar
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.notices import Notices
from app.ui.widgets.rail import Rail, Room
from app.ui.widgets.toast import Toasts


class Reach(NamedTuple):
    """What the window's width allows; larger text gives way earlier.

    Attributes:
        wide: Room for the wide variants of tree, parts and side panel.
        sections: Parts stand as a column; else they are a dropdown over the questions.
        tree: The tree stands at the left; else it is a drawer behind the button 楼栋.
        side: The side panel stands at the right; else it is a tab beside the questions.
    """

    wide: bool
    sections: bool
    tree: bool
    side: bool


def reach(width: int) -> Reach:
    """Return what gives way at a window width in device-independent pixels."""
    look = theme()
    return Reach(
        wide=width >= look.breakpoint("wide"),
        sections=width >= look.breakpoint("sections_to_dropdown"),
        tree=width >= look.breakpoint("tree_to_drawer"),
        side=width >= look.breakpoint("side_to_tab"),
    )


class Shell(QMainWindow):
    """The main window. Rooms are made when they are first entered.

    Attributes:
        rail: Rooms of the desk.
        topbar: Breadcrumb, state, actions.
        statusbar: Where the data is.
        notices: Calm lines over the content that stay until they are settled.
        content: The pages of the rooms.
        toasts: Sentences at the foot of the content.
        keys: The shortcuts of this window.

    Signals:
        room_chosen(key): The person wants another room; the owner calls `show_page`.
        reflowed(reach): The width allows something else now.
    """

    room_chosen = Signal(str)
    reflowed = Signal(object)

    def __init__(self, desk: str, rooms: Sequence[Room], foot: Sequence[Room] = ()) -> None:
        super().__init__()
        self.keys = Keys()
        self._pages: dict[str, QWidget] = {}
        self._reach: Reach | None = None
        self.rail = Rail(desk, rooms, foot)
        self.rail.chosen.connect(self.room_chosen)
        self.topbar = TopBar()
        self.notices = Notices()
        self.content = QStackedWidget()
        self.content.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.statusbar = StatusBar()
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.topbar)
        column.addWidget(self.notices)
        column.addWidget(self.content, 1)
        column.addWidget(self.statusbar)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        self.setCentralWidget(whole)
        frame = self.layout()
        if frame is not None:  # panes give way and scroll, the window may be any size
            frame.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.toasts = Toasts(self.content)
        self._ring = FocusRing(self)

    @property
    def reach(self) -> Reach:
        """What the width allows now."""
        return self._reach or reach(self.width())

    def show_page(self, key: str, page: QWidget | None = None) -> None:
        """Show the page of a room; ``page`` is given the first time."""
        if page is not None and key not in self._pages:
            self._pages[key] = page
            self.content.addWidget(page)
        self.rail.set_room(key)
        self.content.setCurrentWidget(self._pages[key])

    def page(self, key: str) -> QWidget | None:
        """Return the page of a room, None before it was entered."""
        return self._pages.get(key)

    def has_page(self, key: str) -> bool:
        """Return whether the room was entered before."""
        return key in self._pages

    def step_pane(self, panes: Sequence[QWidget], by: int = 1) -> None:
        """Move the focus to the next or previous visible pane (F6)."""
        seen = [pane for pane in panes if pane.isVisible()]
        if not seen:
            return
        focus = QApplication.focusWidget()
        holds = [focus is not None and (p is focus or p.isAncestorOf(focus)) for p in seen]
        at = holds.index(True) if True in holds else (-1 if by > 0 else 0)
        onward = [seen[(at + step * by) % len(seen)] for step in range(1, len(seen) + 1)]
        # One in which nothing can be done is passed over: the keys would go nowhere.
        if not any(_focus_first(target) for target in onward):
            onward[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _flow(self) -> None:
        now = reach(self.width())
        if now != self._reach:
            self._reach = now
            self.reflowed.emit(now)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._flow()
        self.notices.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "topbar"):
            self._flow()


def _focus_first(pane: QWidget) -> bool:
    """Focus where a pane is worked in, else its first control; return whether there was one."""
    take_focus = getattr(pane, "take_focus", None)
    if take_focus is not None:
        take_focus()
        return True
    if pane.focusPolicy() & Qt.FocusPolicy.TabFocus:
        pane.setFocus(Qt.FocusReason.TabFocusReason)
        return True
    for child in pane.findChildren(QWidget):
        able = child.isVisible() and child.isEnabled()
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and able:
            child.setFocus(Qt.FocusReason.TabFocusReason)
            return True
    return False
