"""PDF of one inspected building (楼栋检查表): facts, findings, answers, photos in their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, Spacer

from app.files import cannot_write
from app.progress import Progress, silent
from app.reports.boxes import WIDTH, Box, Cell, Gap, Line
from app.reports.file_names import Names, sheet_name
from app.reports.furniture import Signatures, Title, document, maker
from app.reports.grid import Grid
from app.reports.lookups import REASON, SEVERITIES, severity_words
from app.reports.marks import COLOURS
from app.reports.sheet import BuildingSheet, SheetFinding, SheetRow, SheetSection, for_public
from app.reports.strips import Preview, strips
from app.reports.together import Together
from app.reports.typeset import Text, load_fonts

_SOFT, _FAINT = "#43504D", "#5B6764"
_HEAD = HexColor("#E9ECE8")
_COLUMNS = (50.0, 204.0, 112.0, 56.0, 88.0)


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
        preview: Finds the copy of a photo by sha256 and marks; `None` when it is not here,
            which the sheet says in the photo's place. Previews must carry no EXIF.
        public: Hide sensitive answers, names and numbers of people, see `for_public`.

    Raises:
        AppError: The file cannot be written.
    """
    with Together() as files:
        files.folder(file.parent)
        _build(sheet, files.draft(file), file.name, preview, public=public)
        return files.publish()[0]


def _build(sheet: BuildingSheet, draft: Path, name: str, preview: Preview, *, public: bool) -> None:
    load_fonts()
    shown = for_public(sheet) if public and not sheet.public else sheet
    try:
        document(shown, draft).build(list(_story(shown, preview)), canvasmaker=maker(shown))
    except OSError as error:
        raise cannot_write(name, error) from error


def write_buildings_pdf(
    batch: Iterable[Sheet],
    folder: Path,
    *,
    public: bool = False,
    progress: Progress = silent,
    total: int = 0,
) -> list[Path]:
    """Write one PDF per building, named community–area–building; all of them or none.

    Args:
        batch: The buildings, read one at a time.
        folder: Where they go.
        public: As in `write_building_pdf`.
        progress: Called once per building.
        total: How many there are, 0 when not known.

    Raises:
        AppError: One cannot be written.
        Cancelled: The folder is as it was.
    """
    with Together() as files:
        add_buildings_pdf(batch, folder, files, public=public, progress=progress, total=total)
        return files.publish()


def add_buildings_pdf(
    batch: Iterable[Sheet],
    folder: Path,
    files: Together,
    *,
    public: bool = False,
    progress: Progress = silent,
    total: int = 0,
) -> None:
    """Write the sheets as drafts of a run that may have more files; see `write_buildings_pdf`."""
    names = Names()
    for number, (sheet, preview) in enumerate(batch, 1):
        target = files.folder(folder) / f"{names.free(sheet_name(sheet))}.pdf"
        _build(sheet, files.draft(target), target.name, preview, public=public)
        progress(number, total, sheet.building)


def _story(sheet: BuildingSheet, preview: Preview) -> Iterator[Flowable]:
    yield Title(sheet)
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
    yield Signatures()


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
        answer, mark, colour = answer or "未答", "missing", "#914400"
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
