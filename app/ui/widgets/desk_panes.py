"""Tree, parts, questions and side panel of the field desk, and what gives way when narrow."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.shell import Reach
from app.ui.theme import theme
from app.ui.widgets.drawer import Drawer
from app.ui.widgets.labels import Panel
from app.ui.widgets.segments import SegmentBar


class DeskPanes(Panel):
    """Four panes side by side; `flow` lets them give way in the order of the layout table.

    The tree becomes a drawer (`open_tree`), the parts column gives way to the caller's dropdown
    (`parts_hidden`), the side panel becomes a tab beside the questions.

    Signals:
        tree_hidden(hidden): The tree is a drawer now, or not; show or hide the button 楼栋.
        parts_hidden(hidden): Show or hide the dropdown of parts.
    """

    tree_hidden = Signal(bool)
    parts_hidden = Signal(bool)

    def __init__(
        self,
        tree: QWidget,
        parts: QWidget,
        questions: QWidget,
        side: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("surface", parent=parent)
        self._tree, self._parts, self._side = tree, parts, side
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.tabs = SegmentBar(
            _("View"), (("questions", _("Questions")), ("side", _("Photos and findings")))
        )
        self.tabs.chosen.connect(self._show_tab)
        self._stack = QStackedWidget()
        self._stack.addWidget(questions)
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._tab_row = QWidget()
        row = QHBoxLayout(self._tab_row)
        look = theme()
        row.setContentsMargins(look.space(4), look.space(2), look.space(4), 0)
        row.addWidget(self.tabs)
        row.addStretch()
        column.addWidget(self._tab_row)
        column.addWidget(self._stack, 1)
        for pane, stretch in ((tree, 0), (parts, 0), (middle, 1), (side, 0)):
            self._row.addWidget(pane, stretch)
        self._drawer = Drawer(self, _("Buildings"))
        self._reach = Reach(wide=False, sections=True, tree=True, side=True)
        self.flow(self._reach)

    def flow(self, reach: Reach) -> None:
        """Arrange the panes for what the window's width allows."""
        self._reach = reach
        look = theme()
        self._tree.setFixedWidth(look.width("tree_wide" if reach.wide else "tree"))
        self._parts.setFixedWidth(look.width("sections_wide" if reach.wide else "sections"))
        self._parts.setVisible(reach.sections)
        if reach.tree:
            self._drawer.close_drawer()
            self._row.insertWidget(0, self._tree)
        elif not self._drawer.isAncestorOf(self._tree):
            self._row.removeWidget(self._tree)
        self._tree.setVisible(reach.tree)
        self._flow_side(reach)
        self.tree_hidden.emit(not reach.tree)
        self.parts_hidden.emit(not reach.sections)

    def _flow_side(self, reach: Reach) -> None:
        look = theme()
        self._tab_row.setVisible(not reach.side)
        if reach.side:
            self._stack.removeWidget(self._side)
            self._row.addWidget(self._side)
            self._side.setFixedWidth(look.width("side_field_wide" if reach.wide else "side"))
            self._side.show()
            self._stack.setCurrentIndex(0)
            self.tabs.set_value("questions")
        elif self._stack.indexOf(self._side) < 0:
            self._row.removeWidget(self._side)
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(look.width("reading_max"))
            self._stack.addWidget(self._side)

    def show_parts(self, shown: bool) -> None:
        """Show or hide the parts column."""
        self._parts.setVisible(shown)

    def put_parts(self, parts: QWidget) -> None:
        """Put the parts column in the place of what stood there for it."""
        before, self._parts = self._parts, parts
        parts.setFixedWidth(before.maximumWidth())
        parts.setVisible(not before.isHidden())
        self._row.replaceWidget(before, parts)
        before.hide()
        before.deleteLater()

    def open_tree(self) -> None:
        """Slide the tree in, where it has no room of its own."""
        if not self._reach.tree:
            self._tree.setFixedWidth(look_drawer())
            self._drawer.open_with(self._tree)

    def close_tree(self) -> None:
        """Slide the tree out again."""
        self._drawer.close_drawer()

    def _show_tab(self, value: str) -> None:
        self._stack.setCurrentIndex(1 if value == "side" else 0)


def look_drawer() -> int:
    """Return the width of the tree inside the drawer."""
    return theme().width("drawer") - theme().stroke("line")
