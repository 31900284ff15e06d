"""小区问题清单 (附表IV-2): per residential area, per community and for the whole."""

from __future__ import annotations

from collections.abc import Sequence

from app.reports.counting import Line, Tally, tally
from app.reports.facts import City, Place
from app.reports.headings import heading, notes
from app.reports.housing_list import judged, nothing
from app.reports.lookups import Column as Kind
from app.reports.lookups import Indicator, area_column, indicators
from app.reports.page import Page
from app.reports.swift import Cell
from app.reports.text import plain
from app.reports.workbook import A3, Book, Column

TITLE = "小区问题清单"
_MANY = 40  # names in one cell; beyond that only the number

COLUMNS = (
    Column("序号", 5, "center"),
    Column("指标项", 34),
    Column("体检结果", 11, "center"),
    Column("配建情况（是/否）", 14, "center"),
    Column("规模不足", 30),
    Column("功能不完善", 30),
    Column("其他问题", 36),
    Column("应查", 6, "center", "对象数（个）"),
    Column("已查", 6, "center", "对象数（个）"),
    Column("有问题", 6, "center", "对象数（个）"),
    Column("无问题", 6, "center", "对象数（个）"),
    Column("未定", 6, "center", "对象数（个）"),
    Column("不适用", 6, "center", "对象数（个）"),
    Column("未查完", 6, "center", "对象数（个）"),
)


def write_area_list(book: Book, city: City) -> int:
    """Write the list and return how many rows of indicators it holds."""
    page = Page(book, "全部", heading(city, TITLE, "全部社区"), COLUMNS, paper=A3)
    places = [one.place for one in city.communities if one.place is not None]
    _table(page, city, city.areas, places)
    page.notes(_notes(city))
    rows = page.rows
    for community in city.communities:
        areas = [area.place for area in community.areas if area.place is not None]
        page = Page(book, community.name, heading(city, TITLE, community.name), COLUMNS, paper=A3)
        page.band(f"{community.name}合计　{len(areas)} 个小区")
        _table(page, city, areas, [community.place] if community.place else [])
        for area in areas:
            page.band(area.name + ("　临时小区" if area.temporary else ""))
            _table(page, city, [area], None)
        page.notes(_notes(city))
        rows += page.rows
    return rows


def _table(
    page: Page, city: City, areas: Sequence[Place], communities: Sequence[Place] | None
) -> None:
    """Write a row per indicator; without communities, what is inspected there is only named."""
    for number, indicator in enumerate(indicators("area"), 1):
        if indicator.level == "area":
            page.row([number, indicator.name, *_cells(city, indicator, areas)])
        elif communities is not None:
            page.row([number, indicator.name, *_cells(city, indicator, communities)])
        else:
            note = "按社区查，见本社区合计"
            page.row([number, indicator.name, None, "—", None, None, note, *[None] * 7])


def _cells(city: City, indicator: Indicator, places: Sequence[Place]) -> list[Cell]:
    count = tally(city, indicator, places)
    cells = {"scale": "", "function": "", "other": ""}
    without: list[Line] = []
    for line in count.lines:
        kind: Kind = area_column(line.kinds.rule, line.kinds.item)
        if kind == "built":
            without.append(line)
            if len(places) == 1 and not line.disputed:
                continue  # 否 in the column 配建情况 says it already
            kind = "other"
        text = _describe(line, indicator, many=len(places) > 1)
        cells[kind] += ("\n" if cells[kind] else "") + text
    if not count.lines:
        cells["other"] = nothing(count)
    return [
        _result(count),
        _built(city, count, without, places),
        *cells.values(),
        count.due,
        count.done,
        count.problem,
        count.clear,
        count.undecided,
        count.not_applicable,
        count.unfinished,
    ]


def _result(count: Tally) -> Cell:
    if not judged(count):
        return None
    unknown = f"\n另 {count.no_quantity} 个未填数" if count.no_quantity else ""
    return f"{plain(count.result)} {count.indicator.unit}{unknown}"


def _built(city: City, count: Tally, lines: Sequence[Line], areas: Sequence[Place]) -> str:
    """Return 是 or 否 for one area, their numbers for several, — where it is not asked."""
    if not count.indicator.built:
        return "—"
    without = {place.id for line in lines for place in line.places}
    answers = {"是": 0, "否": 0, "未定": 0}
    for area in areas:
        verdict = city.verdicts.get((area.id, count.indicator.code))
        outcome = verdict.outcome if verdict else "unfinished"
        if area.id in without:
            answers["否"] += 1
        elif outcome in ("problem", "clear"):
            answers["是"] += 1
        elif outcome == "undecided":
            answers["未定"] += 1
    if len(areas) == 1:
        return next((word for word, number in answers.items() if number), "—")
    return "、".join(f"{word} {number}" for word, number in answers.items() if number) or "—"


def _describe(line: Line, indicator: Indicator, *, many: bool) -> str:
    amount = ""
    if line.quantity and (indicator.counts == "sum" or line.unit != indicator.unit):
        amount = f"，{plain(line.quantity)} {line.unit}".rstrip()
    listed = "（只列出，不计入）" if line.quantity == 0 and line.places else ""
    if not many:
        return line.title + (amount + listed if line.places else "（有冲突，暂不计入）")
    what = "社区" if indicator.level == "community" else "小区"
    parts = []
    if line.places:
        parts.append(f"{len(line.places)} 个{what}{amount}（{_names(line.places)}）{listed}")
    if line.disputed:
        parts.append(f"有冲突、暂不计入 {len(line.disputed)} 个（{_names(line.disputed)}）")
    return f"{line.title}：" + "；".join(parts)


def _names(places: Sequence[Place]) -> str:
    names = "、".join(place.name for place in places[:_MANY])
    return names if len(places) <= _MANY else f"{names}等"


def _notes(city: City) -> list[str]:
    return notes(
        city,
        "养老、托育、幼儿园、学位按社区查，其余按小区查；应查＝已查＋未查完，"
        "已查＝有问题＋无问题＋未定＋不适用。",
        "以“个”计小区的指标不重复计：一处有几条问题只算一次，社区缺设施的按检查表算所含小区数；"
        "只列出、不计入的问题不进体检结果。",
        "缺口（学位、泊位、充电桩）与步行道长度逐处相加，一处有富余不抵另一处的缺口。",
        "配建情况只看“有没有”，规模、功能另列；“—”为此项没有配建之问，或尚未查完。",
        "未定＝判不了、未查到、有冲突待定；未查完含未开始。未定、不适用、未查完的都不算“无问题”。",
        "已排除（误报）的不计入。",
    )
