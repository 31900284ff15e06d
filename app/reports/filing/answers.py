"""Answers of inspections as one wide row: a column per question of all versions of a checklist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from app.forms.definition import Definition, Question, bare
from app.inspection.answers import Stored, answers_of
from app.models import media

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
    return Asked(
        key=key,
        head=f"{code} {label}".strip(),
        paths=frozenset({question.path}),
        wide=question.kind == "text",
        labels={one.value: form.text(one.label, language) for one in question.choices},
        unit=question.extras.get("unit", ""),
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

    def __init__(self, session: Session, questions: list[Asked]) -> None:
        self._session = session
        self._column = {path: n for n, one in enumerate(questions) for path in one.paths}
        self._questions = questions

    def row(self, inspection: UUID) -> list[str | int | None]:
        """Return the cells of one inspection; entries of a repeat stand in one cell, by line."""
        cells: list[list[str]] = [[] for _question in self._questions]
        for path, stored in sorted(answers_of(self._session, inspection).items()):
            at = self._column.get(bare(path))
            if at is None:
                continue
            said = _said(self._questions[at], stored)
            if said:
                cells[at].append(said)
        return ["\n".join(one) for one in cells]


def _said(question: Asked, stored: Stored) -> str:
    if stored.conflict or stored.waiting:
        return "有冲突"  # either side would be a claim that nobody has decided
    if stored.reason:
        return REASONS.get(stored.reason, stored.reason)
    text = stored.text
    if not text:
        return ""
    if question.labels:
        many = question.kind in ("select_multiple", "rank")
        parts = text.split() if many else [text]
        return "、".join(question.labels.get(part) or part for part in parts)
    return f"{text} {question.unit}".rstrip()
