"""How far one inspection is: what was asked, answered and left open, and its state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.forms.schema import CALCULATE
from app.inspection.provenance import is_stated, waits_for_a_look

if TYPE_CHECKING:
    from app.forms import Instance
    from app.inspection.answers import Stored
    from app.models.tables import Inspection

VISIT_OUTCOME = "ZF_M02"
"""The question of the housing checklist that says how the visit went."""


def progress_row(
    row: Inspection,
    instance: Instance,
    stored: Mapping[str, Stored],
    facts: Mapping[str, Stored],
    photos: int,
    inspector: str,
    span: tuple[int | None, int | None],
) -> dict[str, Any]:
    """Return the row of `Progress` of one inspection; its findings are not counted here.

    Args:
        row: The inspection.
        instance: Its form, filled.
        stored: Its answers with their marks of conflict and waiting.
        facts: What else is stored of it, with the same marks.
        photos: Photos that it has.
        inspector: Who inspected.
        span: First change, and when it was said to be finished; UTC milliseconds.
    """
    relevant = answered = copied = stated = 0
    reasons = {"undecidable": 0, "not_applicable": 0, "not_reached": 0}
    outcome = None
    for field in instance.fields():
        question = field.question
        if question is None or question.is_reason or question.kind in ("note", "image"):
            continue
        if not field.relevant or field.spec.rules[CALCULATE] is not None:
            continue
        relevant += 1
        answered += field.answered
        said = stored.get(field.path)
        copied += said is not None and waits_for_a_look(said)
        stated += said is not None and is_stated(said)
        if field.reason in reasons:
            reasons[field.reason] += 1
        if question.name == VISIT_OUTCOME:
            outcome = field.value or None
    missing = instance.missing()
    photos_missing = sum(1 for one in missing if one.kind == "photo")
    unsettled = any(fact.conflict or fact.waiting for fact in facts.values())
    everything = (*stored.values(), *facts.values())
    begun = any(
        answer.value is not None and answer.basis != "imported" for answer in stored.values()
    )
    return {
        "inspection": row.id,
        "place": row.place,
        "form_id": row.form_id,
        "state": _state(bool(row.finished), bool(missing) or unsettled, begun or photos > 0),
        "relevant": relevant,
        "answered": answered,
        "missing_answers": len(missing) - photos_missing,
        "missing_photos": photos_missing,
        **reasons,
        "copied": copied,
        "stated": stated,
        "conflicts": sum(one.conflict for one in everything),
        "waiting": sum(one.waiting for one in everything),
        "contested": row.contested,
        "photos": photos,
        "findings": 0,
        "outcome": outcome,
        "inspector": inspector or None,
        "started_at": span[0],
        "finished_at": span[1] if row.finished else None,
    }


def _state(finished: bool, missing: bool, begun: bool) -> str:
    if finished:
        return "incomplete" if missing else "done"
    return "in_progress" if begun else "not_started"
