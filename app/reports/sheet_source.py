"""From the database to the values of a sheet: one inspection under its own form version."""

from __future__ import annotations

import time
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import AppError
from app.forms import Definition, Instance
from app.i18n import N_
from app.inspection.answers import Stored, answers_of, photos_by_question
from app.inspection.load import instance_of, who_and_when
from app.inspection.remarks import remarks_of
from app.models import derived, media, tables
from app.reports.city.photos import illustrated
from app.reports.lookups import (
    DEADLINE,
    DIFFICULTY,
    SEVERITIES,
    indicators,
    source_title,
)
from app.reports.sheet import BuildingSheet, Picture, SheetFinding
from app.reports.sheet_head import facts_of, names_above, notes_of, numbers_of
from app.reports.sheet_rows import SheetRows
from app.reports.text import day, minute, natural_key, plain

_ZONE = "Asia/Shanghai"


def building_sheet(
    session: Session, inspection: UUID, form: Definition, *, now_ms: int | None = None
) -> BuildingSheet:
    """Collect what is printed of one inspection.

    Args:
        session: A session on the workspace's database; only reads.
        inspection: Which one; of a building, a residential area or a community alike.
        form: The form version that it began with.
        now_ms: Time of printing, UTC milliseconds; for tests.

    Raises:
        AppError: The inspection is unknown, or its findings are not up to date.
    """
    row = session.get(tables.Inspection, inspection)
    place = session.get(tables.Place, row.place) if row and row.place else None
    if row is None or place is None:
        raise AppError(N_("This inspection is not here, or its place is not."))
    if session.get(derived.Stale, inspection) is not None:
        raise AppError(
            N_("This inspection has changed since its findings were worked out. Do that first.")
        )
    return _Source(session, row, place, form, now_ms).sheet()


class _Source(SheetRows):
    """What one sheet is put together from."""

    def __init__(
        self,
        session: Session,
        row: tables.Inspection,
        place: tables.Place,
        form: Definition,
        now_ms: int | None,
    ) -> None:
        self.session, self.row, self.place, self.form = session, row, place, form
        self.now_ms = time.time_ns() // 1_000_000 if now_ms is None else now_ms
        self.campaign = session.get(tables.Campaign, place.campaign) if place.campaign else None
        self.zone = (self.campaign.zone if self.campaign else None) or _ZONE
        self.progress = session.get(derived.Progress, row.id)
        self.stored: Mapping[str, Stored] = answers_of(session, row.id)
        self.remarks = remarks_of(session, row.id)
        pictures = photos_by_question(session, row.id)
        self.instance: Instance = instance_of(
            form, self.stored, pictures, who_and_when(session, row.id)
        )
        if form.languages:
            self.instance.set_language("zh")
        self.judged = {
            one.id: one
            for one in session.scalars(
                select(tables.Judgement)
                .join(derived.Finding, derived.Finding.id == tables.Judgement.id)
                .where(derived.Finding.inspection == row.id, tables.Judgement.deleted.is_(False))
            )
        }
        self.found = sorted(
            session.scalars(select(derived.Finding).where(derived.Finding.inspection == row.id)),
            key=lambda one: (self._rank(one), natural_key(one.rule), one.repeat),
        )
        self.photos = self._photos()

    def sheet(self) -> BuildingSheet:
        place, progress = self.place, self.progress
        names = names_above(self.session, place)
        # Taken in this order: what findings and rows show is not shown again as a picture of all.
        findings = tuple(self._finding(one) for one in self.found)
        sections = self._sections()
        begun = (progress.finished_at or progress.started_at) if progress else None
        campaign = self.campaign
        return BuildingSheet(
            title=self.form.title or "检查表",
            building=place.name or "",
            community=" · ".join(
                names[level] for level in ("district", "street", "community") if level in names
            ),
            area=names.get("area", ""),
            code=place.code or "",
            address=place.address or "",
            campaign=(campaign.name or "") if campaign else "",
            state=progress.state if progress else "not_started",
            inspector=(progress.inspector or "") if progress else "",
            date=day(begun, self.zone),
            printed=minute(self.now_ms, self.zone),
            facts=facts_of(place),
            numbers=numbers_of(progress),
            notes=tuple(notes_of(progress, sample=bool(place.sample))),
            findings=findings,
            sections=sections,
            pictures=tuple(picture for group in self.photos.values() for picture in group),
        )

    def _photos(self) -> dict[tuple[str, UUID | None], list[Picture]]:
        """Group photos by the question they illustrate and, without one, by their finding."""
        photo = tables.Photo
        query = (
            select(photo)
            .where(photo.inspection == self.row.id, photo.deleted.is_(False))
            .order_by(photo.question, photo.position, photo.id)
        )
        groups: dict[tuple[str, UUID | None], list[Picture]] = {}
        for one in self.session.scalars(query):
            if media.kind_of(one.extension or "jpg") != "image":
                continue  # a recording cannot be printed; its question names it
            element = self.form.question(one.question) if one.question else None
            label = (
                self.instance.text(element.label, self.instance.document.root)
                if (element is not None and element.kind == "image" and element.label is not None)
                else ""
            )
            words = "　".join(part for part in (label, one.caption or "") if part)
            key = (illustrated(one.question), None) if one.question else ("", one.finding)
            taken = minute(one.taken_at, self.zone)
            picture = Picture(one.sha256 or "", words, taken, one.marks or "")
            groups.setdefault(key, []).append(picture)
        return groups

    def _rank(self, one: derived.Finding) -> int:
        severity = self._severity(one)
        return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)

    def _severity(self, one: derived.Finding) -> str:
        judgement = self.judged.get(one.id)
        return (judgement.severity if judgement else None) or one.severity or ""

    def _dismissed(self, one: derived.Finding) -> bool:
        judgement = self.judged.get(one.id)
        return judgement is not None and judgement.verdict == "dismissed"

    def _finding(self, one: derived.Finding) -> SheetFinding:
        judgement = self.judged.get(one.id)
        question = self.form.question(one.question) if one.question else None
        marks = [
            "已排除（误报）" if self._dismissed(one) else "",
            "有冲突" if one.disputed else "",
        ]
        names = {each.code: each.name for each in (*indicators("housing"), *indicators("area"))}
        indicator = one.indicator or ""
        facts = (
            ("位置", one.location or ""),
            ("数量", _amount(one)),
            ("指标", f"{indicator} {names.get(indicator, '')}".strip()),
            ("治理难度", DIFFICULTY.get(one.difficulty or "", "")),
            ("责任单位", one.responsible or ""),
            ("建议措施", one.measure or ""),
            ("判定依据", source_title(one.source or "", one.confidence or "")),
            ("复核意见", (judgement.note or "") if judgement else ""),
        )
        pictures = [
            *self.photos.pop((one.question or "", None), []),
            *self.photos.pop(("", one.id), []),
        ]
        return SheetFinding(
            code=one.item or one.rule,
            title=one.title or one.rule,
            severity=self._severity(one),
            suspected=bool(one.suspected),
            deadline=DEADLINE.get(one.deadline or "", ""),
            marks=tuple(mark for mark in marks if mark),
            facts=tuple(fact for fact in facts if fact[1]),
            pictures=tuple(pictures),
            sensitive=question is not None and question.sensitive,
        )


def _amount(one: derived.Finding) -> str:
    try:
        number = Decimal(one.quantity or "")
    except InvalidOperation:
        return ""
    return f"{plain(number)} {one.unit or ''}".rstrip() if number else ""
