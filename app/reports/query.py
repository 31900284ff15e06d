"""Reads one campaign from the projections and derived tables into plain values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, LargeBinary, func, select, type_coerce
from sqlalchemy.orm import Session

from app.errors import AppError
from app.i18n import N_
from app.inspection.conflict.once import amount
from app.models import derived, tables
from app.models.media import is_picture
from app.models.types import Id
from app.reports.facts import Campaign, City, Finding, Key, Place, Verdict, Visit
from app.reports.joined import contradicted, of_one, one_verdict, one_visit, same_places
from app.reports.roster import arrange, locate
from app.reports.text import natural_key

_LEVELS = 8  # more than there are from household to district
_PHOTO = "_photo"  # an image question is named after the question it illustrates


def read_city(session: Session, campaign: UUID | None = None) -> City:
    """Read all that the lists need.

    Args:
        session: A session on the workspace's database; only reads.
        campaign: Which campaign; `None` when there is only one.

    Raises:
        AppError: No such campaign, several to choose from, or findings that are not up to date.
    """
    chosen = _campaign(session, campaign)
    _refuse_stale(session)
    same = same_places(session)
    every = {place.id: place for place in _places(session, chosen.id)}
    places = {  # what lies in a joined area lies in the one that it counts as
        key: place._replace(parent=same.get(place.parent, place.parent) if place.parent else None)
        for key, place in every.items()
        if same.get(key) not in every
    }
    communities = arrange(places.values())
    at, order = locate(communities, places)
    scope = scope_of(chosen)
    made = [of_one(visit, same) for visit in _visits(session, scope, every)]
    by_inspection = {visit.inspection: visit for visit in made}
    visits = one_visit(made)
    findings = contradicted(_findings(session, scope, every, by_inspection), by_inspection, same)
    rule_key = lru_cache(natural_key)
    findings.sort(key=lambda one: (order[one.place], rule_key(one.rule), one.id))
    by_place: dict[tuple[Key, str], list[Finding]] = {}
    for finding in findings:
        by_place.setdefault((finding.place, finding.indicator), []).append(finding)
    verdicts = one_verdict(_verdicts(session, by_inspection, by_place))
    return City(chosen, communities, places, findings, visits, verdicts, by_place, at, order)


def key_of(column: Any) -> ColumnElement[Key]:
    """Return an id column as bytes."""
    return type_coerce(column, LargeBinary)


def _columns(model: Any) -> list[ColumnElement[Any]]:
    """Return a derived table's columns with ids as bytes; its place is read from the inspection."""
    return [
        key_of(column).label(column.key) if isinstance(column.type, Id) else column
        for column in model.__table__.c
        if column.key != "place"
    ]


def _campaign(session: Session, campaign: UUID | None) -> Campaign:
    model = tables.Campaign
    query = select(
        model.id, model.name, model.round, model.city, model.data_date, model.zone, model.rehearsal
    ).where(model.deleted.is_(False))
    if campaign is not None:
        query = query.where(model.id == campaign)
    rows = session.execute(query.order_by(model.id)).all()
    if not rows:
        raise AppError(N_("There is no campaign to make lists of. Start or receive one first."))
    if len(rows) > 1:
        names = "、".join(row.name or str(row.id) for row in rows)
        raise AppError(N_("There are several campaigns: {names}. Say which one."), names=names)
    row = rows[0]
    return Campaign(
        row.id.bytes,
        row.name or "",
        row.round or "",
        row.city or "",
        row.data_date or "",
        row.zone or "Asia/Shanghai",
        bool(row.rehearsal),
    )


def _refuse_stale(session: Session) -> None:
    stale = session.scalar(select(func.count()).select_from(derived.Stale)) or 0
    if stale:
        raise AppError(
            N_(
                "{count} inspections have changed since their findings were worked out."
                " Work them out first, then make the lists."
            ),
            count=stale,
        )


def scope_of(campaign: Campaign) -> list[ColumnElement[bool]]:
    """Return what an inspection must meet to belong to the campaign's round."""
    found: list[ColumnElement[bool]] = [tables.Inspection.deleted.is_(False)]
    if campaign.round:
        found.append(tables.Inspection.round == campaign.round)
    return found


def _places(session: Session, campaign: Key) -> Iterable[Place]:
    model = tables.Place
    columns = (
        model.level, model.code, model.name, model.address, model.temporary, model.house_type,
        model.built_year, model.floors_above, model.floors_below, model.households,
        model.structure, model.sample, model.sort_key,
    )  # fmt: skip
    ids = (key_of(model.id).label("id"), key_of(model.parent).label("parent"), model.deleted)
    query = select(*ids, *columns).where(key_of(model.campaign) == campaign)
    rows = session.execute(query).all()
    gone = {row.id: row.parent for row in rows if row.deleted}
    for row in rows:
        if row.deleted:
            continue
        parent = row.parent
        for _level in range(_LEVELS):  # what stood in a deleted area stands in its community
            parent = gone.get(parent, parent)
        yield Place(
            id=row.id,
            level=row.level or "",
            code=row.code or "",
            name=row.name or row.code or "（未命名）",
            parent=parent,
            address=row.address or "",
            temporary=bool(row.temporary),
            house_type=row.house_type or "",
            built_year=row.built_year,
            floors_above=row.floors_above,
            floors_below=row.floors_below,
            households=row.households,
            structure=row.structure or "",
            sample=bool(row.sample),
            sort_key=row.sort_key or row.name or "",
        )


def _visits(
    session: Session, scope: list[ColumnElement[bool]], places: dict[Key, Place]
) -> Iterable[Visit]:
    model, inspection = derived.Progress, tables.Inspection
    query = (
        select(*_columns(model), key_of(inspection.place).label("of"))
        .join(inspection, inspection.id == model.inspection)
        .where(*scope)
    )
    for row in session.execute(query):
        if row.of not in places:
            continue
        yield Visit(
            inspection=row.inspection,
            place=row.of,
            form_id=row.form_id or "",
            state=row.state,
            relevant=row.relevant,
            answered=row.answered,
            missing_answers=row.missing_answers,
            missing_photos=row.missing_photos,
            undecidable=row.undecidable,
            not_reached=row.not_reached,
            conflicts=row.conflicts,
            waiting=row.waiting,
            contested=row.contested,
            photos=row.photos,
            outcome=row.outcome or "",
            inspector=row.inspector or "",
            date_ms=row.finished_at if row.finished_at is not None else row.started_at,
            copied=row.copied,
        )


def _findings(
    session: Session,
    scope: list[ColumnElement[bool]],
    places: dict[Key, Place],
    visits: dict[Key, Visit],
) -> list[Finding]:
    of_question, of_finding = _photo_counts(session, scope)
    judged = _judgements(session)
    model, inspection = derived.Finding, tables.Inspection
    query = (
        select(*_columns(model), key_of(inspection.place).label("of"))
        .add_columns(inspection.form_id.label("form"))
        .join(inspection, inspection.id == model.inspection)
        .where(*scope)
    )
    found = []
    for row in session.execute(query):
        if row.of not in places:
            continue
        verdict, note, severity = judged.get(row.id, ("", "", ""))
        visit = visits.get(row.inspection)
        if verdict == "dismissed":
            mark = "dismissed"
        elif visit is None or visit.state != "done":
            mark = "unfinished"
        else:
            mark = "disputed" if row.disputed else ""
        found.append(
            Finding(
                id=row.id,
                inspection=row.inspection,
                place=row.of,
                form_id=row.form or "",
                rule=row.rule,
                item=row.item or "",
                title=row.title or row.rule,
                severity=severity or row.severity or "",
                deadline=row.deadline or "",
                difficulty=row.difficulty or "",
                indicator=row.indicator or "",
                responsible=row.responsible or "",
                measure=row.measure or "",
                appraisal=bool(row.appraisal),
                suspected=bool(row.suspected),
                quantity=amount(row.quantity),
                unit=row.unit or "",
                location=row.location or "",
                remark=row.remark or "",
                source=row.source or "",
                confidence=row.confidence or "",
                mark=mark,
                note=note,
                photos=of_question.get((row.inspection, row.question or ""), 0)
                + of_finding.get(row.id, 0),
                inspector=visit.inspector if visit else "",
                date_ms=visit.date_ms if visit else None,
            )
        )
    return found


def illustrated(question: str) -> str:
    """Return the question that an image question illustrates, or the path itself."""
    head, mark, tail = question.rpartition(_PHOTO)
    return head if mark and (not tail or tail.isdecimal()) else question


def _photo_counts(
    session: Session, scope: list[ColumnElement[bool]]
) -> tuple[dict[tuple[Key, str], int], dict[Key, int]]:
    """Count photos by question and, apart from these, those tied to a finding alone."""
    photo = tables.Photo
    query = (
        select(key_of(photo.inspection), photo.question, key_of(photo.finding), func.count())
        .join(tables.Inspection, tables.Inspection.id == photo.inspection)
        .where(*scope, photo.deleted.is_(False), is_picture(photo))
        .group_by(photo.inspection, photo.question, photo.finding)
    )
    of_question: dict[tuple[Key, str], int] = {}
    of_finding: dict[Key, int] = {}
    for inspection, question, finding, photos in session.execute(query):
        if question and inspection is not None:
            key = (inspection, illustrated(question))
            of_question[key] = of_question.get(key, 0) + photos
        elif finding is not None:
            of_finding[finding] = of_finding.get(finding, 0) + photos
    return of_question, of_finding


def _judgements(session: Session) -> dict[Key, tuple[str, str, str]]:
    model = tables.Judgement
    query = select(key_of(model.id).label("id"), model.verdict, model.note, model.severity)
    return {
        row.id: (row.verdict or "", row.note or "", row.severity or "")
        for row in session.execute(query.where(model.deleted.is_(False)))
    }


def _verdicts(
    session: Session,
    visits: dict[Key, Visit],
    by_place: dict[tuple[Key, str], list[Finding]],
) -> Iterable[Verdict]:
    model = derived.Verdict
    # Ids stay bytes: making a UUID of each of a million rows would take longer than the rest.
    query = select(
        type_coerce(model.inspection, LargeBinary),
        model.indicator,
        model.outcome,
        model.why,
    )
    for key, indicator, outcome, why in session.execute(query):
        visit = visits.get(key)
        if visit is None:
            continue
        place, form = visit.place, visit.form_id
        if visit.state != "done":
            yield Verdict(place, form, indicator, "unfinished", reasons(why))
            continue
        verdict = Verdict(place, form, indicator, outcome, reasons(why))
        if outcome == "problem":
            verdict = _judged(verdict, by_place.get((place, indicator), ()), visit)
        yield verdict


def _judged(verdict: Verdict, findings: Iterable[Finding], visit: Visit) -> Verdict:
    """Take back a problem whose findings a person dismissed.

    What else is open about the indicator is not kept once a problem was found, so that anything
    open in the inspection leaves it undecided: never 无问题 by guess.
    """
    marks = {finding.mark for finding in findings}
    if not marks or "" in marks:
        return verdict
    doubt = visit.undecidable or visit.not_reached or visit.conflicts or visit.waiting
    return verdict._replace(outcome="undecided" if "disputed" in marks or doubt else "clear")


@lru_cache(maxsize=4096)
def reasons(why: str | None) -> tuple[tuple[str, str], ...]:
    """Read the JSON list of items with their reasons; what is not understood stays readable.

    Args:
        why: A list of ``[item, reason]`` pairs or of objects with ``item`` and ``reason``.
    """
    if not why or why == "[]":
        return ()
    return tuple(_reason(entry) for entry in json.loads(why))


def _reason(entry: Any) -> tuple[str, str]:
    if isinstance(entry, dict):
        return str(entry.get("item", "")), str(entry.get("reason", ""))
    if isinstance(entry, list) and len(entry) >= 2:
        return str(entry[0]), str(entry[1])
    return str(entry), ""
