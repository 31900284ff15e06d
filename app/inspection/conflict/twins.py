"""Two records of one building (两处是一栋): the questions that they answer differently.

Where two places of the roster are joined, each keeps its own record. What both answer, and not
alike, waits for a decision like any conflict; so does an entry of a repeat that only one of them
has (`entries`). What both only took over from the roster is not compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.forms.definition import bare
from app.inspection.answers import Stored, answers_of
from app.inspection.checklists import definition
from app.inspection.conflict.case import Key, owner_of
from app.inspection.conflict.entries import OneSided, entry_of, one_sided, same_entries
from app.inspection.conflict.joined import inspected_twice
from app.models import media
from app.models.log import history
from app.models.review import Head
from app.models.tables import Inspection
from app.models.values import answer_key, canonical

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition
    from app.models.log import Json
    from app.workspace import Workspace

_FROM_LOG = "inspection."


@dataclass(frozen=True)
class Twins:
    """A question that the records of one building answer differently.

    Attributes:
        key: The question in the record of the place that all count as.
        twins: The other records that answer it.
        heads: What each of them says.
        entry: An entry of a repeat that some records lack, in place of a single question.
    """

    key: Key
    twins: tuple[UUID, ...]
    heads: tuple[Head, ...]
    entry: OneSided | None = None


def twins(workspace: Workspace, session: Session) -> list[Twins]:
    """List what the records of joined places answer differently; none is in conflict by itself."""
    found: list[Twins] = []
    for pair in inspected_twice(session):
        form = _form(workspace, session, pair.inspections[0])
        if form is None:
            continue
        answers = {one: answers_of(session, one) for one in pair.inspections}
        compared = partial(_compared, form)
        same = same_entries(answers, compared)
        paths = sorted({path for said in answers.values() for path in said})
        for path in paths:
            at = entry_of(path)
            if not compared(path) or (at and at not in same):
                continue
            said = {one: own[path] for one, own in answers.items() if path in own}
            records = _differing(said)
            if records:
                key = Key("inspection", records[0], path)
                heads = tuple(head for one in records for head in _heads(session, one, path))
                found.append(Twins(key, tuple(records[1:]), heads))
        for one in one_sided(answers, compared, same):
            found.append(_lacking(session, one, pair.inspections))
    return found


def _lacking(session: Session, one: OneSided, records: Sequence[UUID]) -> Twins:
    """Return an entry that some records lack as something to decide."""
    key = Key("inspection", one.entry.record, one.entry.first)
    others = tuple(record for record in records if record != key.subject)
    heads = tuple(
        head for rec in (key.subject, *others) for head in _heads(session, rec, key.field)
    )
    return Twins(key, others, heads, one)


def into_twins(
    key: Key,
    others: Sequence[UUID],
    value: Json,
    companions: Sequence[tuple[Key, Json]] = (),
) -> tuple[tuple[Key, Json], ...]:
    """Return what a decision writes into the other records, so that all say the same.

    Args:
        key: The question in the first record.
        others: The other records.
        value: What is to hold.
        companions: Fields beside the question in the record whose answer holds.
    """
    more: list[tuple[Key, Json]] = [(Key(key.kind, one, key.field), value) for one in others]
    for beside, said in companions:
        more += [
            (Key(key.kind, one, beside.field), said)
            for one in (key.subject, *others)
            if one != beside.subject
        ]
    return tuple(more)


def _differing(said: dict[UUID, Stored]) -> list[UUID]:
    """Return the records that answer, when they do not agree; none while one is in conflict."""
    if any(one.conflict or one.waiting for one in said.values()):
        return []
    told = {record: one for record, one in said.items() if one.value is not None}
    if len({answer_key(canonical(one.value)) for one in told.values()}) < 2:
        return []
    if all(one.basis == "imported" for one in told.values()):
        return []
    return list(told)


def _compared(form: Definition, path: str) -> bool:
    question = form.question(bare(path))
    if question is None or question.is_reason or question.kind in media.QUESTIONS:
        return False
    if question.extras.get("roster", "").startswith(_FROM_LOG):
        return False
    owner = owner_of(path)
    return not owner or form.question(bare(owner)) is None


def _form(workspace: Workspace, session: Session, inspection: UUID) -> Definition | None:
    digest = session.scalar(select(Inspection.form_hash).where(Inspection.id == inspection))
    try:
        return definition(workspace, digest) if digest else None
    except AppError:  # its checklist has not come
        return None


def _heads(session: Session, inspection: UUID, path: str) -> list[Head]:
    return [
        Head(one.change, one.value, one.person, one.device, one.batch, one.time, one.shown)
        for one in history(session, inspection, path)
        if one.head and one.kind == "inspection"
    ]
