"""The order of rules: each comes after everything it reads; circles are refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.forms.errors import FormError
from app.forms.schema import (
    CALCULATE,
    CHOICES,
    COUNT,
    LABEL,
    READONLY,
    RELEVANT,
    REQUIRED,
    Logic,
    Schema,
    Spec,
)
from app.i18n import N_


def order_rules(
    schema: Schema,
    early: list[Logic],
    reads: list[tuple[Logic, list[Spec]]],
    leaves: Callable[[Spec, Logic], Iterable[Spec]],
) -> None:
    """Sort the rules into `Schema.order`, so that each comes after everything it reads.

    Args:
        schema: Whose rules they are.
        early: Rules to sort.
        reads: What each rule reads.
        leaves: Gives the values that the text of a node is made of.

    Raises:
        FormError: Rules depend on each other in a circle, or on themselves.
    """
    after: dict[Spec | Logic | tuple[str, Spec], list[Spec | Logic | tuple[str, Spec]]] = {}
    waits: dict[Spec | Logic | tuple[str, Spec], int] = dict.fromkeys(early, 0)

    def edge(a: Spec | Logic | tuple[str, Spec], b: Spec | Logic | tuple[str, Spec]) -> None:
        after.setdefault(a, []).append(b)
        waits.setdefault(a, 0)
        waits[b] = waits.get(b, 0) + 1

    relevant_above = _gated(schema, edge)
    for rule in early:
        if rule.kind == CALCULATE:
            edge(rule, rule.spec)
        elif rule.kind == RELEVANT:
            edge(rule, ("gate", rule.spec))
    for rule, specs in reads:
        if rule.kind in (CHOICES, COUNT, LABEL):
            continue
        for spec in specs:
            for leaf in leaves(spec, rule):
                if rule.rank == -1 and (leaf in relevant_above or leaf.rules[CALCULATE]):
                    edge(leaf, rule)
                if leaf is rule.spec and rule.kind in (CALCULATE, RELEVANT, READONLY, REQUIRED):
                    raise _cycle([rule.spec])
    ready = [node for node, count in waits.items() if not count]
    ready.reverse()
    done = 0
    while ready:
        node = ready.pop()
        done += 1
        if isinstance(node, Logic):
            node.rank = len(schema.order)
            schema.order.append(node)
        for follower in after.get(node, ()):
            waits[follower] -= 1
            if not waits[follower]:
                ready.append(follower)
    if done < len(waits):
        raise _cycle(_circle(after, waits))


def _gated(schema: Schema, edge) -> set[Spec]:  # type: ignore[no-untyped-def]
    """Pass relevance down: a gate opens the gates below it and the values of its leaves."""
    gated: set[Spec] = set()
    stack: list[tuple[Spec, Spec | None]] = [(schema.specs[0], None)] if schema.specs else []
    while stack:
        spec, gate = stack.pop()
        if spec.rules[RELEVANT] is not None:
            if gate is not None:
                edge(("gate", gate), ("gate", spec))
            gate = spec
        if gate is not None and not spec.children:
            edge(("gate", gate), spec)
            gated.add(spec)
        stack.extend((child, gate) for child in spec.children.values())
        stack.extend((attribute, gate) for attribute in spec.attributes.values())
    return gated


def _circle(after, waits) -> list[Spec]:  # type: ignore[no-untyped-def]
    """Return the specs of one circle among what could not be ordered."""
    stuck = {node: None for node, count in waits.items() if count}
    node = next(iter(stuck))
    trail: dict[object, int] = {}
    path: list[object] = []
    before: dict[object, object] = {}
    for source in stuck:
        for follower in after.get(source, ()):
            if follower in stuck:
                before.setdefault(follower, source)
    current: object = node
    while current not in trail:
        trail[current] = len(path)
        path.append(current)
        current = before[current]
    circle = reversed(path[trail[current] :])
    return [item.spec for item in circle if isinstance(item, Logic)]


def _cycle(specs: list[Spec]) -> FormError:
    names = list(dict.fromkeys(spec.path for spec in specs))
    if len(names) == 1:
        return FormError(N_("The rules of {path} depend on its own answer"), path=names[0])
    return FormError(
        N_("These questions depend on each other in a circle: {names}"), names=" → ".join(names)
    )
