"""What frames a building sheet: page, margins with page n of m, title, lines to sign on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from app.reports.boxes import WIDTH
from app.reports.marks import BRAND, COLOURS, FAINT, INK, RULE
from app.reports.sheet import BuildingSheet
from app.reports.typeset import REGULAR, STRONG, advance, wrap

STATE = {"not_started": "未开始", "in_progress": "检查中", "incomplete": "待补", "done": "查完"}
_SOFT = HexColor("#43504D")
_LEFT = (A4[0] - WIDTH) / 2
_BOTTOM, _TOP, _LATER = 46.0, 34.0, 30.0
_STATE, _GAP = 84.0, 16.0


def document(sheet: BuildingSheet, file: Path) -> BaseDocTemplate:
    """Return an empty document with the sheet's pages and properties."""
    height = A4[1] - _BOTTOM - _TOP
    first = Frame(_LEFT, _BOTTOM, WIDTH, height, 0, 0, 0, 0)
    later = Frame(_LEFT, _BOTTOM, WIDTH, height - _LATER + 8, 0, 0, 0, 0)
    return BaseDocTemplate(
        str(file),
        pagesize=A4,
        pageTemplates=[
            PageTemplate("first", [first], autoNextPageTemplate="later"),
            PageTemplate("later", [later]),
        ],
        title=f"{sheet.title} {sheet.area}{sheet.building}",
        author=sheet.campaign,
        subject=sheet.code,
        creator="Chengjian",
        lang="zh-CN",
    )


def maker(sheet: BuildingSheet) -> type[Canvas]:
    """Return a canvas that knows how many pages there are when it writes the foot of each."""

    class Numbered(Canvas):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{**kwargs, "initialFontName": REGULAR})
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined] # what Canvas.showPage ends with

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                _margins(self, sheet, number, len(self._pages))
                super().showPage()
            super().save()

    return Numbered


def _margins(canvas: Canvas, sheet: BuildingSheet, number: int, pages: int) -> None:
    right = _LEFT + WIDTH
    canvas.setFillColor(FAINT)
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.setFont(REGULAR, 8)
    if number > 1:
        y = A4[1] - _TOP - 6
        title = _cut(sheet.title, REGULAR, 8, WIDTH / 2)
        room = WIDTH - advance(title, REGULAR, 8) - _GAP
        where = f"{sheet.area} {sheet.building}　{sheet.code}".strip()
        canvas.drawString(_LEFT, y, _cut(where, REGULAR, 8, room))
        canvas.drawRightString(right, y, title)
        canvas.line(_LEFT, y - 6, right, y - 6)
    canvas.line(_LEFT, _BOTTOM - 8, right, _BOTTOM - 8)
    printed = f"打印 {sheet.printed}" if sheet.printed else ""
    room = WIDTH * (0.36 if sheet.public else 0.78)
    foot = "　".join(filter(None, (sheet.campaign, printed)))
    canvas.drawString(_LEFT, _BOTTOM - 20, _cut(foot, REGULAR, 8, room))
    canvas.drawRightString(right, _BOTTOM - 20, f"第 {number} 页 共 {pages} 页")
    if sheet.public:
        canvas.drawCentredString(A4[0] / 2, _BOTTOM - 20, "公开件：敏感内容已隐去")


def _cut(text: str, font: str, size: float, width: float) -> str:
    """Return a text on one line, what does not fit left out."""
    if advance(text, font, size) <= width:
        return text
    while text and advance(f"{text}…", font, size) > width:
        text = text[:-1]
    return f"{text}…"


class Title(Flowable):
    """Name of the building, where it is, and whether its inspection is finished."""

    def __init__(self, sheet: BuildingSheet) -> None:
        super().__init__()
        self.sheet = sheet
        name = f"{sheet.area} {sheet.building}".strip()
        self.name = wrap(name, STRONG, 20, WIDTH - 96)
        place = "　".join(
            filter(
                None, (sheet.community, sheet.address, f"编码 {sheet.code}" if sheet.code else "")
            )
        )
        self.place = wrap(place, REGULAR, 9.5, WIDTH - 96)
        # Who and when have a column of their own under the state, as long as it needs to be.
        self.who = [
            line
            for part in (sheet.inspector, sheet.date)
            if part
            for line in wrap(part, REGULAR, 8, _STATE)
        ]
        left = 22 + 28 * len(self.name) + 14 * len(self.place)
        self.height = max(left, 54 + 11 * len(self.who)) + 14

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return WIDTH, self.height

    def draw(self) -> None:
        canvas = self.canv
        y = self.height - 12
        canvas.setFillColor(BRAND)
        canvas.setFont(STRONG, 9.5)
        canvas.drawString(0, y, f"城市体检 · {self.sheet.title}")
        y -= 4
        canvas.setFillColor(INK)
        canvas.setFont(STRONG, 20)
        for line in self.name:
            y -= 28
            canvas.drawString(0, y + 4, line)
        canvas.setFillColor(_SOFT)
        canvas.setFont(REGULAR, 9.5)
        for line in self.place:
            y -= 14
            canvas.drawString(0, y, line)
        canvas.setStrokeColor(BRAND)
        canvas.setLineWidth(1.6)
        canvas.line(0, 4, WIDTH, 4)
        self._state()

    def _state(self) -> None:
        sheet, canvas = self.sheet, self.canv
        done = sheet.state == "done"
        strong, pale = COLOURS["ok" if done else "missing"]
        wide, x, y = _STATE, WIDTH - _STATE, self.height - 50
        canvas.setFillColor(pale)
        canvas.setStrokeColor(strong)
        canvas.setLineWidth(1)
        if not done:
            canvas.setDash(3, 2)
        canvas.roundRect(x, y, wide, 30, 4, stroke=1, fill=1)
        canvas.setDash()
        canvas.setFillColor(strong)
        canvas.setFont(STRONG, 14)
        canvas.drawCentredString(x + wide / 2, y + 10, STATE.get(sheet.state, sheet.state))
        canvas.setFillColor(FAINT)
        canvas.setFont(REGULAR, 8)
        for number, line in enumerate(self.who):
            canvas.drawRightString(WIDTH, y - 12 - 11 * number, line)


class Signatures(Flowable):
    """Lines to sign on."""

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return WIDTH, 78

    def draw(self) -> None:
        canvas = self.canv
        canvas.setFont(REGULAR, 9.5)
        canvas.setStrokeColor(HexColor("#7B8784"))
        canvas.setLineWidth(0.6)
        for row, labels in enumerate((("检查人", "陪同人", "日期"), ("社区复核", "审核", "日期"))):
            for column, label in enumerate(labels):
                x, y = column * WIDTH / 3, 52 - row * 34
                canvas.setFillColor(INK)
                canvas.drawString(x, y, label)
                canvas.line(x + 46, y - 2, x + WIDTH / 3 - 14, y - 2)
