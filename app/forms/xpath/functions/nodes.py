"""Node-sets: counting, names, positions, instances, repeats, shuffling."""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Any

from app.forms.tree import ATTRIBUTE, ELEMENT, XML_NS, Document, Node, in_order
from app.forms.xpath.axes import is_below
from app.forms.xpath.functions.registry import function, special
from app.forms.xpath.functions.text import texts_of, words
from app.forms.xpath.lookup import secondary
from app.forms.xpath.values import to_number, to_string

if TYPE_CHECKING:
    from app.forms.xpath.compiler import Closure, Compiler
    from app.forms.xpath.env import Env
    from app.forms.xpath.parser import Ast
    from app.forms.xpath.values import Value


@function("count", "N", "n", core=True)
def _count(nodes: list[Node]) -> float:
    return float(len(nodes))


@function("count-non-empty", "N", "n")
def _count_non_empty(nodes: list[Node]) -> float:
    return float(sum(1 for node in nodes if node.string()))


@special("last", 0, 0, "n", core=True)
def _last(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    return lambda node, env: float(env.size)


@special("position", 0, 1, "n", core=True, core_arity=(0, 0))
def _position(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    if not args:
        return lambda node, env: float(env.position)
    nodes = compiler.as_nodes(args[0])

    def run(node: Node, env: Env) -> float:
        found = nodes(node, env)
        return float(found[0].position()) if found else math.nan

    return run


@function("name", "N.", "s", core=True)
def _name(nodes: list[Node]) -> str:
    return nodes[0].qname if nodes else ""


@function("local-name", "N.", "s", core=True)
def _local_name(nodes: list[Node]) -> str:
    return nodes[0].name if nodes else ""


@function("namespace-uri", "N.", "s", core=True)
def _namespace_uri(nodes: list[Node]) -> str:
    return nodes[0].ns if nodes and nodes[0].kind in (ELEMENT, ATTRIBUTE) else ""


@special("id", 1, 1, "N", core=True)
def _id(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    value = compiler.as_value(args[0])
    odk = compiler.odk

    def run(node: Node, env: Env) -> list[Node]:
        got = value(node, env)
        texts = texts_of(got) if isinstance(got, list) else [to_string(got, odk)]
        document = node.document
        if document is None:
            return []
        known = _ids(document, env)
        names = [word for text in texts for word in words(text)]
        return in_order([known[name] for name in names if name in known])

    return run


def _ids(document: Document, env: Env) -> dict[str, Node]:
    """Return the elements by their attribute ``id`` or ``xml:id``; no DTD says otherwise here."""
    made: Any = env.indexes.get("id()")
    if made is not None and made[0] is document and made[1] == document.generation:
        return made[2]  # type: ignore[no-any-return]
    known: dict[str, Node] = {}
    for element in document.root.walk():
        for ns in (XML_NS, ""):
            name = element.attribute("id", ns)
            if name is not None:
                known.setdefault(name, element)
    env.indexes["id()"] = (document, document.generation, known)
    return known


@special("current", 0, 0, "N", core=True)
def _current(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    compiler.uses_current = True
    return lambda node, env: [env.current]


@function("instance", "s", "N", env=True)
def _instance(env: Env, name: str) -> list[Node]:
    return [secondary(env, name)]


@special("pulldata", 4, 4, "s")
def _pulldata(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    texts = [compiler.as_string(arg) for arg in args]

    def run(node: Node, env: Env) -> str:
        name, column, key, wanted = [text(node, env) for text in texts]
        own = env.functions.get("pulldata")
        if own is not None:
            return to_string(own(name, column, key, wanted))
        top = secondary(env, name)
        index: Any = env.indexes.get(("pulldata", name, key))
        if index is None or index[0] is not top:
            rows: dict[str, Node] = {}
            for item in top.descend(("root", "item")):
                for text in _cells(item, key):
                    rows.setdefault(text, item)
            index = env.indexes["pulldata", name, key] = (top, rows)
        row = index[1].get(wanted)
        cells = [] if row is None else _cells(row, column)
        return cells[0] if cells else ""

    return run


def _cells(item: Node, name: str) -> list[str]:
    """Return the texts of the children of a name, or of the attribute when it begins with ``@``."""
    if name.startswith("@"):
        text = item.attribute(name[1:])
        return [] if text is None else [text]
    return [cell.string() for cell in item.named(name)]


@special("indexed-repeat", 3, None, "N", step=2)
def _indexed_repeat(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    # The node-sets are meant whole, even inside the repeat; the indexes are ordinary expressions.
    compiler.paths.whole = True
    target = compiler.as_nodes(args[0])
    repeats = [compiler.as_nodes(arg) for arg in args[1::2]]
    compiler.paths.whole = False
    numbers = [compiler.as_number(arg) for arg in args[2::2]]

    def run(node: Node, env: Env) -> list[Node]:
        pairs = []
        for repeat, number in zip(repeats, numbers, strict=True):
            index, found = number(node, env), repeat(node, env)
            if not found or index != index or index < 1 or index != int(index):
                return []
            pairs.append((_depth(found[0]), int(index), found))
        above: Node | None = None
        for _level, index, found in sorted(pairs, key=lambda pair: pair[0]):
            inside = [one for one in found if above is None or is_below(one, above)]
            if index > len(inside):
                return []
            above = inside[index - 1]
        return [one for one in target(node, env) if above is not None and is_below(one, above)]

    return run


def _depth(node: Node) -> int:
    depth = 0
    above = node.parent
    while above is not None:
        depth += 1
        above = above.parent
    return depth


_MODULUS = 2_147_483_647


@special("randomize", 1, 2, "N")
def _randomize(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    nodes = compiler.as_nodes(args[0])
    if len(args) == 1:

        def unseeded(node: Node, env: Env) -> list[Node]:
            found = list(nodes(node, env))
            env.random.shuffle(found)
            return found

        return unseeded
    seed = compiler.as_value(args[1])

    def seeded(node: Node, env: Env) -> list[Node]:
        return shuffled(nodes(node, env), _seed(seed(node, env), env))

    return seeded


def _seed(value: Value, env: Env) -> int:
    number = to_number(value, env)
    if number == number:
        return int(max(min(number, 2.0**63 - 1), -(2.0**63)))
    text = to_string(value)
    if not text:
        return 0
    # As in JavaRosa, where every number is a double, so that all clients show the same order.
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    return int(float(int.from_bytes(digest[:8], "big", signed=True)))


def shuffled(nodes: list[Node], seed: int) -> list[Node]:
    """Shuffle inside out with the Park–Miller generator, as every ODK client does.

    Args:
        nodes: What to shuffle; stays as it is.
        seed: Any whole number; its remainder (with its sign) is brought into the generator's range.
    """
    state = int(math.copysign(abs(seed) % _MODULUS, seed))
    if state <= 0:
        state += _MODULUS - 1
    found: list[Node] = []
    for index, node in enumerate(nodes):
        state = state * 16_807 % _MODULUS
        place = int((state - 1) / (_MODULUS - 1) * (index + 1))
        if place == index:
            found.append(node)
        else:
            found.append(found[place])
            found[place] = node
    return found
