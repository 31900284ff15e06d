"""The head of a sheet: where a place lies, its facts in the roster, how far its inspection is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.models import tables
from app.reports.lookups import word

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import derived


def names_above(session: Session, place: tables.Place) -> dict[str, str]:
    """Return what a place lies in: name by level."""
    names: dict[str, str] = {}
    seen = {place.id}
    while place.parent is not None and place.parent not in seen:
        seen.add(place.parent)
        above = session.get(tables.Place, place.parent)
        if above is None:
            break
        names[above.level or ""] = above.name or above.code or ""
        place = above
    return names


def facts_of(place: tables.Place) -> tuple[tuple[str, str], ...]:
    """Return what the roster says of a building, as label and text; nothing of other places."""
    if place.level != "building":
        return ()
    floors = " / ".join(
        "—" if floor is None else str(floor) for floor in (place.floors_above, place.floors_below)
    )
    pairs: list[tuple[str, object]] = [
        ("住房类型", word("house_type", place.house_type or "")),
        ("建成年份", place.built_year),
        ("层数（地上 / 地下）", "" if floors == "— / —" else floors),
        ("结构类型", word("structure", place.structure or "")),
        ("单元数", place.units),
        ("套数", place.households),
        ("建筑面积（平方米）", place.floor_area),
        ("电梯", word("lift", place.lift or "")),
    ]
    return tuple((label, "" if value is None else str(value)) for label, value in pairs)


def numbers_of(one: derived.Progress | None) -> tuple[tuple[str, str], ...]:
    """Return how far an inspection is, as label and number."""
    if one is None:
        return ()
    return (
        ("已答", f"{one.answered}/{one.relevant}"),
        ("问题", str(one.findings)),
        ("判不了", str(one.undecidable)),
        ("未查到", str(one.not_reached)),
        ("不适用", str(one.not_applicable)),
        ("有冲突", str(one.conflicts + one.waiting)),
        ("照片", str(one.photos)),
        ("还缺", str(one.missing_answers + one.missing_photos)),
    )


def notes_of(one: derived.Progress | None, *, sample: bool) -> Iterable[str]:
    """Yield a sentence on each thing that keeps an inspection from counting."""
    if one is None or one.state == "not_started":
        yield "还没有人查过，不计入任何指标。"
        return
    if one.state != "done":
        lacks = [
            f"{number} {what}"
            for number, what in ((one.missing_answers, "题"), (one.missing_photos, "张照片"))
            if number
        ]
        missing = f"还缺 {'、'.join(lacks)}，" if lacks else "还没有点查完，"
        yield f"{missing}查完以前不计入任何指标。"
    if one.contested:
        yield "这次检查有人删、有人改，没定以前不计入。"
    if one.conflicts:
        yield f"{one.conflicts} 处两人答得不一样，没定以前有关指标不算“无问题”。"
    if one.waiting:
        yield f"{one.waiting} 处等前面的包到齐，现在显示的可能不全。"
    if sample:
        yield "示例数据，只供试用。"
