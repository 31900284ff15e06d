"""How functions are declared: name, numbers of arguments, result type, and what compiles a call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.forms.xpath.errors import XPathError
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.xpath.compiler import Closure, Compiler
    from app.forms.xpath.parser import Ast

CONTEXT: Ast = ("path", None, (("self", ("kind", "node", ""), ()),))


@dataclass(frozen=True)
class Function:
    """One function.

    Attributes:
        name: As it is called, prefix included.
        minimum, maximum: Numbers of arguments; None for no maximum.
        result: Static type, see `app.forms.xpath.compiler`.
        build: Compiles a call whose number of arguments is right.
        core: Belongs to XPath 1.0.
        core_arity: Numbers of arguments in XPath 1.0 where ODK allows others.
        step: Further arguments come in groups of this many.
        volatile: Gives another result each time.
    """

    name: str
    minimum: int
    maximum: int | None
    result: str
    build: Callable[[Compiler, tuple[Ast, ...]], Closure]
    core: bool = False
    core_arity: tuple[int, int | None] | None = None
    step: int = 1
    volatile: bool = False


FUNCTIONS: dict[str, Function] = {}


def arity_problem(function: Function, count: int, odk: bool = True) -> XPathError | None:
    """Return what is wrong with a number of arguments, None if it is right."""
    low, high = function.minimum, function.maximum
    if not odk and function.core_arity is not None:
        low, high = function.core_arity
    if count < low:
        return XPathError(
            N_("{name} needs at least {count} arguments"), name=f"{function.name}()", count=low
        )
    if high is not None and count > high:
        return XPathError(
            N_("{name} takes at most {count} arguments"), name=f"{function.name}()", count=high
        )
    if (count - low) % function.step:
        return XPathError(
            N_("{name}: the further arguments must come in groups of {count}"),
            name=f"{function.name}()",
            count=function.step,
        )
    return None


def special(
    name: str,
    minimum: int,
    maximum: int | None,
    result: str,
    *,
    core: bool = False,
    core_arity: tuple[int, int | None] | None = None,
    step: int = 1,
    volatile: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function that compiles its own calls: ``build(compiler, args) -> closure``."""

    def register(build: Callable[..., Any]) -> Callable[..., Any]:
        FUNCTIONS[name] = Function(
            name, minimum, maximum, result, build, core, core_arity, step, volatile
        )
        return build

    return register


def function(
    name: str,
    signature: str,
    result: str,
    *,
    env: bool = False,
    core: bool = False,
    core_arity: tuple[int, int | None] | None = None,
    volatile: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function of values.

    Args:
        name: As it is called.
        signature: One word per argument: ``s`` text, ``n`` number, ``b`` boolean, ``N`` nodes,
            ``v`` any value, ``d`` text, number or date; ``?`` after it: may be left out; ``.``
            after it: the context node when left out; ``*`` after it: any number of them.
        result: Static type of the result.
        env: Call it with the `Env` first.
        core: See `Function`.
        core_arity: See `Function`.
        volatile: See `Function`.
    """
    words = signature.split()
    low = sum(1 for word in words if len(word) == 1)
    high = None if words and words[-1].endswith("*") else len(words)

    def register(work: Callable[..., Any]) -> Callable[..., Any]:
        def build(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
            if len(args) < len(words) and words[len(args)].endswith("."):
                args = (*args, CONTEXT)
            makers = {
                "s": compiler.as_string,
                "n": compiler.as_number,
                "b": compiler.as_boolean,
                "N": compiler.as_nodes,
                "v": compiler.as_value,
                "d": compiler.as_date,
            }
            kinds = [words[min(place, len(words) - 1)][0] for place in range(len(args))]
            values = [makers[kind](arg) for kind, arg in zip(kinds, args, strict=True)]
            return _caller(work, values, env)

        FUNCTIONS[name] = Function(
            name, low, high, result, build, core, core_arity, volatile=volatile
        )
        return work

    return register


def _caller(work: Callable[..., Any], values: list[Closure], with_env: bool) -> Closure:
    if with_env:
        if len(values) == 1:
            only = values[0]
            return lambda node, env: work(env, only(node, env))
        return lambda node, env: work(env, *[value(node, env) for value in values])
    if not values:
        return lambda node, env: work()
    if len(values) == 1:
        one = values[0]
        return lambda node, env: work(one(node, env))
    if len(values) == 2:
        first, second = values
        return lambda node, env: work(first(node, env), second(node, env))
    return lambda node, env: work(*[value(node, env) for value in values])
