"""Why a question shows or not, must be answered, is refused, or has its value.

The parsed expression is taken apart, each piece evaluated for itself, and the nodes that it reads
are named with what they hold now. `app.forms.trace_words` says it in sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.forms.refused import find_refused, read_as_empty
from app.forms.schema import CALCULATE, CONSTRAINT, READONLY, RELEVANT, REQUIRED, Logic
from app.forms.spec import KIND_NAMES
from app.forms.state import State, path_of, state
from app.forms.tracer import Read, Step, Tracer, deciding, read
from app.forms.unparse import source

if TYPE_CHECKING:
    from app.forms.instance import Instance
    from app.forms.tree import Node
    from app.forms.xpath import Expression


@dataclass(frozen=True)
class Trace:
    """One rule of one node.

    Attributes:
        kind: relevant, calculate, readonly, required, constraint, rule or clear.
        path: Path of the node that has the rule: the question's, or a group's above it.
        label: Label there.
        text: The rule as in the workbook; ``true()`` and the like where it is fixed.
        result: What the engine has made of it: ``true``, ``false`` or the calculated value.
        holds: For rules of true and false: the result.
        step: How it came about; None for a fixed rule.
        why: The pieces that decided, the smallest ones; empty for values.
        unsteady: It also depends on the clock or on chance.
        code: Code of the finding, for rule and clear.
    """

    kind: str
    path: str
    label: str
    text: str
    result: str
    holds: bool
    step: Step | None
    why: tuple[Step, ...] = ()
    unsteady: bool = False
    code: str = ""


@dataclass(frozen=True)
class Explained:
    """All about one node.

    Attributes:
        subject: The node itself.
        condition: What is wrong with its answer, see `app.forms.fields.Field.condition`.
        message: What the form says about it.
        traces: Its rules; relevance first, from the outermost group inwards.
    """

    subject: Read
    condition: str
    message: str
    traces: tuple[Trace, ...] = field(default=())

    def of(self, kind: str) -> list[Trace]:
        """Return the traces of one kind."""
        return [trace for trace in self.traces if trace.kind == kind]


def explain(instance: Instance, path: str) -> Explained:
    """Explain the node at a path.

    Args:
        instance: The record.
        path: Path with keys or positions in repeats.

    Raises:
        FormError: The form has no such path.
    """
    view = instance.node(path)
    node = view.node
    chain: list[Node] = []
    above: Node | None = node
    while above is not None and isinstance(above.data, State):
        chain.insert(0, above)
        above = above.parent
    traces = [
        trace
        for one in chain
        for kind in (RELEVANT, READONLY)
        if one is node or kind == RELEVANT or state(one).readonly
        for trace in _of_rule(instance, one, state(one).spec.rules[kind])
    ]
    for kind in (CALCULATE, REQUIRED, CONSTRAINT):
        traces += _of_rule(instance, node, state(node).spec.rules[kind])
    traces += _of_findings(instance, node)
    return Explained(read(instance, node), view.condition, view.message, tuple(traces))


def _of_findings(instance: Instance, node: Node) -> list[Trace]:
    """Trace the rules of findings as `app.forms.outcome` evaluates them.

    A refused value reads as empty, and a question without an answer has no finding whatever its
    rule comes to; what is a problem is not clear.
    """
    traces: list[Trace] = []
    refused = find_refused(instance)
    counts = node.relevant and not state(node).reason and node not in refused
    with read_as_empty(refused):
        for rule in instance.definition.rules:
            if rule.path != state(node).spec.path:
                continue
            problem = False
            for kind, test in (("rule", rule.rule_test), ("clear", rule.clear_test)):
                if test is None:
                    continue
                trace = _trace(instance, node, kind, test, "", code=rule.code)
                if trace.holds and (not counts or problem):
                    trace = replace(trace, result="false", holds=False, why=())
                problem = problem or trace.holds
                traces.append(trace)
    return traces


def _of_rule(instance: Instance, node: Node, logic: Logic | None) -> Iterator[Trace]:
    if logic is None:
        return
    kind = KIND_NAMES[logic.kind]
    if logic.constant is not None:
        result = "true" if logic.constant else "false"
        label = read(instance, node).label
        yield Trace(kind, path_of(node), label, logic.text, result, bool(logic.constant), None)
        return
    yield _trace(instance, node, kind, logic.compiled(), _result(logic, node), logic=logic)


def _result(logic: Logic, node: Node) -> str:
    """Return what the engine holds as the outcome of a rule."""
    own = state(node)
    if logic.kind == CALCULATE:
        return node.text
    known = {
        RELEVANT: node.own_relevant,
        READONLY: own.readonly,
        REQUIRED: own.required,
        CONSTRAINT: own.holds,
    }
    return "true" if known[logic.kind] else "false"


def _trace(
    instance: Instance,
    node: Node,
    kind: str,
    expression: Expression,
    result: str,
    *,
    logic: Logic | None = None,
    code: str = "",
) -> Trace:
    tracer = Tracer(instance, node, expression)
    step = tracer.step(expression.ast, True)
    unsteady = bool(logic and logic.unsteady)
    if kind != "calculate" and not result:
        result = "true" if step.truth else "false"
    holds = result == "true"
    why = () if kind == "calculate" else tuple(deciding(step, step.truth))
    label = read(instance, node).label
    text = source(expression.ast, tracer.name_of)
    return Trace(kind, path_of(node), label, text, result, holds, step, why, unsteady, code)


__all__ = ["Explained", "Read", "Step", "Trace", "explain"]
