"""Numbers: core XPath, mathematics, sums and extremes, lists of marks."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from app.forms.xpath.functions.registry import CONTEXT, function, special
from app.forms.xpath.values import NAN, to_boolean, to_number

if TYPE_CHECKING:
    from app.forms.tree import Node
    from app.forms.xpath.compiler import Closure, Compiler
    from app.forms.xpath.env import Env
    from app.forms.xpath.parser import Ast
    from app.forms.xpath.values import Value


@special("number", 0, 1, "n", core=True)
def _number(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    return compiler.as_number(args[0] if args else CONTEXT)


@special("sum", 1, 1, "n", core=True)
def _sum(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    nodes, read = compiler.as_nodes(args[0]), compiler.paths.node_number

    def run(node: Node, env: Env) -> float:
        return float(sum([read(found, env) for found in nodes(node, env)]))

    return run


def _numbers(env: Env, values: tuple[Value, ...]) -> list[float]:
    found: list[float] = []
    for value in values:
        if isinstance(value, list):
            found += [to_number(node.string(), env) for node in value]
        else:
            found.append(to_number(value, env))
    return found


@function("max", "v*", "n", env=True)
def _max(env: Env, *values: Value) -> float:
    found = _numbers(env, values)
    return NAN if not found or any(number != number for number in found) else max(found)


@function("min", "v*", "n", env=True)
def _min(env: Env, *values: Value) -> float:
    found = _numbers(env, values)
    return NAN if not found or any(number != number for number in found) else min(found)


@function("floor", "n", "n", core=True)
def _floor(number: float) -> float:
    return float(math.floor(number)) if math.isfinite(number) else number


@function("ceiling", "n", "n", core=True)
def _ceiling(number: float) -> float:
    return float(math.ceil(number)) if math.isfinite(number) else number


@function("int", "n", "n")
def _int(number: float) -> float:
    return float(math.trunc(number)) if math.isfinite(number) else number


@function("round", "n n?", "n", core=True, core_arity=(1, 1))
def _round(number: float, digits: float | None = None) -> float:
    """Round to whole numbers with halves upwards, to decimals with halves away from zero."""
    if not math.isfinite(number):
        return number
    if digits is None:
        below = math.floor(number)
        return float(below if number - below < 0.5 else below + 1)
    if digits != digits:
        return NAN
    places = int(max(min(digits, 400), -400))
    try:
        exact = Decimal(repr(number))
        if places >= -int(exact.as_tuple().exponent):
            return number
        return float(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))
    except ArithmeticError:
        return 0.0 if places < 0 else number


@function("abs", "n", "n")
def _abs(number: float) -> float:
    return abs(number)


@function("pi", "", "n")
def _pi() -> float:
    return math.pi


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf
    except ValueError:
        return math.inf if base == 0 else NAN


function("pow", "n n", "n")(_power)
function("exp10", "n", "n")(lambda number: _power(10.0, number))
function("atan2", "n n", "n")(math.atan2)


def _mathematics(name: str, work: Callable[[float], float]) -> None:
    def run(number: float) -> float:
        try:
            return work(number)
        except OverflowError:
            return math.inf
        except ValueError:
            # Of these functions only the logarithms have a pole, at zero.
            return -math.inf if number == 0 and name.startswith("log") else NAN

    function(name, "n", "n")(run)


for _name in ("sin", "cos", "tan", "asin", "acos", "atan", "exp", "log", "log10", "sqrt"):
    _mathematics(_name, getattr(math, _name))


@function("random", "", "n", env=True, volatile=True)
def _random(env: Env) -> float:
    return env.random.random()


def _marks(value: Value) -> list[bool]:
    if isinstance(value, list):
        return [node.string() != "" for node in value]
    return [to_boolean(value)]


@function("checklist", "n n v*", "b")
def _checklist(low: float, high: float, *values: Value) -> bool:
    count = sum(sum(_marks(value)) for value in values)
    return _between(low, count, high)


def _between(low: float, count: float, high: float) -> bool:
    return (low == -1 or count >= low) and (high == -1 or count <= high)


@special("weighted-checklist", 2, None, "b", step=2)
def _weighted_checklist(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    low, high = compiler.as_number(args[0]), compiler.as_number(args[1])
    values = [compiler.as_value(arg) for arg in args[2:]]

    def run(node: Node, env: Env) -> bool:
        least, most = low(node, env), high(node, env)
        total = 0.0
        for value, weight in zip(values[::2], values[1::2], strict=True):
            marks = _marks(value(node, env))
            weights = _numbers(env, (weight(node, env),))
            if len(marks) < len(weights):
                return False
            total += sum(w for mark, w in zip(marks, weights, strict=False) if mark)
        return _between(least, total, most)

    return run
