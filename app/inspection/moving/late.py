"""Answers that belong to another version of the form than the one that an inspection has now.

A laptop that did not move yet goes on answering under the old name; after a merge its later answer
is found here, so that it can be taken over. What is only the earlier value of a question that has
another name now is no news: the history of the question tells it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.forms.definition import bare
from app.forms.versions import Comparison, compare
from app.i18n import language
from app.inspection.checklists import Checklist, checklists, definition, version_key
from app.models.log import same_answer
from app.models.tables import Cell, Change

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition
    from app.inspection.answers import Stored
    from app.workspace import Workspace


@dataclass(frozen=True)
class Late:
    """A later answer under another name.

    Attributes:
        path: Where it was given.
        to: Where it belongs in the version that the inspection has.
        value: As in the log.
    """

    path: str
    to: str
    value: Any


@dataclass(frozen=True)
class OldAnswer:
    """An answer without a home in the version that the inspection has (旧版答案).

    Attributes:
        path: Where it is kept.
        code: Code of the question in the newest version that has it.
        label: Its label there.
        words: The answer in words; empty for a reason.
        reason: Reason of a non-answer, or empty.
        version: The version that has the question; empty when none here has.
        sensitive: Not to be shown to everybody; so is what no version here knows.
    """

    path: str
    code: str
    label: str
    words: str
    reason: str
    version: str
    sensitive: bool = True


def late_answers(
    workspace: Workspace,
    session: Session,
    inspection: UUID,
    target: Checklist,
    stored: Mapping[str, Stored],
) -> Iterator[Late]:
    """Yield answers under old names that are later than those under the names of a version."""
    form = definition(workspace, target.hash)
    lost = [path for path, answer in stored.items() if answer.value is not None]
    lost = [path for path in lost if form.schema.find(bare(path)) is None]
    if not lost:
        return
    seen: set[str] = set()
    for comparison in _others(workspace, session, target, form):
        for path in lost:
            to = comparison.translate(path)
            if to == path or path in seen or comparison.old.schema.find(bare(path)) is None:
                continue
            seen.add(path)
            mine, theirs = stored[path], stored.get(to)
            if theirs is not None:
                if same_answer(mine.value, theirs.value) or theirs.conflict or mine.conflict:
                    continue
                clocks = _clocks(session, inspection, path, to)
                if clocks.get(path, 0) <= clocks.get(to, 0):
                    continue
            yield Late(path, to, mine.value)


def old_answers(
    workspace: Workspace,
    session: Session,
    inspection: UUID,
    form: Definition,
    stored: Mapping[str, Stored],
) -> list[OldAnswer]:
    """List the answers that the version of an inspection has no place for, none dropped.

    Earlier values of questions that only have another name are left out, unless they came later
    than what stands under the new name.
    """
    lost = {
        path: answer
        for path, answer in stored.items()
        if answer.value is not None
        and not path.endswith("]")
        and form.schema.find(bare(path)) is None
    }
    if not lost:
        return []
    target = Checklist(form.hash, form.form_id, form.version, form.title)
    late = {one.path for one in late_answers(workspace, session, inspection, target, stored)}
    found: dict[str, OldAnswer] = {}
    renamed: set[str] = set()
    for comparison in _others(workspace, session, target, form):
        for path, answer in lost.items():
            question = comparison.old.question(path)
            if comparison.translate(path) != path and path not in late:
                renamed.add(path)
            if question is None or path in found:
                continue
            tongue = "en" if language() == "en" else "zh"
            labels = {c.value: comparison.old.text(c.label, tongue) for c in question.choices}
            values = answer.text.split() if question.kind == "select_multiple" else [answer.text]
            words = "、".join(labels.get(one, one) for one in values)
            label = " ".join(comparison.old.text(question.label, tongue).split())
            version = comparison.old.version
            found[path] = OldAnswer(
                path, question.code, label, words, answer.reason, version, question.sensitive
            )
    for path, answer in lost.items():
        name = path.rpartition("/")[2]
        found.setdefault(path, OldAnswer(path, name, name, answer.text, answer.reason, ""))
    return [found[path] for path in sorted(found) if path not in renamed]


def _others(
    workspace: Workspace, session: Session, target: Checklist, form: Definition
) -> Iterator[Comparison]:
    """Yield the comparisons of all other versions that are here with one, the newest first."""
    every = [
        one
        for one in checklists(session)
        if one.form_id == target.form_id and one.hash != target.hash
    ]
    for one in sorted(every, key=lambda v: (version_key(v.version), v.hash), reverse=True):
        try:
            old = definition(workspace, one.hash)
        except AppError:  # its workbook has not arrived
            continue
        yield compare(old, form)


def _clocks(session: Session, inspection: UUID, *paths: str) -> dict[str, int]:
    query = (
        select(Cell.field, Change.clock)
        .join(Change, Change.n == Cell.change)
        .where(Cell.subject == inspection, Cell.kind == "inspection", Cell.field.in_(paths))
    )
    return {row.field: row.clock for row in session.execute(query)}
