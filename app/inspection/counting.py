"""How the findings and answers of one inspection count towards an indicator.

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

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.forms import Rule
    from app.forms.outcome import Verdict as RuleVerdict


def count(
    group: list[RuleVerdict],
    disputed: Mapping[int, bool],
    upheld: set[int],
    unlooked: frozenset[int],
) -> tuple[str, list[list[str]]]:
    """Apply the counting rule to one indicator.

    Args:
        group: What its rules say.
        disputed: Whether each of them rests on what is in doubt, by ``id()``.
        upheld: ``id()`` of those whose finding nobody dismissed.
        unlooked: ``id()`` of those that rest on a copied answer that nobody has looked at.

    Returns:
        The outcome, and why it is open as [item, reason] pairs.
    """
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
            why.append([item_of(first.rule), "disputed"])
        elif first.reason == "not_applicable":
            continue
        elif any(id(one) in unlooked for one in rules):  # a copied answer can also hide it
            judged = True
            why.append([item_of(first.rule), "copied"])
        elif not first.relevant:
            continue
        elif first.reason:
            judged = True
            why.append([item_of(first.rule), first.reason])
        elif not first.answered:
            silent = silent or item_of(first.rule)
        else:
            judged = True
            # Several rules on one question: the answer is clear when each of them says so.
            if not all(one.clear for one in rules) and not any(one.problem for one in rules):
                why.append([item_of(first.rule), "not_judged"])
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


def amount_of(group: list[RuleVerdict]) -> str | None:
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


def _number(text: str) -> Decimal | None:
    try:
        amount = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() else None


def item_of(rule: Rule) -> str:
    """Return the code of the checklist item that a rule rests on: ``ZF-B03`` of ``ZF-B03.1``."""
    return rule.code.partition(".")[0]
