"""Sample values in the manner of the sample city; pictures are drawn, none is a photograph."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPen, QPolygonF

from app.ui.widgets.answer_paint import standard_options
from app.ui.widgets.chips import ChipSpec, chip_for
from app.ui.widgets.findings import FindingInfo
from app.ui.widgets.part_list import Part
from app.ui.widgets.photo_model import Photo
from app.ui.widgets.place_model import Place
from app.ui.widgets.question_model import QuestionRow

WALL = QColor.fromHsl(30, 25, 140)
"""A stand-in for a photograph is no part of the design, so its colours are no tokens."""


def picture(kind: str) -> QImage:
    """Return a drawn stand-in for a photo: ``wall``, ``brick`` or ``lamp``."""
    image = QImage(276, 180, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shade = QLinearGradient(0, 0, 276, 180)
    shade.setColorAt(0, WALL.lighter(112))
    shade.setColorAt(1, WALL.darker(118))
    painter.fillRect(image.rect(), shade)
    if kind == "brick":
        painter.setPen(QPen(WALL.darker(130), 2))
        for row in range(8):
            painter.drawLine(0, row * 26, 276, row * 26)
            for column in range(6):
                x = column * 62 + (row % 2) * 31
                painter.drawLine(x, row * 26, x, row * 26 + 26)
    elif kind == "lamp":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(WALL.darker(260))
        painter.drawPolygon(QPolygonF([QPointF(108, 30), QPointF(168, 30), QPointF(138, 6)]))
        painter.setBrush(QColor.fromHsl(48, 180, 236))
        painter.drawPolygon(
            QPolygonF([QPointF(104, 34), QPointF(172, 34), QPointF(160, 118), QPointF(116, 118)])
        )
        painter.setBrush(WALL.darker(260))
        painter.drawRect(QRectF(132, 118, 12, 62))
    else:
        painter.setPen(QPen(WALL.darker(150), 3))
        painter.drawPolyline(
            [QPointF(150, 0), QPointF(140, 50), QPointF(158, 90), QPointF(146, 180)]
        )
        painter.fillRect(QRectF(0, 0, 70, 180), WALL.lighter(135))
    painter.end()
    return image


def places() -> list[Place]:
    """Return the tree of the sample city."""
    facts = "6层·砖混·24套"
    yard = (
        Place("1", "building", "1号楼", "done", facts, "2 处", mark="minor"),
        Place("2", "building", "2号楼", "done", facts, "无"),
        Place("3", "building", "3号楼", "in_progress", facts, "31/79", 31, 79),
        Place("4", "building", "4号楼", "incomplete", "5层·砖混·20套", "缺 2"),
        Place("5", "building", "5号楼", "not_started", facts, "未开始"),
        Place("6", "building", "6号楼（沿街）", "returned", "4层·底框·16套", "退回"),
    )
    areas = (
        Place("a", "area", "样例小区甲", right="6 栋", children=yard),
        Place("b", "area", "样例小区乙（临时）", right="11 栋"),
    )
    others = {
        "平安社区": 52,
        "宜居社区": 44,
        "东方红社区": 61,
        "文苑社区": 29,
        "瑞丰社区": 33,
        "新墩花园社区": 40,
        "新河社区": 36,
        "光明社区": 47,
        "湖畔社区": 31,
        "杞香苑社区": 28,
        "华西社区": 42,
        "福润苑社区": 39,
        "和润社区": 26,
        "世纪花园社区": 58,
    }
    rest = [Place(name, "community", name, done=0, total=n) for name, n in others.items()]
    return [Place("c", "community", "长安社区", done=21, total=38, children=areas), *rest]


def parts() -> list[Part]:
    """Return the parts of the housing checklist."""
    names = (
        "A 基本信息 20 20",
        "B 结构安全 7 13",
        "C 燃气安全 0 8",
        "D 楼道安全 4 11",
        "E 围护安全 0 6",
        "F 成套情况 0 4",
        "G 管线管道 0 6",
        "H 入户水质 0 3",
        "I 适老化 0 4",
        "J 节能 0 3",
        "K 数字化 0 2",
        "M 检查记录 0 3",
    )
    found = []
    for line in names:
        letter, name, answered, relevant = line.split()
        found.append(Part(letter, letter, name, int(answered), int(relevant)))
    return found


def questions() -> list[QuestionRow]:
    """Return the questions of part B."""
    bar = standard_options()
    return [
        QuestionRow(
            "B00",
            "B00",
            "普查初筛或危旧房摸底结论",
            ChipSpec("", "无可见隐患", "neutral"),
            "imported",
        ),
        QuestionRow("B02", "B02", "违规拆除承重构件（承重墙打洞、拆墙垛）", chip_for("none")),
        QuestionRow("B03", "B03", "砖混主体砖体缺棱掉角、表面裂缝，砂浆粉化，砖缝过大"),
        QuestionRow("B06", "B06", "柱、墙竖向受压裂缝，混凝土压碎，钢筋外露", chip_for("none")),
        QuestionRow("B07", "B07", "明显倾斜、不均匀沉降（45°斜裂缝）", chip_for("undecidable")),
        QuestionRow("B08", "B08", "屋顶违规搭建、违规开挖地下室、屋顶堆载", options=bar),
        QuestionRow("B09", "B09", "女儿墙、填充墙、雨篷、阳台构件开裂、空鼓、歪闪", options=bar),
        QuestionRow("B11", "B11", "是否要马上采取管控措施", options=bar),
    ]


def finding() -> FindingInfo:
    """Return the live finding of B03."""
    return FindingInfo(
        "f1",
        "承重砌体风化、灰缝粉化",
        "serious",
        "limited",
        indicator="H01",
        follows="建议专业鉴定。责任单位先填物业（样例物业），可改。",
        code="B03",
        place="东山墙 2 层窗下",
        photos=1,
        note="疑似·建议鉴定",
    )


def findings() -> list[FindingInfo]:
    """Return the findings of the building."""
    return [
        finding(),
        FindingInfo(
            "f2", "楼道照明损坏", "serious", "limited", False, "", "", "D03", "2 单元 3 层", 1
        ),
        FindingInfo(
            "f3", "烟道倒风串味", "minor", "best_effort", False, "", "", "D05", "住户反映（问来）"
        ),
    ]


def photos() -> list[Photo]:
    """Return the photos of the building."""
    ring = (0.29, 0.18, 0.38, 0.54)
    return [
        Photo("p1", "B03", "14:28", "全景"),
        Photo("p2", state="missing", words="B03 近景 还差"),
        Photo("p3", "B05", "14:30", "带尺", marks=(ring,)),
        Photo("p4", "D03", "14:21", "楼道"),
    ]


PICTURES = {"p1": "wall", "p3": "brick", "p4": "lamp"}
