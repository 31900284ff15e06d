"""What waits for a decision at the hub (冲突), by building: the queue of the conflict desk.

Structure and gas first, then basics, then all else, deletions that met an edit, and apart from them
what lost what it rested on when a package was withdrawn, and what cannot be decided yet because a
package is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.forms.definition import bare
from app.i18n import N_, _
from app.inspection.checklists import definition
from app.inspection.conflict.case import (
    CONTESTED,
    ENTRY,
    GROUPS,
    TWICE,
    WAITING,
    WITHDRAWN,
    Case,
    Key,
    group_of,
    owner_of,
)
from app.inspection.conflict.revival import is_entry, number_of, revival
from app.inspection.conflict.twins import Twins, twins
from app.inspection.field_words import FieldWords
from app.inspection.remarks import path_of
from app.inspection.whereabouts import place_paths
from app.models.derived import Finding
from app.models.log import conflicts, contested, waiting
from app.models.tables import Inspection, Judgement, Photo, Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition, Question
    from app.models.review import Head
    from app.workspace import Workspace

_KINDS = {
    "select_one": N_("choice"),
    "select_multiple": N_("choices"),
    "rank": N_("order"),
    "integer": N_("number"),
    "decimal": N_("number"),
    "text": N_("text"),
    "date": N_("date"),
}
_NEVER = ("decision", "batch")


@dataclass(frozen=True)
class _At:
    place: UUID | None
    form: Definition | None


def queue(workspace: Workspace, session: Session) -> list[Case]:
    """List everything that waits for a person, in the order in which it should be decided."""
    found: list[tuple[Key, str, tuple[Head, ...]]] = []
    for state, fields in (("", conflicts(session)), (WAITING, waiting(session))):
        for field in fields:
            if field.kind not in _NEVER:
                why = WITHDRAWN if field.withdrawn else state
                found.append((Key(field.kind, field.subject, field.field), why, field.heads))
    for record in contested(session):
        heads = (*record.deletions, *(head for _field, head in record.unseen))
        found.append((Key(record.kind, record.subject, "*"), CONTESTED, heads))
    others: dict[Key, Twins] = {}
    for one in twins(workspace, session):
        found.append((one.key, TWICE, one.heads))
        others[one.key] = one
    reader = _Reader(workspace, session)
    places = reader.at([key for key, _state, _heads in found])
    owners = _owners(found)
    owned = {key for keys in owners.values() for key in keys}
    cases = [
        reader.case(
            key,
            state,
            heads,
            places[key.kind, key.subject],
            owners.get(key, ()),
            others.get(key),
        )
        for key, state, heads in found
        if key not in owned
    ]
    return reader.sorted(cases)


def _owners(found: list[tuple[Key, str, tuple[Head, ...]]]) -> dict[Key, tuple[Key, ...]]:
    """Map each conflict to the conflicts of its companions: one decision settles all of them."""
    open_ = {key for key, state, _heads in found if not state}
    owned: dict[Key, list[Key]] = {}
    for key in sorted(open_, key=lambda one: one.field):
        owner = Key(key.kind, key.subject, owner_of(key.field))
        if owner.field and owner in open_:
            owned.setdefault(owner, []).append(key)
    return {owner: tuple(keys) for owner, keys in owned.items()}


def _kind_of(question: Question | None, others: Twins | None) -> str:
    if others is not None and others.entry is not None:
        return ENTRY
    return _KINDS.get(question.kind, N_("text")) if question else N_("text")


class _Reader:
    def __init__(self, workspace: Workspace, session: Session) -> None:
        self._workspace, self._session = workspace, session
        self._words = FieldWords(workspace, session)
        self._names: dict[UUID | None, tuple[str, str, str]] = {}
        self._paths: dict[UUID | None, str] = {}

    def at(self, keys: list[Key]) -> dict[tuple[str, UUID], _At]:
        """Find place and form of many records, with a few queries."""
        inspections = self._inspections(keys)
        rows = {
            row.id: row
            for row in self._session.execute(
                select(Inspection.id, Inspection.place, Inspection.form_hash).where(
                    Inspection.id.in_({one for one in inspections.values() if one is not None})
                )
            )
        }
        found: dict[tuple[str, UUID], _At] = {}
        for key in keys:
            one = key.kind, key.subject
            row = rows.get(inspections.get(one))
            place = key.subject if key.kind == "place" else row.place if row else None
            found[one] = _At(place, self._form(row.form_hash if row else None))
        self._name_places(one.place for one in found.values())
        return found

    def _inspections(self, keys: list[Key]) -> dict[tuple[str, UUID], UUID | None]:
        found: dict[tuple[str, UUID], UUID | None] = {}
        for kind, table in (("photo", Photo), ("judgement", Finding)):
            ids = {key.subject for key in keys if key.kind == kind}
            rows = self._session.execute(
                select(table.id, table.inspection).where(table.id.in_(ids))
            )
            found |= {(kind, row.id): row.inspection for row in rows}
        found |= {(k.kind, k.subject): k.subject for k in keys if k.kind == "inspection"}
        return found

    def _form(self, digest: str | None) -> Definition | None:
        try:
            return definition(self._workspace, digest) if digest else None
        except AppError:  # its checklist has not come
            return None

    def _name_places(self, places: Iterable[UUID | None]) -> None:
        wanted = {one for one in places if one is not None}
        rows = self._session.execute(
            select(Place.id, Place.name, Place.code, Place.sort_key, Place.parent).where(
                Place.id.in_(wanted)
            )
        ).all()
        self._paths = place_paths(self._session, [row.parent for row in rows])
        self._names = {
            row.id: (row.name or row.code or "", row.sort_key or "", self._paths[row.parent])
            for row in rows
        }

    def case(
        self,
        key: Key,
        state: str,
        heads: tuple[Head, ...],
        at: _At,
        companions: tuple[Key, ...],
        others: Twins | None = None,
    ) -> Case:
        """Describe one case."""
        question = at.form.question(bare(key.field)) if at.form is not None else None
        code, _dash, rest = (question.code if question else "").partition("-")
        code = rest or code
        whole = others.entry if others is not None else None
        if whole is not None:  # it is about the entry, not about its first question
            code = ""
        named = replace(key, field=whole.entry.path) if whole is not None else key
        title = self._title(named, at, question)
        name, _sort, where = self._names.get(at.place, ("", "", ""))
        return Case(
            key=key,
            group=state or group_of(key, at.form, question),
            place=at.place,
            where=where,
            name=name,
            code=code,
            title=title.removeprefix(code).strip(),
            sort=ENTRY if is_entry(key) else _kind_of(question, others),
            people=tuple(dict.fromkeys(head.person for head in heads if head.person)),
            companions=companions,
            heads=frozenset(head.change for head in heads),
            twins=others.twins if others is not None else (),
            entry=whole,
            revive=revival(self._session, key) if others is None and "]" in key.field else (),
        )

    def _title(self, key: Key, at: _At, question: Question | None) -> str:
        if key.field == "*" and key.kind == "judgement":
            row = self._session.get(Judgement, key.subject)
            return (row.note if row else "") or self._words.field(key.kind, key.subject, key.field)
        noted = path_of(key.field)
        title = self._words.field(key.kind, key.subject, noted or key.field)
        found = self._session.get(Finding, key.subject) if key.kind == "judgement" else None
        if found is not None and found.title:
            return _("{finding}: {what}").format(finding=found.title, what=title)
        number = number_of(self._session, replace(key, field=noted or key.field))
        if not number:
            return title
        return _("{question}, no. {number}").format(question=title, number=number)

    def sorted(self, cases: list[Case]) -> list[Case]:
        """Put cases in order: group, building in roster order, question."""
        rank = {group: number for number, group in enumerate(GROUPS)}

        def order(case: Case) -> tuple[object, ...]:
            _name, key, where = self._names.get(case.place, ("", "", ""))
            return (
                rank[case.group],
                where,
                key,
                case.place.bytes if case.place else b"",
                case.code,
                case.key.field,
                case.key.subject.bytes,
            )

        return sorted(cases, key=order)
