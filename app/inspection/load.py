"""From stored answers to a form's instance; the same for the clerk's window and for derivation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, select

from app.forms import Instance
from app.forms.schema import CALCULATE
from app.models import media
from app.models.tables import Cell, Change, Origin

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition
    from app.forms.fields import Field
    from app.inspection.answers import Stored

_ORDINAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_FROM_LOG = "inspection."
_ZONE = ZoneInfo("Asia/Shanghai")


def is_kept(field: Field, *, by_hand: bool = False) -> bool:
    """Tell whether a field's value is stored as an answer.

    Not stored: groups, calculated values, metadata, names of files (photos and attachments are
    rows), companions that hold another question's reason, and what the log itself says (who
    inspected and when) unless a person corrects it by hand.
    """
    spec, question = field.spec, field.question
    if spec.children or spec.is_repeat or spec.rules[CALCULATE] is not None or spec.preload[0]:
        return False
    if question is None:
        return not spec.path.startswith(f"/{spec.path.split('/')[1]}/meta/")
    if question.is_reason:
        return False
    if question.kind in media.QUESTIONS:
        return bool(field.reason) or not field.kept
    return by_hand or not question.extras.get("roster", "").startswith(_FROM_LOG)


def instance_of(
    form: Definition,
    stored: Mapping[str, Stored],
    pictures: Mapping[str, str],
    facts: Mapping[str, str],
) -> Instance:
    """Make the form's instance.

    Args:
        form: The form version that the inspection began with.
        stored: Answers by path.
        pictures: File name of the first photo by path of the question that asks for a file.
        facts: What the log says, see `who_and_when`; fills questions that nobody answered by hand.
    """
    values: dict[str, str | None] = {}
    reasons: dict[str, str] = {}
    for path, answer in stored.items():
        if answer.reason:
            reasons[path] = answer.reason
        elif path.endswith("]") and answer.text and not _ORDINAL.fullmatch(answer.text):
            values[path] = ""  # an instance of a repeat, whose place is anybody's guess
        elif answer.text or answer.value is None:
            values[path] = answer.text or None
    for path, name in pictures.items():
        question = form.question(path)
        if question is None or question.kind in media.QUESTIONS:
            values[path] = name  # a photo that only illustrates a question is not its answer
            reasons.pop(path, None)  # why there was none, once there is one, is no longer said
    for question in form.questions():
        fact = facts.get(question.extras.get("roster", ""), "")
        if fact and not values.get(question.path) and question.path not in reasons:
            values[question.path] = fact
    return Instance.resume(form, values, reasons)


def who_and_when(session: Session, inspection: UUID) -> dict[str, str]:
    """Return who inspected and since when, as answers to questions that ask for it.

    The log knows it; stored as answers, two people who inspect one building would contradict each
    other without disagreeing about the building.
    """
    query = (
        select(Origin.person, func.min(Change.time))
        .join(Origin, Origin.n == Change.origin)
        .where(
            Change.subject == inspection,
            Change.kind == "inspection",
            Origin.withdrawn.is_(False),
            # Who decided between two inspectors, or took that back, has not inspected.
            ~exists().where(Cell.subject == Change.id, Cell.kind == "decision"),
        )
        .group_by(Origin.person)
    )
    found = [(str(person), int(first)) for person, first in session.execute(query)]
    people = sorted({person for person, _first in found if person})
    if not found:
        return {}
    begun = datetime.fromtimestamp(min(first for _person, first in found) / 1000, UTC)
    return {
        f"{_FROM_LOG}inspector": "、".join(people),
        f"{_FROM_LOG}started_at": begun.astimezone(_ZONE).isoformat(timespec="milliseconds"),
    }
