"""The field desk of screen 01 as a static frame, built from the components."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.gallery import samples
from app.ui.gallery.field_panes import open_card, parts_pane, side_pane, tree_pane
from app.ui.shell import Reach, Shell
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.bars import Note
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipSpec
from app.ui.widgets.desk_panes import DeskPanes
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.question_model import QuestionModel
from app.ui.widgets.question_view import QuestionView
from app.ui.widgets.rail import Room
from app.ui.words import DESKS, word

ROOMS = (
    ("start", "house"),
    ("inspect", "clipboard-check"),
    ("photos", "camera"),
    ("todo", "list-checks"),
    ("send", "send"),
)


_DESK = DESKS["field"]


class FieldDesk(Shell):
    """Screen 01 with sample values; nothing behind it."""

    def __init__(self) -> None:
        rooms = [Room(key, icon, word(key)) for key, icon in ROOMS]
        settings = [Room("settings", "settings", word("settings"))]
        super().__init__(_(_DESK), rooms, settings)
        self.rail.set_badge("todo", 9)
        self.rail.set_badge("send", 6)
        self._top()
        self.panes = DeskPanes(tree_pane(), parts_pane(), self._questions(), side_pane())
        self.panes.tree_hidden.connect(self._tree_hidden)
        self.panes.parts_hidden.connect(self.dropdown.setVisible)
        self.panes.parts_hidden.connect(self._head.setHidden)
        self.show_page("inspect", self.panes)
        self.reflowed.connect(self._reflow)
        self.statusbar.set_left(
            Note("done", "已保存 14:32:07"),
            Note("", "未打包 6 栋·41 处改动"),
            Note("", "上次送出 第 6 包 11-21 17:40，已收到回执"),
        )
        self.statusbar.set_right(
            Note("", "本栋已用 6 分 12 秒"),
            Note("", "马晓梅（样例）· 长安社区"),
            Note("wifi-off", "离线，可照常工作"),
        )

    def _top(self) -> None:
        self.topbar.set_path((("c", "长安社区"), ("a", "样例小区甲")), "3号楼")
        self.topbar.set_state(
            ChipSpec("clipboard-check", f"{word('in_progress')} 31/79", "primary")
        )
        self._buildings = Button("楼栋", icon="panel-left")
        self._buildings.clicked.connect(lambda: self.panes.open_tree())
        self._back = Button("", icon="arrow-left", hint="Alt+←", name="上一栋")
        self._next = Button("", icon="arrow-right", hint="Alt+→", name="下一栋")
        self._room = Button("入户模式", icon="maximize", hint="F11")
        self._done = Button("查完，看一眼", "primary", hint="F9")
        self._tree_hidden(False)

    def _tree_hidden(self, hidden: bool) -> None:
        walk = [self._buildings] if hidden else [self._back, self._next]
        self.topbar.set_actions([*walk, self._room, self._done])

    def _questions(self) -> QWidget:
        look = theme()
        pane = Panel("surface", "r", role="检查表")
        column = QVBoxLayout(pane)
        column.setContentsMargins(look.space(3), look.space(3), look.stroke("line"), 0)
        column.setSpacing(look.space(2))
        top = QHBoxLayout()
        top.setContentsMargins(look.space(1), 0, look.space(6), 0)
        self.dropdown = QComboBox()
        self.dropdown.setAccessibleName("部分")
        self.dropdown.addItem("B 结构安全  7 / 13")
        self.dropdown.setMinimumWidth(look.width("dropdown"))
        self.dropdown.hide()
        self._head = QWidget()
        words = QVBoxLayout(self._head)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addWidget(Text("结构安全", "heading"))
        words.addWidget(Text("现场只记疑似，结论以专业鉴定为准", "caption", "text2"))
        top.addWidget(self.dropdown)
        top.addWidget(self._head)
        top.addStretch()
        top.addWidget(Chip(ChipSpec("serious", "1 处疑似", "serious")))
        top.addSpacing(look.space(2))
        top.addWidget(Text("7 / 13 已答", "label", "text2"))
        column.addLayout(top)
        self.model = QuestionModel(pane)
        self.model.set_rows(samples.questions())
        self.view = QuestionView("检查表", self.model, open_card)
        column.addWidget(self.view, 1)
        return pane

    def open_sample(self) -> None:
        """Open B03 with the focus on 有."""
        self.view.open_question("B03")
        answer = getattr(self.view.card, "answer", None)
        if isinstance(answer, AnswerBar):
            answer.focus_current()

    def _reflow(self, reach: Reach) -> None:
        self.panes.flow(reach)
