"""结构安全鉴定候选清单: buildings that a professional unit should look at, and why."""

from __future__ import annotations

from app.reports.facts import City, Finding, Key, Verdict
from app.reports.headings import heading, notes
from app.reports.ledgers import mark_parts
from app.reports.lookups import SEVERITIES, severity_words, word
from app.reports.page import Page
from app.reports.swift import Cell
from app.reports.text import day, mask, natural_key
from app.reports.workbook import A3, Book, Column

TITLE = "结构安全鉴定候选清单"

COLUMNS = (
    Column("序号", 5, "center"),
    Column("社区", 10),
    Column("小区", 16),
    Column("楼栋", 10),
    Column("楼栋编码", 16),
    Column("坐落地址", 24),
    Column("建成年份", 7, "center"),
    Column("结构类型", 14, "center"),
    Column("层数（地上/地下）", 9, "center"),
    Column("初判", 11, "center"),
    Column("触发依据（检查项、问题、位置）", 60),
    Column("最重程度", 9, "center"),
    Column("触发项照片", 7, "center"),
    Column("检查人", 9, "center"),
    Column("检查日期", 11, "center"),
    Column("标记", 10, "center"),
)


def write_appraisal_list(book: Book, city: City) -> int:
    """Write one row per candidate building and return the rows.

    A candidate has a finding that asks for appraisal and is not dismissed, or a structure question
    answered 判不了, which never counts as no problem (ZF-B12).
    """
    candidates = appraisal_candidates(city)
    page = Page(book, TITLE, heading(city, TITLE, "全部社区"), COLUMNS, paper=A3)
    page.filter()
    for number, (place, (findings, verdict)) in enumerate(candidates.items(), 1):
        page.row(_row(city, number, place, findings, verdict), alarm=_alarm(findings))
    only = sum(not findings for findings, _verdict in candidates.values())
    page.notes(
        notes(
            city,
            f"共 {len(candidates)} 栋，同一栋有几项触发只列一次；"
            f"其中 {only} 栋只因结构项“判不了”列入，判不了不算无问题。",
            "本表是候选，不是结论：房屋安全等级只认专业机构出具的鉴定报告。",
            "未查到（拒访、无人）、没有人查过的楼栋不在本表，见未查清单；已排除（误报）的不列。",
        )
    )
    return page.rows


def appraisal_candidates(city: City) -> dict[Key, tuple[list[Finding], Verdict | None]]:
    """Return candidate buildings in roster order with their triggers.

    The verdict is given when structure questions (indicator H01) were answered 判不了.
    """
    triggers: dict[Key, list[Finding]] = {}
    for finding in city.findings:
        if finding.appraisal and finding.mark != "dismissed" and finding.form_id == "housing":
            triggers.setdefault(finding.place, []).append(finding)
    unsure = {
        verdict.place: verdict
        for verdict in city.verdicts.values()
        if verdict.indicator == "H01"
        and verdict.outcome != "clear"
        and any(reason == "undecidable" for _item, reason in verdict.why)
    }
    return {
        place: (triggers.get(place, []), unsure.get(place))
        for place in sorted({*triggers, *unsure}, key=city.order.__getitem__)
    }


def _row(
    city: City, number: int, place: Key, findings: list[Finding], verdict: Verdict | None
) -> list[Cell]:
    building = city.places[place]
    community, area, name = city.at[place]
    visit = city.visits.get((place, "housing"))
    floors = "/".join(
        "—" if floor is None else str(floor)
        for floor in (building.said("floors_above"), building.said("floors_below"))
    )
    worst = min((SEVERITIES.index(one.severity) for one in findings if one.severity), default=None)
    return [
        number,
        community,
        area,
        name,
        building.code,
        building.address,
        building.said("built_year"),
        word("structure", building.structure),
        "" if floors == "—/—" else floors,
        "疑似，建议鉴定" if findings else "判不了",
        "\n".join(_triggers(city, findings, verdict)),
        "" if worst is None else severity_words()[SEVERITIES[worst]],
        sum(one.photos for one in findings) or None,
        visit.inspector if visit else "",
        day(visit.date_ms if visit else None, city.campaign.zone),
        "、".join(sorted({part for one in findings for part in mark_parts(one)})),
    ]


def _triggers(city: City, findings: list[Finding], verdict: Verdict | None) -> list[str]:
    lines = []
    for finding in findings:
        where = f"（{mask(finding.location)}）" if finding.location else ""
        doubt = finding.doubts.get("finding", "")
        disputed = f"［{doubt}］" if doubt else ""
        lines.append(f"{finding.rule} {finding.words}{where}{disputed}")
    if verdict is not None:
        items = sorted(
            {item for item, reason in verdict.why if reason == "undecidable"}, key=natural_key
        )
        lines.append("判不了：" + "、".join(city.item_words(item) for item in items))
    return lines


def _alarm(findings: list[Finding]) -> int:
    return 11 if any(one.severity == "critical" for one in findings) else -1
