"""Location paths, filters and unions to closures.

Three things make paths quick: a plain absolute path outside repeats is one access to
`app.forms.xpath.env.Env.slots`; a plain path into the repeat that the context stands in starts from
that repeat instance; predicates that only test children of secondary-instance items for equality
use an index (`app.forms.xpath.lookup`). Node-sets are sorted only where a step can lose order or
uniqueness.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.forms.tree import Node, in_order
from app.forms.xpath import lookup
from app.forms.xpath.axes import REVERSE
from app.forms.xpath.known import (
    FLAT,
    LOOSE,
    SINGLE,
    SORTED,
    PathCode,
    compile_known,
    odk_node_number,
    strict_node_number,
)
from app.forms.xpath.predicates import compile_predicates
from app.forms.xpath.steps import (
    after_step,
    collector,
    simplified,
    spread,
    start_shape,
    uri_of,
)
from app.forms.xpath.values import NAN

if TYPE_CHECKING:
    from app.forms.xpath.compiler import Closure, Compiler
    from app.forms.xpath.env import Env
    from app.forms.xpath.parser import Ast
    from app.forms.xpath.predicates import Filter


class PathCompiler:
    """Compiles what yields nodes, for one `Compiler`."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.predicate_depth = 0
        self.whole = False

    def nodes(self, ast: Ast) -> Closure:
        return self.code(ast).nodes

    def single(self, ast: Ast) -> Closure | None:
        return self.code(ast).single if ast[0] in ("path", "filter", "union") else None

    def first(self, ast: Ast) -> Closure:
        """Compile to the first node or None."""
        code = self.code(ast)
        if code.single is not None:
            return code.single
        every = code.nodes

        def first(node: Node, env: Env) -> Node | None:
            found = every(node, env)
            return found[0] if found else None

        return first

    def string(self, ast: Ast) -> Closure:
        code = self.code(ast)
        if code.text is not None:
            return code.text
        first = self.first(ast)

        def text(node: Node, env: Env) -> str:
            found: Node | None = first(node, env)
            if found is None or not found.relevant:
                return ""
            return found.string() if found.children or not found.text else found.text

        return text

    def number(self, ast: Ast) -> Closure:
        code = self.code(ast)
        if code.number is not None and self.compiler.odk:
            return code.number
        first, read = self.first(ast), self.node_number

        def number(node: Node, env: Env) -> float:
            found = first(node, env)
            return read(found, env) if found is not None else NAN

        return number

    def exists(self, ast: Ast) -> Closure:
        first = self.first(ast)
        return lambda node, env: first(node, env) is not None

    @property
    def node_number(self) -> Callable[[Node, Env], float]:
        return odk_node_number if self.compiler.odk else strict_node_number

    def code(self, ast: Ast) -> PathCode:
        make = {"path": self._path, "filter": self._filter, "union": self._union}[ast[0]]
        return self.compiler.once("code", ast, make)  # type: ignore[no-any-return]

    def _union(self, ast: Ast) -> PathCode:
        parts = [self.compiler.as_nodes(part) for part in ast[1:]]

        def union(node: Node, env: Env) -> list[Node]:
            return in_order([found for part in parts for found in part(node, env)])

        return PathCode(union, None, SORTED)

    def _filter(self, ast: Ast) -> PathCode:
        start = self.compiler.as_nodes(ast[1])
        choose = self.predicates(ast[2])
        return PathCode(lambda node, env: choose(start(node, env), env), None, SORTED)

    def _path(self, ast: Ast) -> PathCode:
        start, steps = ast[1], simplified(ast[2])
        if start == "/" and self.compiler.odk and self.compiler.scope is not None:
            remembered = self.compiler.scope.known.get(steps)
            if isinstance(remembered, PathCode):
                return remembered
            code = compile_known(self, steps)
            if code is not None:
                return code
        if start is None:
            return self.steps(_context, steps)
        if start == "/":
            root = _odk_root if self.compiler.odk else _document_root
            return self.steps(root, steps)
        if self.compiler.odk:
            code = self._indexed(start, steps)
            if code is not None:
                return code
        return self._from(self.compiler.as_nodes(start), start_shape(start), steps)

    def _indexed(self, start: Ast, steps: tuple[Ast, ...]) -> PathCode | None:
        plan = lookup.plan(self.compiler, start, steps)
        if plan is None:
            return None
        nodes, rest = plan
        return self._from(nodes, FLAT, rest) if rest else PathCode(nodes, None, FLAT)

    def steps(self, start: Closure, steps: tuple[Ast, ...]) -> PathCode:
        """Compile steps from one node."""
        single: Closure | None = start
        index = 0
        while single is not None and index < len(steps):
            following = self._one_to_one(single, steps[index])
            if following is None:
                break
            single = following
            index += 1
        assert single is not None
        begin = single
        if index == len(steps):

            def only(node: Node, env: Env) -> list[Node]:
                found = begin(node, env)
                return [] if found is None else [found]

            return PathCode(only, begin, SINGLE)
        step = self._step(steps[index], SINGLE)

        def spread_out(node: Node, env: Env) -> list[Node]:
            found = begin(node, env)
            return [] if found is None else step[0](found, env)

        return self._from(spread_out, step[1], steps[index + 1 :])

    def _one_to_one(self, start: Closure, step: Ast) -> Closure | None:
        axis, test, predicates = step
        if predicates:
            return None
        if test[0] == "kind" and test[1] == "node":
            if axis == "self":
                return start
            if axis == "parent":

                def parent(node: Node, env: Env) -> Node | None:
                    found: Node | None = start(node, env)
                    return None if found is None else found.parent

                return parent
        if axis == "attribute" and test[0] == "name":
            key = (uri_of(self.compiler, test[1]) if test[1] else "", test[2])

            def attribute(node: Node, env: Env) -> Node | None:
                found: Node | None = start(node, env)
                if found is None or not found.attributes:
                    return None
                return found.attributes.get(key)

            return attribute if isinstance(key[0], str) else None
        return None

    def _from(self, start: Closure, shape: int, steps: tuple[Ast, ...]) -> PathCode:
        """Compile steps from a set."""
        run = start
        for step in steps:
            work, after = self._step(step, shape)
            run = spread(run, work, sort=after == LOOSE)
            shape = SORTED if after == LOOSE else after
        return PathCode(run, None, shape)

    def _step(self, step: Ast, shape: int) -> tuple[Callable[[Node, Env], list[Node]], int]:
        """Compile a step from one node, and say how the results of a set of ``shape`` lie."""
        axis, test, predicates = step
        after = after_step(axis, shape)
        choose = self.predicates(predicates) if predicates else None
        collect = collector(self.compiler, axis, test)
        reverse = axis in REVERSE

        def run(node: Node, env: Env) -> list[Node]:
            found = collect(node)
            if choose is not None and found:
                found = choose(found, env)
            return found[::-1] if reverse else found

        if choose is None and not reverse:
            return lambda node, env: collect(node), after
        return run, after

    def predicates(self, predicates: tuple[Ast, ...]) -> Filter:
        self.predicate_depth += 1
        choose = compile_predicates(self.compiler, predicates)
        self.predicate_depth -= 1
        return choose


def _context(node: Node, env: Env) -> Node:
    return node


def _odk_root(node: Node, env: Env) -> Node:
    return env.root


def _document_root(node: Node, env: Env) -> Node:
    while node.parent is not None:
        node = node.parent
    return node
