"""The questions of one inspection as rows, in the words of its form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from app.forms.definition import bare
from app.forms.lexical import readable
from app.forms.schema import CALCULATE
from app.i18n import _
from app.inspection.record_parts import Found, Row
from app.models import media

if TYPE_CHECKING:
    from app.forms import Definition, Instance, Question
    from app.forms.fields import Field
    from app.inspection.answers import Stored
    from app.inspection.moving.late import OldAnswer
    from app.inspection.photo.photos import PhotoRow

_PHOTO = "_photo"  # an image question is named after the question that it illustrates


def illustrated(question: str) -> str:
    """Return the question that an image question illustrates, or the path itself."""
    head, mark, tail = question.rpartition(_PHOTO)
    return head if mark and (not tail or tail.isdecimal()) else question


def rows_of(
    form: Definition,
    instance: Instance,
    stored: Mapping[str, Stored],
    findings: tuple[Found, ...],
    photos: tuple[PhotoRow, ...],
    remarks: Mapping[str, str],
) -> tuple[Row, ...]:
    """Return the questions that are asked here, as rows."""
    missing = {one.path for one in instance.missing()}
    gravest: dict[str, str] = {}
    for one in findings:
        if not one.dismissed:
            gravest.setdefault(one.question, one.severity)
    taken: dict[str, int] = {}
    for photo in photos:
        key = illustrated(photo.question or "")
        taken[key] = taken.get(key, 0) + 1
    rows = []
    for field in instance.fields():
        question = field.question
        if question is None or not field.relevant or not _is_shown(field, question):
            continue
        answer = stored.get(field.path)
        rows.append(
            Row(
                path=field.path,
                code=question.code,
                label=field.label or question.name,
                part=_part(form, instance, question),
                group=_group(form, instance, field),
                value=field.value,
                words=_allowed(field, _words(field, question)),
                reason=field.reason if not field.value else "",
                basis=answer.basis if answer else "",
                source=answer.source if answer else "",
                missing=field.path in missing,
                conflict=bool(answer and answer.conflict),
                waiting=bool(answer and answer.waiting),
                severity=gravest.get(field.path, ""),
                sensitive=question.sensitive,
                photos=taken.get(field.path, 0),
                remark="" if question.sensitive else remarks.get(field.path, ""),
            )
        )
    return tuple(rows)


def old_rows(answers: list[OldAnswer]) -> Iterator[Row]:
    """Yield the answers that this version of the checklist has no question for (旧版答案)."""
    for one in answers:
        yield Row(
            path=one.path, code=one.code, label=one.label, part=_("Answers of another version"),
            group=one.version, value="", words=one.words, reason=one.reason, basis="", source="",
            missing=False, conflict=False, waiting=False, severity="", sensitive=one.sensitive,
            photos=0,
        )  # fmt: skip


def _is_shown(field: Field, question: Question) -> bool:
    if question.is_reason or question.kind in ("note", "image"):
        return False
    return field.spec.rules[CALCULATE] is None


def _part(form: Definition, instance: Instance, question: Question) -> str:
    top = question.parent
    while top is not None and top.parent is not None and top.parent is not form.root:
        top = top.parent
    if top is None or top is form.root or top.label is None:
        return ""
    return instance.text(top.label, instance.document.root)


def _group(form: Definition, instance: Instance, field: Field) -> str:
    above = field.path.rpartition("/")[0]
    if not above.endswith("]"):
        return ""
    paths = instance.repeat_paths(bare(above))
    number = paths.index(above) + 1 if above in paths else 0
    return f"{instance.node(above).label} {number}".strip()


def _allowed(field: Field, words: str) -> str:
    """Say of a value that the form refuses that it is none."""
    return _("{value} (not allowed)").format(value=words) if field.refused else words


def _words(field: Field, question: Question) -> str:
    value = field.value
    if question.kind in ("select_one", "select_multiple", "rank") and value:
        labels = {option.value: option.label for option in field.choices}
        parts = [value] if question.kind == "select_one" else value.split()
        return "、".join(labels.get(part, part) for part in parts)
    return plain(value, question)


def plain(value: str, question: Question | None) -> str:
    """Return a value without choices in words: with its unit, or what kind of file it is."""
    if not value or question is None:
        return value
    if question.kind in media.QUESTIONS:
        return media.words_of(question.kind)
    if question.kind == "dateTime":
        return value[:16].replace("T", " ")
    return f"{readable(question.type, value)} {question.extras.get('unit', '')}".rstrip()
