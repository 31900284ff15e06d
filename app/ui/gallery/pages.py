"""More pages of the gallery: table, empty state, choices, dialog."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.gallery import samples
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipSpec, chip_for
from app.ui.widgets.choice_list import ChoiceList
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.fields import NoteField
from app.ui.widgets.labels import Card, Panel, Text
from app.ui.widgets.photo_model import PhotoModel
from app.ui.widgets.photos import PhotoGrid
from app.ui.widgets.place_model import ROOT, Index
from app.ui.widgets.progress import CountBar, ProgressRing
from app.ui.widgets.table import CHIP_ROLE, GROUP_ROLE, STRONG_ROLE, TONE_ROLE, GroupRow, Table

HEADS = ("楼栋", "部位", "问题", "程度", "期限", "张数", "状态")


def sample_rows() -> tuple[GroupRow | tuple[str, ...], ...]:
    """Return a few findings and two groups, in the language in use."""
    chips = (chip_for("critical", "3"), chip_for("serious", "14"), chip_for("minor", "6"))
    wall = "承重砌体风化、灰缝粉化"
    return (
        GroupRow("H01 存在结构安全隐患的住宅", "17 栋·23 处", chips),
        ("长安 样例小区甲 3号楼", "东山墙 2 层", wall, "serious", "limited", "3"),
        ("长安 样例小区甲 6号楼", "一层商铺", "疑似拆除承重墙垛", "critical", "limited", "12"),
        ("东方红 样例院落 2栋", "南阳台", "窗下墙拆除加建阳台", "minor", "best_effort", "1"),
        GroupRow(
            "H02 存在燃气安全隐患的住宅", "22 栋·22 处", (chip_for("serious", "9"),), unfolded=False
        ),
    )


class SampleTable(QAbstractTableModel):
    """A few findings and two groups."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = sample_rows()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if isinstance(row, GroupRow):
            if role == GROUP_ROLE:
                return row
            return row.spoken() if role == Qt.ItemDataRole.AccessibleTextRole else None
        if role == CHIP_ROLE:
            if column in (3, 4):
                return chip_for(row[column])
            return ChipSpec("suspected", "疑似", "plain") if column == 6 else None
        if role == Qt.ItemDataRole.DisplayRole:
            return row[column] if column in (0, 1, 2, 5) else None
        if role == Qt.ItemDataRole.TextAlignmentRole and column == 5:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == STRONG_ROLE:
            return column == 0 and index.row() == 1
        return "text2" if role == TONE_ROLE and column == 1 else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == 5:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None


def table_page() -> QWidget:
    """Return the findings table."""
    page = Panel("surface", role="表")
    column = QVBoxLayout(page)
    table = Table("问题")
    model = SampleTable(table)
    table.setModel(model)
    table.set_widths([170, 110, 200, 110, 100, 90, 90], stretch=2)
    table.set_sorted(5, Qt.SortOrder.DescendingOrder)
    table.selectRow(1)
    column.addWidget(table)
    return page


def empty_page() -> QWidget:
    """Return the empty state of screen 03b."""
    page = Panel("surface", role="空")
    column = QVBoxLayout(page)
    column.addWidget(
        EmptyState(
            "还没有楼栋",
            "名册在任务包里。把汇总台给的 U 盘插上，导进来就能开始。",
            Button("导入任务包…", "primary", "usb", "Ctrl+O"),
            Button("用样例城市练习", icon="eye"),
            "没有任务包？也可以",
            Button("自己建一栋", "quiet"),
        )
    )
    return page


def choices_page() -> QWidget:
    """Return long choices, room mode's bar, the note and the photo strip."""
    look = theme()
    page = Panel("bg", role="选择")
    column = QVBoxLayout(page)
    column.setContentsMargins(look.space(6), look.space(4), look.space(6), look.space(4))
    column.setSpacing(look.space(3))
    bar = AnswerBar("公共照明损坏或缺失", height="room_answer")
    bar.set_value("present", "serious")
    bar.set_digits(True)
    column.addWidget(bar)
    row = QHBoxLayout()
    words = ("砖木", "砖混", "框架", "框剪", "底框", "装配式大板", "不清楚")
    choice = ChoiceList("结构类型", [Option(str(n), text) for n, text in enumerate(words)])
    choice.set_value("1")
    row.addWidget(choice, 1)
    side = QVBoxLayout()
    side.addWidget(Text("备注", "body", "text2"))
    note = NoteField("备注")
    note.set_value("砖缝发粉，手能抠下来，墙皮有掉。")
    side.addWidget(note)
    ring = ProgressRing("3号楼", "ring_large")
    ring.set_count(75, 79, "共 79 题")
    side.addWidget(ring)
    side.addStretch()
    row.addLayout(side, 1)
    column.addLayout(row)
    model = PhotoModel(page)
    model.set_photos(samples.photos())
    for key, kind in samples.PICTURES.items():
        model.set_preview(key, samples.picture(kind))
    column.addWidget(PhotoGrid("照片条", model, strip=True))
    column.addStretch()
    return page


def sample_dialog(parent: QWidget) -> Dialog:
    """Return the sending dialog of screen 04."""
    dialog = Dialog(parent, "送出第 7 包", ("选楼栋", "选去处", "打包核对", "交出去"), height=508)
    dialog.set_step(2)
    look = theme()
    row = QHBoxLayout()
    row.setSpacing(look.space(5))
    ring = ProgressRing("写到 U 盘", "ring_large")
    ring.set_count(61, 100, percent=True)
    row.addWidget(ring)
    words = QVBoxLayout()
    words.addStretch()
    words.addWidget(Text("正在写到 U 盘", "heading"))
    words.addWidget(Text("KINGSTON (E:)·可用 21.4 GB", "body", "text2"))
    words.addWidget(Text("148 MB 里写好 91 MB·还要约 20 秒", "body", "text2"))
    words.addStretch()
    row.addLayout(words, 1)
    dialog.body.addLayout(row)
    card = Card("bg")
    inner = QVBoxLayout(card)
    for name, done, tone in (
        ("vol1.zip", 100, "ok"),
        ("vol2.zip", 42, "primary"),
        ("vol3.zip", 0, ""),
    ):
        line = QHBoxLayout()
        line.addWidget(Text(f"cj-CA02-0007.{name}", "label"))
        bar = CountBar(name)
        bar.set_count(done, 100, tone or "primary")
        line.addWidget(bar, 1)
        inner.addLayout(line)
    dialog.body.addWidget(card)
    dialog.body.addStretch()
    dialog.set_note("写好的卷不会重写；停了下次接着来")
    dialog.add_button(Button("停一下"))
    dialog.add_button(Button("放到后台", hint="Esc")).clicked.connect(dialog.reject)
    return dialog


def title() -> str:
    """Return what the gallery window is called."""
    return _("Components")
