"""An expression's tree back to text as the designer wrote it in the workbook: ``${name} = 'x'``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.forms.schema import Schema
from app.forms.xpath.values import number_text

Ast = tuple[Any, ...]
_RANK = {"or": 1, "and": 2, "cmp": 3, "add": 4, "mul": 5, "neg": 6, "union": 7}
_JOIN = {"or": " or ", "and": " and ", "union": " | "}
_PLAIN = ("child", "parent", "self")


def source(ast: Ast, name_of: Callable[[Ast], str] = lambda _path: "") -> str:
    """Write a tree as XPath.

    Args:
        ast: The tree, see `app.forms.xpath.parser`.
        name_of: Shorter text for a path, such as ``${name}``; empty: written as a path.
    """
    kind = ast[0]
    if kind == "num":
        return number_text(ast[1])
    if kind == "str":
        mark = '"' if "'" in ast[1] else "'"
        return f"{mark}{ast[1]}{mark}"
    if kind == "var":
        return f"${ast[1]}"
    if kind == "call":
        return f"{ast[1]}({', '.join(source(arg, name_of) for arg in ast[2])})"
    if kind in _JOIN:
        return _JOIN[kind].join(_inside(term, kind, name_of, right=True) for term in ast[1:])
    if kind in ("cmp", "add", "mul"):
        text = _inside(ast[1], kind, name_of)
        for operator, term in ast[2:]:
            text += f" {operator} {_inside(term, kind, name_of, right=True)}"
        return text
    if kind == "neg":
        return f"-{_inside(ast[1], kind, name_of)}"
    if kind == "filter":
        return _primary(ast[1], name_of) + _predicates(ast[2], name_of)
    return name_of(ast) or _path(ast, name_of)


def _inside(ast: Ast, above: str, name_of: Callable[[Ast], str], *, right: bool = False) -> str:
    text = source(ast, name_of)
    mine = _RANK.get(ast[0], 9)
    mixed = {ast[0], above} == {"or", "and"}  # nobody remembers which of the two binds closer
    low = mine < _RANK[above] or (right and mine == _RANK[above])
    return f"({text})" if low or mixed else text


def _primary(ast: Ast, name_of: Callable[[Ast], str]) -> str:
    text = source(ast, name_of)
    return text if ast[0] in ("call", "str", "num", "var", "filter") else f"({text})"


def _predicates(predicates: tuple[Ast, ...], name_of: Callable[[Ast], str]) -> str:
    return "".join(f"[{source(one, name_of)}]" for one in predicates)


def _path(ast: Ast, name_of: Callable[[Ast], str]) -> str:
    start, steps = ast[1], ast[2]
    text = "" if start is None else "/" if start == "/" else f"{_primary(start, name_of)}/"
    return text + "/".join(_step(step, name_of) for step in steps)


def _step(step: Ast, name_of: Callable[[Ast], str]) -> str:
    axis, test, predicates = step
    if test == ("kind", "node", "") and not predicates:
        if axis == "parent":
            return ".."
        if axis == "self":
            return "."
        if axis == "descendant-or-self":
            return ""  # stands between two slashes: //
    if test[0] == "name":
        words = f"{test[1]}:{test[2]}" if test[1] else test[2]
    elif test[0] == "any":
        words = f"{test[1]}:*" if test[1] else "*"
    else:
        words = f"{test[1]}({repr(test[2]) if test[2] else ''})"
    lead = "" if axis == "child" else "@" if axis == "attribute" else f"{axis}::"
    return lead + words + _predicates(predicates, name_of)


def namer(schema: Schema, context: str) -> Callable[[Ast], str]:
    """Return what writes a plain path to a node of the form as ``${name}``, as workbooks do.

    Args:
        schema: Nodes of the form.
        context: Path of local names that relative paths start from.
    """
    counts: dict[str, int] = {}
    for spec in schema.specs:
        counts[spec.name] = counts.get(spec.name, 0) + 1

    def name(ast: Ast) -> str:
        key = target(ast, context)
        spec = schema.by_key.get(key) if key else None
        if spec is None or counts.get(spec.name) != 1 or spec.children:
            return ""
        if key == context and ast[1] != "/":
            return ""  # the point that constraints are written with
        return f"${{{spec.name}}}"

    return name


def target(ast: Ast, context: str) -> str:
    """Return the path of local names that a plain path without predicates means, else empty."""
    if ast[0] != "path":
        return ""
    start = ast[1]
    if start == "/":
        steps: list[str] = []
    elif start is None or start == ("call", "current", ()):
        steps = [step for step in context.split("/") if step]
    else:
        return ""
    for axis, test, predicates in ast[2]:
        if axis not in _PLAIN or predicates:
            return ""
        if axis == "child" and test[0] == "name":
            steps.append(test[2])
        elif axis == "parent" and test == ("kind", "node", ""):
            del steps[-1:]
        elif not (axis == "self" and test == ("kind", "node", "")):
            return ""
    return "/" + "/".join(steps)
