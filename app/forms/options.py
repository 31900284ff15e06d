"""Choices as one node of one instance offers them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.forms.definition import Choice, Itemset, Question
from app.forms.tree import Node
from app.forms.xpath import XPathError

if TYPE_CHECKING:
    from app.forms.instance import Instance
    from app.forms.search import Search


@dataclass(frozen=True, slots=True)
class Option:
    """One choice.

    Attributes:
        value: What is stored.
        label: Its text in the language of the instance.
        node: The item it came from, None for one written in the body.
        media: Addresses of image, audio, video and big-image, where it has them.
    """

    value: str
    label: str
    node: Node | None = field(default=None, compare=False)
    media: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def properties(self) -> dict[str, str]:
        """Every child value of the item, as name and text."""
        if self.node is None:
            return {}
        return {child.name: child.string() for child in self.node.elements()}


def options(instance: Instance, node: Node, question: Question) -> tuple[Option, ...]:
    """Return the choices of a question as they stand now, in order."""
    if question.choices:
        return _static(instance, question, node)
    if question.search is not None:
        return _rows(instance, node, question, question.search)
    source = question.itemset
    if source is None:
        return ()
    expression = instance.expression(source.nodeset, node)
    try:
        items = expression.nodes(node, instance.env)
    except XPathError as error:
        instance.recalculator.faults[f"{question.path} {source.nodeset}"] = error
        return ()
    return tuple(_option(instance, source, item) for item in items if item.relevant)


def _rows(instance: Instance, node: Node, question: Question, search: Search) -> tuple[Option, ...]:
    """Return the fixed choices of a search, then the rows of its table, values only once."""
    made = {one.value: _choice(instance, one, node) for one in search.fixed}
    top = instance.env.instances.get(search.table)
    texts: list[str] = []
    try:
        for text in (search.wanted, search.filter_column, search.filter_value):
            run = instance.expression(text, node).string if text else None
            texts.append(run(node, instance.env) if run is not None else "")
    except XPathError as error:
        instance.recalculator.faults[f"{question.path} search()"] = error
        top = None
    if top is not None:
        for row in search.rows(top, *texts):
            value = row.child(search.value)
            text = value.string() if value is not None else ""
            if text and text not in made:
                made[text] = Option(text, search.label(row), row)
    return tuple(made.values())


def allowed(instance: Instance, node: Node, question: Question) -> dict[str, int]:
    """Return the values of the choices with their places, each value once."""
    found = options(instance, node, question)
    return {option.value: place for place, option in enumerate(found)}


def _static(instance: Instance, question: Question, node: Node) -> tuple[Option, ...]:
    key = (id(question.choices), instance.language)
    known = instance.lists.get(key)
    if known is not None:
        return known
    made = tuple(_choice(instance, choice, node) for choice in question.choices)
    if not any(choice.label.outputs for choice in question.choices):
        instance.lists[key] = made
    return made


def _choice(instance: Instance, choice: Choice, node: Node) -> Option:
    return Option(
        choice.value,
        instance.text(choice.label, node),
        choice.node,
        instance.media(choice.label),
    )


def _option(instance: Instance, source: Itemset, item: Node) -> Option:
    """Return the option of one item; items of secondary instances are remembered."""
    steady = item.data is None
    key = (id(item), id(source), instance.language)
    if steady:
        known = instance.items.get(key)
        if known is not None:
            return known
    value = item.child(source.value) if source.value.isidentifier() else None
    text = value.string() if value is not None else _string(instance, source.value, item)
    ref = source.label.ref
    ident = ""
    if ref.replace(" ", "") == "jr:itext(itextId)":
        holder = item.child("itextId")
        ident = holder.string() if holder is not None else ""
        label = instance.itext(ident, item)
    elif ref:
        child = item.child(ref) if ref.isidentifier() else None
        label = child.string() if child is not None else _string(instance, ref, item)
    else:
        label = instance.text(source.label, item)
    media = instance.itext_media(ident) if ident else {}
    made = Option(text, label, item, media)
    if steady:
        instance.items[key] = made
    return made


def _string(instance: Instance, text: str, item: Node) -> str:
    try:
        return instance.expression(text, item).string(item, instance.env)
    except XPathError:
        return ""
