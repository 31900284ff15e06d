"""``=``, ``!=`` and the orders, by the static types of both sides (XPath 1.0, section 3.4).

In ODK mode an operand that is a date or a number makes the comparison numeric, and text that is an
ISO date counts as days there; the orders are always numeric.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from app.forms.xpath.values import to_boolean, to_number

if TYPE_CHECKING:
    from app.forms.tree import Node
    from app.forms.xpath.compiler import Closure, Compiler, Typed
    from app.forms.xpath.env import Env
    from app.forms.xpath.parser import Ast

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SWAPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def compile_comparison(compiler: Compiler, sign: str, left: Ast | Typed, right: Ast) -> Closure:
    """Compile one comparison.

    Args:
        compiler: Compiles the operands.
        sign: The operator as written.
        left: A tree, or an operand that is compiled already (a boolean, in a chain).
        right: A tree.
    """
    work = _OPERATORS[sign]
    one = cast("Typed", left) if callable(left[1]) else compiler.typed(left)
    two = compiler.typed(right)
    if "b" in (one.type, two.type) and "v" not in (one.type, two.type):
        return _booleans(compiler, sign, left, one, right, two)
    if "v" in (one.type, two.type):
        return _dynamic(compiler, sign, one.run, two.run)
    if "N" in (one.type, two.type):
        if one.type == two.type:
            return _two_sets(compiler, sign, one.run, two.run)
        if one.type == "N":
            return _set_and_value(compiler, sign, left, two)
        return _set_and_value(compiler, _SWAPPED[sign], right, one)
    if one.type == two.type == "s" and sign in ("=", "!="):
        first, second = one.run, two.run
        return lambda node, env: work(first(node, env), second(node, env))
    first, second = compiler.as_number(left), compiler.as_number(right)
    return lambda node, env: work(first(node, env), second(node, env))


def _booleans(
    compiler: Compiler, sign: str, left: Ast | Typed, one: Typed, right: Ast, two: Typed
) -> Closure:
    work = _OPERATORS[sign]
    first = one.run if one.type == "b" else compiler.as_boolean(left)
    second = two.run if two.type == "b" else compiler.as_boolean(right)
    if sign in ("=", "!=") or "N" in (one.type, two.type):
        return lambda node, env: work(first(node, env), second(node, env))
    first = one.run if one.type == "b" else compiler.as_number(left)
    second = compiler.as_number(right)
    return lambda node, env: work(first(node, env), second(node, env))


def _set_and_value(compiler: Compiler, sign: str, nodes: Ast, value: Typed) -> Closure:
    """Compile whether some node compares to the value."""
    work, single = _OPERATORS[sign], compiler.paths.single(nodes)
    run = value.run
    if value.type == "s" and sign in ("=", "!="):
        if single is not None:

            def one_text(node: Node, env: Env) -> bool:
                found = single(node, env)
                return found is not None and work(found.string(), run(node, env))

            return one_text
        every = compiler.as_nodes(nodes)

        def texts(node: Node, env: Env) -> bool:
            wanted = run(node, env)
            return any(work(found.string(), wanted) for found in every(node, env))

        return texts
    read = compiler.paths.node_number
    odk = compiler.odk
    if single is not None and value.type == "n":
        # An empty set gives NaN, which compares false to everything but in "!=".
        number = compiler.as_number(nodes)
        if sign != "!=":
            return lambda node, env: work(number(node, env), run(node, env))
    if single is not None:

        def one_number(node: Node, env: Env) -> bool:
            found = single(node, env)
            return found is not None and work(read(found, env), to_number(run(node, env), env, odk))

        return one_number
    every = compiler.as_nodes(nodes)

    def numbers(node: Node, env: Env) -> bool:
        wanted = to_number(run(node, env), env, odk)
        return any(work(read(found, env), wanted) for found in every(node, env))

    return numbers


def _two_sets(compiler: Compiler, sign: str, first: Closure, second: Closure) -> Closure:
    work = _OPERATORS[sign]
    if sign == "=":

        def equal(node: Node, env: Env) -> bool:
            texts = {found.string() for found in second(node, env)}
            return bool(texts) and any(found.string() in texts for found in first(node, env))

        return equal
    if sign == "!=":

        def unequal(node: Node, env: Env) -> bool:
            ours = {found.string() for found in first(node, env)}
            theirs = {found.string() for found in second(node, env)}
            return bool(ours and theirs) and (len(ours) > 1 or len(theirs) > 1 or ours != theirs)

        return unequal
    read = compiler.paths.node_number

    def order(node: Node, env: Env) -> bool:
        # Only the extremes can decide, so that two long sets are not compared pair by pair.
        ours = [n for found in first(node, env) if (n := read(found, env)) == n]
        theirs = [n for found in second(node, env) if (n := read(found, env)) == n]
        if not ours or not theirs:
            return False
        if sign in ("<", "<="):
            return work(min(ours), max(theirs))
        return work(max(ours), min(theirs))

    return order


def _dynamic(compiler: Compiler, sign: str, first: Closure, second: Closure) -> Closure:
    odk = compiler.odk

    def run(node: Node, env: Env) -> bool:
        return compare_values(sign, first(node, env), second(node, env), env, odk)

    return run


def compare_values(sign: str, left: Any, right: Any, env: Env, odk: bool = True) -> bool:
    """Compare two values whose types only evaluation shows."""
    work = _OPERATORS[sign]
    if isinstance(left, bool) or isinstance(right, bool):
        if sign in ("=", "!=") or isinstance(left, list) or isinstance(right, list):
            return work(to_boolean(left), to_boolean(right))
        return work(to_number(left, env, odk), to_number(right, env, odk))
    if isinstance(left, list):
        return any(compare_values(sign, found.string(), right, env, odk) for found in left)
    if isinstance(right, list):
        return any(compare_values(sign, left, found.string(), env, odk) for found in right)
    if isinstance(left, str) and isinstance(right, str) and sign in ("=", "!="):
        return work(left, right)
    return work(to_number(left, env, odk), to_number(right, env, odk))


__all__ = ["compare_values", "compile_comparison"]
