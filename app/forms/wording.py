"""Texts as one instance shows them: language chosen, outputs filled in, media found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.forms.errors import FormError
from app.forms.itext import Output, Parts, Text
from app.forms.options import options
from app.forms.schema import resolve
from app.forms.state import State
from app.forms.xpath import XPathError
from app.i18n import language as program_language

if TYPE_CHECKING:
    from app.forms.instance import Instance
    from app.forms.tree import Node

MEDIA = ("image", "audio", "video", "big-image")


def choose_language(instance: Instance, name: str) -> None:
    """See `Instance.set_language`; without a name, the program's language if the form has it."""
    known = instance.definition.languages
    code = name or program_language().partition("_")[0]
    wanted = name if name in known else next((k for k in known if f"({code})" in k), "")
    instance.language = wanted or instance.definition.default_language
    _, bracket, rest = instance.language.rpartition("(")
    instance.env.language = rest.rstrip(")") if bracket else instance.language
    if not instance.begun:
        return
    for logic in instance.definition.schema.order:
        if logic.translated or "format-date" in logic.text:
            instance.recalculator.spread(logic, None, None)
    instance.settle()


def text(instance: Instance, text: Text | None, node: Node, form: str) -> str:
    """See `Instance.text`."""
    if text is None:
        return ""
    if text.itext:
        parts = instance.definition.texts.parts(text.itext, instance.language, form)
        return fill(instance, parts or (() if form else text.parts), node)
    if form:
        return ""
    if text.ref:
        instance.env.current = node
        try:
            found = instance.expression(text.ref, node).string(node, instance.env)
        except XPathError as error:
            instance.recalculator.faults[text.ref] = error
            found = ""
        return found or fill(instance, text.parts, node)
    return fill(instance, text.parts, node)


def media(instance: Instance, ident: str) -> dict[str, str]:
    """Return the addresses of the media of a text of the dictionary."""
    forms = instance.definition.texts.forms(ident, instance.language)
    return {
        kind: "".join(part for part in forms[kind] if isinstance(part, str))
        for kind in MEDIA
        if forms.get(kind)
    }


def fill(instance: Instance, parts: Parts, node: Node) -> str:
    """Return a text with its outputs evaluated for a node; outputs that fail are left out."""
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    filled: list[str] = []
    for part in parts:
        if isinstance(part, Output):
            try:
                filled.append(instance.expression(part.value, node).string(node, instance.env))
            except (XPathError, FormError):
                continue
        else:
            filled.append(part)
    return "".join(filled)


def choice_name(instance: Instance, value: str, path: str, node: Node) -> str:
    """Return the label of a choice, for ``jr:choice-name``."""
    own = node.data
    context = own.spec.key if isinstance(own, State) else ""
    spec = instance.definition.schema.find(resolve(path, context))
    if spec is None or spec.question is None:
        return ""
    target = node
    if spec.question.itemset is not None and not spec.question.choices:
        try:
            found = instance.expression(path, node).nodes(node, instance.env)
        except XPathError:
            found = []
        target = found[0] if found else node
    offered = options(instance, target, spec.question)
    return next((option.label for option in offered if option.value == value), "")
