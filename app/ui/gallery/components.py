"""The sheet of components: every one in every state, as on screen 11."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui.gallery import samples
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipSpec, chip_for
from app.ui.widgets.choices import MultiChoice
from app.ui.widgets.empty import Logo
from app.ui.widgets.grade import GradeBlock
from app.ui.widgets.labels import Card, Panel, Text
from app.ui.widgets.limits import Limits
from app.ui.widgets.number_field import NumberField
from app.ui.widgets.photo_model import Photo
from app.ui.widgets.place_model import Place, PlaceModel
from app.ui.widgets.place_tree import PlaceTree
from app.ui.widgets.progress import CountBar, ProgressRing
from app.ui.widgets.question_model import QuestionModel, QuestionRow
from app.ui.widgets.question_view import QuestionView
from app.ui.widgets.segments import SegmentBar
from app.ui.widgets.tiles import draw_tile
from app.ui.widgets.toast import ToastFace
from app.ui.words import word


def _always(widget: QWidget) -> None:
    """Let a widget believe it has the focus: only one can have it at a time."""
    setattr(widget, "hasFocus", lambda: True)  # noqa: B010 - no typed way to replace a method


class Ringed(QWidget):
    """Shows a button with the ring that the window lays around it."""

    def __init__(self, button: Button) -> None:
        super().__init__()
        reach = 2 * theme().stroke("focus")
        box = QHBoxLayout(self)
        box.setContentsMargins(reach, reach, reach, reach)
        box.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        width = look.stroke("focus")
        paint.box(painter, self.rect(), look.radius("control") + 2 * width, None, "focus", width)


class TileSample(QWidget):
    """One photo tile outside a grid."""

    def __init__(self, photo: Photo, kind: str = "", *, focused: bool = False) -> None:
        super().__init__()
        self._photo, self._focused = photo, focused
        self._picture = samples.picture(kind) if kind else None
        size = theme().size("tile")
        self.setFixedSize(size.width() * 3 // 4, size.height() * 4 // 5)
        self.setAccessibleName(photo.spoken())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = self.rect().toRectF().adjusted(1, 1, -1, -1)
        preview = QPixmap.fromImage(self._picture) if self._picture is not None else None
        draw_tile(painter, area, self._photo, preview, focused=self._focused)


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
            (self._answers, 15),
            (self._middle, 17),
            (self._states, 10),
            (self._lists, 11),
        ):
            column = QVBoxLayout()
            column.setSpacing(look.space(2))
            fill(column)
            column.addStretch()
            columns.addLayout(column, stretch)
        whole.addLayout(columns, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()

    def _title(self, column: QLayout, words: str) -> None:
        column.addWidget(Text(words, "body_strong"))

    def _answers(self, column: QVBoxLayout) -> None:
        self._title(column, "回答按钮")
        column.setSpacing(0)
        shown = (
            ("", "", "未答"),
            ("", "", "焦点在“有”，未答；当前题才显示 1–5"),
            ("none", "", "答“无”"),
            ("present", "critical", "有：非常严重（菱形）"),
            ("present", "serious", "有：严重（三角）"),
            ("present", "minor", "有：一般（圆）"),
            ("undecidable", "", "判不了"),
            ("not_reached", "", "只读：未查到"),
        )
        for number, (value, severity, caption) in enumerate(shown):
            bar = AnswerBar("样例题")
            bar.set_value(value, severity)
            if number == 1:
                bar.set_digits(True)
                _always(bar.segments[1])
            bar.set_read_only(number == len(shown) - 1)
            column.addWidget(bar)
            column.addWidget(Text(caption, "caption", "text2"))
        column.addSpacing(theme().space(2))
        self._title(column, "多选")
        options = [Option(str(n), words) for n, words in enumerate(("竖", "斜", "水平", "均无"))]
        multi = MultiChoice("走向", options, ["3"])
        multi.set_values(["1"])
        column.addWidget(multi)

    def _middle(self, column: QVBoxLayout) -> None:
        look = theme()
        self._title(column, "答完收成一行")
        model = QuestionModel(self)
        rows = (
            ("B02", "违规拆除承重构件", chip_for("none")),
            ("D03", "公共照明损坏缺失", ChipSpec("serious", "有·严重", "serious")),
            ("B07", "房屋明显倾斜", chip_for("undecidable")),
            ("I01", "加装电梯条件", chip_for("not_applicable")),
            ("G03", "采暖季室温", chip_for("not_reached")),
        )
        model.set_rows([QuestionRow(code, code, text, chip) for code, text, chip in rows])
        view = QuestionView("答完的题", model, lambda _key, parent: QFrame(parent))
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setFixedHeight(len(rows) * look.height("row_folded") + look.stroke("line"))
        column.addWidget(view)
        self._title(column, "数值")
        column.addLayout(self._numbers())
        self._title(column, "按钮")
        column.addLayout(self._buttons())
        self._title(column, "定级牌")
        plates = QHBoxLayout()
        plates.addWidget(GradeBlock("JGJ 125", 3, "C 级", "局部危险", "待核对"))
        plates.addWidget(GradeBlock("GB 50292", 3, "Csu", "显著影响承载", "待核对"))
        column.addLayout(plates)
        plates = QHBoxLayout()
        plates.addWidget(GradeBlock("JGJ 125", 4, "D 级", "整幢危险", "初判低于鉴定"))
        plates.addWidget(GradeBlock("GB 50292", 2, "Bsu", "尚不显著影响", "一致"))
        column.addLayout(plates)

    def _numbers(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        limits = Limits(Decimal(0), Decimal(50), None, Decimal(20))
        shown = (
            ("", "空"),
            ("1.2", "填了"),
            ("1.2", "焦点"),
            ("120", ""),
            ("24.5", ""),
            ("24", "只读"),
        )
        for number, (text, caption) in enumerate(shown):
            field = NumberField("裂缝宽", "套" if number == 5 else "mm", limits)
            field.set_value(text)
            if number == 2:
                _always(field.line)
            if number == 4:
                field.set_value("")
                field.type_text(text)
            field.set_read_only(number == 5)
            column = QVBoxLayout()
            column.addWidget(field)
            if caption:
                column.addWidget(Text(caption, "caption", "text2"))
            column.addStretch()
            row.addLayout(column)
        row.addStretch()
        return row

    def _buttons(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().space(2))
        kinds = (
            ("查完", "primary"),
            ("先放放", "plain"),
            ("退回重查", "danger"),
            ("看全部", "quiet"),
        )
        for row, (words, kind) in enumerate(kinds):
            for state in range(4):
                button = Button(words, kind)
                if state == 1:
                    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
                button.setEnabled(state != 3)
                shown: QWidget = Ringed(button) if state == 2 else button
                grid.addWidget(shown, row, state, Qt.AlignmentFlag.AlignVCenter)
        for state, words in enumerate(("平常", "指着", "焦点", "不可用")):
            grid.addWidget(Text(words, "caption", "text2"), len(kinds), state)
        grid.setColumnStretch(4, 1)
        return grid

    def _states(self, column: QVBoxLayout) -> None:
        self._title(column, "程度、期限、回答、状态")
        lines = (
            ("critical", "serious", "minor", "none"),
            ("limited", "best_effort", "suspected", "confirmed"),
            ("undecidable", "not_applicable", "not_reached", "conflict"),
        )
        for line in lines:
            column.addLayout(self._row([Chip(chip_for(code)) for code in line]))
        states = (
            ("not_started", "in_progress", "incomplete", "done"),
            ("packed", "delivered", "merged", "returned"),
        )
        for line in states:
            chips = [Chip(ChipSpec(code, word(code), "plain")) for code in line]
            column.addLayout(self._row(chips))
        self._title(column, "进度")
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
        self._title(column, "提示")
        for mark, sentence, action in (
            ("done", "第 7 包已写到 U 盘", "看"),
            ("undo-2", "已删 1 张照片", "撤销"),
            ("serious", "U 盘快满了，只剩 40 MB", "换一个"),
            ("critical", "IMG_5195 打不开，可能没拷全", ""),
        ):
            column.addWidget(ToastFace(mark, sentence, action))
        self._title(column, "筛选")
        parts = (("a", "全部"), ("b", "未开始"), ("c", "待补 3"), ("d", "退回 1"))
        column.addWidget(SegmentBar("筛选", parts))

    def _row(self, widgets: list[Chip]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch()
        return row

    def _lists(self, column: QVBoxLayout) -> None:
        look = theme()
        self._title(column, "楼栋行")
        facts = "6层·砖混·24套"
        rows = (
            Place("5", "building", "5号楼", "not_started", facts, "未开始"),
            Place("3", "building", "3号楼", "in_progress", facts, "31/79", 31, 79),
            Place("4", "building", "4号楼", "incomplete", "5层·砖混·20套", "缺 2"),
            Place("6", "building", "6号楼（沿街）", "returned", "4层·底框·16套", "退回"),
        )
        model = PlaceModel(self)
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
        self._title(column, "照片")
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
