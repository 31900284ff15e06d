"""What a window shows of one inspection: answers, who said what and when, photos, findings.

Plain values: the form's own words for questions and choices, codes for everything that the
windows have words for (reasons, bases, severities).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.forms.definition import bare
from app.i18n import N_, language
from app.inspection.answers import Stored, answers_of, photos_by_question
from app.inspection.checklists import definition
from app.inspection.conflict.decided import act_word, acts_of
from app.inspection.load import instance_of, who_and_when
from app.inspection.moving.late import old_answers
from app.inspection.photo.photos import PhotoRow, photos_of
from app.inspection.record_parts import Found, Record, Said
from app.inspection.record_rows import illustrated, old_rows, plain, rows_of
from app.inspection.remarks import remarks_of
from app.inspection.whereabouts import place_path
from app.models import derived, tables
from app.models.log import HistoryRow, history

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition, Instance, Question
    from app.models.log import Json
    from app.workspace import Workspace

_MOST_STEPS = 60


def record(workspace: Workspace, session: Session, inspection: UUID) -> Record:
    """Read one inspection under its own form version.

    Raises:
        AppError: It is not here, or its checklist is not.
    """
    row = session.get(tables.Inspection, inspection)
    place = session.get(tables.Place, row.place) if row and row.place else None
    if row is None or place is None or not row.form_hash:
        raise AppError(N_("This inspection is not here, or its place is not."))
    form = definition(workspace, row.form_hash)
    stored = answers_of(session, inspection)
    facts = who_and_when(session, inspection)
    instance = instance_of(form, stored, photos_by_question(session, inspection), facts)
    _speak(form, instance)
    findings = found_in(session, inspection)
    photos = tuple(photos_of(workspace, inspection))
    progress = session.get(derived.Progress, inspection)
    return Record(
        inspection=inspection,
        place=place.id,
        where=place_path(session, place.parent),
        name=place.name or place.code or "",
        title=form.title,
        state=progress.state if progress else "not_started",
        inspector=facts.get("inspection.inspector", ""),
        finished_at=(progress.finished_at or 0) if progress else 0,
        answered=progress.answered if progress else 0,
        relevant=progress.relevant if progress else 0,
        conflicts=progress.conflicts if progress else 0,
        waiting=progress.waiting if progress else 0,
        contested=bool(progress and progress.contested),
        rows=(
            *rows_of(form, instance, stored, findings, photos, remarks_of(session, inspection)),
            *old_rows(old_answers(workspace, session, inspection, form, stored)),
        ),
        findings=findings,
        photos=photos,
    )


def found_in(session: Session, inspection: UUID) -> tuple[Found, ...]:
    """List the findings of an inspection, the gravest first."""
    judged = {
        one.id: one
        for one in session.scalars(
            select(tables.Judgement)
            .join(derived.Finding, derived.Finding.id == tables.Judgement.id)
            .where(derived.Finding.inspection == inspection, tables.Judgement.deleted.is_(False))
        )
    }
    rank = {"critical": 0, "serious": 1, "minor": 2}
    found = []
    for one in session.scalars(
        select(derived.Finding).where(derived.Finding.inspection == inspection)
    ):
        judgement = judged.get(one.id)
        found.append(
            Found(
                id=one.id,
                question=one.question or "",
                code=one.item or one.rule,
                title=one.title or one.rule,
                severity=(judgement.severity if judgement else "") or one.severity or "",
                deadline=one.deadline or "",
                difficulty=one.difficulty or "",
                indicator=one.indicator or "",
                responsible=one.responsible or "",
                measure=one.measure or "",
                location=one.location or "",
                amount=f"{one.quantity} {one.unit or ''}".strip() if one.quantity else "",
                suspected=bool(one.suspected),
                disputed=bool(one.disputed),
                dismissed=bool(judgement and judgement.verdict == "dismissed"),
                note=(judgement.note or "") if judgement else "",
            )
        )
    return tuple(sorted(found, key=lambda one: (rank.get(one.severity, 3), one.code, one.id)))


def said(workspace: Workspace, session: Session, inspection: UUID, path: str) -> list[Said]:
    """List what people said of one question, the latest first; conflicting heads included."""
    row = session.get(tables.Inspection, inspection)
    form_hash = row.form_hash if row is not None else None
    form = definition(workspace, form_hash) if form_hash else None
    question = form.question(bare(path)) if form is not None else None
    steps = history(session, inspection, path)[::-1][:_MOST_STEPS]
    acts = acts_of(session, [step.change for step in steps])
    return [_said(step, form, question, acts.get(step.change, {})) for step in steps]


def photos_for(photos: tuple[PhotoRow, ...], question: str, finding: UUID | None) -> list[PhotoRow]:
    """Return the photos that illustrate a question, or are tied to a finding."""
    return [
        photo
        for photo in photos
        if (question and illustrated(photo.question or "") == question)
        or (finding is not None and photo.finding == finding)
    ]


def _speak(form: Definition, instance: Instance) -> None:
    if form.languages:
        instance.set_language("en" if language() == "en" else "zh")


def _said(
    step: HistoryRow, form: Definition | None, question: Question | None, act: dict[str, Json]
) -> Said:
    stored = Stored(step.value)
    words = stored.text
    if form is not None and question is not None and words and question.choices:
        tongue = "en" if language() == "en" else "zh"
        labels = {
            choice.value: form.text(choice.label, tongue if form.languages else "")
            for choice in question.choices
        }
        parts = words.split() if question.kind in ("select_multiple", "rank") else [words]
        words = "、".join(labels.get(part, part) for part in parts)
    else:
        words = plain(words, question)
    return Said(
        words=words,
        reason=stored.reason,
        basis=stored.basis,
        source=stored.source,
        person=step.person,
        device=step.device,
        batch=step.batch,
        at=step.time,
        live=step.live,
        head=step.head,
        shown=step.shown,
        act=act_word(act),
        rule=str(act.get("rule", "")),
        by=str(act.get("by", "")),
        why=str(act.get("reason", "")),
    )
