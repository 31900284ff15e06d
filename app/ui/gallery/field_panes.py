"""The panes beside the questions of screen 01, and its open card, with sample values."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.gallery import samples
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.buttons import Button
from app.ui.widgets.demands import Demand, DemandRow
from app.ui.widgets.fields import SearchField, TextField
from app.ui.widgets.findings import FindingCard, FindingPanel
from app.ui.widgets.labels import KeyCap, Panel, Text
from app.ui.widgets.part_list import PartList, PartModel
from app.ui.widgets.photo_model import PhotoModel
from app.ui.widgets.photos import PhotoGrid
from app.ui.widgets.place_model import PlaceModel
from app.ui.widgets.place_tree import PlaceTree
from app.ui.widgets.question_card import QuestionCard, labelled
from app.ui.widgets.segments import SegmentBar
from app.ui.words import word


def tree_pane() -> QWidget:
    """Return the tree of buildings with search and filters."""
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


def parts_pane() -> QWidget:
    """Return the parts of the checklist with the keys below them."""
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


def side_pane() -> QWidget:
    """Return the photos and findings of the building."""
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


def open_card(_key: str, parent: QWidget) -> QWidget:
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
