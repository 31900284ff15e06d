"""The primary instance of an XForm: the template, what a record starts with, and blank repeats."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from app.forms.errors import FormError
from app.forms.schema import Schema, Spec
from app.forms.source import JAVAROSA, document, to_node
from app.forms.tree import ELEMENT, Document, Node
from app.i18n import N_

TEMPLATE = (JAVAROSA, "template")


def prepare(
    element: ET.Element | None,
    repeats: list[str],
    prefixes: dict[str, str],
    namespaces: dict[str, str],
) -> Schema:
    """Read the primary instance and make the schema of its nodes.

    Args:
        element: The first ``instance`` element of the model.
        repeats: Paths of local names of the repeats in the body.
        prefixes: Prefix by namespace.
        namespaces: Namespace by prefix.

    Raises:
        FormError: There is no instance, or a repeat has no node.
    """
    content = next(
        (child for child in (element if element is not None else ()) if isinstance(child.tag, str)),
        None,
    )
    if content is None:
        raise FormError(N_("The form has no primary instance"))
    root = to_node(content, prefixes, tidy=True)
    start = document(root)
    if not repeats:
        # Nothing occurs twice: the record starts with the template itself.
        schema = Schema(start, namespaces)
        schema.number(set())
        schema.initial = start
        return schema
    template = document(_skeleton(root, f"/{root.name}", set(repeats)))
    for path in repeats:
        if not template.descend(path.strip("/").split("/")):
            raise FormError(N_("The repeat {path} has no node in the instance"), path=path)
    schema = Schema(template, namespaces)
    schema.number(set(repeats))
    for path in repeats:
        spec = schema.by_key[path]
        blank = _blank(template.slots[spec.index], path, root)
        _drop_templates(blank)
        _slot(blank, schema, path)
        schema.blanks[path] = blank
    _drop_templates(root)
    _slot(root, schema, f"/{root.name}")
    schema.initial = start
    for node in template.slots:
        if node.attributes:
            node.attributes.pop(TEMPLATE, None)
    return schema


def _skeleton(node: Node, path: str, repeats: set[str]) -> Node:
    """Copy a node with one instance of every repeat below it, the template where there is one."""
    copy = Node(ELEMENT, node.name, node.ns, node.prefix, node.text)
    if node.attributes:
        for attribute in node.attributes.values():
            copy.set_attribute(attribute.name, attribute.text, attribute.ns, attribute.prefix)
    kids: list[Node] = []
    seen: set[str] = set()
    for child in node.elements():
        below = f"{path}/{child.name}"
        if below in repeats:
            if below in seen:
                continue
            seen.add(below)
            child = next((other for other in node.named(child.name) if _is_template(other)), child)
        kid = _skeleton(child, below, repeats)
        kid.parent = copy
        kids.append(kid)
    if kids:
        copy.children = kids
    return copy


def _is_template(node: Node) -> bool:
    return bool(node.attributes) and TEMPLATE in (node.attributes or {})


def _blank(template: Node, path: str, root: Node) -> Node:
    """Return what a new instance looks like, with the inner instances that the form declares."""
    names = path.strip("/").split("/")[1:]
    found = root.descend(names)
    source = next((node for node in found if _is_template(node)), found[0] if found else template)
    blank = source.clone()
    if blank.attributes:
        blank.attributes.pop(TEMPLATE, None)
    return blank


def _drop_templates(top: Node) -> None:
    stack = [top]
    while stack:
        node = stack.pop()
        for child in [child for child in node.children if _is_template(child)]:
            node.remove(child)
        stack.extend(node.children)


def _slot(top: Node, schema: Schema, path: str) -> None:
    """Give nodes the number of their spec; -1 to what the template does not know."""
    stack = [(top, schema.by_key.get(path))]
    while stack:
        node, spec = stack.pop()
        node.slot = spec.index if spec else -1
        stack.extend(
            (child, spec.children.get(child.name) if spec else None) for child in node.elements()
        )


def start_document(schema: Schema) -> Document:
    """Return a fresh copy of the primary instance, its slots filled where paths are unique."""
    made = schema.initial.clone()
    slots: list[Node] = [made.root] * len(schema.specs)
    specs = schema.specs
    for node in made.root.walk():
        if node.slot >= 0 and not specs[node.slot].repeats:
            slots[node.slot] = node
    made.slots = slots
    return made


def next_place(spec: Spec, parent: Node, existing: list[Node]) -> int:
    """Return where the next instance of a repeat goes among all children of its parent."""
    if existing:
        return list(parent.children).index(existing[-1]) + 1
    siblings = list(spec.parent.children.values()) if spec.parent else []
    before = {child.index for child in siblings[: siblings.index(spec)]}
    place = 0
    for index, node in enumerate(parent.children):
        if node.slot in before or node.kind != ELEMENT:
            place = index + 1
    return place


def fill_fixed(schema: Schema, spec: Spec) -> None:
    """Let a repeat that people cannot add to start with one instance where it has none."""
    tops = [schema.initial.root, *schema.blanks.values()]
    for top in tops:
        for parent in top.walk():
            if spec.parent is None or parent.slot != spec.parent.index:
                continue
            if not any(node.slot == spec.index for node in parent.named(spec.name)):
                parent.insert(next_place(spec, parent, []), schema.blanks[spec.key].clone())
