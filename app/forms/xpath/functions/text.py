"""Text and booleans: core XPath and the ODK additions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from app.forms.xpath.errors import XPathError
from app.forms.xpath.functions.registry import CONTEXT, function, special
from app.forms.xpath.values import SPACE, to_string
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.tree import Node
    from app.forms.xpath.compiler import Closure, Compiler
    from app.forms.xpath.env import Env
    from app.forms.xpath.parser import Ast
    from app.forms.xpath.values import Value

MAX_TEXT = 10_000_000


@special("string", 0, 1, "s", core=True)
def _string(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    return compiler.as_string(args[0] if args else CONTEXT)


@special("boolean", 1, 1, "b", core=True)
def _boolean(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    return compiler.as_boolean(args[0])


@special("not", 1, 1, "b", core=True)
def _not(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    run = compiler.as_boolean(args[0])
    return lambda node, env: not run(node, env)


@function("true", "", "b", core=True)
def _true() -> bool:
    return True


@function("false", "", "b", core=True)
def _false() -> bool:
    return False


@function("boolean-from-string", "s", "b")
def _boolean_from_string(text: str) -> bool:
    return text in ("1", "true")


@special("if", 3, 3, "v")
def _if(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    return compiler.typed(("call", "if", args)).run


@special("coalesce", 2, None, "s")
def _coalesce(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    values = [compiler.as_string(arg) for arg in args]

    def run(node: Node, env: Env) -> str:
        for value in values:
            text: str = value(node, env)
            if text:
                return text
        return ""

    return run


@special("once", 1, 1, "s")
def _once(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    value = compiler.as_string(args[0])
    return lambda node, env: node.string() or value(node, env)


@special("depend", 1, None, "s")
def _depend(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    return compiler.as_string(args[0])


def texts_of(value: Value) -> list[str]:
    """Return the text of every node of a set, or of the one value."""
    if isinstance(value, list):
        return [node.string() for node in value]
    return [to_string(value)]


@special("concat", 0, None, "s", core=True, core_arity=(2, None))
def _concat(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    if not compiler.odk:
        strings = [compiler.as_string(arg) for arg in args]
        return lambda node, env: "".join([string(node, env) for string in strings])
    parts: list[tuple[bool, Closure]] = []
    for arg in args:
        several = compiler.typed(arg).type in ("N", "v")
        parts.append((several, compiler.as_value(arg) if several else compiler.as_string(arg)))

    def run(node: Node, env: Env) -> str:
        found: list[str] = []
        for several, part in parts:
            value = part(node, env)
            found += texts_of(value) if several else (value,)
        return bounded(found)

    return run


@function("join", "s v*", "s")
def _join(separator: str, *values: Value) -> str:
    return bounded([text for value in values for text in texts_of(value)], separator)


def bounded(texts: list[str], separator: str = "") -> str:
    """Join texts.

    Raises:
        XPathError: The result would be longer than `MAX_TEXT`: doubling it over and over must not
            take all memory.
    """
    if sum(map(len, texts)) + len(separator) * len(texts) > MAX_TEXT:
        raise XPathError(N_("The text would be longer than {limit} characters"), limit=MAX_TEXT)
    return separator.join(texts)


@function("starts-with", "s s", "b", core=True)
def _starts_with(text: str, start: str) -> bool:
    return text.startswith(start)


@function("ends-with", "s s", "b")
def _ends_with(text: str, end: str) -> bool:
    return text.endswith(end)


@function("contains", "s s", "b", core=True)
def _contains(text: str, part: str) -> bool:
    return part in text


@function("substring-before", "s s", "s", core=True)
def _substring_before(text: str, mark: str) -> str:
    before, found, _after = text.partition(mark) if mark else ("", "", "")
    return before if found else ""


@function("substring-after", "s s", "s", core=True)
def _substring_after(text: str, mark: str) -> str:
    return text.partition(mark)[2] if mark else text


@function("substring", "s n n?", "s", core=True)
def _substring(text: str, start: float, length: float = math.inf) -> str:
    begin, end = _half_up(start), _half_up(start) + _half_up(length)
    if begin != begin or end != end:
        return ""
    first = max(0, begin - 1) if math.isfinite(begin) else (0 if begin < 0 else len(text))
    last = min(len(text), end - 1) if math.isfinite(end) else (len(text) if end > 0 else 0)
    return text[int(first) : int(max(last, 0))]


def _half_up(number: float) -> float:
    return math.floor(number + 0.5) if math.isfinite(number) else number


@function("substr", "s n n?", "s")
def _substr(text: str, start: float, end: float = math.inf) -> str:
    if start != start or end != end:
        return ""
    size = len(text)

    def place(number: float) -> int:
        index = int(max(min(number, size), -size))
        return index + size if index < 0 else index

    return text[place(start) : place(end)]


@function("string-length", "s.", "n", core=True)
def _string_length(text: str) -> float:
    return float(len(text))


@function("normalize-space", "s.", "s", core=True)
def _normalize_space(text: str) -> str:
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """Split at XML white space only; U+3000 and others may stand in choice names."""
    if "\t" in text or "\n" in text or "\r" in text:
        for mark in SPACE[1:]:
            text = text.replace(mark, " ")
    return [word for word in text.split(" ") if word]


@function("translate", "s s s", "s", core=True)
def _translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for index, character in enumerate(old):
        table.setdefault(ord(character), new[index] if index < len(new) else None)
    return text.translate(table)


@special("lang", 1, 1, "b", core=True)
def _lang(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    wanted = compiler.as_string(args[0])

    def run(node: Node, env: Env) -> bool:
        language = wanted(node, env).lower()
        above: Any = node
        while above is not None:
            own = above.attribute("lang", "http://www.w3.org/XML/1998/namespace")
            if own is not None:
                return bool(own.lower() == language or own.lower().startswith(language + "-"))
            above = above.parent
        return False

    return run
