"""Answers of inspections as one wide row: a column per question of all versions of a checklist."""

from __future__ import annotations

from collections.abc import Container, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from app.forms.definition import Definition, Question, bare
from app.inspection.answers import Stored, answers_of
from app.models import media
from app.reports.city.unsettled import CONFLICT, WAITING
from app.reports.filing.columns import Cell, number_of
from app.reports.text import mask

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

REASONS = {"undecidable": "判不了", "not_applicable": "不适用", "not_reached": "未查到"}
_INSPECTOR = "inspection.inspector"


@dataclass(frozen=True)
class Asked:
    """A question that has a column.

    Attributes:
        key: Its code, or its path where it has none.
        head: Code and label.
        paths: Its path in each version.
        wide: Free text.
        labels: Choices in words.
        unit: Unit of a number.
        kind: Kind of question.
    """

    key: str
    head: str
    paths: frozenset[str]
    wide: bool
    labels: dict[str, str]
    unit: str
    kind: str


def asked(forms: Iterable[Definition], *, sensitive: bool) -> list[Asked]:
    """List the questions of all versions, those of the newest first and in its order.

    Left out are notes, pictures, companions for reasons and, unless asked for, what is sensitive
    in any of the versions.
    """
    found: dict[str, Asked] = {}
    hidden: set[str] = set()
    for form in reversed(list(forms)):
        for question in form.questions():
            key = question.code or question.path
            if not _is_filed(question):
                continue
            if question.belongs_to and question.code:
                key = f"{question.code}·{question.name.rpartition('_')[2]}"
            if _is_hidden(question) and not sensitive:
                hidden.add(key)
                continue
            made = _asked(form, question, key)
            old = found.get(key)
            found[key] = made if old is None else _joined(old, made)
    return [one for key, one in found.items() if key not in hidden]


def _is_filed(question: Question) -> bool:
    return not question.is_reason and question.kind not in ("note", *media.QUESTIONS)


def _is_hidden(question: Question) -> bool:
    return question.sensitive or question.extras.get("roster") == _INSPECTOR


def _asked(form: Definition, question: Question, key: str) -> Asked:
    language = "zh" if form.languages else ""
    label = form.text(question.label, language) or question.name
    code = question.code.partition("-")[2] or question.code
    unit = question.extras.get("unit", "")
    if unit and question.kind in ("integer", "decimal") and unit not in label:
        label = f"{label}（{unit}）"
    return Asked(
        key=key,
        head=f"{code} {label}".strip(),
        paths=frozenset({question.path}),
        wide=question.kind == "text",
        labels={one.value: form.text(one.label, language) for one in question.choices},
        unit=unit,
        kind=question.kind,
    )


def _joined(new: Asked, old: Asked) -> Asked:
    """Keep the newer version's words; an older one adds its path and choices that are gone."""
    return Asked(
        new.key, new.head, new.paths | old.paths, new.wide, old.labels | new.labels, new.unit,
        new.kind,
    )  # fmt: skip


class Answers:
    """Rows of answers; one query an inspection."""

    def __init__(
        self, session: Session, questions: list[Asked], *, sensitive: bool = False
    ) -> None:
        self._session, self._sensitive = session, sensitive
        self._column = {path: n for n, one in enumerate(questions) for path in one.paths}
        self._questions = questions

    def row(self, inspection: UUID, twice: Container[str] = ()) -> list[Cell]:
        """Return the cells of one inspection; entries of a repeat stand in one cell, by line.

        Args:
            inspection: Whose answers.
            twice: Paths that another record of the same building answers differently.
        """
        cells: list[list[str | Decimal | date]] = [[] for _question in self._questions]
        for path, stored in sorted(answers_of(self._session, inspection).items()):
            at = self._column.get(bare(path))
            if at is None:
                continue
            said = CONFLICT if path in twice else self._said(self._questions[at], stored)
            if said != "":
                cells[at].append(said)
        return [one[0] if len(one) == 1 else "\n".join(map(str, one)) for one in cells]

    def _said(self, question: Asked, stored: Stored) -> str | Decimal | date:
        if stored.conflict:
            return CONFLICT  # either side would be a claim that nobody has decided
        if stored.waiting:
            return WAITING
        if stored.reason:
            return REASONS.get(stored.reason, stored.reason)
        text = stored.text
        if not text:
            return ""
        if question.labels:
            many = question.kind in ("select_multiple", "rank")
            parts = text.split() if many else [text]
            return "、".join(question.labels.get(part) or part for part in parts)
        if question.kind in ("integer", "decimal"):
            return number_of(text) or text  # the unit stands in the heading
        if question.kind == "date":
            with suppress(ValueError):
                return date.fromisoformat(text)
        text = text if self._sensitive or question.kind != "text" else mask(text)
        return f"{text} {question.unit}".rstrip()
