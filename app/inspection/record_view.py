"""What a window shows of one inspection: answers, who said what and when, photos, findings.

Plain values: the form's own words for questions and choices, codes for everything that the
windows have words for (reasons, bases, severities).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.forms.definition import bare
from app.forms.lexical import readable
from app.forms.schema import CALCULATE
from app.i18n import N_, _, language
from app.inspection.answers import Stored, answers_of, photos_by_question
from app.inspection.checklists import definition
from app.inspection.load import instance_of, who_and_when
from app.inspection.moving_late import OldAnswer, old_answers
from app.inspection.photos import PhotoRow, photos_of
from app.inspection.remarks import remarks_of
from app.inspection.whereabouts import place_path
from app.models import derived, media, tables
from app.models.log import HistoryRow, history

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition, Instance, Question
    from app.forms.fields import Field
    from app.workspace import Workspace

_PHOTO = "_photo"  # an image question is named after the question that it illustrates
_MOST_STEPS = 60


@dataclass(frozen=True)
class Said:
    """What one person said of one question.

    Attributes:
        words: The answer in words; empty for a reason or when it was cleared.
        reason: ``undecidable``, ``not_applicable``, ``not_reached`` or empty.
        basis: ``seen``, ``asked`` … or empty; source: whose papers.
        live: Not withdrawn.
        head: Nobody has replaced it; shown: it is what lists show meanwhile.
    """

    words: str
    reason: str
    basis: str
    source: str
    person: str
    device: UUID
    batch: int
    at: int
    live: bool
    head: bool
    shown: bool


@dataclass(frozen=True)
class Row:
    """One question of the checklist.

    Attributes:
        part: Title of the part it stands in.
        group: Heading of the repeat instance, or empty.
        value: The answer's code of a question of 无/有, to choose mark and colour.
        missing: It must be answered and is not.
        severity: Of the gravest finding that rests on it.
        sensitive: Not to be shown to everybody.
        photos: How many illustrate it.
        remark: What was noted beside the answer (备注); empty of a sensitive question, where it may
            name people.
    """

    path: str
    code: str
    label: str
    part: str
    group: str
    value: str
    words: str
    reason: str
    basis: str
    source: str
    missing: bool
    conflict: bool
    waiting: bool
    severity: str
    sensitive: bool
    photos: int
    remark: str = ""


@dataclass(frozen=True)
class Found:
    """One finding of the inspection."""

    id: UUID
    question: str
    code: str
    title: str
    severity: str
    deadline: str
    difficulty: str
    indicator: str
    responsible: str
    measure: str
    location: str
    amount: str
    suspected: bool
    disputed: bool
    dismissed: bool
    note: str


@dataclass(frozen=True)
class Record:
    """One inspection."""

    inspection: UUID
    place: UUID
    where: str
    name: str
    title: str
    state: str
    inspector: str
    finished_at: int
    answered: int
    relevant: int
    conflicts: int
    waiting: int
    contested: bool
    rows: tuple[Row, ...]
    findings: tuple[Found, ...]
    photos: tuple[PhotoRow, ...]


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
            *_rows(form, instance, stored, findings, photos, remarks_of(session, inspection)),
            *_old_rows(old_answers(workspace, session, inspection, form, stored)),
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
    steps = [_said(step, form, question) for step in history(session, inspection, path)]
    return steps[::-1][:_MOST_STEPS]


def photos_for(photos: tuple[PhotoRow, ...], question: str, finding: UUID | None) -> list[PhotoRow]:
    """Return the photos that illustrate a question, or are tied to a finding."""
    return [
        photo
        for photo in photos
        if (question and illustrated(photo.question or "") == question)
        or (finding is not None and photo.finding == finding)
    ]


def illustrated(question: str) -> str:
    """Return the question that an image question illustrates, or the path itself."""
    head, mark, tail = question.rpartition(_PHOTO)
    return head if mark and (not tail or tail.isdecimal()) else question


def _speak(form: Definition, instance: Instance) -> None:
    if form.languages:
        instance.set_language("en" if language() == "en" else "zh")


def _rows(
    form: Definition,
    instance: Instance,
    stored: Mapping[str, Stored],
    findings: tuple[Found, ...],
    photos: tuple[PhotoRow, ...],
    remarks: Mapping[str, str],
) -> tuple[Row, ...]:
    missing = {one.path for one in instance.missing()}
    gravest: dict[str, str] = {}
    for one in findings:
        if not one.dismissed:
            gravest.setdefault(one.question, one.severity)
    taken: dict[str, int] = {}
    for photo in photos:
        key = illustrated(photo.question or "")
        taken[key] = taken.get(key, 0) + 1
    rows = []
    for field in instance.fields():
        question = field.question
        if question is None or not field.relevant or not _is_shown(field, question):
            continue
        answer = stored.get(field.path)
        rows.append(
            Row(
                path=field.path,
                code=question.code,
                label=field.label or question.name,
                part=_part(form, instance, question),
                group=_group(form, instance, field),
                value=field.value,
                words=_allowed(field, _words(field, question)),
                reason=field.reason if not field.value else "",
                basis=answer.basis if answer else "",
                source=answer.source if answer else "",
                missing=field.path in missing,
                conflict=bool(answer and answer.conflict),
                waiting=bool(answer and answer.waiting),
                severity=gravest.get(field.path, ""),
                sensitive=question.sensitive,
                photos=taken.get(field.path, 0),
                remark="" if question.sensitive else remarks.get(field.path, ""),
            )
        )
    return tuple(rows)


def _old_rows(answers: list[OldAnswer]) -> Iterator[Row]:
    """Yield the answers that this version of the checklist has no question for (旧版答案)."""
    for one in answers:
        yield Row(
            path=one.path, code=one.code, label=one.label, part=_("Answers of another version"),
            group=one.version, value="", words=one.words, reason=one.reason, basis="", source="",
            missing=False, conflict=False, waiting=False, severity="", sensitive=one.sensitive,
            photos=0,
        )  # fmt: skip


def _is_shown(field: Field, question: Question) -> bool:
    if question.is_reason or question.kind in ("note", "image"):
        return False
    return field.spec.rules[CALCULATE] is None


def _part(form: Definition, instance: Instance, question: Question) -> str:
    top = question.parent
    while top is not None and top.parent is not None and top.parent is not form.root:
        top = top.parent
    if top is None or top is form.root or top.label is None:
        return ""
    return instance.text(top.label, instance.document.root)


def _group(form: Definition, instance: Instance, field: Field) -> str:
    above = field.path.rpartition("/")[0]
    if not above.endswith("]"):
        return ""
    paths = instance.repeat_paths(bare(above))
    number = paths.index(above) + 1 if above in paths else 0
    return f"{instance.node(above).label} {number}".strip()


def _allowed(field: Field, words: str) -> str:
    """Say of a value that the form refuses that it is none."""
    return _("{value} (not allowed)").format(value=words) if field.refused else words


def _words(field: Field, question: Question) -> str:
    value = field.value
    if question.kind in ("select_one", "select_multiple", "rank") and value:
        labels = {option.value: option.label for option in field.choices}
        parts = [value] if question.kind == "select_one" else value.split()
        return "、".join(labels.get(part, part) for part in parts)
    return _plain(value, question)


def _plain(value: str, question: Question | None) -> str:
    if not value or question is None:
        return value
    if question.kind in media.QUESTIONS:
        return media.words_of(question.kind)
    if question.kind == "dateTime":
        return value[:16].replace("T", " ")
    return f"{readable(question.type, value)} {question.extras.get('unit', '')}".rstrip()


def _said(step: HistoryRow, form: Definition | None, question: Question | None) -> Said:
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
        words = _plain(words, question)
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
    )
