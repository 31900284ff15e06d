"""Columns of the sheet of components: chips, progress, toasts, buildings, photos."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.gallery.component_samples import TileSample, title
from app.ui.theme import theme
from app.ui.widgets.chips import Chip, ChipSpec, chip_for
from app.ui.widgets.labels import Card, Text
from app.ui.widgets.left_row import left_row
from app.ui.widgets.photo_model import Photo
from app.ui.widgets.place_model import Place, PlaceModel
from app.ui.widgets.place_tree import PlaceTree
from app.ui.widgets.progress import CountBar, ProgressRing
from app.ui.widgets.segments import SegmentBar
from app.ui.widgets.toast import ToastFace
from app.ui.words import word


def states(column: QVBoxLayout) -> None:
    """Fill a column with chips, progress, toasts and filters."""
    title(column, "程度、期限、回答、状态")
    lines = (
        ("critical", "serious", "minor", "none"),
        ("limited", "best_effort", "suspected", "confirmed"),
        ("undecidable", "not_applicable", "not_reached", "conflict"),
    )
    for line in lines:
        column.addLayout(left_row(*[Chip(chip_for(code)) for code in line]))
    states = (
        ("not_started", "in_progress", "incomplete", "done"),
        ("packed", "delivered", "merged", "returned"),
    )
    for line in states:
        chips = [Chip(ChipSpec(code, word(code), "plain")) for code in line]
        column.addLayout(left_row(*chips))
    title(column, "进度")
    rings = QHBoxLayout()
    rings.setSpacing(theme().space(3))
    for done, caption in ((0, "未开始"), (31, "检查中"), (79, "查完")):
        ring = ProgressRing("3号楼")
        ring.set_count(done, 79)
        below = QVBoxLayout()
        below.addWidget(ring)
        below.addWidget(Text(caption, "caption", "text2"))
        below.addStretch()
        rings.addLayout(below)
    bar = CountBar("长安社区")
    bar.set_count(21, 38)
    below = QVBoxLayout()
    below.addStretch()
    below.addWidget(bar)
    below.addWidget(Text("21 / 38 栋", "caption", "text2"))
    below.addStretch()
    rings.addLayout(below, 1)
    column.addLayout(rings)
    title(column, "提示")
    for mark, sentence, action in (
        ("done", "第 7 包已写到 U 盘", "看"),
        ("undo-2", "已删 1 张照片", "撤销"),
        ("serious", "U 盘快满了，只剩 40 MB", "换一个"),
        ("critical", "IMG_5195 打不开，可能没拷全", ""),
    ):
        column.addWidget(ToastFace(mark, sentence, action))
    title(column, "筛选")
    parts = (("a", "全部"), ("b", "未开始"), ("c", "待补 3"), ("d", "退回 1"))
    column.addWidget(SegmentBar("筛选", parts))


def lists(column: QVBoxLayout, owner: QWidget) -> None:
    """Fill a column with rows of buildings and tiles of photos."""
    look = theme()
    title(column, "楼栋行")
    facts = "6层·砖混·24套"
    rows = (
        Place("5", "building", "5号楼", "not_started", facts, "未开始"),
        Place("3", "building", "3号楼", "in_progress", facts, "31/79", 31, 79),
        Place("4", "building", "4号楼", "incomplete", "5层·砖混·20套", "缺 2"),
        Place("6", "building", "6号楼（沿街）", "returned", "4层·底框·16套", "退回"),
    )
    model = PlaceModel(owner)
    tree = PlaceTree("楼栋", model)
    model.set_places(rows)
    tree.show_place("3")
    tree.setFixedHeight(len(rows) * look.height("row_place"))
    card = Card()
    box = QVBoxLayout(card)
    line = look.stroke("line")
    box.setContentsMargins(line, line, line, line)
    box.addWidget(tree)
    column.addWidget(card)
    title(column, "照片")
    grid = QGridLayout()
    ring = (0.28, 0.15, 0.42, 0.6)
    tiles = (
        (TileSample(Photo("1", "B03", kind="全景"), "wall"), "平常"),
        (TileSample(Photo("2", state="missing")), "要补"),
        (TileSample(Photo("3", "B05", marks=(ring,)), "brick"), "有标记"),
        (TileSample(Photo("4", "D03"), "lamp", focused=True), "焦点"),
        (TileSample(Photo("5", "E01", custody="merged"), "wall"), "已合并"),
        (TileSample(Photo("6", state="optional")), "可不拍"),
        (TileSample(Photo("7", "B05", state="damaged")), "打不开"),
        (TileSample(Photo("8", "E01", custody="packed"), "brick"), "已打包"),
        (TileSample(Photo("9", "E01", custody="delivered"), "wall"), "已送达"),
    )
    for number, (tile, caption) in enumerate(tiles):
        row, at = divmod(number, 3)
        grid.addWidget(tile, 2 * row, at)
        grid.addWidget(Text(caption, "caption", "text2"), 2 * row + 1, at)
    grid.setColumnStretch(3, 1)
    column.addLayout(grid)
