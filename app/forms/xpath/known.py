"""Absolute paths with the help of the form's template.

Outside repeats a plain path is a slot; into a repeat that the context stands in it means the same
repeat instance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from app.forms.xpath.dates import time_fraction
from app.forms.xpath.values import NAN, odk_number, strict_number

if TYPE_CHECKING:
    from app.forms.tree import Node
    from app.forms.xpath.compiler import Closure
    from app.forms.xpath.env import Env
    from app.forms.xpath.parser import Ast
    from app.forms.xpath.paths import PathCompiler

# How the nodes of a set lie: at most one, none inside another and in order, in order, unknown.
SINGLE, FLAT, SORTED, LOOSE = range(4)


class PathCode(NamedTuple):
    """What a path compiles to.

    Attributes:
        nodes: All nodes.
        single: The only node or None, if there cannot be more than one; else None.
        shape: SINGLE, FLAT or SORTED.
        text: The text of the first node, where there is a shorter way to it; else None.
        number: The number of the first node by ODK's rules, likewise.
    """

    nodes: Closure
    single: Closure | None
    shape: int
    text: Closure | None = None
    number: Closure | None = None


def compile_known(paths: PathCompiler, steps: tuple[Ast, ...]) -> PathCode | None:
    """Compile an absolute path with the help of the template, None if that is no help."""
    scope = paths.compiler.scope
    if scope is None or paths.whole or not steps:
        return None
    names = _plain_names(steps)
    path = "/" + "/".join(names)
    target = scope.paths.get(path)
    repeats = scope.repeats_above(path) if target is not None else []
    if target is not None and len(names) == len(steps) and not repeats:
        slot = target.slot
        if scope.unique(path):
            code = scope.known[steps] = _slot_code(slot)
            return code
    # Repeats strictly above the end of the path, outermost first: their steps can be anchored.
    anchors: dict[int, int] = {}
    for end in range(1, len(names) + (len(names) < len(steps))):
        above = "/" + "/".join(names[:end])
        if above in scope.repeats and end < len(steps) and above in scope.paths:
            anchors[scope.paths[above].slot] = end
    if not anchors:
        return None
    if paths.predicate_depth:
        paths.compiler.uses_current = True
    general = paths.steps(_root, steps).nodes
    relative = {slot: paths.steps(_context, steps[end:]) for slot, end in anchors.items()}
    below = {slot: code.nodes for slot, code in relative.items()}

    def nodes(node: Node, env: Env) -> list[Node]:
        anchor = _anchor(node, below)
        if anchor is None and env.current is not node:
            anchor = _anchor(env.current, below)
        if anchor is None:
            return general(node, env)  # type: ignore[no-any-return]
        return below[anchor.slot](anchor, env)  # type: ignore[no-any-return]

    return PathCode(nodes, None, SORTED)


def _context(node: Node, env: Env) -> Node:
    return node


def _root(node: Node, env: Env) -> Node:
    return env.root


def _anchor(node: Node, slots: dict[int, Any]) -> Node | None:
    current: Node | None = node
    while current is not None:
        if current.slot in slots:
            return current
        current = current.parent
    return None


def odk_node_number(node: Node, env: Env) -> float:
    """Return the number of a node; a time of day counts only where the form says it is one."""
    text = node.string()
    number = odk_number(text, env)
    if number != number and text and node.type == "time":
        return time_fraction(text, env.timezone)
    return number


def strict_node_number(node: Node, env: Env) -> float:
    """Return the number of a node by XPath 1.0."""
    return strict_number(node.string())


def _slot_code(slot: int) -> PathCode:
    def single(node: Node, env: Env) -> Node | None:
        return env.slots[slot]

    def nodes(node: Node, env: Env) -> list[Node]:
        found = env.slots[slot]
        return [] if found is None else [found]

    def text(node: Node, env: Env) -> str:
        found = env.slots[slot]
        if found is None or not found.relevant:
            return ""
        return found.string() if found.children else found.text

    def number(node: Node, env: Env) -> float:
        found = env.slots[slot]
        if found is None or not found.relevant:
            return NAN
        if found.children or found.type == "time":
            return odk_node_number(found, env)
        return odk_number(found.text, env) if found.text else NAN

    return PathCode(nodes, single, SINGLE, text, number)


def _plain_names(steps: tuple[Ast, ...]) -> list[str]:
    """Return the names of the leading child steps without predicates."""
    names = []
    for axis, test, predicates in steps:
        if axis != "child" or test[0] != "name" or predicates:
            break
        names.append(test[2])
    return names
