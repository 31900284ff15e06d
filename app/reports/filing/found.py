"""What was found and what was photographed, a row each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.inspection.field_words import FieldWords, when_words
from app.models.tables import Photo
from app.reports.facts import City
from app.reports.filing.columns import (
    MARKS,
    WHERE,
    Cell,
    FlatColumn,
    FlatTable,
    of_community,
    where_cells,
)
from app.reports.lookups import DEADLINE, DIFFICULTY, indicators, severity_words
from app.reports.text import plain

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace


def findings_table(city: City) -> FlatTable:
    """Return the findings in roster order."""
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
        FlatColumn("finding.responsible", "责任单位", wide=True),
        FlatColumn("finding.measure", "建议措施", wide=True),
        FlatColumn("finding.status", "状态"),
    )

    def rows(community: str) -> Iterator[list[Cell]]:
        wanted = of_community(city, community)
        for one in city.findings:
            place = city.places[one.place]
            if not wanted(place):
                continue
            grave = severity_words("housing" if place.level == "building" else "area")
            yield [
                *where_cells(city, place),
                one.item,
                one.title,
                grave.get(one.severity, ""),
                DEADLINE.get(one.deadline, ""),
                DIFFICULTY.get(one.difficulty, ""),
                f"{one.indicator} {names.get(one.indicator, '')}".strip(),
                one.location,
                "" if one.quantity is None else f"{plain(one.quantity)} {one.unit}".strip(),
                one.responsible,
                one.measure,
                MARKS.get(one.mark) or ("疑似" if one.suspected else "现场已定"),
            ]

    return FlatTable("findings", "问题", columns, rows)


def photos_table(city: City, workspace: Workspace, session: Session) -> FlatTable:
    """Return the photos, each with the digest that proves it."""
    columns = (
        *WHERE,
        FlatColumn("photo.question", "对应题目", wide=True),
        FlatColumn("photo.caption", "说明", wide=True),
        FlatColumn("photo.taken", "拍摄时间"),
        FlatColumn("photo.sha256", "照片指纹（SHA-256）", wide=True),
        FlatColumn("photo.here", "本机有没有"),
    )

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
            yield [
                *where_cells(city, place),
                question,
                one.caption or "",
                when_words(one.taken_at) if one.taken_at else "",
                one.sha256,
                "有" if file.exists() else "没有",
            ]

    return FlatTable("photos", "照片", columns, rows)
