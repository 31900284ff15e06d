"""Fields and values of records in words: B02 违规拆除承重构件, 有; for people who settle conflicts.

Codes and paths stay where machines read; nobody at a desk should meet them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.errors import AppError
from app.forms.definition import Definition, Group, Question, bare
from app.i18n import N_, _, language
from app.inspection.answers import Stored
from app.inspection.checklists import definition
from app.inspection.effort.earlier_answers import FIELD as LAST_ROUND
from app.inspection.outcomes import WORDS as OUTCOMES
from app.inspection.photo.marks import marks_words
from app.inspection.provenance import source_words
from app.inspection.remarks import path_of
from app.inspection.roster.columns import BY_NAME
from app.inspection.roster.words import WORDS, word
from app.inspection.whereabouts import place_path
from app.models import media
from app.models.tables import Inspection

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Json
    from app.workspace import Workspace

ZONE = ZoneInfo("Asia/Shanghai")
_FIELDS = {
    "*": N_("the whole record"),
    "name": N_("Place name"),
    "round": N_("Round"),
    "city": N_("City"),
    "parent": N_("Lies in"),
    "level": N_("Kind of place"),
    "finished": N_("Done"),
    "form_hash": N_("Checklist version"),
    "question": N_("Belongs to"),
    "finding": N_("Belongs to the finding"),
    "caption": N_("Caption"),
    "position": N_("Order"),
    "marks": N_("Marks"),
    "checked": N_("Looked into"),
    "verdict": N_("Verdict"),
    "severity": N_("Severity"),
    "note": N_("Remark"),
    "now": N_("How it is now"),
    "signed_by": N_("Signed by"),
    "revisit_on": N_("To visit again on"),
}
_VALUES = {
    "undecidable": N_("Undecidable"),
    "not_applicable": N_("Not applicable"),
    "not_reached": N_("Not reached"),
    "confirmed": N_("Confirmed"),
    "dismissed": N_("Dismissed (false alarm)"),
    "still": N_("still there"),
    "mended": N_("mended"),
    "unseen": N_("cannot be seen"),
    "critical": N_("Critical"),
    "serious": N_("Serious"),
    "minor": N_("Minor"),
}
_BASES = {
    "seen": N_("Seen"),
    "asked": N_("Asked"),
    "measured": N_("Measured"),
    "papers": N_("From papers"),
    "estimated": N_("Estimated"),
    "imported": N_("Others' data"),
}


def coded(code: str) -> str:
    """Return a code of a judgement or a reason in words; what is no code as it stands."""
    return _(_VALUES[code]) if code in _VALUES else code


class FieldWords:
    """Words for the fields of one workspace; forms are loaded once.

    Args:
        workspace: Where the forms are.
        session: To find which form a record was filled in with.
    """

    def __init__(self, workspace: Workspace, session: Session) -> None:
        self._workspace, self._session = workspace, session
        self._forms: dict[UUID, Definition | None] = {}

    def field(self, kind: str, subject: UUID, field: str) -> str:
        """Return the name of a field: code and label of a question, header of a column."""
        if kind == "inspection" and field.startswith("/"):
            return self._path(subject, field)
        if kind == "inspection" and (noted := path_of(field)):
            return _("{question}: remark").format(question=self._path(subject, noted))
        if kind == "inspection" and field.startswith("visit["):
            return _("Visit on {day}").format(day=field[6:16])
        if kind == "place" and field == LAST_ROUND:
            return _("Answers of the last campaign")
        if kind == "place" and field in BY_NAME:
            column = BY_NAME[field]
            return column.en if language() == "en" else column.zh
        return _(_FIELDS[field]) if field in _FIELDS else field

    def value(self, kind: str, subject: UUID, field: str, value: Json) -> str:
        """Return a value in words, for an answer with how it is known."""
        if kind == "inspection" and field.endswith("]") and field.startswith("/"):
            return _("entry removed") if value is None else _("entry kept")
        if value is None:
            return _("cleared")
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if kind == "inspection" and field.startswith("/"):
            return self._answer(subject, field, value)
        if kind == "inspection" and field.startswith("visit[") and isinstance(value, dict):
            outcome = str(value.get("outcome", ""))
            return _(OUTCOMES[outcome]) if outcome in OUTCOMES else outcome
        if kind == "place" and field == LAST_ROUND and isinstance(value, dict):
            answers = value.get("answers")
            count = len(answers) if isinstance(answers, dict) else 0
            words = _("round {round}, {count} answers")
            return words.format(round=value.get("round") or "", count=count)
        text = str(value)
        if kind == "place" and field in ("parent", "same_as"):
            return place_path(self._session, _id(text)) or text
        if kind == "place" and field in WORDS:
            return word(field, text)
        if kind == "photo" and field == "marks":
            return marks_words(text)
        return coded(text)

    def _form(self, inspection: UUID) -> Definition | None:
        if inspection not in self._forms:
            query = select(Inspection.form_hash).where(Inspection.id == inspection)
            found = self._session.scalar(query)
            try:
                self._forms[inspection] = definition(self._workspace, found) if found else None
            except AppError:  # its form has not arrived; the path's own name has to do
                self._forms[inspection] = None
        return self._forms[inspection]

    def _path(self, inspection: UUID, path: str) -> str:
        form = self._form(inspection)
        node = _node(form, bare(path)) if form is not None else None
        name = bare(path).rpartition("/")[2].replace("_", "-")
        if form is None or node is None:
            return name
        label = form.text(node.label, _tongue(form))
        if isinstance(node, Question):
            owner = form.question(node.belongs_to) if node.belongs_to else None
            above = form.text(owner.label, _tongue(form)) if owner is not None else ""
            code = _short(node.code or (owner.code if owner is not None else "")) or name
            parts = (code, above, label if label != code else "")
            return " ".join(part for part in parts if part)
        return label or name

    def _answer(self, inspection: UUID, path: str, value: Json) -> str:
        if not isinstance(value, dict):
            return _("no. {number}").format(number=value)  # an entry of a repeat
        stored = Stored(value)
        if stored.reason:
            said = _(_VALUES.get(stored.reason, stored.reason))
        else:
            said = self._said(inspection, path, stored.text)
        how = [_(_BASES[stored.basis])] if stored.basis in _BASES else []
        how += [source_words(stored.source)] if stored.source else []
        known = _("{basis}, {source}").format(basis=how[0], source=how[1]) if how[1:] else ""
        return _("{said} ({how})").format(said=said, how=known or how[0]) if how else said

    def _said(self, inspection: UUID, path: str, text: str) -> str:
        form = self._form(inspection)
        question = form.question(bare(path)) if form is not None else None
        if form is None or question is None or not text:
            return text
        if question.kind in media.QUESTIONS:
            return media.words_of(question.kind)
        if question.choices:
            labels = {one.value: form.text(one.label, _tongue(form)) for one in question.choices}
            many = question.kind in ("select_multiple", "rank")
            parts = text.split() if many else [text]
            return "、".join(labels.get(part) or part for part in parts)
        return f"{text} {question.extras.get('unit', '')}".rstrip()


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _tongue(form: Definition) -> str:
    return ("en" if language() == "en" else "zh") if form.languages else ""


def _short(code: str) -> str:
    """Return a question's code as it stands before it: B03 for ZF-B03."""
    return code.partition("-")[2] or code


def _node(form: Definition, path: str) -> Group | Question | None:
    """Return a question, group or repeat by its path without keys."""
    question = form.question(path)
    if question is not None:
        return question
    level: list[Group] = [form.root]
    while level:
        group = level.pop()
        if group.path == path:
            return group
        level += [child for child in group.children if isinstance(child, Group)]
    return None


def when_words(at_ms: int) -> str:
    """Return a time for people, in the campaign's zone."""
    return f"{datetime.fromtimestamp(at_ms / 1000, ZONE):%Y-%m-%d %H:%M}"
