"""Which questions come only because of what another one was answered: measures, conclusions.

Whether such a question is asked, or what it is worth, hangs on an answer that may be a problem
(sheet ``findings``); nobody answers it by looking round and seeing nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.forms.spec import CALCULATE, RELEVANT

if TYPE_CHECKING:
    from app.forms.definition import Definition
    from app.forms.spec import Spec


def follow_ups(definition: Definition) -> frozenset[str]:
    """Return the paths of all nodes whose relevance or value hangs on a question with a rule.

    Also over several steps, and of all that lies in a group that comes or goes with an answer.
    """
    found: set[str] = set()
    todo = [definition.schema.find(path) for path in {rule.path for rule in definition.rules}]
    while todo:
        spec = todo.pop()
        if spec is None:
            continue
        for logic, _instances in spec.dependents:
            if logic.kind not in (RELEVANT, CALCULATE):
                continue
            for one in _with_below(logic.spec):
                if one.path not in found:
                    found.add(one.path)
                    todo.append(one)
    return frozenset(found)


def _with_below(spec: Spec) -> list[Spec]:
    return [spec, *spec.below()]
