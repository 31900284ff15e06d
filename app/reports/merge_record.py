"""合并记录 as a workbook and on paper: who decided what, when, by which rule, between whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, Spacer

from app.files import cannot_write
from app.inspection.conflict.merge_record import Decision, merge_record, side_words
from app.models.clock import wall_ms
from app.progress import Progress, silent
from app.reports.boxes import WIDTH, Box, Cell, Line
from app.reports.furniture import document, maker
from app.reports.grid import Grid
from app.reports.page import Page
from app.reports.sheet import BuildingSheet
from app.reports.text import mask, minute
from app.reports.together import Together
from app.reports.typeset import Text, load_fonts
from app.reports.workbook import A3, Book, Column, Heading

if TYPE_CHECKING:
    from app.workspace import Workspace

TITLE = "合并记录"
_ZONE = "Asia/Shanghai"
HOW = {
    "both": "两处都记",
    "own": "自己填",
    "return": "退回重查",
    "keep": "保留记录",
    "remove": "删除记录",
}
RULE = {"worse": "从重", "professional": "专业优先", "measured": "实测优先", "like": "同类同定"}
STATE = {"stands": "有效", "taken_back": "已撤回", "replaced": "后来又改"}
COLUMNS = (
    Column("序号", 6, "center"),
    Column("位置", 26),
    Column("检查项或字段", 28),
    Column("定成", 20),
    Column("怎么定", 11, "center"),
    Column("理由", 32),
    Column("各方原话", 52),
    Column("谁定", 10, "center"),
    Column("何时", 16, "center"),
    Column("规则", 10, "center"),
    Column("状态", 9, "center"),
)
_WIDTHS = (30.0, 96.0, 104.0, 124.0, 156.0)
_SOFT, _FAINT = "#43504D", "#5B6764"


def write_merge_record(
    workspace: Workspace, folder: Path, progress: Progress = silent
) -> list[Path]:
    """Write 合并记录.xlsx and 合并记录.pdf; both or neither.

    Raises:
        AppError: The folder cannot be written, or one of the two is open in another program; both
            are as they were then.
    """
    info = workspace.campaign()
    name = (info.name or "") if info else ""
    with workspace.reading() as session:
        found = merge_record(workspace, session, progress)
    with Together() as files:
        files.folder(folder)
        book = Book(folder / f"{TITLE}.xlsx")
        files.add(book.draft, book.target)
        with book:
            _write_sheet(book, name, found)
        _write_pdf(files.draft(folder / f"{TITLE}.pdf"), name, found)
        return files.publish()


def how_words(one: Decision) -> str:
    """Return which way it was decided."""
    return HOW.get(one.how, "取一方")


def _sides(one: Decision) -> list[str]:
    """Return what each side said, a line each; the one that was taken says so."""
    taken = one.how not in HOW
    return [
        mask(side_words(side)) + ("〔取〕" if taken and side.words == one.value else "")
        for side in one.sides
    ]


def rule_words(one: Decision) -> str:
    """Return by which rule it was decided; a person's own decision says so."""
    return RULE.get(one.rule, "按规则") if one.rule else "人工"


def _write_sheet(book: Book, campaign: str, found: Sequence[Decision]) -> None:
    left = f"体检批次：{campaign}" if campaign else ""
    heading = Heading(TITLE, left, f"制表：{minute(wall_ms(), _ZONE)}")
    page = Page(book, TITLE, heading, COLUMNS, paper=A3)
    page.filter()
    for number, one in enumerate(found, 1):
        page.row(
            (
                number,
                one.where,
                mask(one.what),
                mask(one.value),
                how_words(one),
                mask(one.reason),
                "\n".join(_sides(one)),
                one.by,
                minute(one.at, _ZONE),
                rule_words(one),
                STATE[one.state],
            ),
            band=number % 2 == 0,
        )
    page.notes(_notes(found))


def _notes(found: Sequence[Decision]) -> list[str]:
    valid = sum(one.state == "stands" for one in found)
    ruled = sum(bool(one.rule) and one.state == "stands" for one in found)
    return [
        f"共 {len(found)} 条决定，现在有效 {valid} 条，其中按规则 {ruled} 条；没有一条取平均。",
        "每条决定也是一条记录：各方原话都留着，可以撤回，撤回的也列在这里。",
    ]


def _write_pdf(file: Path, campaign: str, found: Sequence[Decision]) -> None:
    load_fonts()
    sheet = BuildingSheet(
        title=TITLE,
        building="",
        community="",
        area=campaign,
        code="",
        address="",
        campaign=campaign,
        state="done",
        printed=minute(wall_ms(), _ZONE),
    )
    try:
        document(sheet, file).build(list(_story(campaign, found)), canvasmaker=maker(sheet))
    except OSError as error:
        raise cannot_write(f"{TITLE}.pdf", error) from error


def _story(campaign: str, found: Sequence[Decision]) -> Iterator[Flowable]:
    title = Cell((Text(TITLE, 18, True), Text(campaign, 9.5, colour=_SOFT)))
    yield Grid([Line([title], [WIDTH], rule=False)])
    notes = [
        Line([Cell((Text(note, 9, colour=_SOFT),))], [WIDTH], rule=False, pad=1)
        for note in _notes(found)
    ]
    yield Grid(notes)
    yield Spacer(1, 8)
    heads = ("序号", "位置", "检查项或字段", "定成、理由", "各方原话、谁定")
    head = Line(
        [Cell((Text(word, 8.5, True, _SOFT),)) for word in heads],
        _WIDTHS,
        fill=HexColor("#E9ECE8"),
        rule=False,
    )
    if found:
        yield Grid([_row(number, one) for number, one in enumerate(found, 1)], head)


def _row(number: int, one: Decision) -> Box:
    by = f"{one.by}　{minute(one.at, _ZONE)}　{rule_words(one)}"
    decided = Text(f"{how_words(one)}：{mask(one.value)}", 9, True)
    state = "" if one.state == "stands" else STATE[one.state]
    cells = (
        Cell((Text(str(number), 8.5, colour=_FAINT),)),
        Cell((Text("\n".join(part.strip() for part in one.where.split("·")), 9),)),
        Cell((Text(mask(one.what), 9),)),
        Cell(
            (decided, Text(mask(one.reason), 8.5, colour=_SOFT), Text(state, 8.5, True, "#A3171B"))
        ),
        Cell(
            (
                *(Text(side, 8.5) for side in _sides(one)),
                Text(by, 8, colour=_FAINT),
            )
        ),
    )
    return Line(cells, _WIDTHS)
