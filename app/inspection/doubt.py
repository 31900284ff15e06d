"""How far doubt about an answer reaches: the questions and rules that rest on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.forms.definition import bare
from app.forms.schema import CALCULATE, RELEVANT

if TYPE_CHECKING:
    from app.forms import Instance, Rule
    from app.forms.schema import Spec


def in_doubt(instance: Instance, paths: Iterable[str]) -> frozenset[str]:
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


def rests_on(rule: Rule, keys: frozenset[str]) -> bool:
    """Tell whether a rule reads any of these questions, in what it finds, clears or counts."""
    if not keys:
        return False
    reads = {bare(rule.path)}
    for test in (rule.rule_test, rule.clear_test, rule.quantity_value):
        if test is not None:
            reads |= test.references().paths
    return not reads.isdisjoint(keys)
