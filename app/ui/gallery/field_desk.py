"""The field desk of screen 01 as a static frame, built from the components."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.gallery import samples
from app.ui.shell import Reach, Shell
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.bars import Note
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipSpec
from app.ui.widgets.demands import Demand, DemandRow
from app.ui.widgets.desk_panes import DeskPanes
from app.ui.widgets.fields import SearchField, TextField
from app.ui.widgets.findings import FindingCard, FindingPanel
from app.ui.widgets.labels import KeyCap, Panel, Text
from app.ui.widgets.part_list import PartList, PartModel
from app.ui.widgets.photo_model import PhotoModel
from app.ui.widgets.photos import PhotoGrid
from app.ui.widgets.place_model import PlaceModel
from app.ui.widgets.place_tree import PlaceTree
from app.ui.widgets.question_card import QuestionCard, labelled
from app.ui.widgets.question_model import QuestionModel
from app.ui.widgets.question_view import QuestionView
from app.ui.widgets.rail import Room
from app.ui.widgets.segments import SegmentBar
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
        self.panes = DeskPanes(self._tree(), self._parts(), self._questions(), self._side())
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

    def _tree(self) -> QWidget:
        look = theme()
        pane = Panel("bg", "r", role="楼栋")
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, look.space(3), look.stroke("line"), 0)
        column.setSpacing(look.space(1))
        head = QVBoxLayout()
        head.setContentsMargins(look.space(3), 0, look.space(3), 0)
        head.setSpacing(look.space(1))
        head.addWidget(SearchField("搜楼栋、门牌、社区", "Ctrl+F"))
        filters = (
            ("all", "全部"),
            ("not_started", word("not_started")),
            ("incomplete", f"{word('incomplete')} 3"),
            ("returned", "退回 1"),
        )
        head.addWidget(SegmentBar("筛选", filters))
        column.addLayout(head)
        rule = Panel("line")
        rule.setFixedHeight(look.stroke("line"))
        column.addWidget(rule)
        model = PlaceModel(pane)
        tree = PlaceTree("楼栋", model)
        model.set_places(samples.places())
        tree.expand(model.index_of("c"))
        tree.expand(model.index(0, 0, model.index_of("c")))
        tree.show_place("3")
        column.addWidget(tree, 1)
        return pane

    def _parts(self) -> QWidget:
        look = theme()
        pane = Panel("surface", "", role="部分")
        column = QVBoxLayout(pane)
        column.setContentsMargins(look.space(2), look.space(3), look.space(2), look.space(3))
        model = PartModel(pane)
        model.set_parts(samples.parts())
        parts = PartList("部分", model)
        parts.setCurrentIndex(model.index(1))
        column.addWidget(parts, 1)
        keys = QVBoxLayout()
        keys.setSpacing(look.stroke("focus"))
        for cap, words in (
            ("1–5", "作答"),
            ("Enter", "下一题"),
            ("Ctrl+I", "照片"),
            ("F1", "全部按键"),
        ):
            row = QHBoxLayout()
            row.setSpacing(look.space(2))
            row.addWidget(KeyCap(cap))
            row.addWidget(Text(words, "caption", "text2"))
            row.addStretch()
            keys.addLayout(row)
        column.addLayout(keys)
        return pane

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
        self.view = QuestionView("检查表", self.model, _card)
        column.addWidget(self.view, 1)
        return pane

    def _side(self) -> QWidget:
        look = theme()
        pane = Panel("bg", "", role="照片与问题")
        column = QVBoxLayout(pane)
        edge = look.space(4)
        column.setContentsMargins(edge - 2, look.space(3), edge - 2, 0)
        column.setSpacing(look.space(2))
        head = QHBoxLayout()
        head.addWidget(Text("照片", "body_strong"))
        head.addWidget(Text("5 张", "label", "text2"))
        head.addStretch()
        head.addWidget(Button("导入", "quiet", "image-plus"))
        column.addLayout(head)
        model = PhotoModel(pane)
        model.set_photos(samples.photos())
        for key, kind in samples.PICTURES.items():
            model.set_preview(key, samples.picture(kind))
        grid = PhotoGrid("照片", model)
        grid.show_rows(2)
        grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(grid)
        foot = QHBoxLayout()
        foot.addWidget(Text("原图不动，水印只加在副本上", "caption", "text2"))
        foot.addStretch()
        foot.addWidget(Text("看全部 (5)", "caption", "link"))
        column.addLayout(foot)
        head = QHBoxLayout()
        head.addWidget(Text("本栋问题", "body_strong"))
        head.addWidget(Text("3 处", "label", "text2"))
        head.addStretch()
        head.addWidget(Text("按严重排", "caption", "text2"))
        column.addLayout(head)
        cards = QWidget()
        pile = QVBoxLayout(cards)
        pile.setContentsMargins(0, 0, 0, edge)
        pile.setSpacing(look.space(2))
        for finding in samples.findings():
            pile.addWidget(FindingCard(finding))
        pile.addStretch()
        scroll = QScrollArea()
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(cards)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        cards.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        column.addWidget(scroll, 1)
        return pane

    def open_sample(self) -> None:
        """Open B03 with the focus on 有."""
        self.view.open_question("B03")
        answer = getattr(self.view.card, "answer", None)
        if isinstance(answer, AnswerBar):
            answer.focus_current()

    def _reflow(self, reach: Reach) -> None:
        self.panes.flow(reach)


def _card(_key: str, parent: QWidget) -> QWidget:
    """Return the open card of B03."""
    card = QuestionCard("B03", "砖混主体砖体缺棱掉角、表面裂缝，砂浆粉化，砖缝过大", parent=parent)
    bar = AnswerBar("B03 砖混主体砖体缺棱掉角")
    bar.set_value("present", "serious")
    bar.set_digits(True)
    card.set_answer(bar)
    place = TextField("位置")
    place.set_value("东山墙，2 层窗下")
    side = QComboBox()
    side.setAccessibleName("朝向")
    side.addItem("东·外墙")
    card.add_part("place", labelled("位置", place, side))
    panel = FindingPanel()
    card.add_part("finding", panel)
    panel.set_finding(samples.finding())
    demands = DemandRow()
    demands.set_demands((Demand("wide", "全景", 1), Demand("near", "近景放尺", 0)))
    card.add_part(
        "photos",
        labelled("要照片", demands, Button("拍或导入", icon="image-plus", hint="Ctrl+I")),
    )
    return card
