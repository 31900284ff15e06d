"""Location paths, filters and unions to closures.

Three things make paths quick: a plain absolute path outside repeats is one access to
`app.forms.xpath.env.Env.slots`; a plain path into the repeat that the context stands in starts from
that repeat instance; predicates that only test children of secondary-instance items for equality
use an index (`app.forms.xpath.lookup`). Node-sets are sorted only where a step can lose order or
uniqueness.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from app.forms.tree import Node, in_order
from app.forms.xpath import lookup
from app.forms.xpath.axes import AXES, REVERSE, node_test
from app.forms.xpath.dates import time_fraction
from app.forms.xpath.errors import XPathError
from app.forms.xpath.values import NAN, odk_number, strict_number
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.xpath.compiler import Closure, Compiler
    from app.forms.xpath.env import Env
    from app.forms.xpath.parser import Ast

Filter = Callable[[list[Node], "Env"], list[Node]]
# How the nodes of a set lie: at most one, none inside another and in order, in order, unknown.
SINGLE, FLAT, SORTED, LOOSE = range(4)


class PathCode(NamedTuple):
    """What a path compiles to.

    Attributes:
        nodes: All nodes.
        single: The only node or None, if there cannot be more than one; else None.
        shape: SINGLE, FLAT or SORTED.
        text: The text of the first node, where there is a shorter way to it; else None.
        number: The number of the first node by ODK's rules, likewise.
    """

    nodes: Closure
    single: Closure | None
    shape: int
    text: Closure | None = None
    number: Closure | None = None


class PathCompiler:
    """Compiles what yields nodes, for one `Compiler`."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.predicate_depth = 0
        self.whole = False

    # --- one result wanted -----------------------------------------------------------------

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
        return _odk_node_number if self.compiler.odk else _strict_node_number

    # --- paths -----------------------------------------------------------------------------

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
        start, steps = ast[1], _simplified(ast[2])
        if start == "/" and self.compiler.odk and self.compiler.scope is not None:
            remembered = self.compiler.scope.known.get(steps)
            if isinstance(remembered, PathCode):
                return remembered
            code = self._known(steps)
            if code is not None:
                return code
        if start is None:
            return self._steps(_context, SINGLE, steps)
        if start == "/":
            root = _odk_root if self.compiler.odk else _document_root
            return self._steps(root, SINGLE, steps)
        if self.compiler.odk:
            code = self._indexed(start, steps)
            if code is not None:
                return code
        return self._from(self.compiler.as_nodes(start), _start_shape(start), steps)

    def _known(self, steps: tuple[Ast, ...]) -> PathCode | None:
        """Compile an absolute path with the help of the template, None if that is no help."""
        scope = self.compiler.scope
        if scope is None or self.whole or not steps:
            return None
        names = _plain_names(steps)
        path = "/" + "/".join(names)
        target = scope.paths.get(path)
        repeats = scope.repeats_above(path) if target is not None else []
        if target is not None and len(names) == len(steps) and not repeats:
            slot = target.slot
            if scope.unique(path):
                code = scope.known[steps] = _slot_code(slot)
                return code
        # Repeats strictly above the end of the path, outermost first: their steps can be anchored.
        anchors: dict[int, int] = {}
        for end in range(1, len(names) + (len(names) < len(steps))):
            above = "/" + "/".join(names[:end])
            if above in scope.repeats and end < len(steps) and above in scope.paths:
                anchors[scope.paths[above].slot] = end
        if not anchors:
            return None
        if self.predicate_depth:
            self.compiler.uses_current = True
        general = self._steps(_odk_root, SINGLE, steps).nodes
        relative = {
            slot: self._steps(_context, SINGLE, steps[end:]) for slot, end in anchors.items()
        }
        below = {slot: code.nodes for slot, code in relative.items()}

        def nodes(node: Node, env: Env) -> list[Node]:
            anchor = _anchor(node, below)
            if anchor is None and env.current is not node:
                anchor = _anchor(env.current, below)
            if anchor is None:
                return general(node, env)  # type: ignore[no-any-return]
            return below[anchor.slot](anchor, env)  # type: ignore[no-any-return]

        return PathCode(nodes, None, SORTED)

    def _indexed(self, start: Ast, steps: tuple[Ast, ...]) -> PathCode | None:
        plan = lookup.plan(self.compiler, start, steps)
        if plan is None:
            return None
        nodes, rest = plan
        return self._from(nodes, FLAT, rest) if rest else PathCode(nodes, None, FLAT)

    # --- steps -----------------------------------------------------------------------------

    def _steps(self, start: Closure, shape: int, steps: tuple[Ast, ...]) -> PathCode:
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

        def spread(node: Node, env: Env) -> list[Node]:
            found = begin(node, env)
            return [] if found is None else step[0](found, env)

        return self._from(spread, step[1], steps[index + 1 :])

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
            key = (self._uri(test[1]) if test[1] else "", test[2])

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
            run = _spread(run, work, sort=after == LOOSE)
            shape = SORTED if after == LOOSE else after
        return PathCode(run, None, shape)

    def _step(self, step: Ast, shape: int) -> tuple[Callable[[Node, Env], list[Node]], int]:
        """Compile a step from one node, and say how the results of a set of ``shape`` lie."""
        axis, test, predicates = step
        after = _after(axis, shape)
        choose = self.predicates(predicates) if predicates else None
        collect = self._collect(axis, test)
        reverse = axis in REVERSE

        def run(node: Node, env: Env) -> list[Node]:
            found = collect(node)
            if choose is not None and found:
                found = choose(found, env)
            return found[::-1] if reverse else found

        if choose is None and not reverse:
            return lambda node, env: collect(node), after
        return run, after

    def _collect(self, axis: str, test: Ast) -> Callable[[Node], list[Node]]:
        walk = AXES[axis]
        uri: str | None = None
        if test[0] == "name":
            if test[1]:
                uri = self._uri(test[1])
            else:
                uri = self.compiler.default_ns if axis not in ("attribute", "namespace") else ""
        elif test[0] == "any" and test[1]:
            uri = self._uri(test[1])
        if isinstance(uri, XPathError):
            problem = uri

            def fail(node: Node) -> list[Node]:
                raise problem

            return fail
        if axis == "child" and test[0] == "name":
            name = test[2]
            if uri is None:
                return lambda node: list(node.named(name)) if node.children else []
            space = uri
            return lambda node: (
                [child for child in node.named(name) if child.ns == space] if node.children else []
            )
        passes = node_test(axis, test, uri)
        if passes is None:
            return lambda node: list(walk(node))
        check = passes
        return lambda node: [found for found in walk(node) if check(found)]

    def _uri(self, prefix: str) -> Any:
        uri = self.compiler.namespaces.get(prefix)
        if uri is None:
            return XPathError(N_("The namespace prefix {prefix} is not declared"), prefix=prefix)
        return uri

    # --- predicates ------------------------------------------------------------------------

    def predicates(self, predicates: tuple[Ast, ...]) -> Filter:
        self.predicate_depth += 1
        filters = [self._predicate(predicate) for predicate in predicates]
        self.predicate_depth -= 1
        if len(filters) == 1:
            return filters[0]

        def chain(nodes: list[Node], env: Env) -> list[Node]:
            for choose in filters:
                nodes = choose(nodes, env)
            return nodes

        return chain

    def _predicate(self, predicate: Ast) -> Filter:
        if predicate[0] == "num":
            place = predicate[1]
            index = int(place) - 1 if place == int(place) else -1
            return lambda nodes, env: nodes[index : index + 1] if index >= 0 else []
        found = self.compiler.typed(predicate)
        if found.type in ("n", "d"):
            number = self.compiler.as_number(predicate)
            return _counted(lambda node, env: number(node, env) == env.position)
        if found.type == "v":
            value = found.run

            def either(node: Node, env: Env) -> bool:
                got = value(node, env)
                if isinstance(got, (int, float)) and not isinstance(got, bool):
                    return got == env.position
                return bool(got) and got == got

            return _counted(either)
        test = self.compiler.as_boolean(predicate)
        if uses_position(predicate):
            return _counted(test)
        return lambda nodes, env: [node for node in nodes if test(node, env)]


def _context(node: Node, env: Env) -> Node:
    return node


def _odk_root(node: Node, env: Env) -> Node:
    return env.root


def _document_root(node: Node, env: Env) -> Node:
    while node.parent is not None:
        node = node.parent
    return node


def _anchor(node: Node, slots: dict[int, Any]) -> Node | None:
    current: Node | None = node
    while current is not None:
        if current.slot in slots:
            return current
        current = current.parent
    return None


def _odk_node_number(node: Node, env: Env) -> float:
    text = node.string()
    number = odk_number(text, env)
    if number != number and text and node.type == "time":
        return time_fraction(text, env.timezone)
    return number


def _strict_node_number(node: Node, env: Env) -> float:
    return strict_number(node.string())


def _slot_code(slot: int) -> PathCode:
    def single(node: Node, env: Env) -> Node | None:
        return env.slots[slot]

    def nodes(node: Node, env: Env) -> list[Node]:
        found = env.slots[slot]
        return [] if found is None else [found]

    def text(node: Node, env: Env) -> str:
        found = env.slots[slot]
        if found is None or not found.relevant:
            return ""
        return found.string() if found.children else found.text

    def number(node: Node, env: Env) -> float:
        found = env.slots[slot]
        if found is None or not found.relevant:
            return NAN
        if found.children or found.type == "time":
            return _odk_node_number(found, env)
        return odk_number(found.text, env) if found.text else NAN

    return PathCode(nodes, single, SINGLE, text, number)


def _plain_names(steps: tuple[Ast, ...]) -> list[str]:
    """Return the names of the leading child steps without predicates."""
    names = []
    for axis, test, predicates in steps:
        if axis != "child" or test[0] != "name" or predicates:
            break
        names.append(test[2])
    return names


def _simplified(steps: tuple[Ast, ...]) -> tuple[Ast, ...]:
    """Turn ``//x`` into one descendant step where no predicate counts positions."""
    if all(step[0] != "descendant-or-self" for step in steps):
        return steps
    found: list[Ast] = []
    for axis, test, predicates in steps:
        before = found[-1] if found else None
        if (
            axis == "child"
            and before == ("descendant-or-self", ("kind", "node", ""), ())
            and not any(may_be_number(p) or uses_position(p) for p in predicates)
        ):
            found[-1] = ("descendant", test, predicates)
        else:
            found.append((axis, test, predicates))
    return tuple(found)


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


def _spread(start: Closure, work: Callable[[Node, Env], list[Node]], *, sort: bool) -> Closure:
    def run(node: Node, env: Env) -> list[Node]:
        begin = start(node, env)
        if len(begin) == 1:
            return work(begin[0], env)
        found = [result for one in begin for result in work(one, env)]
        return in_order(found) if sort else found

    return run


def _start_shape(start: Ast) -> int:
    # What randomize shuffled must not be sorted again by the steps that follow.
    if start[0] == "call" and start[1] in ("randomize", "instance", "current"):
        return FLAT
    return SORTED


def _after(axis: str, shape: int) -> int:
    if axis == "self" or (axis == "parent" and shape == SINGLE):
        return shape
    if axis in ("child", "attribute", "namespace"):
        return FLAT if shape <= FLAT or axis != "child" else LOOSE
    if axis in ("descendant", "descendant-or-self"):
        return SORTED if shape <= FLAT else LOOSE
    if shape == SINGLE:
        return FLAT if axis.endswith("sibling") else SORTED
    return LOOSE
