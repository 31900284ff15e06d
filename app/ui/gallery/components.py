"""The sheet of components: every one in every state, as on screen 11."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.ui.gallery.component_inputs import answers, inputs
from app.ui.gallery.component_states import lists, states
from app.ui.theme import theme
from app.ui.widgets.empty import Logo
from app.ui.widgets.labels import Panel, Text


class Components(Panel):
    """The whole sheet."""

    def __init__(self) -> None:
        super().__init__("bg", role="部件与状态")
        look = theme()
        whole = QVBoxLayout(self)
        edge = look.space(6)
        whole.setContentsMargins(edge, look.space(3), edge, edge)
        whole.setSpacing(look.space(3))
        head = QHBoxLayout()
        head.setSpacing(look.space(3))
        head.addWidget(Logo())
        head.addWidget(Text("城检·部件与状态", "heading"))
        head.addStretch()
        head.addWidget(Text("样例数据", "caption", "text2"))
        whole.addLayout(head)
        columns = QHBoxLayout()
        columns.setSpacing(edge)
        for fill, stretch in (
            (answers, 15),
            (partial(inputs, owner=self), 17),
            (states, 10),
            (partial(lists, owner=self), 11),
        ):
            column = QVBoxLayout()
            column.setSpacing(look.space(2))
            fill(column)
            column.addStretch()
            columns.addLayout(column, stretch)
        whole.addLayout(columns, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()
