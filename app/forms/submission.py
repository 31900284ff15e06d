"""ODK submission XML: a record written out, and read back into an instance."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from app.errors import AppError
from app.forms import events, markup, repeats, saved
from app.forms.errors import FormError
from app.forms.lexical import plain
from app.forms.source import ODK
from app.forms.state import State
from app.forms.tree import ELEMENT, Node
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.instance import Instance
    from app.forms.schema import Spec


def to_xml(instance: Instance, everything: bool) -> str:
    """See `Instance.to_xml`."""
    return markup.serialise(_copy(instance.document.root, everything))


def _copy(node: Node, everything: bool) -> Node:
    copy = Node(ELEMENT, node.name, node.ns, node.prefix)
    copy.declared = node.declared
    if node.attributes:
        for attribute in node.attributes.values():
            if everything or attribute.relevant:
                copy.set_attribute(
                    attribute.name, plain(attribute.text), attribute.ns, attribute.prefix
                )
    kids = []
    for child in node.elements():
        if everything or child.relevant:
            twin = _copy(child, everything)
            twin.parent = copy
            kids.append(twin)
    if kids:
        copy.children = kids
    elif not node.children:
        copy.text = plain(node.text)
    return copy


def to_compact(instance: Instance) -> str:
    """Write the tagged answers on one line, for text messages.

    Source:
        ODK XForms, section Compact Record Representation.
    """
    root = instance.document.root
    mark = _either(root, "delimiter") or " "
    parts = [_either(root, "prefix")] if _either(root, "prefix") else []
    for node in root.walk():
        tag = _either(node, "tag")
        if tag and node.relevant and not node.children:
            parts += [tag, plain(node.text).replace(mark, f"\\{mark}")]
    return mark.join(parts)


def _either(node: Node, name: str) -> str:
    """Return an attribute in the ODK namespace or in none."""
    return node.attribute(name, ODK) or node.attribute(name) or ""


def from_xml(instance: Instance, xml: str | bytes, edit: bool) -> None:
    """See `Instance.from_xml`."""
    try:
        source = markup.parse(xml, keep_space=False).root
    except AppError as error:
        raise FormError(N_("The submission cannot be read: {reason}"), reason=error) from error
    root = instance.document.root
    form_id = source.attribute("id")
    if source.name != root.name or (form_id and form_id != instance.definition.form_id):
        raise FormError(
            N_("This is a submission of the form {other}, not of {name}"),
            other=form_id or source.name,
            name=instance.definition.form_id,
        )
    _fill(instance, instance.definition.schema.specs[0], source, root)
    repeats.name_initial(root)
    saved.adopt_companions(instance)
    if edit:
        _renew(root)
    instance.arrive()
    events.load(instance, first=False)
    instance.ready()


def _fill(instance: Instance, spec: Spec, source: Node, target: Node) -> None:
    if source.attributes:
        for (ns, name), attribute in source.attributes.items():
            known = (target.attributes or {}).get((ns, name))
            if known is not None:
                known.text = attribute.text
            elif target.parent is not None and target.parent.parent is not None:
                target.set_attribute(name, attribute.text, ns, attribute.prefix)
    if not spec.children:
        text = plain(source.text if not source.children else source.string())
        if text != target.text:
            target.text = text
            if isinstance(target.data, State):
                instance.recalculator.restored(target)
        return
    for child in spec.children.values():
        given = list(source.named(child.name))
        if child.is_repeat:
            _repeat(instance, child, given, target)
            continue
        node = target.child(child.name)
        if given and node is not None:
            _fill(instance, child, given[0], node)


def _repeat(instance: Instance, spec: Spec, given: list[Node], parent: Node) -> None:
    existing = repeats.instances_of(spec, parent)
    if len(given) > repeats.MOST:
        raise FormError(N_("A repeat can have no more than {limit} instances"), limit=repeats.MOST)
    if len(given) < len(existing):
        repeats.shrink(instance, existing[len(given) :])
    elif len(given) > len(existing):
        keys = [f"_{place}" for place in range(len(existing) + 1, len(given) + 1)]
        repeats.grow(instance, spec, parent, keys)
    for source, node in zip(given, repeats.instances_of(spec, parent), strict=True):
        _fill(instance, spec, source, node)


def _renew(root: Node) -> None:
    """Give an edited submission an id of its own and name the one it replaces."""
    meta = root.child("meta")
    ident = meta.child("instanceID") if meta is not None else None
    if meta is None or ident is None:
        return
    old = meta.child("deprecatedID")
    if old is None:
        old = meta.append(Node(ELEMENT, "deprecatedID", meta.ns, meta.prefix))
    old.text = ident.text
    ident.text = f"uuid:{uuid.uuid4()}"
