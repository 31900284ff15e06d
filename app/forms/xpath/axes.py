"""The axes and node tests of XPath 1.0 over `app.forms.tree`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.forms.tree import (
    ATTRIBUTE,
    COMMENT,
    DOCUMENT,
    ELEMENT,
    INSTRUCTION,
    NAMESPACE,
    TEXT,
    XML_NS,
    Node,
)

Axis = Callable[[Node], Sequence[Node]]
Test = Callable[[Node], bool]


def _child(node: Node) -> Sequence[Node]:
    return node.nodes()


def _attribute(node: Node) -> Sequence[Node]:
    return list(node.attributes.values()) if node.attributes else ()


def _self(node: Node) -> Sequence[Node]:
    return (node,)


def _parent(node: Node) -> Sequence[Node]:
    return () if node.parent is None else (node.parent,)


def _ancestor(node: Node) -> list[Node]:
    found: list[Node] = []
    above = node.parent
    while above is not None:
        found.append(above)
        above = above.parent
    return found


def _ancestor_or_self(node: Node) -> list[Node]:
    return [node, *_ancestor(node)]


def _descendant(node: Node) -> list[Node]:
    found: list[Node] = []
    stack = list(reversed(node.nodes()))
    while stack:
        current = stack.pop()
        found.append(current)
        below = current.nodes()
        if below:
            stack.extend(reversed(below))
    return found


def _descendant_or_self(node: Node) -> list[Node]:
    return [node, *_descendant(node)]


def _siblings(node: Node) -> tuple[Sequence[Node], int]:
    if node.parent is None or node.kind in (ATTRIBUTE, NAMESPACE):
        return (), 0
    row = node.parent.nodes()
    return row, next(index for index, other in enumerate(row) if other is node)


def _following_sibling(node: Node) -> Sequence[Node]:
    row, index = _siblings(node)
    return row[index + 1 :]


def _preceding_sibling(node: Node) -> Sequence[Node]:
    row, index = _siblings(node)
    return row[:index][::-1]


def _following(node: Node) -> list[Node]:
    found: list[Node] = []
    current: Node | None = node
    if node.kind in (ATTRIBUTE, NAMESPACE) and node.parent is not None:
        current = node.parent
        found += _descendant(current)
    while current is not None:
        for sibling in _following_sibling(current):
            found += _descendant_or_self(sibling)
        current = current.parent
    return found


def _preceding(node: Node) -> list[Node]:
    found: list[Node] = []
    current: Node | None = node.parent if node.kind in (ATTRIBUTE, NAMESPACE) else node
    while current is not None:
        for sibling in _preceding_sibling(current):
            found += reversed(_descendant_or_self(sibling))
        current = current.parent
    return found


def _namespace(node: Node) -> list[Node]:
    if node.kind != ELEMENT:
        return []
    scope: dict[str, str] = {}
    for above in reversed(_ancestor_or_self(node)):
        scope.update(above.declared or {})
    scope["xml"] = XML_NS
    found = []
    for prefix, uri in scope.items():
        if uri:
            made = Node(NAMESPACE, prefix, text=uri)
            made.parent, made.order = node, node.order
            found.append(made)
    return found


AXES: dict[str, Axis] = {
    "child": _child,
    "attribute": _attribute,
    "self": _self,
    "parent": _parent,
    "ancestor": _ancestor,
    "ancestor-or-self": _ancestor_or_self,
    "descendant": _descendant,
    "descendant-or-self": _descendant_or_self,
    "following-sibling": _following_sibling,
    "preceding-sibling": _preceding_sibling,
    "following": _following,
    "preceding": _preceding,
    "namespace": _namespace,
}
REVERSE = frozenset(("ancestor", "ancestor-or-self", "preceding", "preceding-sibling"))
_KINDS = {"text": TEXT, "comment": COMMENT, "processing-instruction": INSTRUCTION}
_PRINCIPAL = {"attribute": ATTRIBUTE, "namespace": NAMESPACE}


def node_test(axis: str, test: tuple[Any, ...], uri: str | None) -> Test | None:
    """Make the test of one step, None when every node of the axis passes.

    Args:
        axis: Name of the axis; decides what kind of node ``*`` and names mean.
        test: As the parser describes it.
        uri: Namespace that the name must be in, None for any.
    """
    if test[0] == "kind":
        if test[1] == "node":
            return None
        kind, target = _KINDS[test[1]], test[2]
        if target:
            return lambda node: node.kind == kind and node.name == target
        return lambda node: node.kind == kind
    principal = _PRINCIPAL.get(axis, ELEMENT)
    if test[0] == "any":
        if uri is None:
            return lambda node: node.kind == principal
        return lambda node: node.kind == principal and node.ns == uri
    name = test[2]
    if uri is None:
        return lambda node: node.kind == principal and node.name == name
    return lambda node: node.kind == principal and node.name == name and node.ns == uri


def is_below(node: Node, above: Node) -> bool:
    """Whether a node stands somewhere below another."""
    parent = node.parent
    while parent is not None:
        if parent is above:
            return True
        parent = parent.parent
    return False


__all__ = ["AXES", "DOCUMENT", "REVERSE", "Axis", "Test", "is_below", "node_test"]
