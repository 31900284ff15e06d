"""A room with a list and, at its right, what the current row is; narrow, that becomes a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme import theme
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.drawer import Drawer
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Panel
from app.ui.words import word

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.shell import Reach
    from app.ui.widgets.buttons import Button


class SideRoom(QWidget):
    """The base of 收件 and 设备.

    Args:
        desk: Whose room it is.
        key: Its key in the rail.
        side: Details of the current row; ``name``: what a sheet with them is called.

    Attributes:
        stack: Lists and empty states; one of them shows.
        drawer: Holds the details where there is no room beside the list.
        dialog: The dialog that was opened last.
    """

    dialog: Dialog

    def __init__(
        self, desk: Desk, key: str, side: QWidget, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._key, self._side_pane = desk, key, side
        self._number, self._campaign = 0, ""
        self._sheet = False
        self.setAccessibleName(word(key))
        self.stack = QStackedWidget()
        self.stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.drawer = Drawer(self, name, right=True)

    def _lay_out(self, over: Sequence[QWidget] = (), under: Sequence[QWidget] = ()) -> None:
        """Put the list between what stands over and under it, the details at the right."""
        middle = Panel("surface", role=word(self._key))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in over:
            column.addWidget(widget)
        column.addWidget(self.stack, 1)
        for widget in under:
            column.addWidget(widget)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(middle, 1)
        self._row.addWidget(self._side_pane)

    # What the shell asks

    def leave(self) -> None:
        """Nothing is half typed here."""

    def flow(self, reach: Reach) -> None:
        """Let the side panel become a sheet where the width does not hold it."""
        self._sheet = not reach.tree
        look, side = theme(), self._side_pane
        if self._sheet:
            self._row.removeWidget(side)
            side.setMinimumWidth(0)
            side.setMaximumWidth(look.width("drawer"))
            side.hide()
        else:
            self.drawer.close_drawer()
            self._row.addWidget(side)
            side.setFixedWidth(look.width("side_wide"))
            side.setVisible(self._has_details())

    def _has_details(self) -> bool:
        """Tell whether the rows that show have details."""
        return True

    def _path(self) -> None:
        bar = self._desk.shell.topbar
        if self.isVisible() or not bar.isVisible():
            crumbs = [("campaign", self._campaign)] if self._campaign else []
            bar.set_path(crumbs, word(self._key))

    # Details and dialogs

    def _show_details(self, targets: Sequence[Button]) -> None:
        """Open the sheet where there is one; the first button that can be pressed has the focus."""
        if self._sheet:
            side = self._side_pane
            side.setFixedWidth(min(theme().width("drawer"), self.width()) - 1)
            side.show()
            self.drawer.open_with(side)
        for target in targets:
            if target.isVisible():
                target.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _ask(self, dialog: Dialog) -> None:
        """Open a dialog in place of the sheet."""
        self.drawer.close_drawer()
        self.dialog = dialog
        dialog.open()


class SidePanel(Panel):
    """The base of the details: what scrolls, and buttons fixed at the foot."""

    def _set_up(
        self,
        name: str,
        parts: Sequence[QWidget | QLayout],
        left: Sequence[Button],
        right: Sequence[Button],
    ) -> None:
        look = theme()
        edge = look.space(4)
        inner = QWidget()
        pile = QVBoxLayout(inner)
        pile.setContentsMargins(edge, edge, edge, look.space(3))
        pile.setSpacing(look.space(3))
        for part in parts:
            if isinstance(part, QLayout):
                pile.addLayout(part)
            else:
                pile.addWidget(part)
        pile.addStretch()
        scroll = QScrollArea()  # takes the focus, so that keys scroll what is longer than the pane
        scroll.setAccessibleName(name)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        between = QWidget()
        row = FlowRow(look.space(2))  # where both have no room, the second stands beneath
        for widget in (*left, between, *right):
            row.add_widget(widget)
        row.push_after(between)
        foot = QHBoxLayout()
        foot.setContentsMargins(edge, look.space(2), edge, edge)
        foot.addWidget(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.stroke("line"), 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addLayout(foot)
