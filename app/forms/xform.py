"""XForm XML to `Definition`."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from typing import Any

from app.errors import AppError
from app.forms.actions import read_action
from app.forms.binds import read_binds, set_types
from app.forms.body import BodyReader, repeat_paths
from app.forms.companions import link_companions, static_choices
from app.forms.controls import ACTIONS
from app.forms.definition import Definition, Question, Repeat
from app.forms.entities import degradations, read_entities
from app.forms.errors import FormError
from app.forms.findings import Rule, bind_rules
from app.forms.graph import build
from app.forms.itext import Dictionary, Output, Text, read_itext
from app.forms.primary import fill_fixed, prepare
from app.forms.schema import CHOICES, COUNT, LABEL, Spec, local_path
from app.forms.secondary import read_instances
from app.forms.source import (
    ENTITIES,
    JAVAROSA,
    ODK,
    OPENROSA,
    XFORMS,
    children,
    first,
    local,
    read,
    unhurried,
)
from app.i18n import N_

_LIST = re.compile(r"instance\('[^']*'\)/root/item|jr:itext\(itextId\)")
_INSTANCE = re.compile(r"""\binstance\(\s*['"]([^'"]*)['"]\s*\)""")
_METHODS = ("", "post", "form-data-post")
_PREFIXES = {"jr": JAVAROSA, "orx": OPENROSA, "odk": ODK, "entities": ENTITIES, "xf": XFORMS}


@unhurried()
def load_xform(
    xml: str | bytes,
    *,
    resources: Mapping[str, bytes | str] | None = None,
    rules: Iterable[Rule] = (),
    digest: str = "",
    known: Mapping[str, Any] | None = None,
    broken: list[tuple[str, str, AppError]] | None = None,
) -> Definition:
    """Read an XForm.

    Args:
        xml: The form; no external reference in it is ever followed.
        resources: Files that secondary instances may read, by ``jr://`` address or file name.
        rules: Rules of the sheet ``findings``; XPath with plain paths.
        digest: SHA-256 that names the form; of ``xml`` itself if omitted.
        known: What an earlier load found out about the same form (`app.forms.cache`).
        broken: Filled with (text, path, error) of expressions that cannot be read, which then
            count as empty; None: the first one refuses the form.

    Raises:
        FormError: The form cannot be used; says why.

    Source:
        ODK XForms specification.
    """
    root, prefixes = read(xml)
    model, body, title = _parts(root)
    namespaces = {**_PREFIXES, **{prefix: uri for uri, prefix in prefixes.items()}}
    texts = read_itext(first(model, "itext"))
    elements = list(children(model, "instance"))
    primary = elements[0] if elements else None
    content = next((c for c in (primary if primary is not None else ()) if local(c.tag)), None)
    top = f"/{local(content.tag)}" if content is not None else ""
    schema = prepare(primary, repeat_paths(body, top), prefixes, namespaces)
    schema.broken = broken
    schema.trusted = known is not None
    warnings: list[AppError] = []
    by_id = read_binds(model, schema, warnings)
    reader = BodyReader(schema, by_id, warnings)
    actions = [
        read_action(child, schema, top, "", "model")
        for child in model
        if local(child.tag) in ACTIONS
    ]
    shown = reader.read(body)
    for element in reader.by_path.values():
        spec = schema.find(element.path) if isinstance(element, Repeat) else None
        if isinstance(element, Repeat) and element.fixed and not element.count and spec:
            fill_fixed(schema, spec)
    set_types(schema)
    instances, missing = read_instances(elements[1:], prefixes, resources or {})
    data = xml.encode("utf-8", "surrogatepass") if isinstance(xml, str) else xml
    start = schema.initial.root
    definition = Definition(
        form_id=start.attribute("id") or "",
        version=start.attribute("version", OPENROSA) or start.attribute("version") or "",
        hash=digest or hashlib.sha256(data).hexdigest(),
        title=title,
        languages=tuple(name for name in texts.languages if name),
        root=shown,
        schema=schema,
        texts=texts,
        actions=(*actions, *reader.actions),
        instances=instances,
        submission=_submission(model),
        style=body.get("class") or "" if body is not None else "",
        missing_resources=missing,
        xform=data.decode("utf-8", "replace"),
        by_path=reader.by_path,
    )
    definition.entities = read_entities(model, schema, warnings)
    degradations(definition, warnings)
    definition.warnings = tuple(str(warning) for warning in warnings)
    static_choices(definition)
    link_companions(definition)
    _shown_rules(definition)
    definition.rules = bind_rules(definition, rules)
    schema.reads = known["reads"] if known else None
    build(schema, known["order"] if known else ())
    schema.broken = None
    definition.start_hint = known.get("start") if known else None
    return definition


def _parts(root: ET.Element) -> tuple[ET.Element, ET.Element | None, str]:
    if local(root.tag) not in ("html", "xform"):
        raise FormError(N_("This XML is not an XForm: its root is {name}"), name=local(root.tag))
    head = first(root, "head")
    model = first(head, "model")
    if model is None:
        model = first(root, "model")
    if model is None:
        raise FormError(N_("The form has no model"))
    body = first(root, "body")
    title = first(head, "title")
    text = "".join(title.itertext()).strip() if title is not None else ""
    return model, body, text


def _submission(model: ET.Element) -> dict[str, str]:
    element = first(model, "submission")
    if element is None:
        return {}
    attributes = {local(key): value for key, value in element.attrib.items()}
    if attributes.get("method", "") not in _METHODS:
        raise FormError(N_("The submission method {name} is not known"), name=attributes["method"])
    return attributes


def _shown_rules(definition: Definition) -> None:
    """Add what labels, choices and counts read to the rules, so that changes reach them."""
    schema = definition.schema
    for path, element in definition.by_path.items():
        spec = schema.find(path)
        if spec is None:
            continue
        texts = [element.label, spec.constraint_message]
        itemset = None
        if isinstance(element, Question):
            texts.append(element.hint)
            itemset = element.itemset
            if itemset is not None and not element.choices:
                schema.checked(CHOICES, spec, itemset.nodeset)
            if element.search is not None:
                for value in element.search.expressions():
                    schema.checked(CHOICES, spec, value)
                if not definition.instances.add_table(element.search.table):
                    absent = f"{element.search.table}.csv"
                    if absent not in definition.missing_resources:
                        definition.missing_resources = (*definition.missing_resources, absent)
        elif isinstance(element, Repeat) and element.count:
            schema.checked(COUNT, spec, element.count)
        moving = [text for text in texts if text is not None and text.moving]
        if moving:
            for value in dict.fromkeys(_outputs(definition.texts, moving)):
                schema.checked(LABEL, spec, value)
        if itemset is not None and isinstance(element, Question) and not schema.trusted:
            _refuse_unusable(definition, element)


def _refuse_unusable(definition: Definition, question: Question) -> None:
    """Refuse choices whose expressions would fail as soon as they are shown."""
    schema = definition.schema
    source = question.itemset
    for name in _INSTANCE.findall(source.nodeset) if source is not None else ():
        if name not in definition.instances and "query" not in question.attributes:
            raise FormError(
                N_("The choices of {path} come from the list {name}, which does not exist"),
                path=question.path,
                name=name,
            )
    for text in (source.nodeset, source.value, source.label.ref) if source is not None else ():
        if "(" in text and not _LIST.fullmatch(text):
            problems = schema.expression(text, local_path(question.path)).problems()
            if problems:
                raise FormError(
                    N_("The choices of {path} cannot be read: {reason}"),
                    path=question.path,
                    reason=problems[0],
                )


def _outputs(dictionary: Dictionary, texts: Iterable[Text]) -> Iterable[str]:
    for text in texts:
        yield from (part.value for part in text.parts if isinstance(part, Output) and part.value)
        if text.itext:
            yield from (value for value in dictionary.outputs(text.itext) if value)
        elif text.ref and not text.ref.startswith("jr:itext"):
            yield text.ref


def spec_of(definition: Definition, path: str) -> Spec:
    """Return the spec at a path.

    Raises:
        FormError: The form has no such path.
    """
    spec = definition.schema.find(path)
    if spec is None:
        raise FormError(N_("The form has no path {path}"), path=path)
    return spec


__all__ = ["load_xform", "spec_of"]
