"""What last campaign's record of a building says, as defaults of this one's (上次体检).

An import keeps, beside the earlier problems, the answers of each finished record as one field of
the place, so that they travel with the roster. Whoever begins an inspection gets those that the
campaign allows, as 别人的资料 from ``earlier:<round>``; like a copied answer each waits for a look.
Never kept: answers that a problem rested on, free text, sensitive ones, entries of repeats, and
what had itself been copied and not looked at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from app.forms.lexical import canonical
from app.inspection.effort.allowance import allowance
from app.inspection.provenance import COPIED, EARLIER
from app.models.derived import Finding, Progress
from app.models.tables import Cell, Inspection

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition, Question
    from app.models.log import Json

FIELD = "last_round"
"""Field of the place: ``{"round", "form", "answers": {path: [text, basis]}}``."""
KINDS = frozenset(("select_one", "select_multiple", "integer", "decimal"))

OldAnswers = Mapping[UUID, Mapping[str, Mapping[str, tuple[str, str]]]]
"""Text and basis by place, form and path."""


def read_old(session: Session) -> OldAnswers:
    """Read the answers of an earlier round that could become defaults, from its own database."""
    rows = session.execute(
        select(Inspection.id, Inspection.place, Inspection.form_id)
        .join(Progress, Progress.inspection == Inspection.id)
        .where(
            Inspection.deleted.is_(False),
            Inspection.contested.is_(False),
            Progress.state == "done",
        )
    )
    records = {row.id: (row.place, row.form_id) for row in rows if row.place and row.form_id}
    problems: set[tuple[UUID, str]] = {
        (row.inspection, row.question or "")
        for row in session.execute(select(Finding.inspection, Finding.question))
    }
    found: dict[UUID, dict[str, dict[str, tuple[str, str]]]] = {}
    cells = session.execute(
        select(Cell.subject, Cell.field, Cell.value).where(
            Cell.kind == "inspection",
            Cell.field >= "/",
            Cell.field < "0",
            Cell.conflict.is_(False),
            Cell.waiting.is_(False),
        )
    )
    for cell in cells:
        record = records.get(cell.subject)
        if record is None or "[" in cell.field or (cell.subject, cell.field) in problems:
            continue
        answer = _answer(json.loads(cell.value))
        if answer is not None:
            place, form = record
            found.setdefault(place, {}).setdefault(form, {})[cell.field] = answer
    return found


def _answer(value: Any) -> tuple[str, str] | None:
    if not isinstance(value, dict) or not isinstance(value.get("answer"), str):
        return None
    source = value.get("from")
    if isinstance(source, str) and source.startswith((COPIED, EARLIER)):
        return None  # nobody had looked then either
    return value["answer"], str(value.get("basis") or "")


def fact_of(
    round_: str, form: Definition, answers: Mapping[str, tuple[str, str]]
) -> dict[str, Json] | None:
    """Make the field's value of what may ever be a default; None: nothing is."""
    kept: dict[str, Json] = {}
    for path, (text, basis) in sorted(answers.items()):
        question = form.question(path)
        if question is not None and _may_keep(question):
            kept[path] = [text, basis]
    if not kept:
        return None
    return {"round": round_, "form": form.form_id, "answers": kept}


def earlier_defaults(session: Session, form: Definition, place: UUID) -> dict[str, dict[str, Json]]:
    """Return what last campaign's record gives as defaults, by question path."""
    row = session.execute(
        select(Cell.value).where(
            Cell.subject == place,
            Cell.field == FIELD,
            Cell.kind == "place",
            Cell.conflict.is_(False),
            Cell.waiting.is_(False),
        )
    ).first()
    fact = json.loads(row.value) if row is not None else None
    if not isinstance(fact, dict) or fact.get("form") != form.form_id:
        return {}
    answers = fact.get("answers")
    if not isinstance(answers, dict):  # a package may carry anything
        return {}
    allowed = allowance(session)
    source = f"{EARLIER}{fact.get('round') or ''}"
    found: dict[str, dict[str, Json]] = {}
    for path, said in answers.items():
        question = form.question(path)
        if question is None or not _may_keep(question) or not isinstance(said, list):
            continue
        text, basis = (str(one) for one in (*said, "", "")[:2])
        text = canonical(question.type, text)
        if text and _is_choice(question, text) and allowed.may_recall(question, basis):
            found[path] = {"answer": text, "basis": "imported", "from": source}
    return found


def _may_keep(question: Question) -> bool:
    return question.kind in KINDS and not question.sensitive and not question.belongs_to


def _is_choice(question: Question, text: str) -> bool:
    """Tell whether this year's form still offers what was chosen."""
    known = {choice.value for choice in question.choices}
    return not known or set(text.split()) <= known
