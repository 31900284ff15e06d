"""未查清单: what nobody has looked at, what is unfinished, refused, undecided or in conflict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.reports.facts import City, Place, Visit
from app.reports.headings import heading, notes
from app.reports.lookups import FORM, LEVEL_OF_FORM, OUTCOME, REASON
from app.reports.page import Page
from app.reports.swift import Cell
from app.reports.text import day, natural_key
from app.reports.workbook import MAX_ROWS, Book, Column

TITLE = "未查清单"
NOT_STARTED, UNFINISHED, NOT_REACHED, UNDECIDABLE, COPIED, CONFLICT = (
    "未开始",
    "未查完",
    "未查到（拒访、无人）",
    "判不了",
    "照抄未看",
    "有冲突、待定",
)
CATEGORIES = (NOT_STARTED, UNFINISHED, NOT_REACHED, UNDECIDABLE, COPIED, CONFLICT)
NEXT = {
    NOT_STARTED: "安排检查",
    UNFINISHED: "补齐后点查完",
    NOT_REACHED: "列入复访",
    UNDECIDABLE: "请专业人员看",
    COPIED: "到场看一眼",
    CONFLICT: "在汇总台定下来",
}

COLUMNS = (
    Column("序号", 6, "center"),
    Column("社区", 11),
    Column("小区", 18),
    Column("楼栋", 12),
    Column("检查表", 11, "center"),
    Column("原因", 13, "center"),
    Column("具体情况", 48),
    Column("检查人", 10, "center"),
    Column("最近日期", 11, "center"),
    Column("下一步", 18),
)


class Open(NamedTuple):
    """One place and one reason why it cannot be counted in full."""

    place: Place
    form_id: str
    category: str
    detail: str
    visit: Visit | None


def write_open_list(book: Book, city: City) -> int:
    """Write a summary and one row per place and reason; return the rows."""
    found = list(open_items(city))
    _summary(book, city, found)
    written = 0
    for number, start in enumerate(range(0, max(len(found), 1), MAX_ROWS)):
        name = TITLE if number == 0 else f"{TITLE}（{number + 1}）"
        page = Page(book, name, heading(city, TITLE, "全部社区"), COLUMNS)
        page.filter()
        last, band = None, True
        for serial, item in enumerate(found[start : start + MAX_ROWS], start + 1):
            if item.place.id != last:
                last, band = item.place.id, not band
            page.row(_row(city, serial, item), band=band)
        page.notes(_notes(city, found))
        written += page.rows
    return written


def open_items(city: City) -> Iterator[Open]:
    """Yield what is open, in roster order: communities, then areas, then buildings of each."""
    for place in sorted(city.places.values(), key=lambda one: city.order[one.id]):
        for form_id, level in LEVEL_OF_FORM.items():
            if place.level == level:
                yield from _open_at(city, place, form_id)


def _open_at(city: City, place: Place, form_id: str) -> Iterator[Open]:
    visit = city.visits.get((place.id, form_id))
    if visit is None or visit.state == "not_started":
        # A refusal may be all that was recorded, and that is more than nothing.
        if visit is not None and OUTCOME.get(visit.outcome, ("", False))[1]:
            yield Open(place, form_id, NOT_REACHED, OUTCOME[visit.outcome][0], visit)
        else:
            yield Open(place, form_id, NOT_STARTED, "还没有人查过", visit)
        return
    if visit.state != "done":
        yield Open(place, form_id, UNFINISHED, _missing(visit), visit)
    word, refused = OUTCOME.get(visit.outcome, ("", False))
    if refused or visit.not_reached:
        parts = [word] if refused else []
        if visit.not_reached:
            parts.append(_items(city, place, form_id, "not_reached", visit.not_reached))
        yield Open(place, form_id, NOT_REACHED, "；".join(parts), visit)
    if visit.undecidable:
        detail = _items(city, place, form_id, "undecidable", visit.undecidable)
        yield Open(place, form_id, UNDECIDABLE, detail, visit)
    if visit.copied:
        detail = f"{visit.copied} 题照抄邻栋，还没有人在这一处看过"
        yield Open(place, form_id, COPIED, detail, visit)
    if unsettled := visit.unsettled:
        yield Open(place, form_id, CONFLICT, unsettled, visit)


def _missing(visit: Visit) -> str:
    parts = []
    if visit.missing_answers:
        parts.append(f"{visit.missing_answers} 题")
    if visit.missing_photos:
        parts.append(f"{visit.missing_photos} 张照片")
    done = f"已答 {visit.answered}/{visit.relevant} 题"
    return f"{done}，缺 {'、'.join(parts)}" if parts else f"{done}，还没有点查完"


def _items(city: City, place: Place, form_id: str, reason: str, number: int) -> str:
    items: set[str] = set()
    for indicator in city.indicators_of(form_id):
        verdict = city.verdicts.get((place.id, indicator))
        if verdict is not None and verdict.form_id == form_id:
            items |= {item for item, why in verdict.why if why == reason}
    named = "、".join(city.item_words(item) for item in sorted(items, key=natural_key))
    text = f"{number} 题{REASON[reason]}"
    return f"{text}：{named}" if named else text


def _row(city: City, serial: int, item: Open) -> Sequence[Cell]:
    community, area, building = city.at[item.place.id]
    visit = item.visit
    return (
        serial,
        community,
        area,
        building,
        FORM.get(item.form_id, item.form_id),
        item.category,
        item.detail,
        visit.inspector if visit else "",
        day(visit.date_ms if visit else None, city.campaign.zone),
        NEXT[item.category],
    )


def _summary(book: Book, city: City, found: Sequence[Open]) -> None:
    columns = (
        Column("序号", 6, "center"),
        Column("社区", 20),
        *(
            Column(word, 14, "center", above)
            for above in ("楼栋（栋）", "小区与社区（个）")
            for word in ("应查", *CATEGORIES)
        ),
    )
    page = Page(book, "汇总", heading(city, TITLE, "全部社区"), columns, paper=8)
    numbers: dict[str, dict[tuple[bool, str], int]] = {}
    for place in city.places.values():
        if place.level in LEVEL_OF_FORM.values():
            row = numbers.setdefault(city.at[place.id][0], {})
            key = (place.level == "building", "应查")
            row[key] = row.get(key, 0) + 1
    for item in found:
        row = numbers[city.at[item.place.id][0]]
        key = (item.place.level == "building", item.category)
        row[key] = row.get(key, 0) + 1
    keys = [(level, word) for level in (True, False) for word in ("应查", *CATEGORIES)]
    for number, community in enumerate(city.communities, 1):
        row = numbers.get(community.name, {})
        page.row([number, community.name, *(row.get(key, 0) for key in keys)])
    totals = [sum(row.get(key, 0) for row in numbers.values()) for key in keys]
    page.row(["", "合计", *totals], bold=True)
    page.notes(notes(city, "一处可以有几种原因，所以各列相加可以大于应查数。"))


def _notes(city: City, found: Sequence[Open]) -> list[str]:
    return notes(
        city,
        f"共 {len(found)} 条，涉及 {len({item.place.id for item in found})} 处；"
        "一处有几种原因列几条。",
        "本表里的事项都不算“无问题”：未开始、未查完的不进任何指标的分母，"
        "未查到、判不了、照抄未看、有冲突的只让有关指标未定。",
    )
