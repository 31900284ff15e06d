"""What depends on what: from the references of each rule to dependents, order and cycles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.forms.ordering import order_rules
from app.forms.schema import (
    CHOICES,
    CONSTRAINT,
    COUNT,
    LABEL,
    Logic,
    Schema,
    Spec,
)

_FAR = re.compile(r"\[|//|indexed-repeat|preceding|following|ancestor|sum\(|count\(|position\(")
_COUNTS = re.compile(r"\b(?:count|position|indexed-repeat)\s*\(")
_SELF = re.compile(r"(?<![\w.\])/])\.(?![\w.])")
_UNSTEADY = frozenset(
    [
        *("today", "now", "random", "uuid", "randomize", "once", "version"),
        *("property", "jr:itext", "jr:choice-name", "pulldata", "format-date", "format-date-time"),
    ]
)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
Reads = list[tuple[Logic, list[Spec]]]
_UPS = re.compile(r"((?:\.\.\s*/\s*)*\.\.)(?:\s*/\s*([\w.\-:]+))?")


def build(schema: Schema, order: Sequence[int] = ()) -> None:
    """Fill dependents and structure of every spec, and the order of rules.

    Args:
        schema: With all its rules, and with what they read where a cache knew it.
        order: Places of the rules in the order of evaluation, from a cache.

    Raises:
        FormError: Rules depend on each other in a circle, or on themselves.
    """
    rules = [rule for rule in schema.rules if rule.constant is None]
    reads = _known_reads(schema, rules) or _found_reads(schema, rules)
    for rule, specs in reads:
        _connect(rule, specs)
    early = [rule for rule in schema.rules if rule.kind not in (CHOICES, COUNT, LABEL)]
    if len(order) == len(early) and sorted(order) == list(range(len(early))):
        for rank, place in enumerate(order):
            early[place].rank = rank
            schema.order.append(early[place])
    else:
        order_rules(schema, early, reads, _leaves)
    schema.late = [rule for rule in schema.rules if rule.kind in (CHOICES, COUNT)]
    for rule in schema.late:
        if rule.kind == COUNT and rule.spec.parent is not None:
            rule.spec.parent.counted = (*rule.spec.parent.counted, rule)
    schema.unsteady = [rule for rule in schema.order if rule.unsteady]
    for spec in schema.by_key.values():
        if spec.dependents:
            spec.direct = tuple(r.rank for r, _ in spec.dependents if r.rank >= 0 <= r.slot)
            spec.spread = tuple(d for d in spec.dependents if d[0].rank < 0 or d[0].slot < 0)


def _known_reads(schema: Schema, rules: list[Logic]) -> Reads | None:
    """Return what a cache knows about the rules, None when it does not fit."""
    known, specs = schema.reads, schema.specs
    if known is None or len(known) != len(rules):
        return None
    found: Reads = []
    for rule, numbers in zip(rules, known, strict=True):
        if numbers and numbers[0] == -1:
            rule.unsteady = True
            numbers = numbers[1:]
        if numbers and not 0 <= min(numbers) <= max(numbers) < len(specs):
            return None
        found.append((rule, [specs[number] for number in numbers]))
    return found


def _found_reads(schema: Schema, rules: list[Logic]) -> Reads:
    """Find out what the rules read, and note it for a cache."""
    found = [(rule, _reads(schema, rule)) for rule in rules]
    numbers = [
        [*([-1] if rule.unsteady else []), *(spec.index for spec in specs)] for rule, specs in found
    ]
    plain = all(spec.index >= 0 for _rule, specs in found for spec in specs)
    schema.reads = numbers if plain else None
    return found


def order_of(schema: Schema) -> list[int]:
    """Return the places of the rules in the order of evaluation, for a cache."""
    early = (rule for rule in schema.rules if rule.kind not in (CHOICES, COUNT, LABEL))
    places = {rule: place for place, rule in enumerate(early)}
    return [places[rule] for rule in schema.order]


def _reads(schema: Schema, rule: Logic) -> list[Spec]:
    found = rule.compiled().references()
    rule.unsteady = found.volatile or bool(_UNSTEADY & found.functions) or bool(found.instances)
    known = set(found.paths)
    if "once" in found.functions and not _SELF.search(_QUOTED.sub("''", rule.text)):
        known.discard(rule.spec.key)  # once() looks at the value without depending on it
    elif found.itself and rule.kind != CONSTRAINT:
        known.add(rule.spec.key)
    specs = (schema.by_key.get(path) for path in sorted(known))
    own = rule.spec if rule.kind in (CONSTRAINT, LABEL) else None
    return [spec for spec in specs if spec is not None and spec is not own]


def _common(rule: Logic, read: Spec) -> Spec | None:
    """Return the repeat within whose one instance a rule surely reads; None: it may look around."""
    if not read.repeats or not rule.spec.repeats:
        return None
    common: Spec | None = None
    for mine, other in zip(rule.spec.repeats, read.repeats, strict=False):
        if mine is other:
            common = mine
    if common is None or common is rule.spec:
        return None
    text = rule.text
    if _FAR.search(text) and text.replace(" ", "") != "position(..)":
        return None
    depth = rule.spec.key.count("/")
    inward = common.key.split("/")
    for ups, step in _UPS.findall(text):
        reached = depth - ups.count("..")
        if reached < len(inward) - 1 and (
            not step or step.rpartition(":")[2] == inward[max(reached, 0) + 1]
        ):
            return None
    return common


def _leaves(spec: Spec, logic: Logic) -> Iterable[Spec]:
    """Yield the values that the text of a node is made of."""
    if not spec.children:
        yield spec
        return
    if spec.is_repeat and _COUNTS.search(logic.text):
        return  # instances are counted, not read
    above: Spec | None = logic.spec
    while above is not None:
        if above is spec:
            return  # a node above the rule is meant by its place, not by its text
        above = above.parent
    for below in spec.below():
        if not below.children:
            yield below


def _depend(spec: Spec, rule: Logic) -> None:
    if not spec.dependents:
        spec.dependents = []
    assert isinstance(spec.dependents, list)
    spec.dependents.append((rule, _common(rule, spec)))


def _connect(rule: Logic, specs: list[Spec]) -> None:
    seen: set[int] = set()
    places: set[int] = set()
    for spec in specs:
        if not spec.children:
            if id(spec) not in seen:
                seen.add(id(spec))
                _depend(spec, rule)
            if not spec.repeats:
                continue
        for leaf in _leaves(spec, rule):
            if id(leaf) not in seen:
                seen.add(id(leaf))
                _depend(leaf, rule)
        shapes = {*spec.repeats, *(below for below in spec.below() if below.is_repeat)}
        for repeat in shapes:
            if id(repeat) not in places:
                places.add(id(repeat))
                repeat.structure = (*repeat.structure, (rule, _common(rule, spec)))
