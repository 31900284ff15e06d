"""From a syntax tree to closures ``f(node, env)`` whose types are known beforehand.

Every part is compiled for the type that is wanted of it (text, number, boolean, nodes), so that a
conversion is chosen once and not at every evaluation. The static types are

    b boolean   n number   s text   d date   N nodes   v not known before evaluation
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from app.forms.xpath import comparison
from app.forms.xpath.arithmetic import ARITHMETIC
from app.forms.xpath.dates import DateValue
from app.forms.xpath.errors import XPathError
from app.forms.xpath.functions import FUNCTIONS, arity_problem
from app.forms.xpath.paths import PathCompiler
from app.forms.xpath.values import (
    Value,
    number_text,
    odk_number,
    odk_number_text,
    strict_number,
    to_boolean,
    to_number,
    to_string,
)
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.tree import Node
    from app.forms.xpath.env import Env, Scope
    from app.forms.xpath.parser import Ast

Closure = Callable[["Node", "Env"], Any]


class Typed(NamedTuple):
    """A closure and the static type of what it returns."""

    type: str
    run: Closure


class Compiler:
    """Compiles the trees of one expression; see `app.forms.xpath.expression`."""

    def __init__(
        self,
        namespaces: Mapping[str, str],
        default_ns: str | None,
        mode: str,
        scope: Scope | None,
        context: str,
    ) -> None:
        self.odk = mode == "odk"
        self.namespaces = {"xml": "http://www.w3.org/XML/1998/namespace", **namespaces}
        self.default_ns = default_ns
        self.scope = scope
        self.context = context
        self.uses_current = False
        self._made: dict[tuple[str, int], Any] = {}
        self.paths = PathCompiler(self)

    # --- entries: keep the context of the whole expression for current() ---------------------

    def string(self, ast: Ast) -> Closure:
        return self._entry(self.as_string, ast)

    def number(self, ast: Ast) -> Closure:
        return self._entry(self.as_number, ast)

    def boolean(self, ast: Ast) -> Closure:
        return self._entry(self.as_boolean, ast)

    def nodes(self, ast: Ast) -> Closure:
        return self._entry(self.as_nodes, ast)

    def value(self, ast: Ast) -> Closure:
        return self._entry(self.as_value, ast)

    def once(self, kind: str, ast: Ast, make: Callable[[Ast], Any]) -> Any:
        """Compile a part for one type only once, else nested comparisons would double the work."""
        key = (kind, id(ast))
        if key not in self._made:
            self._made[key] = make(ast)
        return self._made[key]

    def _entry(self, make: Callable[[Ast], Closure], ast: Ast) -> Closure:
        self.uses_current = False
        try:
            run = make(ast)
        except RecursionError as error:
            raise XPathError(N_("The expression is nested too deeply")) from error
        if not self.uses_current:
            return run

        def with_current(node: Node, env: Env) -> Any:
            saved = env.current
            env.current = node
            try:
                return run(node, env)
            finally:
                env.current = saved

        return with_current

    # --- one type wanted -----------------------------------------------------------------------

    def as_value(self, ast: Ast) -> Closure:
        return self.typed(ast).run

    def as_string(self, ast: Ast) -> Closure:
        return self.once("string", ast, self._as_string)  # type: ignore[no-any-return]

    def _as_string(self, ast: Ast) -> Closure:
        kind = ast[0]
        if kind in ("path", "filter", "union"):
            return self.paths.string(ast)
        if kind == "call" and self.odk and not self._broken(ast):
            if ast[1] == "if":
                return self._choice(ast, self.as_string)
            if ast[1] == "number" and ast[2]:
                return self._number_as_text(ast[2][0])
        if kind == "num":
            written = (odk_number_text if self.odk else number_text)(ast[1])
            return lambda node, env: written
        found = self.typed(ast)
        run = found.run
        if found.type == "s":
            return run
        if found.type == "b":
            return lambda node, env: "true" if run(node, env) else "false"
        if found.type == "n":
            write = odk_number_text if self.odk else number_text
            return lambda node, env: write(run(node, env))
        odk = self.odk
        return lambda node, env: to_string(run(node, env), odk)

    def as_number(self, ast: Ast) -> Closure:
        return self.once("number", ast, self._as_number)  # type: ignore[no-any-return]

    def _as_number(self, ast: Ast) -> Closure:
        kind = ast[0]
        if kind in ("path", "filter", "union"):
            return self.paths.number(ast)
        if kind == "call" and self.odk and not self._broken(ast):
            if ast[1] == "if":
                return self._choice(ast, self.as_number)
            if ast[1] == "coalesce" and ast[2][-1][0] == "num":
                return self._coalesced_number(ast[2])
        found = self.typed(ast)
        run = found.run
        if found.type == "n":
            return run
        if found.type == "b":
            return lambda node, env: float(run(node, env))
        if found.type == "s":
            if self.odk:
                return lambda node, env: odk_number(run(node, env), env)
            return lambda node, env: strict_number(run(node, env))
        odk = self.odk
        return lambda node, env: to_number(run(node, env), env, odk)

    def as_boolean(self, ast: Ast) -> Closure:
        return self.once("boolean", ast, self._as_boolean)  # type: ignore[no-any-return]

    def _as_boolean(self, ast: Ast) -> Closure:
        kind = ast[0]
        if kind in ("path", "filter", "union"):
            return self.paths.exists(ast)
        if kind == "call" and ast[1] == "if" and self.odk and not self._broken(ast):
            return self._choice(ast, self.as_boolean)
        found = self.typed(ast)
        run = found.run
        if found.type == "b":
            return run
        if found.type == "s":
            return lambda node, env: run(node, env) != ""
        return lambda node, env: to_boolean(run(node, env))

    def as_nodes(self, ast: Ast) -> Closure:
        found = self.typed(ast)
        run = found.run
        if found.type == "N":
            return run

        def checked(node: Node, env: Env) -> list[Node]:
            value = run(node, env)
            if isinstance(value, list):
                return value
            raise XPathError(N_("A set of nodes is needed, but this is a value"))

        return checked

    def as_date(self, ast: Ast) -> Closure:
        """Compile to text, number or `DateValue`: what date functions take."""
        found = self.typed(ast)
        run = found.run
        if found.type != "N":
            return run
        return self.as_string(ast)

    # --- as it is ------------------------------------------------------------------------------

    def typed(self, ast: Ast) -> Typed:
        """Compile without conversion."""
        return self.once("typed", ast, lambda tree: _KINDS[tree[0]](self, tree))  # type: ignore[no-any-return]

    def _number(self, ast: Ast) -> Typed:
        number = ast[1]
        return Typed("n", lambda node, env: number)

    def _text(self, ast: Ast) -> Typed:
        text = ast[1]
        return Typed("s", lambda node, env: text)

    def _variable(self, ast: Ast) -> Typed:
        name = ast[1]

        def fail(node: Node, env: Env) -> Value:
            raise XPathError(N_("The variable {name} is not defined"), name="$" + name)

        return Typed("v", fail)

    def _path(self, ast: Ast) -> Typed:
        return Typed("N", self.paths.nodes(ast))

    def _or(self, ast: Ast) -> Typed:
        terms = [self.as_boolean(term) for term in ast[1:]]
        if len(terms) == 2:
            first, second = terms
            return Typed("b", lambda node, env: first(node, env) or second(node, env))

        def run(node: Node, env: Env) -> bool:
            for term in terms:  # noqa: SIM110 - a generator would cost more than the terms
                if term(node, env):
                    return True
            return False

        return Typed("b", run)

    def _and(self, ast: Ast) -> Typed:
        terms = [self.as_boolean(term) for term in ast[1:]]
        if len(terms) == 2:
            first, second = terms
            return Typed("b", lambda node, env: first(node, env) and second(node, env))

        def run(node: Node, env: Env) -> bool:
            for term in terms:  # noqa: SIM110 - as above
                if not term(node, env):
                    return False
            return True

        return Typed("b", run)

    def _add(self, ast: Ast) -> Typed:
        first = self.as_number(ast[1])
        terms = [(1.0 if op == "+" else -1.0, self.as_number(term)) for op, term in ast[2:]]
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

    def _multiply(self, ast: Ast) -> Typed:
        first = self.as_number(ast[1])
        terms = [(ARITHMETIC[op], self.as_number(term)) for op, term in ast[2:]]
        if len(terms) == 1:
            work, second = terms[0]
            return Typed("n", lambda node, env: work(first(node, env), second(node, env)))

        def run(node: Node, env: Env) -> float:
            total: float = first(node, env)
            for work, term in terms:
                total = work(total, term(node, env))
            return total

        return Typed("n", run)

    def _negate(self, ast: Ast) -> Typed:
        run = self.as_number(ast[1])
        return Typed("n", lambda node, env: -run(node, env))

    def _compare(self, ast: Ast) -> Typed:
        # A chain is evaluated from the left; only its first operand can be other than a boolean.
        left: Ast | Typed = ast[1]
        for operator, right in ast[2:]:
            left = Typed("b", comparison.compile_comparison(self, operator, left, right))
        assert isinstance(left, Typed)
        return left

    def _call(self, ast: Ast) -> Typed:
        name, args = ast[1], ast[2]
        if name == "if" and self.odk and len(args) == 3:
            return self._typed_choice(ast)
        function = FUNCTIONS.get(name)
        if function is not None and (self.odk or function.core):
            problem = arity_problem(function, len(args), self.odk)
            if problem is None:
                return Typed(function.result, function.build(self, args))
            return Typed(function.result, _failing(problem))
        values = [self.as_value(arg) for arg in args]

        def extension(node: Node, env: Env) -> Any:
            work = env.functions.get(name)
            if work is None:
                raise XPathError(N_("There is no function {name}"), name=f"{name}()")
            return work(*(value(node, env) for value in values))

        return Typed("v", extension)

    # --- functions that the types run through ----------------------------------------------

    def _broken(self, ast: Ast) -> bool:
        function = FUNCTIONS.get(ast[1])
        return function is None or arity_problem(function, len(ast[2]), self.odk) is not None

    def _choice(self, ast: Ast, convert: Callable[[Ast], Closure]) -> Closure:
        condition = self.as_boolean(ast[2][0])
        yes, no = convert(ast[2][1]), convert(ast[2][2])
        return lambda node, env: yes(node, env) if condition(node, env) else no(node, env)

    def _typed_choice(self, ast: Ast) -> Typed:
        condition = self.as_boolean(ast[2][0])
        yes, no = self.typed(ast[2][1]), self.typed(ast[2][2])
        first, second = yes.run, no.run
        return Typed(
            yes.type if yes.type == no.type else "v",
            lambda node, env: first(node, env) if condition(node, env) else second(node, env),
        )

    def _coalesced_number(self, args: tuple[Ast, ...]) -> Closure:
        """Compile ``number(coalesce(a, …, 0))`` without writing the number and reading it again."""
        texts, last = [self.as_string(arg) for arg in args[:-1]], args[-1][1]
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

    def _number_as_text(self, arg: Ast) -> Closure:
        """Compile ``string(number(x))``: the number of a date is written as whole days."""
        found = self.typed(arg)
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


_KINDS: dict[str, Callable[[Compiler, Ast], Typed]] = {
    "num": Compiler._number,
    "str": Compiler._text,
    "var": Compiler._variable,
    "path": Compiler._path,
    "filter": Compiler._path,
    "union": Compiler._path,
    "or": Compiler._or,
    "and": Compiler._and,
    "add": Compiler._add,
    "mul": Compiler._multiply,
    "neg": Compiler._negate,
    "cmp": Compiler._compare,
    "call": Compiler._call,
}
