"""Work on a node with all below it: copies, and relevance passed down."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.forms.kinds import ATTRIBUTE

if TYPE_CHECKING:
    from app.forms.node import Node


def copy_into(source: Node, target: Node, make: Callable[..., Node]) -> Node:
    """Copy a node with all below it into a fresh one of the same kind and return that."""
    stack = [(source, target)]
    while stack:
        old, new = stack.pop()
        new.name, new.ns, new.prefix, new.text = old.name, old.ns, old.prefix, old.text
        new.type, new.slot, new.declared = old.type, old.slot, old.declared
        if old.attributes:
            new.attributes = {}
            for key, attribute in old.attributes.items():
                twin = make(ATTRIBUTE, attribute.name, attribute.ns, attribute.prefix)
                twin.text, twin.type, twin.parent = attribute.text, attribute.type, new
                new.attributes[key] = twin
        if old.children:
            new.children = copies = []
            for child in old.children:
                twin = make(child.kind)
                twin.parent = new
                copies.append(twin)
                stack.append((child, twin))
    return target


def set_relevant(node: Node, relevant: bool) -> list[Node]:
    """Set a node's own relevance and pass the inherited one down.

    Returns:
        Nodes (elements and attributes) whose inherited relevance changed, in no given order.
    """
    node.own_relevant = relevant
    above = node.parent is None or node.parent.relevant
    changed: list[Node] = []
    stack = [(node, above and relevant)]
    while stack:
        current, now = stack.pop()
        if current.relevant == now:
            continue
        current.relevant = now
        changed.append(current)
        if current.attributes:
            stack.extend((a, now and a.own_relevant) for a in current.attributes.values())
        for child in current.children:
            inherited = now and child.own_relevant
            if child.relevant == inherited:
                continue
            if child.children or child.attributes:
                stack.append((child, inherited))
            else:
                child.relevant = inherited
                changed.append(child)
    return changed
