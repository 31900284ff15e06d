"""A saved state back into an instance: answers and reasons by path, repeats by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.forms import address, repeats
from app.forms.answering import put_reason
from app.forms.errors import FormError
from app.forms.fitting import misfit
from app.forms.lexical import number
from app.forms.schema import Spec
from app.forms.state import State, state

if TYPE_CHECKING:
    from app.forms.instance import Instance
    from app.forms.tree import Node

Steps = list[tuple[str, str]]
_LAST_PLACE = 1e9  # finite: the place after it must be a number too


def load(
    instance: Instance, values: Mapping[str, str | None], reasons: Mapping[str, str]
) -> list[str]:
    """See `Instance.load`."""
    instance.reset()
    recalculator = instance.recalculator
    unknown: list[str] = []
    leaves: list[tuple[str, str | None]] = []
    wanted: dict[str, tuple[Spec, Steps, str | None]] = {}
    for path, value in values.items():
        spec = _spec(instance, path)
        if spec is None:
            unknown.append(path)
            continue
        if spec.repeats:
            _note(wanted, spec, address.steps(path), value)
        if not spec.is_repeat and not spec.children:
            leaves.append((path, value))
    for path in reasons:
        spec = _spec(instance, path)
        if spec is not None and spec.repeats:
            _note(wanted, spec, address.steps(path), "")
    _instances(instance, wanted)
    for path, value in leaves:
        node = address.find(instance, path)
        if node is None:
            unknown.append(path)  # its repeat instance was removed
            continue
        if node.text != (value or ""):
            node.text = value or ""
            recalculator.restored(node)
        own = node.data
        if value and isinstance(own, State) and misfit(own.spec, value):
            own.rejected = value  # of another form version: kept, and told as not allowed
    for path, reason in reasons.items():
        node = address.find(instance, path)
        if node is None or not isinstance(node.data, State):
            unknown.append(path)
        elif reason:
            put_reason(instance, node, node.data, reason)
    adopt_companions(instance)
    instance.arrive()
    instance.ready()
    return unknown


def _spec(instance: Instance, path: str) -> Spec | None:
    schema = instance.definition.schema
    spec = schema.by_key.get(path)
    if spec is not None:
        return spec
    try:
        return schema.by_key.get("/" + "/".join(name for name, _ in address.steps(path)))
    except FormError:
        return None


def _note(
    wanted: dict[str, tuple[Spec, Steps, str | None]], spec: Spec, steps: Steps, value: str | None
) -> None:
    """Note every keyed repeat instance that a path goes through."""
    for repeat in spec.repeats:
        depth = repeat.key.count("/")
        head = steps[:depth]
        if len(head) < depth or not head[-1][1]:
            continue
        path = "/" + "/".join(f"{name}[{mark}]" if mark else name for name, mark in head)
        own = repeat is spec and depth == len(steps)
        if own:
            wanted[path] = (repeat, head, value)
        else:
            wanted.setdefault(path, (repeat, head, ""))


def _instances(instance: Instance, wanted: dict[str, tuple[Spec, Steps, str | None]]) -> None:
    """Make, remove and order the repeat instances that the state names."""
    touched: dict[tuple[Node, int], Spec] = {}
    for path, (spec, steps, ordinal) in sorted(
        wanted.items(), key=lambda item: (len(item[1][1]), _place(item[1][2]), item[0])
    ):
        above = "/" + "/".join(f"{n}[{m}]" if m else n for n, m in steps[:-1])
        parent = address.find(instance, above)
        if parent is None:
            continue
        node = address.find(instance, path)
        if ordinal is None:
            if node is not None:
                repeats.shrink(instance, [node])
            continue
        if node is None:
            if len(repeats.instances_of(spec, parent)) >= repeats.MOST:
                continue
            node = repeats.grow(instance, spec, parent, [steps[-1][1]])[0]
        if ordinal:
            state(node).ordinal = _place(ordinal)
        touched[parent, spec.index] = spec
    for (parent, _), spec in touched.items():
        _sort(spec, parent)


def _place(ordinal: str | None) -> float:
    amount = number((ordinal or "").strip())
    return amount if abs(amount) < _LAST_PLACE else _LAST_PLACE  # also what is no number


def _sort(spec: Spec, parent: Node) -> None:
    """Put the instances into the order of their ordinals, keys deciding ties."""
    nodes = repeats.instances_of(spec, parent)
    ordered = sorted(nodes, key=lambda node: (state(node).ordinal, state(node).key))
    if ordered == nodes or not isinstance(parent.children, list):
        return
    start = parent.children.index(nodes[0])
    for node in nodes:
        parent.remove(node)
    for offset, node in enumerate(ordered):
        parent.insert(start + offset, node)


def adopt_companions(instance: Instance) -> None:
    """Take reasons over from companion questions that hold one."""
    for question in instance.definition.root.questions():
        if not question.is_reason:
            continue
        spec = instance.definition.schema.find(question.path)
        for node in instance.recalculator.all_of(spec) if spec is not None else ():
            if node.text and node.parent is not None:
                owner = node.parent.child(question.belongs_to.rpartition("/")[2])
                if owner is not None and not owner.text and not state(owner).reason:
                    state(owner).reason = node.text
