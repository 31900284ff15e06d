"""Calls of functions to closures, and the few functions that the wanted type runs through."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.forms.xpath.dates import DateValue
from app.forms.xpath.errors import XPathError
from app.forms.xpath.functions import FUNCTIONS, arity_problem
from app.forms.xpath.typed import Closure, Typed
from app.forms.xpath.values import odk_number, odk_number_text, to_number
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.tree import Node
    from app.forms.xpath.compiler import Compiler
    from app.forms.xpath.env import Env
    from app.forms.xpath.parser import Ast


def call(compiler: Compiler, ast: Ast) -> Typed:
    """Compile a call; what is wrong with it fails when it is made, not before."""
    name, args = ast[1], ast[2]
    if name == "if" and compiler.odk and len(args) == 3:
        return _typed_choice(compiler, ast)
    function = FUNCTIONS.get(name)
    if function is not None and (compiler.odk or function.core):
        problem = arity_problem(function, len(args), compiler.odk)
        if problem is None:
            return Typed(function.result, function.build(compiler, args))
        return Typed(function.result, _failing(problem))
    values = [compiler.as_value(arg) for arg in args]

    def extension(node: Node, env: Env) -> Any:
        work = env.functions.get(name)
        if work is None:
            raise XPathError(N_("There is no function {name}"), name=f"{name}()")
        return work(*(value(node, env) for value in values))

    return Typed("v", extension)


def is_broken(compiler: Compiler, ast: Ast) -> bool:
    """Whether a call can only fail: no such function, or the wrong number of arguments."""
    function = FUNCTIONS.get(ast[1])
    return function is None or arity_problem(function, len(ast[2]), compiler.odk) is not None


def choice(compiler: Compiler, ast: Ast, convert: Callable[[Ast], Closure]) -> Closure:
    """Compile ``if()`` to the type that is wanted of it."""
    condition = compiler.as_boolean(ast[2][0])
    yes, no = convert(ast[2][1]), convert(ast[2][2])
    return lambda node, env: yes(node, env) if condition(node, env) else no(node, env)


def _typed_choice(compiler: Compiler, ast: Ast) -> Typed:
    condition = compiler.as_boolean(ast[2][0])
    yes, no = compiler.typed(ast[2][1]), compiler.typed(ast[2][2])
    first, second = yes.run, no.run
    return Typed(
        yes.type if yes.type == no.type else "v",
        lambda node, env: first(node, env) if condition(node, env) else second(node, env),
    )


def coalesced_number(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    """Compile ``number(coalesce(a, …, 0))`` without writing the number and reading it again."""
    texts, last = [compiler.as_string(arg) for arg in args[:-1]], args[-1][1]
    if len(texts) == 1:
        text = texts[0]

        def one(node: Node, env: Env) -> float:
            found = text(node, env)
            return odk_number(found, env) if found else last

        return one

    def run(node: Node, env: Env) -> float:
        for text in texts:
            found = text(node, env)
            if found:
                return odk_number(found, env)
        return last  # type: ignore[no-any-return]

    return run


def number_as_text(compiler: Compiler, arg: Ast) -> Closure:
    """Compile ``string(number(x))``: the number of a date is written as whole days."""
    found = compiler.typed(arg)
    run = found.run

    def text(node: Node, env: Env) -> str:
        value = run(node, env)
        if isinstance(value, list):
            value = value[0].string() if value else ""
        number = to_number(value, env)
        dated = isinstance(value, DateValue) or (
            isinstance(value, str) and "-" in value.strip()[1:] and "e" not in value.lower()
        )
        return odk_number_text(math.floor(number) if dated and number == number else number)

    return text


def _failing(problem: XPathError) -> Closure:
    def fail(node: Node, env: Env) -> Any:
        raise problem

    return fail
