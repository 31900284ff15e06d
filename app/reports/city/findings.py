"""The findings of a campaign, with what people judged of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.inspection.conflict.once import amount
from app.models import derived, tables
from app.reports.city.keys import key_of, own_columns
from app.reports.city.photos import photo_counts
from app.reports.city.unsettled import CONFLICT, RECORD, Unsettled
from app.reports.facts import Finding, Key, Place, Visit


def findings_of(
    session: Session,
    scope: list[ColumnElement[bool]],
    places: dict[Key, Place],
    visits: dict[Key, Visit],
    unsettled: Unsettled,
) -> list[Finding]:
    """Read the findings of `scope` at `places`, each marked when it does not count.

    Args:
        session: Only reads.
        scope: What an inspection must meet.
        places: The places of the campaign, by id.
        visits: Their inspections, by id; a finding of one that is not done is marked so.
        unsettled: What of them nobody has decided.
    """
    of_question, of_finding = photo_counts(session, scope)
    judged = _judgements(session)
    model, inspection = derived.Finding, tables.Inspection
    query = (
        select(*own_columns(model), key_of(inspection.place).label("of"))
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
        doubts = _doubts(row, unsettled)
        if verdict == "dismissed" and "verdict" not in doubts:
            mark = "dismissed"
        elif visit is None or visit.state != "done":
            mark = "unfinished"
        else:
            mark = "disputed" if "finding" in doubts else ""
        found.append(
            Finding(
                id=row.id,
                inspection=row.inspection,
                place=row.of,
                form_id=row.form or "",
                rule=row.rule,
                item=row.item or "",
                title=row.title or row.rule,
                severity="" if "severity" in doubts else severity or row.severity or "",
                deadline=row.deadline or "",
                difficulty=row.difficulty or "",
                indicator=row.indicator or "",
                responsible=row.responsible or "",
                measure=row.measure or "",
                appraisal=bool(row.appraisal),
                suspected=bool(row.suspected),
                quantity=amount(row.quantity),
                unit=row.unit or "",
                location=doubts.get("location") or row.location or "",
                remark=row.remark or "",
                source=row.source or "",
                confidence=row.confidence or "",
                mark=mark,
                note=note,
                photos=of_question.get((row.inspection, row.question or ""), 0)
                + of_finding.get(row.id, 0),
                inspector=visit.inspector if visit else "",
                date_ms=visit.date_ms if visit else None,
                doubts=doubts,
            )
        )
    return found


def _doubts(row: Any, unsettled: Unsettled) -> dict[str, str]:
    """Return what of a finding is not settled: itself, what was judged of it, where it is."""
    found: dict[str, str] = {}
    judged = unsettled.of("judgement", row.id)
    verdict = judged.get("verdict") or judged.get(RECORD)
    if verdict:
        found["verdict"] = found["finding"] = verdict
    if row.disputed:
        found["finding"] = CONFLICT
    if "severity" in judged:
        found["severity"] = judged["severity"]
    answers = unsettled.of("inspection", row.inspection)
    if answers and (where := answers.get(f"{row.question}_where")):
        found["location"] = where
    return found


def _judgements(session: Session) -> dict[Key, tuple[str, str, str]]:
    model = tables.Judgement
    query = select(key_of(model.id).label("id"), model.verdict, model.note, model.severity)
    return {
        row.id: (row.verdict or "", row.note or "", row.severity or "")
        for row in session.execute(query.where(model.deleted.is_(False)))
    }
