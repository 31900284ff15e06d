"""What was found and what was photographed, a row each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.inspection.field_words import FieldWords
from app.models.tables import Photo
from app.reports.city.unsettled import RECORD, Unsettled
from app.reports.facts import City
from app.reports.filing.columns import (
    MARKS,
    UNSETTLED,
    WHERE,
    Cell,
    FlatColumn,
    FlatTable,
    local_time,
    of_community,
    where_cells,
)
from app.reports.lookups import DEADLINE, DIFFICULTY, indicators, severity_words
from app.reports.text import mask

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace


_DOUBTS = (("finding", ""), ("severity", "程度"), ("location", "部位"))


def _shown(sensitive: bool) -> Callable[[str], str]:
    """Return what free text passes through: people's numbers are hidden unless asked for."""
    return str if sensitive else mask


def findings_table(city: City, *, sensitive: bool = False) -> FlatTable:
    """Return the findings in roster order."""
    # The program's own words, as in the window and the ledgers; the handbook's are for its forms.
    grave, shown = severity_words(), _shown(sensitive)
    names = {one.code: one.name for one in (*indicators("housing"), *indicators("area"))}
    columns = (
        *WHERE,
        FlatColumn("finding.item", "检查项"),
        FlatColumn("finding.title", "问题", wide=True),
        FlatColumn("finding.severity", "问题程度"),
        FlatColumn("finding.deadline", "问题分类"),
        FlatColumn("finding.difficulty", "治理难度"),
        FlatColumn("finding.indicator", "指标"),
        FlatColumn("finding.location", "部位", wide=True),
        FlatColumn("finding.quantity", "数量"),
        FlatColumn("finding.unit", "单位"),
        FlatColumn("finding.responsible", "责任单位", wide=True),
        FlatColumn("finding.measure", "建议措施", wide=True),
        FlatColumn("finding.status", "状态"),
        FlatColumn("finding.unsettled", UNSETTLED),
    )

    def rows(community: str) -> Iterator[list[Cell]]:
        wanted = of_community(city, community)
        for one in city.findings:
            place = city.places[one.place]
            if not wanted(place):
                continue
            yield [
                *where_cells(city, place),
                one.item,
                one.title,
                one.doubts.get("severity") or grave.get(one.severity, ""),
                DEADLINE.get(one.deadline, ""),
                DIFFICULTY.get(one.difficulty, ""),
                f"{one.indicator} {names.get(one.indicator, '')}".strip(),
                shown(one.location),
                one.quantity,
                one.unit if one.quantity is not None else "",
                one.responsible,
                one.measure,
                MARKS.get(one.mark) or ("疑似" if one.suspected else "现场已定"),
                "，".join(f"{name}{one.doubts[key]}" for key, name in _DOUBTS if key in one.doubts),
            ]

    return FlatTable("findings", "问题", columns, rows)


_OF_PHOTO = ((RECORD, ""), ("question", "对应题目"), ("caption", "说明"), ("taken_at", "拍摄时间"))


def photos_table(
    city: City, workspace: Workspace, session: Session, *, sensitive: bool = False
) -> FlatTable:
    """Return the photos, each with the digest that proves it."""
    shown = _shown(sensitive)
    columns = (
        *WHERE,
        FlatColumn("photo.question", "对应题目", wide=True),
        FlatColumn("photo.caption", "说明", wide=True),
        FlatColumn("photo.taken", "拍摄时间", time=True),
        FlatColumn("photo.sha256", "照片指纹（SHA-256）", wide=True),
        FlatColumn("photo.here", "本机有没有"),
        FlatColumn("photo.unsettled", UNSETTLED),
    )
    unsettled = Unsettled(session)

    def rows(community: str) -> Iterator[list[Cell]]:
        wanted, words = of_community(city, community), FieldWords(workspace, session)
        places = {visit.inspection: place for (place, _form), visit in city.visits.items()}
        query = (
            select(Photo)
            .where(Photo.deleted.is_(False), Photo.sha256.is_not(None))
            .order_by(Photo.inspection, Photo.position, Photo.id)
        )
        for one in session.scalars(query):
            key = places.get(one.inspection.bytes) if one.inspection else None
            place = city.places.get(key) if key else None
            if place is None or one.inspection is None or not wanted(place):
                continue
            question = (
                words.field("inspection", one.inspection, one.question) if one.question else ""
            )
            file = workspace.photo_file(one.sha256 or "", one.extension or "")
            doubts = unsettled.of("photo", one.id.bytes)
            yield [
                *where_cells(city, place),
                doubts.get("question") or question,
                doubts.get("caption") or shown(one.caption or ""),
                doubts.get("taken_at") or local_time(one.taken_at or None, city.campaign.zone),
                one.sha256,
                "有" if file.exists() else "没有",
                "，".join(f"{name}{doubts[field]}" for field, name in _OF_PHOTO if field in doubts),
            ]

    return FlatTable("photos", "照片", columns, rows)
