"""Choices and translations: lists of names, labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.forms.xpath.errors import XPathError
from app.forms.xpath.functions.registry import function, special
from app.forms.xpath.functions.text import words
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.tree import Node
    from app.forms.xpath.compiler import Closure, Compiler
    from app.forms.xpath.env import Env
    from app.forms.xpath.parser import Ast


@function("selected", "s s", "b")
@function("is-selected", "s s", "b")
def _selected(chosen: str, name: str) -> bool:
    wanted = name.strip()
    return chosen == wanted != "" or wanted in words(chosen)


@function("selected-at", "s n", "s")
def _selected_at(chosen: str, index: float) -> str:
    if index != index or index < 0:
        return ""
    names = words(chosen)
    return names[int(index)] if index < len(names) else ""


@function("count-selected", "s", "n")
def _count_selected(chosen: str) -> float:
    return float(len(words(chosen)))


@special("jr:choice-name", 2, 2, "s")
def _choice_name(compiler: Compiler, args: tuple[Ast, ...]) -> Closure:
    value, path = compiler.as_string(args[0]), compiler.as_string(args[1])

    def run(node: Node, env: Env) -> str:
        if env.choice_name is None:
            raise XPathError(N_("{name} works in a form only"), name="jr:choice-name()")
        return env.choice_name(value(node, env), path(node, env), node)

    return run


@function("version", "", "s", env=True)
def _version(env: Env) -> str:
    """Return the version of the form; JavaRosa's."""
    return env.version


@function("property", "s", "s", env=True, volatile=True)
def _property(env: Env, name: str) -> str:
    """Return a piece of metadata such as ``username``; JavaRosa's."""
    return env.properties.get(property_name(name), "")


def property_name(name: str) -> str:
    """Return the name of a piece of metadata as it is looked up, however it was written."""
    return "".join(char for char in name.casefold() if char.isalnum())


@function("jr:itext", "s", "s", env=True)
def _itext(env: Env, key: str) -> str:
    if env.itext is None:
        raise XPathError(N_("{name} works in a form only"), name="jr:itext()")
    return env.itext(key)
