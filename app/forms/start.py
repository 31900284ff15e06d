"""What a record looks like when everything has been evaluated once, kept to start others from.

Rules that read the clock, chance, a language or files given at run time are left out of it and are
evaluated in each record. All others come out the same every time, so that a record starts as a
copy, and a form from the cache needs no expression before somebody answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.forms import repeats
from app.forms.primary import start_document
from app.forms.recalculate import Recalculator
from app.forms.state import State
from app.forms.tree import ATTRIBUTE, Document, Node

if TYPE_CHECKING:
    from app.forms.instance import Instance
    from app.forms.schema import Schema

Flags = list[list[Any]]


def begin(instance: Instance) -> None:
    """Give an instance its document and states, with all steady rules evaluated."""
    definition = instance.definition
    schema = definition.schema
    zone = str(instance.env.timezone)
    known = definition.starts.get(zone)
    hint = definition.start_hint
    if known is None and hint is not None and hint["zone"] == zone:
        made = _from_hint(schema, hint)
        if made is not None:
            _take(instance, made)
            return
    if known is None:
        known = _evaluated(instance)
        if instance.spare:
            # Counts took instances away that the form itself declares: they may come back
            # with their values, so every record has to begin with them.
            whole = start_document(schema)
            instance.spare = {}
            instance.grown = 0
            instance.adopt_document(whole)
            instance.recalculator.adopt(whole.root)
            repeats.name_initial(whole.root)
            return
        definition.starts[zone] = known
    document = Document()
    slots: list[Node] = [document] * len(schema.specs)
    _copy(known, document, slots, schema)
    document.slots = slots
    _take(instance, document)


def _take(instance: Instance, document: Document) -> None:
    """Begin with an evaluated document; what is not the same every time is made due."""
    schema = instance.definition.schema
    instance.adopt_document(document)
    if schema.blanks:
        slots = (node.slot for node in document.root.walk())
        instance.grown = sum(1 for slot in slots if slot >= 0 and schema.specs[slot].repeats)
    recalculator = instance.recalculator
    for logic in schema.unsteady:
        for node in recalculator.targets(logic, None, None):
            recalculator.again(logic, node)


def _evaluated(instance: Instance) -> Document:
    """Evaluate the steady rules of a fresh document and return it."""
    document = start_document(instance.definition.schema)
    instance.spare = {}
    instance.adopt_document(document)
    recalculator = instance.recalculator
    recalculator.adopt(document.root, steady=True)
    repeats.name_initial(document.root)
    instance.arrive()
    recalculator.take_changes()
    return document


def _copy(known: Document, made: Document, slots: list[Node], schema: Schema) -> None:
    """Copy an evaluated document with its states."""
    specs = schema.specs
    stack: list[tuple[Node, Node]] = [(known, made)]
    while stack:
        old, new = stack.pop()
        kids: list[Node] = []
        for child in old.children:
            twin = Node(child.kind, child.name, child.ns, child.prefix, child.text)
            twin.parent = new
            twin.type = child.type
            twin.declared = child.declared
            twin.relevant = child.relevant
            twin.own_relevant = child.own_relevant
            slot = twin.slot = child.slot
            if slot >= 0:
                before = child.data
                if isinstance(before, State):
                    twin.data = before.copy()
                    if not specs[slot].repeats:
                        slots[slot] = twin
            if child.attributes:
                _copy_attributes(child, twin)
            kids.append(twin)
            if child.children:
                stack.append((child, twin))
        if kids:
            new.children = kids


def _copy_attributes(old: Node, new: Node) -> None:
    new.attributes = {}
    for key, attribute in (old.attributes or {}).items():
        twin = Node(ATTRIBUTE, attribute.name, attribute.ns, attribute.prefix, attribute.text)
        twin.parent, twin.type = new, attribute.type
        twin.relevant, twin.own_relevant = attribute.relevant, attribute.own_relevant
        if isinstance(attribute.data, State):
            twin.data = attribute.data.copy()
        new.attributes[key] = twin


def hint_of(schema: Schema, zone: str, known: Document) -> dict[str, Any] | None:
    """Return an evaluated document as plain data: what differs from the form's own instance.

    None when it cannot be told that way: repeat counts or attributes changed it.
    """
    fresh = start_document(schema)
    Recalculator.plain(schema, fresh)
    before, after = list(fresh.root.walk()), list(known.root.walk())
    if len(before) != len(after) or any(spec.attributes for spec in schema.specs):
        return None
    nodes: Flags = []
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        mine, other = new.data, old.data
        if not isinstance(mine, State) or not isinstance(other, State):
            continue
        flags = [new.own_relevant, mine.readonly, mine.required, mine.holds]
        if new.text != old.text or flags != [True, False, False, True]:
            nodes.append([place, new.text, *flags])
    return {"zone": zone, "count": len(after), "nodes": nodes}


def _from_hint(schema: Schema, hint: dict[str, Any]) -> Document | None:
    """Return the evaluated document that plain data describes, None when it does not fit."""
    document = schema.initial.clone()
    nodes = list(document.root.walk())
    if hint["count"] != len(nodes):
        return None
    specs = schema.specs
    slots: list[Node] = [document] * len(specs)
    for node in nodes:
        slot = node.slot
        if slot >= 0:
            spec = specs[slot]
            node.data = State(spec)
            if not spec.repeats:
                slots[slot] = node
    document.slots = slots
    if schema.blanks:
        repeats.name_initial(document.root)
    for place, text, own_relevant, readonly, required, holds in hint["nodes"]:
        node = nodes[place]
        own = node.data
        if not isinstance(own, State):
            return None
        node.text = text
        node.own_relevant = bool(own_relevant)
        own.readonly, own.required, own.holds = bool(readonly), bool(required), bool(holds)
    if not all(node.own_relevant for node in nodes):
        for node in nodes:
            above = node.parent is None or node.parent.relevant
            node.relevant = above and node.own_relevant
    return document
