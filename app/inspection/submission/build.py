"""A record into an instance of its form, judged: what is no answer is said with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import AppError
from app.forms import Instance
from app.forms.definition import bare
from app.forms.lexical import canonical
from app.forms.schema import CALCULATE
from app.i18n import N_
from app.inspection.answers import BASES, REASONS
from app.inspection.load import is_kept
from app.inspection.submission.digest import digest_of
from app.models import media

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.forms import Definition
    from app.forms.fields import Field
    from app.inspection.submission.record import Record
    from app.models.log import Json

_ROUNDS = 20
_TYPES = {
    "int": N_("whole number"),
    "decimal": N_("number"),
    "date": N_("date (2026-05-31)"),
    "time": N_("time of day (14:30)"),
    "dateTime": N_("date with time (2026-05-31T14:30:00+08:00)"),
    "boolean": N_("yes or no (1 or 0)"),
    "geopoint": N_("position (latitude and longitude)"),
    "geotrace": N_("line of positions"),
    "geoshape": N_("area of positions"),
}


@dataclass
class Built:
    """What a record amounts to.

    Attributes:
        instance: The form filled.
        values: What is to be stored, by field; None: left empty where the form has a default.
        digest: Of all that the submission says; two that say the same have the same.
        emptied: Fields that stand in it without an answer.
    """

    instance: Instance
    values: dict[str, Json]
    digest: str
    emptied: set[str]


def build(record: Record, names: Mapping[str, str], fresh: Instance, source: str) -> Built | None:
    """Fill the form with a record.

    Args:
        record: The submission; what is wrong with it is added to its troubles.
        names: Name under which each of its files is kept here.
        fresh: An empty record of the same form, as it starts.
        source: Where it came from, for the provenance of its answers.

    Returns:
        The filled form; None when the record cannot be taken.
    """
    values = _values(record, names)
    reasons = _reasons(record)
    for field in fresh.fields():
        if _is_instance(field) and field.path not in record.repeats:
            values[field.path] = None
    try:
        instance = _loaded(record, values, reasons)
    except AppError as error:
        record.trouble(N_("the form cannot be filled with it: {reason}"), reason=error)
        return None
    _check(record, instance, names)
    if record.bad:
        return None
    emptied = {path for path, given in record.answers.items() if not given.text.strip()}
    return Built(
        instance,
        _to_store(record, instance, fresh, values, source),
        digest_of(instance, _more(record, names)),
        emptied,
    )


def _values(record: Record, names: Mapping[str, str]) -> dict[str, str | None]:
    values: dict[str, str | None] = dict(record.repeats)
    for path, given in record.answers.items():
        spec = record.form.schema.find(bare(path))
        if spec is None or spec.rules[CALCULATE] is not None:
            continue
        question, text = spec.question, given.text
        if question is not None and question.kind in media.QUESTIONS:
            name = text.strip()
            if name and name not in names:
                record.trouble(N_("the file {name} is not beside it"), given, name=name)
            values[path] = names.get(name, "")
            continue
        value = canonical(spec.type, text)
        if text.strip() and not value:
            record.trouble(
                N_("“{text}” is no {type}"),
                given,
                text=text[:60],
                type=AppError(_TYPES.get(spec.type, "{kind}"), kind=spec.type),
            )
        if question is not None and question.is_reason and value and value not in REASONS:
            record.trouble(N_("“{text}” is no reason that is known"), given, text=text[:60])
        values[path] = value
    if record.extra is not None:
        for path, parts in record.extra.answers.items():
            if "answer" in parts and not values.get(path):
                values[path] = parts["answer"]
    return values


def _reasons(record: Record) -> dict[str, str]:
    if record.extra is None:
        return {}
    found = {}
    for path, parts in record.extra.answers.items():
        reason = parts.get("reason", "")
        given = record.answers.get(path)
        if reason and (given is None or not given.text):
            if reason not in REASONS:
                record.trouble(N_("“{text}” is no reason that is known"), column=path, text=reason)
            else:
                found[path] = reason
    return found


def _loaded(record: Record, values: dict[str, str | None], reasons: dict[str, str]) -> Instance:
    """Load until only the repeat instances of the record are there, also in nested repeats."""
    for _ in range(_ROUNDS):
        instance = Instance(record.form, start=False)
        unknown = instance.load(values, reasons)
        surplus = [
            field.path
            for field in instance.fields()
            if _is_instance(field) and field.path not in record.repeats
        ]
        if not any(values.get(path, "") is not None for path in surplus):
            break
        values |= dict.fromkeys(surplus)
    for path in unknown:
        if values.get(path):
            record.trouble(N_("the form has no place for this answer"), column=path)
    return instance


def _is_instance(field: Field) -> bool:
    """Whether a field is an instance of a repeat that people add and remove."""
    repeat = field.spec.repeat
    return field.spec.is_repeat and not (repeat is not None and (repeat.count or repeat.fixed))


def _check(record: Record, instance: Instance, names: Mapping[str, str]) -> None:
    for path, given in record.answers.items():
        spec = record.form.schema.find(bare(path))
        question = spec.question if spec is not None else None
        if spec is None or spec.rules[CALCULATE] is not None or not given.text.strip():
            continue
        try:
            field = instance.node(path)
        except AppError:
            record.trouble(N_("the form counts fewer repeat instances than there are"), given)
            continue
        if question is not None and (question.choices or question.itemset is not None):
            offered = {choice.value for choice in field.choices}
            wrong = [
                word for word in canonical(spec.type, given.text).split() if word not in offered
            ]
            several = question.control in ("select", "rank")
            if wrong and (several or canonical(spec.type, given.text) not in offered):
                record.trouble(N_("“{text}” is not among the choices"), given, text=wrong[0][:60])
                continue
        if field.condition == "constraint":
            record.trouble(N_("taken, but: {reason}"), given, serious=False, reason=field.message)


def _to_store(
    record: Record,
    instance: Instance,
    fresh: Instance,
    values: Mapping[str, str | None],
    source: str,
) -> dict[str, Json]:
    found: dict[str, Json] = {
        path: None for path, value in values.items() if value is None and path.endswith("]")
    }
    start = {field.path: field.kept for field in fresh.fields() if not field.spec.repeats}
    said = record.extra.answers if record.extra is not None else {}
    for field in instance.fields():
        path = field.path
        if _is_instance(field):
            found[path] = {"answer": f"{field.ordinal:g}"}
        elif not is_kept(field, by_hand=True):
            continue
        elif field.kept or field.reason:
            found[path] = _answer(field, said.get(path), source)
        elif start.get(path):
            found[path] = None
    return found


def _answer(field: Field, said: dict[str, str] | None, source: str) -> dict[str, Json]:
    value: dict[str, Json] = {"answer": field.kept} if field.kept else {"reason": field.reason}
    if said is not None and said.get("basis") in BASES:
        value["basis"] = said["basis"]
        if said.get("from"):
            value["from"] = said["from"]
    else:
        value |= {"basis": "imported", "from": source}
    return value


def _more(record: Record, names: Mapping[str, str]) -> list[tuple[str, str]]:
    if record.extra is None:
        return []
    return [
        (photo.get("question", ""), names.get(photo["file"], "")) for photo in record.extra.photos
    ]


def fresh_of(form: Definition) -> Instance:
    """Return an empty record of a form, as it starts without first-load events."""
    return Instance.resume(form, {})
