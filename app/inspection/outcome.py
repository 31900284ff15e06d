"""What one inspection amounts to: findings, how it counts per indicator, how far it is.

The counting rule (an inspection and an indicator):

* ``unfinished``: the inspection is not finished, people disagree whether it is or about the form
  it is made with, or its record is contested; nothing is counted;
* ``problem``: at least one undisputed finding of the indicator (任一条成立即计); one whose quantity
  is 0 is listed under the indicator (其他问题) but not counted;
* ``undecided``: else, if a question of it is in conflict, waiting, 判不了 or 未查到, has an
  answer that is neither a problem nor clear, or if none of its questions was answered at all: it is
  never counted as 无问题; nor is an answer copied from a neighbour that nobody has looked at
  here. An optional question that nobody answered says nothing either way;
* ``not_applicable``: else, if every question of it is irrelevant or 不适用;
* ``clear``: else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.forms.definition import bare
from app.forms.schema import CALCULATE, RELEVANT
from app.inspection.provenance import is_stated, waits_for_a_look
from app.models.derived import Finding, Progress, Verdict
from app.models.ids import finding_id

if TYPE_CHECKING:
    from app.forms import Instance, Rule
    from app.forms.outcome import Verdict as RuleVerdict
    from app.forms.schema import Spec
    from app.inspection.answers import Stored
    from app.models.tables import Inspection

Row = dict[str, Any]
VISIT_OUTCOME = "ZF_M02"


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
    in_doubt = _in_doubt(
        instance, [path for path, answer in stored.items() if answer.conflict or answer.waiting]
    )
    disputed = {id(one): _is_disputed(one.rule, in_doubt) for one in said}
    findings = [
        _finding(row, instance, one, disputed[id(one)] or row.contested)
        for one in said
        if one.problem
    ]
    progress = _progress(row, instance, stored, facts or {}, photos, inspector, span)
    progress["findings"] = len(findings)
    counted = progress["state"] == "done" and not row.contested
    unseen = _in_doubt(
        instance, [path for path, answer in stored.items() if waits_for_a_look(answer)]
    )
    unlooked = frozenset(id(one) for one in said if _is_disputed(one.rule, unseen))
    by_indicator: dict[str, list[RuleVerdict]] = {}
    for one in said:
        if one.rule.indicator:
            by_indicator.setdefault(one.rule.indicator, []).append(one)
    verdicts = []
    for indicator, group in sorted(by_indicator.items()):
        upheld = {id(one) for one in group if _finding_id(row, one) not in dismissed}
        outcome, why = _count(group, disputed, upheld, unlooked)
        amount = _amount([one for one in group if id(one) in upheld and not disputed[id(one)]])
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


def _count(
    group: list[RuleVerdict],
    disputed: Mapping[int, bool],
    upheld: set[int],
    unlooked: frozenset[int],
) -> tuple[str, list[list[str]]]:
    """Apply the counting rule; returns why an indicator is open, as [item, reason] pairs."""
    why: list[list[str]] = []
    judged, silent = False, ""
    questions: dict[str, list[RuleVerdict]] = {}
    for one in group:
        questions.setdefault(one.path, []).append(one)
    for rules in questions.values():
        first = rules[0]
        doubt = any(disputed[id(one)] for one in rules)
        if doubt:
            judged = True
            why.append([_item(first.rule), "disputed"])
        elif first.reason == "not_applicable":
            continue
        elif any(id(one) in unlooked for one in rules):  # a copied answer can also hide it
            judged = True
            why.append([_item(first.rule), "copied"])
        elif not first.relevant:
            continue
        elif first.reason:
            judged = True
            why.append([_item(first.rule), first.reason])
        elif not first.answered:
            silent = silent or _item(first.rule)
        else:
            judged = True
            # Several rules on one question: the answer is clear when each of them says so.
            if not all(one.clear for one in rules) and not any(one.problem for one in rules):
                why.append([_item(first.rule), "not_judged"])
    if any(
        counts(one) and not disputed[id(one)] and id(one) in upheld and id(one) not in unlooked
        for one in group
    ):
        return "problem", why  # what else is open matters when the finding is dismissed
    if silent and not judged:
        why.append([silent, "not_answered"])
    if why:
        return "undecided", why
    return ("clear" if judged else "not_applicable"), []


def counts(one: RuleVerdict) -> bool:
    """Tell whether a finding is counted: not when its rule gives it the quantity 0."""
    return one.problem and _number(one.quantity) != 0


def _number(text: str) -> Decimal | None:
    try:
        amount = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() else None


def _item(rule: Rule) -> str:
    """Return the code of the checklist item that a rule rests on: ``ZF-B03`` of ``ZF-B03.1``."""
    return rule.code.partition(".")[0]


def _amount(group: list[RuleVerdict]) -> str | None:
    """Return how much of the indicator's unit the findings come to; None when none says.

    The instances of a repeat add up (路段); several rules of one indicator speak of the same thing,
    so that the largest counts.
    """
    totals: dict[str, Decimal] = {}
    for one in group:
        amount = _number(one.quantity) if one.problem else None
        if amount is not None:
            totals[one.rule.code] = totals.get(one.rule.code, Decimal(0)) + amount
    return f"{max(totals.values()).normalize():f}" if totals else None


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
        "item": question.code if question and question.code else _item(rule),
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


def _in_doubt(instance: Instance, paths: Iterable[str]) -> frozenset[str]:
    """Return the keys of all questions that doubt about the answers at ``paths`` reaches.

    Not only the field itself: where it decides whether a question shows, or what is calculated, the
    doubt goes on to those.
    """
    schema = instance.definition.schema
    todo: list[Spec] = [spec for path in paths if (spec := schema.find(bare(path))) is not None]
    seen: set[str] = set()
    while todo:
        spec = todo.pop()
        if spec.key in seen:
            continue
        seen.add(spec.key)
        for logic, *_where in spec.dependents:
            if logic.kind == CALCULATE:
                todo.append(logic.spec)
            elif logic.kind == RELEVANT:
                todo.extend(logic.spec.below())
    return frozenset(seen)


def _is_disputed(rule: Rule, in_doubt: frozenset[str]) -> bool:
    if not in_doubt:
        return False
    reads = {bare(rule.path)}
    for test in (rule.rule_test, rule.clear_test, rule.quantity_value):
        if test is not None:
            reads |= test.references().paths
    return not reads.isdisjoint(in_doubt)


def _progress(
    row: Inspection,
    instance: Instance,
    stored: Mapping[str, Stored],
    facts: Mapping[str, Stored],
    photos: int,
    inspector: str,
    span: tuple[int | None, int | None],
) -> Row:
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
