"""An entry that only some records of a building have: described by the reviewer, or sent back.

Described anew it is in all records, with the same words. Sent back, what it said is cleared where
it was said, and the first record keeps the empty entry, so that it opens there in the field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.errors import AppError
from app.inspection.answers import Stored, answers_of, photos_by_question
from app.inspection.checklists import definition
from app.inspection.conflict.case import Key
from app.inspection.conflict.deciding import OWN, RETURN, Choice
from app.inspection.conflict.entries import entry_of
from app.inspection.conflict.own import Trial
from app.inspection.load import instance_of, is_kept, who_and_when
from app.models import media
from app.models.tables import Inspection

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms.fields import Field
    from app.inspection.conflict.side import Detail
    from app.models.log import Json
    from app.workspace import Workspace


class EntryTrial:
    """The questions of one entry, which take answers on trial.

    Attributes:
        path: The entry.
        asked: A trial for every question of it, in the form's order; all share one record.
    """

    def __init__(self, path: str, asked: list[Trial]) -> None:
        self.path, self.asked = path, asked

    @property
    def message(self) -> str:
        """What is wrong with the first answer that does not fit; else empty."""
        said = (one.message for one in self.shown if one.value is not None or one.field.rejected)
        return next((one for one in said if one), "")

    @property
    def shown(self) -> list[Trial]:
        """The questions that are asked as the others are answered."""
        return [one for one in self.asked if one.field.relevant]

    @property
    def value(self) -> dict[str, Json]:
        """What is said, by path below the entry; questions not asked say nothing."""
        shown = {one.path for one in self.shown}
        return {
            one.path.removeprefix(self.path): one.value if one.path in shown else None
            for one in self.asked
        }


def entry_trial(workspace: Workspace, session: Session, key: Key) -> EntryTrial | None:
    """Make a trial of the entry that a question lies in, with what it says there now.

    Returns:
        None when the checklist of the record has not come.
    """
    row = session.get(Inspection, key.subject)
    try:
        form = definition(workspace, row.form_hash) if row and row.form_hash else None
    except AppError:
        form = None
    path = entry_of(key.field)
    if form is None or not path:
        return None
    instance = instance_of(
        form,
        answers_of(session, key.subject),
        photos_by_question(session, key.subject),
        who_and_when(session, key.subject),
    )
    asked = [one.path for one in instance.fields() if _is_asked(one, path)]
    return EntryTrial(path, [Trial(form, instance, one, clear=False) for one in asked])


def _is_asked(field: Field, entry: str) -> bool:
    question = field.question
    if not field.path.startswith(f"{entry}/") or question is None or not is_kept(field):
        return False
    return question.kind not in media.QUESTIONS and not field.readonly


def check_entry(workspace: Workspace, session: Session, choice: Choice) -> str:
    """Say what is wrong with an entry described by a reviewer; empty when it may hold."""
    trial = entry_trial(workspace, session, choice.key)
    if trial is None:
        return ""
    said = {
        key.field: Stored(value)
        for key, value in ((choice.key, choice.value), *choice.more)
        if key.subject == choice.key.subject
    }
    for one in trial.asked:
        if one.path in said:
            stored = said[one.path]
            one.give_reason(stored.reason) if stored.reason else one.give(stored.text)
    return trial.message


def describes_entry(choice: Choice) -> bool:
    """Tell whether a choice describes an entry, not one question."""
    path = entry_of(choice.key.field) if choice.twins else ""
    return bool(path) and any(
        key.subject == choice.key.subject and key.field.startswith(f"{path}/")
        for key, _value in choice.more
    )


def described(found: Detail, said: Mapping[str, Json], reason: str) -> Choice:
    """Return the decision that an entry is as the reviewer says, in every record.

    Args:
        found: The case of an entry; its sides know where the entry goes in records without it.
        said: See `EntryTrial.value`.
        reason: Why.
    """
    case = found.case
    assert case.entry is not None
    has, lacks = (dict(one.companions) for one in found.sides[:2])
    drafts: dict[Key, Json] = {}
    # What else the entry said, photos and remarks apart, gives way where it stands ...
    for key, value in lacks.items():
        if key.field.startswith("/") and not key.field.endswith("]"):
            drafts[key] = value
    # ... and records without it get it under a key of their own.
    targets = {(one.record, one.path) for one in case.entry.having}
    for key, value in has.items():
        if not key.field.startswith("/"):
            continue
        targets.add((key.subject, entry_of(key.field)))
        if key.field.endswith("]"):
            drafts[key] = value
    for record, path in sorted(targets):
        for below, value in said.items():
            drafts[Key("inspection", record, path + below)] = value
    value = drafts.pop(case.key, None)
    return Choice(case.key, value, OWN, reason, "", case.heads, tuple(drafts.items()), case.twins)


def sent_back(found: Detail, reason: str) -> Choice:
    """Return the decision that an entry is looked at again where it was said first."""
    case = found.case
    assert case.entry is not None
    first = case.entry.entry
    more = tuple(
        (key, value)
        for key, value in found.sides[1].companions
        if key != case.key
        and not (key.subject == first.record and not key.field.startswith(f"{first.path}/"))
    )
    return Choice(case.key, None, RETURN, reason, "", case.heads, more, case.twins)
