"""Item lookups in secondary instances by equality, through an index made when first needed.

Serves ``instance('x')/root/item[a = /data/p and b = current()/../q][…]/label``: each tested child
must be compared with something that does not depend on the item. Anything else is left to the
ordinary predicates.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from app.forms.xpath.errors import XPathError
from app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.forms.tree import Node
    from app.forms.xpath.compiler import Closure, Compiler
    from app.forms.xpath.env import Env
    from app.forms.xpath.parser import Ast

    Table = dict[tuple[str, ...], list[Node]]

# Called without arguments these read the context node, which inside a predicate is the item.
_READS_CONTEXT = frozenset(
    (
        *("string", "number", "string-length", "normalize-space", "name", "local-name"),
        *("namespace-uri", "position", "last", "once", "lang"),
    )
)


def secondary(env: Env, instance_id: str) -> Node:
    """Return the node above the root of a secondary instance."""
    found = env.instances.get(instance_id)
    if found is None:
        raise XPathError(N_("There is no secondary instance {name}"), name=instance_id)
    return found


def plan(
    compiler: Compiler, start: Ast, steps: tuple[Ast, ...]
) -> tuple[Closure, tuple[Ast, ...]] | None:
    """Compile the part of a path that an index can answer.

    Returns:
        A closure for the path up to and including the first step with predicates, and the steps
        after it; None when no index serves.
    """
    if start[:2] != ("call", "instance") or len(start[2]) != 1 or start[2][0][0] != "str":
        return None
    names: list[str] = []
    for place, (axis, test, predicates) in enumerate(steps):
        if axis != "child" or test[0] != "name" or test[1]:
            return None
        names.append(test[2])
        if predicates:
            keys = _equalities(predicates[0])
            if keys is None:
                return None
            index = _Index(start[2][0][1], tuple(names), tuple(name for name, _ in keys))
            compiler.paths.predicate_depth += 1
            wanted = [_wanted(compiler, ast) for _name, ast in keys]
            compiler.paths.predicate_depth -= 1
            if any(want is None for want in wanted):
                return None
            choose = compiler.paths.predicates(predicates[1:]) if predicates[1:] else None
            return _closure(index, wanted, choose), steps[place + 1 :]
    return None


def _closure(
    index: _Index, wanted: list[Any], choose: Callable[[list[Node], Env], list[Node]] | None
) -> Closure:
    only = wanted[0] if len(wanted) == 1 else None

    def run(node: Node, env: Env) -> list[Node]:
        table = index.table(env)
        if only is not None:
            texts = only(node, env)
            found = list(table.get((texts[0],), ())) if len(texts) == 1 else None
        else:
            columns = [want(node, env) for want in wanted]
            plain = all(len(column) == 1 for column in columns)
            key = tuple(column[0] for column in columns) if plain else ()
            found = list(table.get(key, ())) if plain else None
        if found is None:
            columns = [want(node, env) for want in wanted]
            hits = {id(hit): hit for key in product(*columns) for hit in table.get(key, ())}
            found = sorted(hits.values(), key=index.place(env).__getitem__)
        return found if choose is None else choose(found, env)

    return run


class _Index:
    """The items of one path in one secondary instance by the text of some children."""

    def __init__(self, instance_id: str, path: tuple[str, ...], keys: tuple[str, ...]) -> None:
        self.instance_id = instance_id
        self.path = path
        self.keys = keys
        self.key = (instance_id, path, keys)

    def _made(self, env: Env) -> tuple[Node, Table, dict[Node, int]]:
        top = secondary(env, self.instance_id)
        made: Any = env.indexes.get(self.key)
        if made is not None and made[0] is top:
            return made  # type: ignore[no-any-return]
        table: Table = {}
        places: dict[Node, int] = {}
        for place, item in enumerate(top.descend(self.path)):
            places[item] = place
            texts = [[child.string() for child in item.named(name)] for name in self.keys]
            for key in dict.fromkeys(product(*texts)):
                table.setdefault(key, []).append(item)
        env.indexes[self.key] = (top, table, places)
        return top, table, places

    def table(self, env: Env) -> Table:
        return self._made(env)[1]

    def place(self, env: Env) -> dict[Node, int]:
        return self._made(env)[2]


def _wanted(compiler: Compiler, ast: Ast) -> Closure | None:
    """Compile the compared side to the list of texts that would do; None for a number or date."""
    found = compiler.typed(ast)
    run = found.run
    if found.type == "s":
        return lambda node, env: (run(node, env),)
    if found.type != "N":
        return None
    single = compiler.paths.single(ast)
    if single is not None:

        def one(node: Node, env: Env) -> tuple[str, ...]:
            hit = single(node, env)
            return () if hit is None else (hit.string(),)

        return one
    return lambda node, env: list({hit.string(): None for hit in run(node, env)})


def _equalities(predicate: Ast) -> list[tuple[str, Ast]] | None:
    terms = predicate[1:] if predicate[0] == "and" else (predicate,)
    found: list[tuple[str, Ast]] = []
    for term in terms:
        if term[0] != "cmp" or len(term) != 3 or term[2][0] != "=":
            return None
        left, right = term[1], term[2][1]
        name = _child_name(left)
        if name is None or not _independent(right):
            name, right = _child_name(right), left
            if name is None or not _independent(right):
                return None
        found.append((name, right))
    return found


def _child_name(ast: Ast) -> str | None:
    if ast[0] != "path" or ast[1] is not None or len(ast[2]) != 1:
        return None
    axis, test, predicates = ast[2][0]
    if axis != "child" or test[0] != "name" or test[1] or predicates:
        return None
    return str(test[2])


def _independent(ast: Ast) -> bool:
    """Whether the value is the same for every item."""
    kind = ast[0]
    if kind in ("num", "str"):
        return True
    if kind == "path":
        return ast[1] == "/" or (isinstance(ast[1], tuple) and _independent(ast[1]))
    if kind == "call":
        if ast[1] in _READS_CONTEXT and not (ast[2] and ast[1] not in ("once", "lang")):
            return False
        return all(_independent(arg) for arg in ast[2])
    if kind in ("add", "mul", "cmp"):
        return _independent(ast[1]) and all(_independent(term) for _op, term in ast[2:])
    if kind in ("or", "and", "union", "neg"):
        return all(_independent(term) for term in ast[1:])
    return kind == "filter" and _independent(ast[1])
