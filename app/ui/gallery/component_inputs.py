"""Columns of the sheet of components: answers, numbers, buttons, grades."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.gallery.component_samples import Ringed, seem_focused, title
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipSpec, chip_for
from app.ui.widgets.choices import MultiChoice
from app.ui.widgets.grade import GradeBlock
from app.ui.widgets.labels import Text
from app.ui.widgets.limits import Limits
from app.ui.widgets.number_field import NumberField
from app.ui.widgets.question_model import QuestionModel, QuestionRow
from app.ui.widgets.question_view import QuestionView


def answers(column: QVBoxLayout) -> None:
    """Fill a column with the answer bar and the choice of several."""
    title(column, "回答按钮")
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
            seem_focused(bar.segments[1])
        bar.set_read_only(number == len(shown) - 1)
        column.addWidget(bar)
        column.addWidget(Text(caption, "caption", "text2"))
    column.addSpacing(theme().space(2))
    title(column, "多选")
    options = [Option(str(n), words) for n, words in enumerate(("竖", "斜", "水平", "均无"))]
    multi = MultiChoice("走向", options, ["3"])
    multi.set_values(["1"])
    column.addWidget(multi)


def inputs(column: QVBoxLayout, owner: QWidget) -> None:
    """Fill a column with folded questions, numbers, buttons and grades."""
    look = theme()
    title(column, "答完收成一行")
    model = QuestionModel(owner)
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
    title(column, "数值")
    column.addLayout(_numbers())
    title(column, "按钮")
    column.addLayout(_buttons())
    title(column, "定级牌")
    plates = QHBoxLayout()
    plates.addWidget(GradeBlock("JGJ 125", 3, "C 级", "局部危险", "待核对"))
    plates.addWidget(GradeBlock("GB 50292", 3, "Csu", "显著影响承载", "待核对"))
    column.addLayout(plates)
    plates = QHBoxLayout()
    plates.addWidget(GradeBlock("JGJ 125", 4, "D 级", "整幢危险", "初判低于鉴定"))
    plates.addWidget(GradeBlock("GB 50292", 2, "Bsu", "尚不显著影响", "一致"))
    column.addLayout(plates)


def _numbers() -> QHBoxLayout:
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
            seem_focused(field.line)
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


def _buttons() -> QGridLayout:
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
