"""PDF of one inspected building (楼栋检查表): facts, findings, answers, photos in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer

from app.files import cannot_write
from app.progress import Progress, silent
from app.reports.boxes import WIDTH, Box, Cell, Gap, Grid, Line, Preview, strips
from app.reports.lookups import REASON, SEVERITIES, severity_words
from app.reports.marks import BRAND, COLOURS, FAINT, INK, RULE
from app.reports.sheet import BuildingSheet, SheetFinding, SheetRow, SheetSection, for_public
from app.reports.typeset import REGULAR, STRONG, Text, load_fonts, wrap

STATE = {"not_started": "未开始", "in_progress": "检查中", "incomplete": "待补", "done": "查完"}
_SOFT, _FAINT = "#43504D", "#5B6764"
_HEAD = HexColor("#E9ECE8")
_LEFT = (A4[0] - WIDTH) / 2
_BOTTOM, _TOP, _LATER = 46.0, 34.0, 30.0
_COLUMNS = (50.0, 204.0, 112.0, 56.0, 88.0)
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class Sheet(NamedTuple):
    """One building of a batch: what to print, and where its previews are found."""

    sheet: BuildingSheet
    preview: Preview


def write_building_pdf(
    sheet: BuildingSheet, file: Path, preview: Preview, *, public: bool = False
) -> Path:
    """Write the sheet of one building.

    Args:
        sheet: What is printed.
        file: Target; replaced only once the new one is complete.
        preview: Finds the preview of a photo by its sha256; `None` when it is not on this machine,
            which the sheet says in the photo's place. Previews must carry no EXIF.
        public: Hide sensitive answers, names and numbers of people, see `for_public`.

    Raises:
        AppError: The file cannot be written.
    """
    load_fonts()
    shown = for_public(sheet) if public and not sheet.public else sheet
    draft = file.with_name(f"~{uuid4().hex[:8]}.pdf.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            _document(shown, draft).build(list(_story(shown, preview)), canvasmaker=_maker(shown))
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(file.name, error) from error
    return file


def write_buildings_pdf(
    batch: Iterable[Sheet],
    folder: Path,
    *,
    public: bool = False,
    progress: Progress = silent,
    total: int = 0,
) -> list[Path]:
    """Write one PDF per building, named by its code and name.

    Args:
        batch: The buildings, read one at a time.
        folder: Where they go.
        public: As in `write_building_pdf`.
        progress: Called once per building.
        total: How many there are, 0 when not known.
    """
    files: list[Path] = []
    used: set[str] = set()
    for number, (sheet, preview) in enumerate(batch, 1):
        name = file_name(sheet)
        free, again = name, 2
        while free.casefold() in used:
            free, again = f"{name}（{again}）", again + 1
        used.add(free.casefold())
        target = folder / f"{free}.pdf"
        files.append(write_building_pdf(sheet, target, preview, public=public))
        progress(number, total, sheet.building)
    return files


def file_name(sheet: BuildingSheet) -> str:
    """Return a file name without ending that every system takes."""
    name = " ".join(part for part in (sheet.code, sheet.area, sheet.building) if part)
    return _UNSAFE.sub("-", name).strip(" .")[:100] or "楼栋"


def _document(sheet: BuildingSheet, file: Path) -> BaseDocTemplate:
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


def _maker(sheet: BuildingSheet) -> type[Canvas]:
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
        canvas.drawString(_LEFT, y, f"{sheet.area} {sheet.building}　{sheet.code}".strip())
        canvas.drawRightString(right, y, sheet.title)
        canvas.line(_LEFT, y - 6, right, y - 6)
    canvas.line(_LEFT, _BOTTOM - 8, right, _BOTTOM - 8)
    printed = f"打印 {sheet.printed}" if sheet.printed else ""
    canvas.drawString(_LEFT, _BOTTOM - 20, "　".join(filter(None, (sheet.campaign, printed))))
    canvas.drawRightString(right, _BOTTOM - 20, f"第 {number} 页 共 {pages} 页")
    if sheet.public:
        canvas.drawCentredString(A4[0] / 2, _BOTTOM - 20, "公开件：敏感内容已隐去")


def _story(sheet: BuildingSheet, preview: Preview) -> Iterator[Flowable]:
    yield _Title(sheet)
    yield Grid(_overview(sheet))
    if sheet.pictures:
        yield Grid([_heading("楼栋照片"), *strips(sheet.pictures, preview)])
    yield Spacer(1, 8)
    yield Grid(_findings(sheet, preview))
    for section in sheet.sections:
        if section.rows:
            yield Spacer(1, 10)
            yield Grid(_rows(section, preview), _table_head(section))
    yield Spacer(1, 16)
    yield _Signatures()


class _Title(Flowable):
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
        self.height = 22 + 28 * len(self.name) + 14 * len(self.place) + 14

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
        canvas.setFillColor(HexColor(_SOFT))
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
        wide, x, y = 84.0, WIDTH - 84, self.height - 50
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
        who = " ".join(filter(None, (sheet.inspector, sheet.date)))
        canvas.drawRightString(WIDTH, y - 12, who)


class _Signatures(Flowable):
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


def _heading(text: str, count: str = "") -> Line:
    cells = (Cell((Text(text, 11.5, True),)), Cell((Text(count, 9, colour=_SOFT),)))
    return Line(cells, (180.0, WIDTH - 180), rule=True)


def _overview(sheet: BuildingSheet) -> list[Box]:
    boxes: list[Box] = []
    if sheet.numbers:
        wide = WIDTH / len(sheet.numbers)
        cells = [
            Cell((Text(number, 15, True), Text(label, 8.5, colour=_FAINT)))
            for label, number in sheet.numbers
        ]
        boxes.append(Line(cells, [wide] * len(cells), fill=HexColor("#F3F4F1"), pad=6))
    across = 4
    for start in range(0, len(sheet.facts), across):
        part = list(sheet.facts[start : start + across])
        part += [("", "")] * (across - len(part))
        cells = [
            Cell((Text(label, 8, colour=_FAINT), Text(text or ("—" if label else ""), 9.5)))
            for label, text in part
        ]
        boxes.append(Line(cells, [WIDTH / across] * across))
    for note in sheet.notes:
        mark = "missing" if sheet.state != "done" else "undecidable"
        boxes.append(Line([Cell((Text(note, 9),), mark)], [WIDTH], fill=COLOURS[mark][1]))
    return boxes


def _findings(sheet: BuildingSheet, preview: Preview) -> list[Box]:
    words = severity_words()
    counted = [one for one in sheet.findings if not one.marks]
    parts = []
    for rank in SEVERITIES:
        number = sum(one.severity == rank for one in counted)
        if number:
            parts.append(f"{words[rank]} {number}")
    left = len(sheet.findings) - len(counted)
    if left:
        parts.append(f"暂不计入 {left}")
    total = f"{len(sheet.findings)} 条　" + " · ".join(parts) if sheet.findings else ""
    boxes: list[Box] = [_heading("发现的问题", total)]
    if not sheet.findings:
        text = "没有发现问题。" if sheet.state == "done" else "到现在没有记下问题，检查还没做完。"
        boxes.append(Line([Cell((Text(text, 9.5, colour=_SOFT),))], [WIDTH]))
    for finding in sheet.findings:
        boxes += _finding(finding, preview)
    if any(one.suspected for one in sheet.findings):
        note = "疑似：现场看到的迹象，不是结论；结构以专业机构鉴定为准，燃气以燃气公司意见为准。"
        boxes.append(Line([Cell((Text(note, 8, colour=_FAINT),))], [WIDTH], rule=False))
    return boxes


def _finding(finding: SheetFinding, preview: Preview) -> list[Box]:
    pale = COLOURS[finding.severity][1] if finding.severity else _HEAD
    colour = {"critical": "#A3171B", "serious": "#914400", "minor": "#34537C"}
    title = f"疑似：{finding.title}" if finding.suspected else finding.title
    labels = [finding.deadline, *finding.marks]
    word = severity_words()[finding.severity] or "未定程度"
    head = Line(
        (
            Cell((Text(word, 9.5, True, colour.get(finding.severity, _SOFT)),), finding.severity),
            Cell((Text(title, 10.5, True),)),
            Cell((Text(" · ".join(filter(None, labels)), 9, bool(finding.marks), _SOFT),)),
            Cell((Text(finding.code, 8.5, colour=_FAINT),)),
        ),
        (78.0, 272.0, 106.0, 54.0),
        fill=pale,
        rule=False,
        bar=finding.severity,
    )
    boxes: list[Box] = [head]
    for label, text in finding.facts:
        if text:
            cells = (Cell((Text(label, 8.5, colour=_FAINT),)), Cell((Text(text, 9),)))
            boxes.append(
                Line(
                    (Cell(()), *cells),
                    (8.0, 62.0, WIDTH - 70),
                    rule=False,
                    bar=finding.severity,
                    tied=True,
                    pad=1.5,
                )
            )
    boxes += strips(finding.pictures, preview, inset=8, bar=finding.severity)
    boxes.append(Gap(5))
    return boxes


def _table_head(section: SheetSection) -> Line:
    titles = (section.title, "", "结果", "依据", "位置与备注")
    cells = [
        Cell(
            (Text(title, 10 if index == 0 else 8.5, index == 0, "#15201E" if not index else _SOFT),)
        )
        for index, title in enumerate(titles)
    ]
    widths = (_COLUMNS[0] + _COLUMNS[1] - 1, 1.0, *_COLUMNS[2:])
    cells[1] = Cell(())
    return Line(cells, widths, fill=_HEAD, rule=False)


def _rows(section: SheetSection, preview: Preview) -> list[Box]:
    boxes: list[Box] = []
    group = ""
    for row in section.rows:
        if row.group and row.group != group:
            boxes.append(Line([Cell((Text(row.group, 9, True, _SOFT),))], [WIDTH]))
        group = row.group
        boxes.append(_row(row))
        boxes += strips(row.pictures, preview, inset=_COLUMNS[0], rule=True)
    return boxes


def _row(row: SheetRow) -> Line:
    answer, mark, strong, colour = row.answer, "", bool(row.severity), "#15201E"
    if row.reason:
        answer, mark, colour = REASON.get(row.reason, row.reason), row.reason, _SOFT
    elif row.missing:
        answer, mark, colour = "未答", "missing", "#914400"
    elif row.severity:
        mark = row.severity
    texts = [Text(answer or "—", 9, strong, colour)]
    if row.conflict:
        texts.append(Text("有冲突，未定", 8.5, True, "#634394"))
        mark = mark or "conflict"
    cells = (
        Cell((Text(row.code, 8, colour=_FAINT),)),
        Cell((Text(row.label, 9),)),
        Cell(tuple(texts), mark),
        Cell((Text(row.basis, 8.5, colour=_SOFT),)),
        Cell((Text(row.where, 8.5, colour=_SOFT),)),
    )
    return Line(cells, _COLUMNS, rule=not row.pictures)
