"""From a syntax tree to closures ``f(node, env)`` whose types are known beforehand.

Every part is compiled for the type that is wanted of it (text, number, boolean, nodes), so that a
conversion is chosen once and not at every evaluation. The static types are

    b boolean   n number   s text   d date   N nodes   v not known before evaluation
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from app.forms.xpath.calls import call, choice, coalesced_number, is_broken, number_as_text
from app.forms.xpath.errors import XPathError
from app.forms.xpath.operators import OPERATORS
from app.forms.xpath.paths import PathCompiler
from app.forms.xpath.typed import Closure, Typed
from app.forms.xpath.values import (
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

KINDS: dict[str, Callable[[Compiler, Ast], Typed]] = {**OPERATORS, "call": call}


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
        if kind == "call" and self.odk and not is_broken(self, ast):
            if ast[1] == "if":
                return choice(self, ast, self.as_string)
            if ast[1] == "number" and ast[2]:
                return number_as_text(self, ast[2][0])
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
        if kind == "call" and self.odk and not is_broken(self, ast):
            if ast[1] == "if":
                return choice(self, ast, self.as_number)
            if ast[1] == "coalesce" and ast[2][-1][0] == "num":
                return coalesced_number(self, ast[2])
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
        if kind == "call" and ast[1] == "if" and self.odk and not is_broken(self, ast):
            return choice(self, ast, self.as_boolean)
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

    def typed(self, ast: Ast) -> Typed:
        """Compile without conversion."""
        return self.once("typed", ast, lambda tree: KINDS[tree[0]](self, tree))  # type: ignore[no-any-return]


__all__ = ["Closure", "Compiler", "Typed"]
