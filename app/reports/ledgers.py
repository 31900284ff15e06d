"""Ledgers of findings: 楼栋问题台账 and 各社区问题台账, a row per finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.progress import Progress, silent
from app.reports.counting import tally
from app.reports.facts import City, Finding, Place
from app.reports.headings import heading, notes
from app.reports.housing_list import judged
from app.reports.lookups import (
    DEADLINE,
    DIFFICULTY,
    FORM,
    indicators,
    severity_words,
    source_title,
)
from app.reports.page import Page
from app.reports.swift import Cell
from app.reports.text import day, mask, plain
from app.reports.workbook import A3, MAX_ROWS, Book, Column

BUILDINGS = "楼栋问题台账"
COMMUNITIES = "各社区问题台账"
MARK = {"dismissed": "已排除（误报）", "disputed": "有冲突", "unfinished": "未查完", "": ""}

BUILDING_COLUMNS = (
    Column("序号", 6, "center"),
    Column("社区", 9),
    Column("小区", 14),
    Column("楼栋", 10),
    Column("楼栋编码", 16),
    Column("检查项", 8, "center"),
    Column("存在问题", 34),
    Column("疑似", 5, "center"),
    Column("位置", 16),
    Column("数量", 8, "center"),
    Column("问题程度", 9, "center"),
    Column("治理难度", 6, "center"),
    Column("问题分类", 9, "center"),
    Column("指标", 6, "center"),
    Column("责任单位", 16),
    Column("建议措施", 24),
    Column("判定依据", 18),
    Column("照片数", 6, "center"),
    Column("检查人", 8, "center"),
    Column("检查日期", 11, "center"),
    Column("标记", 9, "center"),
)

COMMUNITY_COLUMNS = (
    Column("序号", 6, "center"),
    Column("小区", 16),
    Column("楼栋或对象", 12),
    Column("指标", 6, "center"),
    Column("存在问题", 40),
    Column("位置", 18),
    Column("问题程度", 9, "center"),
    Column("治理难度", 6, "center"),
    Column("问题分类", 9, "center"),
    Column("责任单位", 18),
    Column("建议措施", 30),
    Column("标记", 9, "center"),
)


def write_building_ledger(book: Book, city: City, progress: Progress = silent) -> int:
    """Write one row per finding of a building, grouped by building; return the rows."""
    findings = [one for one in city.findings if one.form_id == "housing"]
    written = 0
    for number, start in enumerate(range(0, max(len(findings), 1), MAX_ROWS)):
        name = BUILDINGS if number == 0 else f"{BUILDINGS}（{number + 1}）"
        page = Page(book, name, heading(city, BUILDINGS, "全部社区"), BUILDING_COLUMNS, paper=A3)
        page.filter()
        part = findings[start : start + MAX_ROWS]
        for serial, (finding, band) in enumerate(_banded(part), start + 1):
            page.row(_building_row(city, serial, finding), band=band, alarm=_alarm(finding, 10))
            if serial % 500 == 0:
                progress(serial, len(findings), BUILDINGS)
        page.notes(_notes(city, findings))
        written += page.rows
    return written


def _building_row(city: City, serial: int, finding: Finding) -> Sequence[Cell]:
    community, area, building = city.at[finding.place]
    return (
        serial,
        community,
        area,
        building,
        city.places[finding.place].code,
        finding.item,
        finding.title,
        "疑似" if finding.suspected else "",
        mask(finding.location),
        amount(finding),
        finding.doubts.get("severity") or severity_words()[finding.severity],
        DIFFICULTY.get(finding.difficulty, ""),
        DEADLINE.get(finding.deadline, ""),
        finding.indicator,
        finding.responsible,
        finding.measure,
        source_title(finding.source, finding.confidence),
        finding.photos or None,
        finding.inspector,
        day(finding.date_ms, city.campaign.zone),
        "、".join(mark_parts(finding)),
    )


def mark_parts(finding: Finding) -> list[str]:
    """Return why a finding is not counted, and that people differ about it, which may be both."""
    doubt = finding.doubts.get("finding", "")
    if finding.mark == "disputed":
        return [doubt or MARK["disputed"]]
    return [part for part in (MARK[finding.mark], doubt) if part]


def amount(finding: Finding) -> str:
    """Return a finding's quantity with its unit, such as 12 套."""
    if finding.quantity is None:
        return ""
    return f"{plain(finding.quantity)} {finding.unit}".rstrip()


def write_community_ledgers(book: Book, city: City, progress: Progress = silent) -> int:
    """Write a summary sheet and one ledger per community; return the rows of the ledgers."""
    _summary(book, city)
    written = 0
    for number, (name, _community, findings) in enumerate(city.by_community, 1):
        page = Page(book, name, heading(city, f"{name}问题台账", name), COMMUNITY_COLUMNS, paper=A3)
        page.filter()
        for serial, (finding, band) in enumerate(_banded(findings), 1):
            page.row(_community_row(city, serial, finding), band=band, alarm=_alarm(finding, 6))
        page.notes(_notes(city, findings))
        written += page.rows
        progress(number, len(city.by_community), COMMUNITIES)
    return written


def _community_row(city: City, serial: int, finding: Finding) -> Sequence[Cell]:
    _community, area, building = city.at[finding.place]
    subject = building or (FORM[finding.form_id][:2] if finding.form_id in FORM else "")
    quantity = amount(finding)
    return (
        serial,
        area,
        subject,
        finding.indicator,
        finding.words + (f"（{quantity}）" if quantity else ""),
        mask(finding.location),
        finding.doubts.get("severity") or severity_words()[finding.severity],
        DIFFICULTY.get(finding.difficulty, ""),
        DEADLINE.get(finding.deadline, ""),
        finding.responsible,
        finding.measure,
        "、".join(mark_parts(finding)),
    )


def _summary(book: Book, city: City) -> None:
    housing = indicators("housing")
    words = severity_words()
    columns = (
        Column("序号", 5, "center"),
        Column("社区", 12),
        Column("应查", 7, "center", "楼栋（栋）"),
        Column("查完", 7, "center", "楼栋（栋）"),
        Column("未查完", 7, "center", "楼栋（栋）"),
        *(
            Column(f"{one.code} {one.name}（{one.unit}）", 13, "center", "住房指标体检结果")
            for one in housing
        ),
        *(Column(words[rank], 8, "center", "问题（条）") for rank in words if rank),
        Column("未计入", 8, "center", "问题（条）"),
    )
    page = Page(book, "汇总", heading(city, COMMUNITIES, "全部社区"), columns, paper=A3)
    for number, (name, community, findings) in enumerate(city.by_community, 1):
        buildings = community.buildings if community else []
        page.row([number, name, *_summary_row(city, buildings, findings)])
    page.row(["", "合计", *_summary_row(city, city.buildings, city.findings)], bold=True)
    page.notes(
        notes(
            city,
            "体检结果按楼栋不重复计，非成套住宅按套计；空格为尚未查出结果。",
            "各程度只数计入的问题；未计入＝已排除（误报）、有冲突待定、未查完楼栋的问题，逐条列在各社区台账并标明。",
        )
    )


def _summary_row(city: City, buildings: Sequence[Place], findings: Sequence[Finding]) -> list[Cell]:
    done = sum(_done(city, building) for building in buildings)
    results: list[Cell] = []
    for indicator in indicators("housing"):
        count = tally(city, indicator, buildings)
        results.append(count.result if judged(count) else None)
    counted = [one for one in findings if not one.mark]
    ranks: list[Cell] = [
        sum(one.severity == rank for one in counted) for rank in severity_words() if rank
    ]
    return [
        len(buildings),
        done,
        len(buildings) - done,
        *results,
        *ranks,
        len(findings) - len(counted),
    ]


def _done(city: City, building: Place) -> bool:
    visit = city.visits.get((building.id, "housing"))
    return visit is not None and visit.state == "done"


def _banded(findings: Iterable[Finding]) -> Iterator[tuple[Finding, bool]]:
    """Yield findings with a shade that changes from place to place."""
    band, last = True, None
    for finding in findings:
        if finding.place != last:
            band, last = not band, finding.place
        yield finding, band


def _alarm(finding: Finding, column: int) -> int:
    return column if finding.severity == "critical" else -1


def _notes(city: City, findings: Sequence[Finding]) -> list[str]:
    counted = [one for one in findings if not one.mark]
    left = {mark: sum(one.mark == mark for one in findings) for mark in MARK if mark}
    out = "，".join(f"{MARK[mark]} {number} 条" for mark, number in left.items() if number)
    return notes(
        city,
        f"共 {len(findings)} 条（已与数据库核对），涉及 {len({one.place for one in findings})} 处；"
        f"计入指标 {len(counted)} 条，涉及 {len({one.place for one in counted})} 处"
        + (f"；不计入：{out}。" if out else "。"),
        "同一处有几条问题，算指标时只计一次，所以条数不等于栋数。",
        "“疑似”的结构、燃气问题，以专业单位鉴定或燃气公司意见为准。",
    )
