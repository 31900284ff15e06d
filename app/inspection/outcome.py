"""What one inspection amounts to: rows of findings, of how it counts, and of how far it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.inspection.counting import amount_of, count, item_of
from app.inspection.doubt import in_doubt, rests_on
from app.inspection.how_far import progress_row
from app.inspection.provenance import waits_for_a_look
from app.models.derived import Finding, Progress, Verdict
from app.models.ids import finding_id

if TYPE_CHECKING:
    from app.forms import Instance
    from app.forms.outcome import Verdict as RuleVerdict
    from app.inspection.answers import Stored
    from app.models.tables import Inspection

Row = dict[str, Any]


@dataclass(frozen=True)
class Evaluated:
    """Rows of the derived tables for one inspection."""

    findings: list[Row]
    verdicts: list[Row]
    progress: Row

    def by_table(self) -> list[tuple[type, list[Row]]]:
        """Pair the tables with their rows, leaving out empty ones."""
        pairs: list[tuple[type, list[Row]]] = [
            (Finding, self.findings),
            (Verdict, self.verdicts),
            (Progress, [self.progress]),
        ]
        return [(table, rows) for table, rows in pairs if rows]


def evaluate(
    row: Inspection,
    instance: Instance,
    stored: Mapping[str, Stored],
    *,
    facts: Mapping[str, Stored] | None = None,
    dismissed: frozenset[UUID] = frozenset(),
    photos: int = 0,
    inspector: str = "",
    span: tuple[int | None, int | None] = (None, None),
) -> Evaluated:
    """Evaluate one inspection.

    Args:
        row: The inspection.
        instance: Its form, filled.
        stored: Its answers with their marks of conflict and waiting.
        facts: What else is stored of it, such as ``finished``, with the same marks.
        dismissed: Findings that a person judged to be none (已排除，误报); listed, not counted.
        photos: Photos that it has.
        inspector: Who inspected, from the log.
        span: First change, and when it was said to be finished; UTC milliseconds.
    """
    said = instance.verdicts()
    shaken = in_doubt(
        instance, [path for path, answer in stored.items() if answer.conflict or answer.waiting]
    )
    disputed = {id(one): rests_on(one.rule, shaken) for one in said}
    findings = [
        _finding(row, instance, one, disputed[id(one)] or row.contested)
        for one in said
        if one.problem
    ]
    progress = progress_row(row, instance, stored, facts or {}, photos, inspector, span)
    progress["findings"] = len(findings)
    counted = progress["state"] == "done" and not row.contested
    unseen = in_doubt(
        instance, [path for path, answer in stored.items() if waits_for_a_look(answer)]
    )
    unlooked = frozenset(id(one) for one in said if rests_on(one.rule, unseen))
    by_indicator: dict[str, list[RuleVerdict]] = {}
    for one in said:
        if one.rule.indicator:
            by_indicator.setdefault(one.rule.indicator, []).append(one)
    verdicts = []
    for indicator, group in sorted(by_indicator.items()):
        upheld = {id(one) for one in group if _finding_id(row, one) not in dismissed}
        outcome, why = count(group, disputed, upheld, unlooked)
        amount = amount_of([one for one in group if id(one) in upheld and not disputed[id(one)]])
        verdicts.append(
            {
                "inspection": row.id,
                "indicator": indicator,
                "place": row.place,
                "form_id": row.form_id,
                "outcome": outcome if counted else "unfinished",
                "quantity": amount if counted and outcome == "problem" else None,
                "why": json.dumps(why, ensure_ascii=False) if counted and why else None,
            }
        )
    return Evaluated(findings, verdicts, progress)


def _finding_id(row: Inspection, one: RuleVerdict) -> UUID:
    return finding_id(row.id, one.rule.code, one.repeat_key)


def _finding(row: Inspection, instance: Instance, one: RuleVerdict, disputed: bool) -> Row:
    rule = one.rule
    question = instance.definition.question(one.path)
    where = _beside(instance, one.path, question.where if question else "")
    return {
        "id": _finding_id(row, one),
        "inspection": row.id,
        "place": row.place,
        "rule": rule.code,
        "repeat": one.repeat_key,
        "question": one.path,
        "item": question.code if question and question.code else item_of(rule),
        "title": rule.title("zh"),
        "severity": rule.severity,
        "deadline": rule.deadline,
        "difficulty": rule.difficulty,
        "indicator": rule.indicator,
        "responsible": rule.responsible,
        "measure": rule.measure,
        "appraisal": rule.appraisal,
        "suspected": rule.suspected,
        "disputed": disputed,
        "quantity": one.quantity or None,
        "unit": rule.unit or None,
        "location": where or None,
        "remark": None,
        "source": rule.source,
        "confidence": rule.confidence,
        "form_id": row.form_id,
    }


def _beside(instance: Instance, path: str, template: str) -> str:
    """Return the answer of the companion ``_where`` in the same repeat instance."""
    if not template:
        return ""
    companion = f"{path.rpartition('/')[0]}/{template.rpartition('/')[2]}"
    return instance.node(companion).value
