"""住房问题清单 (附表IV-1, fuller variant): per area, per community and for the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.reports.counting import Line, Tally, tally
from app.reports.facts import City, Place
from app.reports.headings import heading, notes
from app.reports.lookups import (
    DEADLINE,
    DIFFICULTY,
    indicators,
    severity_words,
)
from app.reports.page import Page
from app.reports.swift import Cell
from app.reports.text import building_list, plain
from app.reports.workbook import A3, Book, Column

TITLE = "住房问题清单"
LONGEST = 600  # characters of building names in one cell; beyond that only counts per area

COLUMNS = (
    Column("序号", 5, "center"),
    Column("指标项", 28),
    Column("体检结果（栋/套）", 10, "center"),
    Column("存在问题", 66),
    Column("问题程度", 9, "center"),
    Column("治理难度", 6, "center"),
    Column("问题分类", 9, "center"),
    Column("应查", 7, "center", "楼栋数（栋）"),
    Column("已查", 7, "center", "楼栋数（栋）"),
    Column("有问题", 7, "center", "楼栋数（栋）"),
    Column("无问题", 7, "center", "楼栋数（栋）"),
    Column("未定", 7, "center", "楼栋数（栋）"),
    Column("不适用", 7, "center", "楼栋数（栋）"),
    Column("未查完", 7, "center", "楼栋数（栋）"),
)

Names = Callable[[Sequence[Place]], str]


def write_housing_list(book: Book, city: City) -> int:
    """Write the list and return how many rows of indicators it holds."""
    per_area, per_community, whole = _names(city)
    page = Page(book, "全部", heading(city, TITLE, "全部社区"), COLUMNS, paper=A3)
    _table(page, city, city.buildings, whole)
    page.notes(_notes(city, len(city.buildings)))
    rows = page.rows
    for community in city.communities:
        page = Page(book, community.name, heading(city, TITLE, community.name), COLUMNS, paper=A3)
        buildings = community.buildings
        page.band(f"{community.name}合计　{len(buildings)} 栋")
        _table(page, city, buildings, per_community)
        for area in community.areas:
            if area.buildings:
                page.band(f"{area.name}　{len(area.buildings)} 栋")
                _table(page, city, area.buildings, per_area)
        page.notes(_notes(city, len(buildings)))
        rows += page.rows
    return rows


def _table(page: Page, city: City, buildings: Sequence[Place], names: Names) -> None:
    for number, indicator in enumerate(indicators("housing"), 1):
        count = tally(city, indicator, buildings)
        if count.due != sum(
            (count.problem, count.clear, count.undecided, count.not_applicable, count.unfinished)
        ):
            raise AssertionError(f"{indicator.code}: outcomes do not add up to the buildings")
        counts = (
            count.due,
            count.done,
            count.problem,
            count.clear,
            count.undecided,
            count.not_applicable,
            count.unfinished,
        )
        fixed: dict[int, Cell] = {0: number, 1: indicator.name, 2: _result(count)}
        fixed |= dict(enumerate(counts, 7))
        lines, alarms = _lines(count, names)
        page.block(fixed, lines, alarms)


def _lines(count: Tally, names: Names) -> tuple[list[list[Cell]], list[int]]:
    words = severity_words("housing")
    lines: list[list[Cell]] = []
    for line in count.lines:
        lines.append(
            [
                *[None] * 3,
                describe(line, names, count.indicator.unit),
                words[line.severity],
                DIFFICULTY.get(line.kinds.difficulty, ""),
                DEADLINE.get(line.kinds.deadline, ""),
                *[None] * 7,
            ]
        )
    alarms = [4 if line.severity == "critical" else -1 for line in count.lines]
    if not lines:
        lines, alarms = [[*[None] * 3, nothing(count), *[None] * 10]], [-1]
    return lines, alarms


def judged(count: Tally) -> bool:
    """Tell whether a result can be printed: while nothing is decided, 0 would mislead."""
    return bool(count.problem or count.clear)


def _result(count: Tally) -> Cell:
    if not judged(count):
        return None
    if count.no_quantity:
        unit = count.indicator.unit
        return f"{plain(count.result)}\n另 {count.no_quantity} 栋未填{unit}数"
    return count.result


def nothing(count: Tally) -> str:
    """Return what stands where no problem was found; never 无问题 for what was not looked at."""
    if count.clear:
        return "未发现"
    if count.undecided:
        return "尚无结论"
    if count.not_applicable:
        return "不适用" if not count.unfinished else "已查的均不适用"
    return "未查完"


def describe(line: Line, names: Names, unit: str) -> str:
    """Return one kind of problem with its places, those in conflict named apart."""
    text = f"{line.title}："
    if line.places:
        places = f"{len(line.places)}栋，为{names(line.places)}"
        if line.quantity is not None and line.unit not in ("", "栋"):
            text += f"共{plain(line.quantity)}{line.unit}，涉及{places}"
        else:
            text += f"共{places}"
    if line.disputed:
        both = "；" if line.places else ""
        text += f"{both}有冲突、暂不计入{len(line.disputed)}栋，为{names(line.disputed)}"
    return text


def _names(city: City) -> tuple[Names, Names, Names]:
    def per_area(places: Sequence[Place]) -> str:
        text = building_list(place.name for place in places)
        return text if len(text) <= LONGEST else text[:LONGEST] + "…（名单见楼栋问题台账）"

    def per_community(places: Sequence[Place]) -> str:
        groups = _grouped(city, places, 1)
        text = "；".join(
            f"{name}（{building_list(place.name for place in group)}）"
            for name, group in groups.items()
        )
        if len(text) <= LONGEST:
            return text
        counts = "、".join(f"{name}{len(group)}栋" for name, group in groups.items())
        return f"{counts}（楼栋名单见下）"

    def whole(places: Sequence[Place]) -> str:
        groups = _grouped(city, places, 0)
        return "、".join(f"{name}{len(group)}栋" for name, group in groups.items())

    return per_area, per_community, whole


def _grouped(city: City, places: Sequence[Place], which: int) -> dict[str, list[Place]]:
    groups: dict[str, list[Place]] = {}
    for place in places:
        groups.setdefault(city.at[place.id][which], []).append(place)
    return groups


def _notes(city: City, buildings: int) -> list[str]:
    words, ours = severity_words("housing"), severity_words()
    return notes(
        city,
        f"本表各指标都从 {buildings} 栋起算："
        "应查＝已查＋未查完，已查＝有问题＋无问题＋未定＋不适用。",
        "体检结果按楼栋不重复计：一栋楼同一指标有几条问题也只算 1 栋，"
        "所以各行栋数相加可以大于体检结果；非成套住宅按套计。",
        "未定＝判不了、未查到（拒访、无人）、有冲突待定；未查完含未开始。"
        "未定、不适用、未查完的都不算“无问题”，算比例时分母只取有问题与无问题两项。",
        "已排除（误报）的不计入；“疑似”的以专业单位鉴定或燃气公司意见为准。",
        "问题程度用清单用语："
        + "，".join(
            f"{words[rank]}即程序中的“{ours[rank]}”" for rank in ("critical", "serious", "minor")
        )
        + "。",
    )
