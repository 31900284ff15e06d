"""How the steps of a path are joined, and how the nodes they reach lie."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.forms.tree import Node, in_order
from app.forms.xpath.axes import AXES, node_test
from app.forms.xpath.errors import XPathError
from app.forms.xpath.known import FLAT, LOOSE, SINGLE, SORTED
from app.forms.xpath.predicates import may_be_number, uses_position
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.xpath.compiler import Closure, Compiler
    from app.forms.xpath.env import Env
    from app.forms.xpath.parser import Ast


def simplified(steps: tuple[Ast, ...]) -> tuple[Ast, ...]:
    """Turn ``//x`` into one descendant step where no predicate counts positions."""
    if all(step[0] != "descendant-or-self" for step in steps):
        return steps
    found: list[Ast] = []
    for axis, test, predicates in steps:
        before = found[-1] if found else None
        if (
            axis == "child"
            and before == ("descendant-or-self", ("kind", "node", ""), ())
            and not any(may_be_number(p) or uses_position(p) for p in predicates)
        ):
            found[-1] = ("descendant", test, predicates)
        else:
            found.append((axis, test, predicates))
    return tuple(found)


def spread(start: Closure, work: Callable[[Node, Env], list[Node]], *, sort: bool) -> Closure:
    """Do a step from every node of a set; sort where order or uniqueness may be lost."""

    def run(node: Node, env: Env) -> list[Node]:
        begin = start(node, env)
        if len(begin) == 1:
            return work(begin[0], env)
        found = [result for one in begin for result in work(one, env)]
        return in_order(found) if sort else found

    return run


def start_shape(start: Ast) -> int:
    """Return how the nodes of the expression that a path starts with lie."""
    # What randomize shuffled must not be sorted again by the steps that follow.
    if start[0] == "call" and start[1] in ("randomize", "instance", "current"):
        return FLAT
    return SORTED


def after_step(axis: str, shape: int) -> int:
    """Return how the nodes lie after a step along an axis."""
    if axis == "self" or (axis == "parent" and shape == SINGLE):
        return shape
    if axis in ("child", "attribute", "namespace"):
        return FLAT if shape <= FLAT or axis != "child" else LOOSE
    if axis in ("descendant", "descendant-or-self"):
        return SORTED if shape <= FLAT else LOOSE
    if shape == SINGLE:
        return FLAT if axis.endswith("sibling") else SORTED
    return LOOSE


def collector(compiler: Compiler, axis: str, test: Ast) -> Callable[[Node], list[Node]]:
    """Return what gathers the nodes of an axis that pass a test."""
    walk = AXES[axis]
    uri: str | None = None
    if test[0] == "name":
        if test[1]:
            uri = uri_of(compiler, test[1])
        else:
            uri = compiler.default_ns if axis not in ("attribute", "namespace") else ""
    elif test[0] == "any" and test[1]:
        uri = uri_of(compiler, test[1])
    if isinstance(uri, XPathError):
        problem = uri

        def fail(node: Node) -> list[Node]:
            raise problem

        return fail
    if axis == "child" and test[0] == "name":
        name = test[2]
        if uri is None:
            return lambda node: list(node.named(name)) if node.children else []
        space = uri
        return lambda node: (
            [child for child in node.named(name) if child.ns == space] if node.children else []
        )
    passes = node_test(axis, test, uri)
    if passes is None:
        return lambda node: list(walk(node))
    check = passes
    return lambda node: [found for found in walk(node) if check(found)]


def uri_of(compiler: Compiler, prefix: str) -> Any:
    """Return the namespace of a prefix, or the error of one that is not declared."""
    uri = compiler.namespaces.get(prefix)
    if uri is None:
        return XPathError(N_("The namespace prefix {prefix} is not declared"), prefix=prefix)
    return uri
