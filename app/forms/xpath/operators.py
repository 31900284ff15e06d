"""Literals, paths and operators to closures, each by the type that it has of itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.forms.xpath import comparison
from app.forms.xpath.arithmetic import ARITHMETIC
from app.forms.xpath.errors import XPathError
from app.forms.xpath.typed import Typed
from app.forms.xpath.values import Value
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.tree import Node
    from app.forms.xpath.compiler import Compiler
    from app.forms.xpath.env import Env
    from app.forms.xpath.parser import Ast


def _number(compiler: Compiler, ast: Ast) -> Typed:
    number = ast[1]
    return Typed("n", lambda node, env: number)


def _text(compiler: Compiler, ast: Ast) -> Typed:
    text = ast[1]
    return Typed("s", lambda node, env: text)


def _variable(compiler: Compiler, ast: Ast) -> Typed:
    name = ast[1]

    def fail(node: Node, env: Env) -> Value:
        raise XPathError(N_("The variable {name} is not defined"), name="$" + name)

    return Typed("v", fail)


def _path(compiler: Compiler, ast: Ast) -> Typed:
    return Typed("N", compiler.paths.nodes(ast))


def _or(compiler: Compiler, ast: Ast) -> Typed:
    terms = [compiler.as_boolean(term) for term in ast[1:]]
    if len(terms) == 2:
        first, second = terms
        return Typed("b", lambda node, env: first(node, env) or second(node, env))

    def run(node: Node, env: Env) -> bool:
        for term in terms:  # noqa: SIM110 - a generator would cost more than the terms
            if term(node, env):
                return True
        return False

    return Typed("b", run)


def _and(compiler: Compiler, ast: Ast) -> Typed:
    terms = [compiler.as_boolean(term) for term in ast[1:]]
    if len(terms) == 2:
        first, second = terms
        return Typed("b", lambda node, env: first(node, env) and second(node, env))

    def run(node: Node, env: Env) -> bool:
        for term in terms:  # noqa: SIM110 - as above
            if not term(node, env):
                return False
        return True

    return Typed("b", run)


def _add(compiler: Compiler, ast: Ast) -> Typed:
    first = compiler.as_number(ast[1])
    terms = [(1.0 if op == "+" else -1.0, compiler.as_number(term)) for op, term in ast[2:]]
    if len(terms) == 1:
        sign, second = terms[0]
        if sign > 0:
            return Typed("n", lambda node, env: first(node, env) + second(node, env))
        return Typed("n", lambda node, env: first(node, env) - second(node, env))

    if all(sign > 0 for sign, _term in terms):
        plus = [term for _sign, term in terms]

        def total(node: Node, env: Env) -> float:
            found: float = first(node, env)
            for term in plus:
                found += term(node, env)
            return found

        return Typed("n", total)

    def run(node: Node, env: Env) -> float:
        total: float = first(node, env)
        for sign, term in terms:
            total += sign * term(node, env)
        return total

    return Typed("n", run)


def _multiply(compiler: Compiler, ast: Ast) -> Typed:
    first = compiler.as_number(ast[1])
    terms = [(ARITHMETIC[op], compiler.as_number(term)) for op, term in ast[2:]]
    if len(terms) == 1:
        work, second = terms[0]
        return Typed("n", lambda node, env: work(first(node, env), second(node, env)))

    def run(node: Node, env: Env) -> float:
        total: float = first(node, env)
        for work, term in terms:
            total = work(total, term(node, env))
        return total

    return Typed("n", run)


def _negate(compiler: Compiler, ast: Ast) -> Typed:
    run = compiler.as_number(ast[1])
    return Typed("n", lambda node, env: -run(node, env))


def _compare(compiler: Compiler, ast: Ast) -> Typed:
    # A chain is evaluated from the left; only its first operand can be other than a boolean.
    left: Ast | Typed = ast[1]
    for operator, right in ast[2:]:
        left = Typed("b", comparison.compile_comparison(compiler, operator, left, right))
    assert isinstance(left, Typed)
    return left


OPERATORS: dict[str, Callable[[Compiler, Ast], Typed]] = {
    "num": _number,
    "str": _text,
    "var": _variable,
    "path": _path,
    "filter": _path,
    "union": _path,
    "or": _or,
    "and": _and,
    "add": _add,
    "mul": _multiply,
    "neg": _negate,
    "cmp": _compare,
}
