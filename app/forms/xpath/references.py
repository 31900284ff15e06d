"""What an expression reads, found by walking its tree along the form's template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.forms.tree import Node
from app.forms.xpath.axes import AXES, node_test
from app.forms.xpath.errors import XPathError
from app.forms.xpath.functions import FUNCTIONS, arity_problem
from app.forms.xpath.predicates import may_be_number
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.xpath.env import Scope
    from app.forms.xpath.parser import Ast

_READS_CONTEXT = frozenset(("string", "number", "string-length", "normalize-space", "once"))
_PLACES = frozenset(("following", "following-sibling", "preceding", "preceding-sibling"))


@dataclass(frozen=True)
class References:
    """What one expression depends on.

    Attributes:
        paths: Template paths of local names that it reads, without positions. A group or repeat
            stands for itself: its whole text when used as text, the number of its instances when
            counted. Includes what predicates read in the primary instance.
        missing: Paths as far as they could be followed that match nothing in the template.
        instances: Ids of the secondary instances it reads; ``*`` when the id is computed.
        functions: Names of the functions it calls.
        volatile: It calls now, today, random, uuid or an unseeded randomize.
        positional: It depends on places among siblings: position(..), indexed-repeat, a number as
            predicate, preceding or following axes.
        itself: It reads the value of its own context node (``.``), as constraints do.
    """

    paths: frozenset[str]
    missing: frozenset[str]
    instances: frozenset[str]
    functions: frozenset[str]
    volatile: bool
    positional: bool
    itself: bool


def find_references(ast: Ast, scope: Scope, context: str) -> References:
    """Walk a tree along the template; see `References`.

    Names are compared without their namespaces, so that a reference is rather found once too often.
    """
    here = scope.paths.get(context)
    walk = _Walk(scope, here)
    walk.visit(ast, [here] if here is not None else [])
    paths = frozenset(node.path() for node in walk.read)
    functions = frozenset(walk.functions)
    return References(
        paths=paths,
        missing=frozenset(walk.missing),
        instances=frozenset(walk.instances),
        functions=functions,
        volatile=walk.volatile,
        positional=walk.positional,
        itself=here is not None and here in walk.read,
    )


class _Walk:
    def __init__(self, scope: Scope, here: Node | None) -> None:
        self.top: Node = scope.template
        self.current = [here] if here is not None else []
        self.read: set[Node] = set()
        self.missing: set[str] = set()
        self.instances: set[str] = set()
        self.functions: set[str] = set()
        self.volatile = False
        self.positional = False

    def visit(self, ast: Ast, context: list[Node]) -> list[Node]:
        """Note what a part reads and return the template nodes that it may yield.

        A context outside the primary instance is an empty list.
        """
        kind = ast[0]
        if kind == "path":
            return self.path(ast, context)
        if kind == "call":
            return self.call(ast, context)
        if kind == "filter":
            found = self.visit(ast[1], context)
            self.predicates(ast[2], found)
            return found
        if kind in ("or", "and", "union", "neg"):
            found = [node for term in ast[1:] for node in self.visit(term, context)]
            return found if kind == "union" else []
        if kind in ("add", "mul", "cmp"):
            self.visit(ast[1], context)
            for _operator, term in ast[2:]:
                self.visit(term, context)
        return []

    def predicates(self, predicates: tuple[Ast, ...], context: list[Node]) -> None:
        for predicate in predicates:
            if may_be_number(predicate):
                self.positional = True
            self.visit(predicate, context)

    def path(self, ast: Ast, context: list[Node]) -> list[Node]:
        start, steps = ast[1], ast[2]
        if start is None:
            nodes = context
        elif start == "/":
            nodes = [self.top]
        else:
            before = set(self.read)
            nodes = self.visit(start, context)
            # Steps on from current() or a filter read their end, not their start.
            self.read = before | (self.read - set(nodes))
        for step in steps:
            nodes = self.step(step, nodes)
        self.read.update(nodes)
        return nodes

    def step(self, step: Ast, nodes: list[Node]) -> list[Node]:
        axis, test, predicates = step
        if axis in _PLACES:
            self.positional = True
        if test[0] == "kind" and test[1] != "node":
            return nodes
        found: dict[Node, None] = {}
        if axis == "child" and test[0] == "name":
            for node in nodes:
                found.update(dict.fromkeys(node.named(test[2])))
        else:
            passes = node_test(axis, test, None)
            for node in nodes:
                for reached in AXES[axis](node):
                    if passes is None or passes(reached):
                        found[reached] = None
        if nodes and not found and test[0] == "name" and axis in ("child", "attribute"):
            mark = "/@" if axis == "attribute" else "/"
            self.missing.update(node.path() + mark + test[2] for node in nodes)
        reached_nodes = list(found)
        self.predicates(predicates, reached_nodes)
        return reached_nodes

    def call(self, ast: Ast, context: list[Node]) -> list[Node]:
        name, args = ast[1], ast[2]
        self.functions.add(name)
        found = [self.visit(arg, context) for arg in args]
        function = FUNCTIONS.get(name)
        if (function is not None and function.volatile) or (name == "randomize" and len(args) < 2):
            self.volatile = True
        if name in ("position", "last", "indexed-repeat"):
            self.positional = True
        if name in ("instance", "pulldata") and args:
            self.instances.add(args[0][1] if args[0][0] == "str" else "*")
        if name in _READS_CONTEXT and (not args or name == "once"):
            self.read.update(context)
        if name == "current":
            self.read.update(self.current)
            return self.current
        if name in ("randomize", "indexed-repeat"):
            return found[0] if found else []
        if name == "if":
            return [node for nodes in found[1:] for node in nodes]
        return []


def find_problems(ast: Ast) -> list[str]:
    """Return sentences about calls that would fail whenever they are made."""
    found: dict[str, None] = {}
    stack: list[object] = [ast]
    while stack:
        item = stack.pop()
        if not isinstance(item, tuple):
            continue
        if len(item) == 3 and item[0] == "call" and isinstance(item[2], tuple):
            name, count = item[1], len(item[2])
            function = FUNCTIONS.get(name)
            if function is None:
                found[str(XPathError(N_("There is no function {name}"), name=f"{name}()"))] = None
            else:
                problem = arity_problem(function, count)
                if problem is not None:
                    found[str(problem)] = None
        elif len(item) == 2 and item[0] == "var":
            found[str(XPathError(N_("The variable {name} is not defined"), name=f"${item[1]}"))] = (
                None
            )
        stack.extend(reversed(item))
    return list(found)
