"""Repeat instances: made from blanks, removed, counted, kept in the order of their ordinals."""

from __future__ import annotations

import math
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.forms.actions import NEW_REPEAT
from app.forms.address import KEY, find, steps
from app.forms.answering import take_over
from app.forms.errors import FormError
from app.forms.primary import next_place
from app.forms.schema import Logic, Spec
from app.forms.state import State, path_of, state
from app.forms.tree import ELEMENT, Node
from app.forms.xpath import XPathError
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.instance import Instance

MOST = 10_000
MOST_NODES = 400_000


def locate(instance: Instance, path: str) -> tuple[Spec, Node]:
    """Return the repeat that a path names and the node its instances stand in.

    Raises:
        FormError: There is no such repeat, or no instance of an outer one.
    """
    named = steps(path)
    spec = instance.definition.schema.find("/" + "/".join(name for name, _ in named))
    if spec is None or not spec.is_repeat:
        raise FormError(N_("{path} is not a repeat of this form"), path=path)
    above = "/" + "/".join(f"{n}[{m}]" if m else n for n, m in named[:-1])
    parent = find(instance, above)
    if parent is None:
        raise FormError(N_("The form has no path {path}"), path=above)
    return spec, parent


def instances_of(spec: Spec, parent: Node) -> list[Node]:
    """Return the instances of a repeat in one place, in order."""
    return [node for node in parent.named(spec.name) if node.slot == spec.index]


def name_initial(top: Node) -> None:
    """Give the repeat instances below a node the keys ``_1``, ``_2`` … that need no agreement."""
    for node in top.walk():
        own = node.data
        if isinstance(own, State) and own.spec.is_repeat and not own.key and node.parent:
            for place, sibling in enumerate(instances_of(own.spec, node.parent), 1):
                theirs = state(sibling)
                theirs.key = theirs.key or f"_{place}"
                theirs.ordinal = theirs.ordinal or float(place)


def grow(instance: Instance, spec: Spec, parent: Node, keys: Sequence[str]) -> list[Node]:
    """Append instances with these keys and make their rules and what counts them due."""
    blank = instance.definition.schema.blanks[spec.key]
    instance.grown += len(keys) * sum(1 for _ in blank.walk())
    if instance.grown > MOST_NODES:
        raise FormError(
            N_("The repeats of this record have more than {limit} answers"), limit=MOST_NODES
        )
    existing = instances_of(spec, parent)
    place = next_place(spec, parent, existing)
    last = state(existing[-1]).ordinal if existing else 0.0
    made: list[Node] = []
    for key in keys:
        node = blank.clone()
        parent.insert(place, node)
        place += 1
        instance.recalculator.adopt(node)
        own = state(node)
        last = math.floor(last) + 1.0
        own.key, own.ordinal = key, last
        name_initial(node)
        made.append(node)
    restructured(instance, spec, parent, made, len(existing))
    return made


def shrink(instance: Instance, nodes: Sequence[Node]) -> None:
    """Remove instances of one repeat and make what depended on them due."""
    if not nodes or nodes[0].parent is None:
        return
    parent = nodes[0].parent
    spec = state(nodes[0]).spec
    first = instances_of(spec, parent).index(nodes[0])
    for node in nodes:
        parent.remove(node)
        for below in node.walk():
            instance.grown -= 1
            instance.recalculator.changed.pop(below, None)
    restructured(instance, spec, parent, [], first)


def restructured(
    instance: Instance, spec: Spec, parent: Node, made: list[Node], from_place: int
) -> None:
    """Make rules due that depend on which instances there are.

    Rules of instances before ``from_place`` that look only into their own instance stay as they
    are; those behind it may have read their position.
    """
    recalculator = instance.recalculator
    recalculator.changed[parent] = None
    if not made:
        for later in instances_of(spec, parent)[from_place:]:
            for logic, within in spec.structure:
                if within is not None and logic.spec.key.startswith(spec.key):
                    recalculator.spread(logic, within, later)
    for logic, within in spec.structure:
        if within is None:
            recalculator.spread(logic, None, parent)
        elif len(within.repeats) < len(spec.repeats):
            recalculator.spread(logic, within, parent)


def add(instance: Instance, path: str, key: str | None) -> Node:
    """Add one instance at the end, fire its event.

    Raises:
        FormError: The path is no repeat, it is counted or fixed, or the key is taken.
    """
    spec, parent = locate(instance, path)
    repeat = spec.repeat
    if repeat is not None and (repeat.count or repeat.fixed):
        raise FormError(N_("The number of {path} is set by the form"), path=spec.path)
    existing = instances_of(spec, parent)
    if key is None:
        key = "k" + secrets.token_hex(6)
    elif not KEY.fullmatch(key) or key.isdigit():
        raise FormError(N_("{key} cannot be the key of a repeat instance"), key=key)
    if any(state(node).key == key for node in existing):
        raise FormError(N_("The key {key} is taken"), key=key)
    if len(existing) >= MOST:
        raise FormError(N_("A repeat can have no more than {limit} instances"), limit=MOST)
    made = grow(instance, spec, parent, [key])
    instance.settle()
    begin(instance, spec, made)
    return made[0]


def begin(instance: Instance, spec: Spec, made: Sequence[Node]) -> None:
    """Fire the event of new instances."""
    for action in instance.definition.actions:
        if NEW_REPEAT in action.events and action.repeat == spec.path:
            for node in made:
                instance.act(action, node)
            instance.settle()


def remove(instance: Instance, path: str) -> str:
    """Remove one instance and return its path.

    Raises:
        FormError: There is none at the path, or the form sets their number.
    """
    node = find(instance, path)
    own = node.data if node is not None else None
    if node is None or not isinstance(own, State) or not own.spec.is_repeat:
        raise FormError(N_("{path} is not a repeat instance"), path=path)
    repeat = own.spec.repeat
    if repeat is not None and (repeat.count or repeat.fixed):
        raise FormError(N_("The number of {path} is set by the form"), path=own.spec.path)
    gone = path_of(node)
    shrink(instance, [node])
    instance.settle()
    return gone


def count(instance: Instance, logic: Logic, parent: Node) -> None:
    """Bring a counted repeat to its number; an empty or broken number changes nothing.

    Raises:
        FormError: The number is beyond all bounds.
    """
    if parent.document is not instance.document:
        return  # it was taken away together with an outer instance
    spec = logic.spec
    phantom = Node(ELEMENT, spec.name)
    phantom.slot = spec.index
    phantom.parent = parent
    try:
        wanted = (logic.run or logic.ready())(phantom, instance.env)
    except XPathError as error:
        instance.recalculator.faults[f"{spec.path} {logic.text}"] = error
        return
    if not isinstance(wanted, float) or not math.isfinite(wanted):
        return
    number = max(0, math.trunc(wanted))
    if number > MOST:
        raise FormError(N_("A repeat can have no more than {limit} instances"), limit=MOST)
    existing = instances_of(spec, parent)
    store = instance.spare.setdefault((parent, spec.index), {})
    if number < len(existing):
        for node in existing[number:]:
            store[state(node).key] = node
        shrink(instance, existing[number:])
    elif number > len(existing):
        taken = {state(node).key for node in existing}
        place = 0
        keys: list[str] = []
        while len(existing) + len(keys) < number:
            place += 1
            if f"_{place}" not in taken:
                keys.append(f"_{place}")
        made = grow(instance, spec, parent, keys)
        fresh = []
        for node in made:
            old = store.pop(state(node).key, None)
            if old is None:
                fresh.append(node)
            else:
                take_over(instance, old, node)
        instance.recalculator.drain()
        begin(instance, spec, fresh)
