"""Play a script of inspections through the same functions that the window calls."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import AppError
from app.i18n import N_
from app.inspection.photo.photos import add_photos
from app.inspection.visit import Basis, Visit
from app.models.tables import Place
from app.paths import resource
from app.workspace import Workspace

_ROUNDS = 400


@dataclass(frozen=True)
class Entry:
    """One inspection of the script.

    Attributes:
        place: Names from the community down, joined by ``/``.
        form: Form id.
        answers: Text by question name; what is not named gets the ordinary answer.
        reasons: Reasons of non-answers by question name.
        basis: How an answer is known, by question name.
        repeats: Answers of the instances of a repeat, by its name.
        finish: Say 查完 at the end.
        stop_after: Group after which the clerk leaves; empty: all of the form.
    """

    place: str
    form: str
    answers: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    basis: Mapping[str, str] = field(default_factory=dict)
    repeats: Mapping[str, list[dict[str, str]]] = field(default_factory=dict)
    finish: bool = True
    stop_after: str = ""


@dataclass(frozen=True)
class Script:
    """A whole script: who answers what on which laptop."""

    people: Mapping[str, str]
    ordinary: Mapping[str, Mapping[str, str]]
    laptops: Mapping[str, list[Entry]]
    planted: list[tuple[str, str]]


def read_script(file: Path) -> Script:
    """Read a script file."""
    raw: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return Script(
        raw["people"],
        raw["ordinary"],
        {name: [Entry(**entry) for entry in entries] for name, entries in raw["laptops"].items()},
        [(place, question) for place, question in raw["planted_conflicts"]],
    )


def find_place(session: Session, names: str) -> UUID:
    """Return the place with these names, from its community down.

    Raises:
        AppError: There is none.
    """
    steps = names.split("/")
    found = list(
        session.scalars(select(Place.id).where(Place.level == "community", Place.name == steps[0]))
    )
    for name in steps[1:]:
        query = select(Place.id).where(Place.parent.in_(found), Place.name == name)
        found = list(session.scalars(query))
    if len(found) != 1:
        raise AppError(N_("The roster has no place {place}"), place=names)
    return found[0]


class Player:
    """Plays entries on one laptop."""

    def __init__(self, workspace: Workspace, person: str, ordinary: Mapping[str, Any]) -> None:
        self.workspace = workspace
        self.person = person
        self.ordinary = ordinary
        self.answers = 0
        self.photos = 0
        folder = resource("sample/photos")
        self._files = cycle(sorted(folder.glob("*.jpg")))

    def play(self, entry: Entry) -> Visit:
        """Inspect one place as a clerk does: question by question, what is asked for next."""
        with self.workspace.reading() as session:
            place = find_place(session, entry.place)
        visit = Visit.begin(self.workspace, place, person=self.person)
        for name, rows in entry.repeats.items():
            self._answer_where_shown(visit, entry)
            self._repeat(visit, name, rows)
        self._answer_where_shown(visit, entry)
        for _round in range(_ROUNDS):
            path = self._next(visit, entry)
            if path is None:
                break
            self._meet(visit, entry, path)
            self._answer_where_shown(visit, entry)
        if entry.finish:
            visit.finish()
        return visit

    def _next(self, visit: Visit, entry: Entry) -> str | None:
        for missing in visit.instance.missing():
            if entry.stop_after and missing.path.split("/")[2] > entry.stop_after:
                return None
            return missing.path
        return None

    def _meet(self, visit: Visit, entry: Entry, path: str) -> None:
        question = visit.definition.question(path)
        assert question is not None
        if question.kind == "image":
            self._photo(visit, path)
            return
        ordinary = self.ordinary[entry.form]
        known = ordinary.get(question.name)
        if known is None and question.name.endswith("_where"):
            known = ordinary.get("*_where")
        if known is None:
            raise AppError(N_("The script has no answer to {question}"), question=path)
        self._answer(visit, entry, path, known)

    def _answer_where_shown(self, visit: Visit, entry: Entry) -> None:
        """Give the answers of the entry to the questions that are there by now."""
        for question in visit.definition.questions():
            name, path = question.name, question.path
            wanted, reason = entry.answers.get(name), entry.reasons.get(name)
            if wanted is None and reason is None:
                continue
            shown = visit.instance.node(path)
            if not shown.relevant or wanted == shown.value or (reason and shown.reason):
                continue
            if reason is not None:
                self._count(visit.leave_open(path, reason))
            elif wanted is not None:
                self._answer(visit, entry, path, wanted)

    def _answer(self, visit: Visit, entry: Entry, path: str, text: str) -> None:
        name = path.rpartition("/")[2]
        how = entry.basis.get(name, "")
        self._count(visit.answer(path, text, Basis(how) if how else None))

    def _count(self, _changed: frozenset[str]) -> None:
        self.answers += 1

    def _repeat(self, visit: Visit, name: str, rows: list[dict[str, str]]) -> None:
        template = next(
            path for path in visit.definition.by_path if path.rpartition("/")[2] == name
        )
        for number, row in enumerate(rows):
            there = visit.instance.repeat_paths(template)
            instance = there[number] if number < len(there) else visit.add_repeat(template)
            for question, text in row.items():
                visit.answer(f"{instance}/{question}", text)
                self.answers += 1

    def _photo(self, visit: Visit, path: str) -> None:
        for added in add_photos(
            self.workspace,
            visit.inspection,
            [next(self._files)],
            person=self.person,
            question=path,
        ):
            if added.error is not None:
                raise added.error
        self.photos += 1
        visit.photos_changed()
