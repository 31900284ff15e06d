"""Binds: data types, rules and messages of nodes and attributes."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from app.errors import AppError
from app.forms.errors import FormError
from app.forms.itext import message
from app.forms.lexical import canonical
from app.forms.schema import (
    CALCULATE,
    CONSTRAINT,
    READONLY,
    RELEVANT,
    REQUIRED,
    Schema,
    Spec,
    resolve,
)
from app.forms.source import (
    CHENGJIAN,
    ENTITIES,
    JAVAROSA,
    ODK,
    OPENROSA,
    children,
    local,
    namespace,
)
from app.forms.tree import Node
from app.i18n import N_

_TYPES = {
    "integer": "int",
    "long": "int",
    "datetime": "dateTime",
    "double": "decimal",
    "float": "decimal",
    "select1": "string",
    "select": "string",
    "rank": "odk:rank",
}
KNOWN_TYPES = frozenset(
    [
        "string",
        "int",
        "boolean",
        "decimal",
        "date",
        "time",
        "dateTime",
        "geopoint",
        "geotrace",
        "geoshape",
        "binary",
        "barcode",
        "intent",
        "select",
        "rank",
        "odk:rank",
    ]
)
_CONSTRAINT_MESSAGE = f"{{{JAVAROSA}}}constraintMsg"
_REQUIRED_MESSAGE = f"{{{JAVAROSA}}}requiredMsg"
_PRELOAD = f"{{{JAVAROSA}}}preload"
_PRELOAD_PARAMETER = f"{{{JAVAROSA}}}preloadParams"
_SAVE_TO = f"{{{ENTITIES}}}saveto"
_PLAIN = frozenset(("nodeset", "ref", "type", "id"))
_RULES = (
    (RELEVANT, "relevant"),
    (CALCULATE, "calculate"),
    (READONLY, "readonly"),
    (REQUIRED, "required"),
    (CONSTRAINT, "constraint"),
)


_LOGIC = frozenset(name for _number, name in _RULES)


def read_binds(model: ET.Element, schema: Schema, warnings: list[AppError]) -> dict[str, Spec]:
    """Read every bind of a model into its spec.

    Returns:
        Specs by the ``id`` of their bind, for controls that name one.

    Raises:
        FormError: An expression cannot be read, or a path has two binds with the same rule.
    """
    by_id: dict[str, Spec] = {}
    root = f"/{schema.template.root.name}"
    for bind in children(model, "bind"):
        nodeset = (bind.get("nodeset") or bind.get("ref") or "").strip()
        if not nodeset:
            raise FormError(N_("A bind names no node"))
        spec = schema.by_key.get(nodeset) or _target(schema, resolve(nodeset, root))
        if spec is None:
            warnings.append(AppError(N_("No node {path} for its bind"), path=nodeset))
            continue
        if bind.get("id"):
            by_id[bind.get("id") or ""] = spec
        _read(bind, schema, spec)
    return by_id


def _target(schema: Schema, path: str) -> Spec | None:
    above, at, name = path.rpartition("/@")
    if not at:
        return schema.find(path)
    owner = schema.find(above)
    if owner is None:
        return None
    prefix, _, plain = name.rpartition(":")
    node = schema.template.slots[owner.index]
    for ns, found in node.attributes or {}:
        if found == plain:
            return schema.attribute(owner, ns, found, name)
    ns = schema.namespaces.get(prefix, "") if prefix else ""
    for copy in _copies(schema, owner):
        copy.set_attribute(plain, "", ns, prefix)
    return schema.attribute(owner, ns, plain, name)


def _copies(schema: Schema, spec: Spec) -> list[Node]:
    """Return every prepared node of a spec: in the template, the start and the blanks."""
    tops = [schema.template.root, schema.initial.root, *schema.blanks.values()]
    return [node for top in tops for node in top.walk() if node.slot == spec.index]


def _read(bind: ET.Element, schema: Schema, spec: Spec) -> None:
    given = bind.attrib
    kind = given.get("type", "string")
    if kind not in KNOWN_TYPES or kind in _TYPES:
        kind = kind.strip().rpartition(":")[2] or "string"
        kind = _TYPES.get(kind, kind)
    spec.type = kind if kind in KNOWN_TYPES else "string"
    rest = given.keys() - _PLAIN
    if not rest:
        return
    for number, name in _RULES:
        text = given.get(name, "").strip() if name in rest else ""
        if not text:
            continue
        if spec.rules[number] is not None:
            raise FormError(
                N_("The path {path} has two binds with {name}"), path=spec.path, name=name
            )
        schema.checked(number, spec, text)
    if rest <= _LOGIC:
        return
    spec.constraint_message = message(given.get(_CONSTRAINT_MESSAGE))
    spec.required_message = message(given.get(_REQUIRED_MESSAGE))
    kind = given.get(_PRELOAD) or given.get("preload") or ""
    if kind:
        parameter = given.get(_PRELOAD_PARAMETER) or given.get("preloadParams") or ""
        spec.preload = (kind, parameter)
        schema.preloads.append(spec)
    spec.save_to = given.get(_SAVE_TO) or ""
    for key, value in given.items():
        if key[0] == "{":
            uri = namespace(key)
            if uri == CHENGJIAN:
                spec.extras[local(key)] = value
            elif uri == OPENROSA:
                spec.extras[f"orx:{local(key)}"] = value
            elif uri == ODK:
                spec.extras[f"odk:{local(key)}"] = value


def set_types(schema: Schema) -> None:
    """Tell every prepared node its data type, for comparisons of dates; make defaults whole."""
    specs = schema.specs
    for spec, node in zip(specs, schema.template.slots, strict=True):
        node.type = spec.type
        if node.text and spec.type == "int":
            node.text = canonical("int", node.text) or node.text
    tops = list(schema.blanks.values())
    if schema.initial is not schema.template:
        tops.append(schema.initial.root)
    for top in tops:
        for node in top.walk():
            if node.slot >= 0:
                node.type = specs[node.slot].type
                if node.text and node.type == "int":
                    node.text = canonical("int", node.text) or node.text
