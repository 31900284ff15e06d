"""Predicates: filters over a list of nodes in the order of their axis."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.forms.tree import Node
    from app.forms.xpath.compiler import Closure, Compiler
    from app.forms.xpath.env import Env
    from app.forms.xpath.parser import Ast

    Filter = Callable[[list[Node], Env], list[Node]]


def compile_predicates(compiler: Compiler, predicates: tuple[Ast, ...]) -> Filter:
    """Compile one or more predicates that follow each other."""
    filters = [_predicate(compiler, predicate) for predicate in predicates]
    if len(filters) == 1:
        return filters[0]

    def chain(nodes: list[Node], env: Env) -> list[Node]:
        for choose in filters:
            nodes = choose(nodes, env)
        return nodes

    return chain


def _predicate(compiler: Compiler, predicate: Ast) -> Filter:
    if predicate[0] == "num":
        place = predicate[1]
        index = int(place) - 1 if place == int(place) else -1
        return lambda nodes, env: nodes[index : index + 1] if index >= 0 else []
    found = compiler.typed(predicate)
    if found.type in ("n", "d"):
        number = compiler.as_number(predicate)
        return _counted(lambda node, env: number(node, env) == env.position)
    if found.type == "v":
        value = found.run

        def either(node: Node, env: Env) -> bool:
            got = value(node, env)
            if isinstance(got, (int, float)) and not isinstance(got, bool):
                return got == env.position
            return bool(got) and got == got

        return _counted(either)
    test = compiler.as_boolean(predicate)
    if uses_position(predicate):
        return _counted(test)
    return lambda nodes, env: [node for node in nodes if test(node, env)]


def may_be_number(ast: Ast) -> bool:
    """Whether a predicate may be a number, which would be a position."""
    return ast[0] not in ("cmp", "or", "and", "path", "filter", "union", "str")


def uses_position(ast: Ast) -> bool:
    """Whether an expression asks for its own position or the size of its set."""
    if ast[0] == "call":
        if ast[1] in ("position", "last") and not ast[2]:
            return True
        return any(uses_position(arg) for arg in ast[2])
    if ast[0] in ("or", "and", "union", "neg"):
        return any(uses_position(term) for term in ast[1:])
    if ast[0] in ("add", "mul", "cmp"):
        return uses_position(ast[1]) or any(uses_position(term) for _op, term in ast[2:])
    if ast[0] == "filter":
        return uses_position(ast[1])
    if ast[0] == "path":
        return isinstance(ast[1], tuple) and uses_position(ast[1])
    return False


def _counted(test: Closure) -> Filter:
    def choose(nodes: list[Node], env: Env) -> list[Node]:
        saved = env.position, env.size
        env.size = len(nodes)
        found = []
        try:
            for place, node in enumerate(nodes, 1):
                env.position = place
                if test(node, env):
                    found.append(node)
                env.size = len(nodes)
        finally:
            env.position, env.size = saved
        return found

    return choose
