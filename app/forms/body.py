"""The body of an XForm: groups, repeats and questions, with the actions nested in them."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from app.errors import AppError
from app.forms.actions import read_action
from app.forms.controls import ACTIONS, CHOOSING, CONTROLS, kind_of, read_choices
from app.forms.definition import Action, Element, Group, Question, Repeat
from app.forms.errors import FormError
from app.forms.itext import read_text
from app.forms.schema import Schema, Spec, local_path, resolve
from app.forms.search import read_search
from app.forms.source import JAVAROSA, first, local
from app.i18n import N_

_SHOWN = CONTROLS | {"group", "repeat"}
_OWN_ATTRIBUTES = frozenset(("ref", "nodeset", "bind", "appearance", "count", "noAddRemove"))
_MAX_DEPTH = 100


def repeat_paths(body: ET.Element | None, root: str) -> list[str]:
    """Return the paths of local names of all repeats, outer ones before inner ones."""
    found: list[str] = []
    stack: list[tuple[ET.Element, str]] = [(body, root)] if body is not None else []
    while stack:
        element, context = stack.pop()
        for child in element:
            name = local(child.tag)
            ref = _ref(child) if name in ("group", "repeat") else ""
            path = resolve(ref, context) if ref else context
            if name == "repeat":
                if not ref:
                    raise FormError(N_("A repeat names no node"))
                key = local_path(path)
                if key not in found:
                    found.append(key)
            if name in ("group", "repeat"):
                stack.append((child, path))
    return sorted(found, key=lambda path: path.count("/"))


def _ref(element: ET.Element) -> str:
    return (element.get("ref") or element.get("nodeset") or "").strip()


class BodyReader:
    """Reads the body into the elements of a definition."""

    def __init__(self, schema: Schema, by_id: dict[str, Spec], warnings: list[AppError]) -> None:
        self.schema = schema
        self.by_id = by_id
        self.warnings = warnings
        self.actions: list[Action] = []
        self.by_path: dict[str, Element] = {}
        self.root_path = f"/{schema.template.root.name}"

    def read(self, body: ET.Element | None) -> Group:
        """Return everything shown, as one group.

        Raises:
            FormError: A control names no node or one that does not exist, or an action is wrong.
        """
        root = Group("", "")
        if body is not None:
            self._children(body, root, self.root_path, "", 0)
        return root

    def _children(
        self, element: ET.Element, parent: Group, context: str, repeat: str, depth: int
    ) -> None:
        if depth > _MAX_DEPTH:
            raise FormError(N_("The groups are nested deeper than {limit} levels"), limit=depth)
        for child in element:
            name = local(child.tag)
            if name == "group":
                self._group(child, parent, context, repeat, depth)
            elif name == "repeat":
                self._repeat(child, parent, None, context, repeat, depth)
            elif name in CONTROLS:
                self._question(child, name, parent, context, repeat)
            elif name in ACTIONS:
                self.actions.append(read_action(child, self.schema, context, repeat, "group"))

    def _spec(self, element: ET.Element, context: str) -> Spec | None:
        """Return the node an element is bound to, None when it names none."""
        if element.get("bind"):
            spec = self.by_id.get(element.get("bind") or "")
            path = element.get("bind") or ""
        else:
            path = _ref(element)
            if not path:
                return None
            spec = self.schema.by_key.get(path)
            if spec is None:
                path = resolve(path, context)
                spec = self.schema.find(path)
        if spec is None:
            raise FormError(N_("A control is bound to {path}, which does not exist"), path=path)
        return spec

    def _group(
        self, element: ET.Element, parent: Group, context: str, repeat: str, depth: int
    ) -> None:
        spec = self._spec(element, context)
        path = spec.path if spec else context
        inner = [child for child in element if local(child.tag) == "repeat"]
        if len(inner) == 1 and sum(local(child.tag) in _SHOWN for child in element) == 1:
            target = self._spec(inner[0], path)
            if spec is None or target is spec:
                self._repeat(inner[0], parent, element, path, repeat, depth)
                return
        group = Group(spec.path if spec else "", spec.name if spec else "")
        self._common(group, element, parent)
        if spec is not None:
            group.extras = spec.extras
            self.by_path.setdefault(spec.path, group)
        self._children(element, group, path, repeat, depth + 1)

    def _repeat(
        self,
        element: ET.Element,
        parent: Group,
        wrapper: ET.Element | None,
        context: str,
        outer: str,
        depth: int,
    ) -> None:
        spec = self._spec(element, context)
        if spec is None:
            raise FormError(N_("A repeat names no node"))
        repeat = Repeat(spec.path, spec.name)
        self._common(repeat, element, parent)
        if wrapper is not None:
            repeat.label = read_text(first(wrapper, "label"))
            repeat.appearance = _appearance(wrapper) or repeat.appearance
        repeat.count = (element.get(f"{{{JAVAROSA}}}count") or "").strip()
        fixed = (element.get(f"{{{JAVAROSA}}}noAddRemove") or "").replace(" ", "")
        repeat.fixed = fixed in ("true()", "true", "1")
        repeat.extras = spec.extras
        spec.repeat = repeat
        self.by_path[spec.path] = repeat
        if wrapper is not None:
            for child in wrapper:
                if local(child.tag) in ACTIONS:
                    self.actions.append(read_action(child, self.schema, context, outer, "group"))
        self._children(element, repeat, spec.path, spec.path, depth + 1)

    def _common(self, made: Element, element: ET.Element, parent: Group) -> None:
        made.label = read_text(first(element, "label"))
        made.appearance = _appearance(element)
        made.parent = parent
        made.attributes = _attributes(element)
        parent.children.append(made)

    def _question(
        self, element: ET.Element, control: str, parent: Group, context: str, repeat: str
    ) -> None:
        spec = self._spec(element, context)
        if spec is None:
            raise FormError(N_("A control ({name}) names no node"), name=control)
        label = hint = None
        actions: list[ET.Element] = []
        for child in element:
            name = local(child.tag)
            if name == "label":
                label = child if label is None else label
            elif name == "hint":
                hint = child if hint is None else hint
            elif name in ACTIONS:
                actions.append(child)
        attributes = _attributes(element)
        question = Question(
            spec.path,
            spec.name,
            read_text(label),
            _appearance(element),
            parent,
            attributes,
            control=control,
            type=spec.type,
            kind=kind_of(control, spec, attributes),
            code=spec.extras.get("code") or spec.name,
            hint=read_text(hint),
            extras=spec.extras,
            save_to=spec.save_to,
        )
        parent.children.append(question)
        scale = element.find("{*}itemset") if control == "range" else None
        if scale is not None:  # words for the ticks, no choices
            attributes["tick-labelset"] = scale.get("nodeset", "")
        if control in CHOOSING or "query" in attributes:
            read_choices(element, question)
            question.search = read_search(question)
            if question.search is not None:
                question.choices = ()
        if spec.question is None:
            spec.question = question
            self.by_path[spec.path] = question
        for child in actions:
            action = read_action(child, self.schema, spec.path, repeat, "control")
            self.actions.append(action)
            spec.actions = (*spec.actions, action)


def _attributes(element: ET.Element) -> dict[str, str]:
    """Return what a control says beside its node and appearance, by local name."""
    if element.attrib.keys() <= _OWN_ATTRIBUTES:
        return {}
    found = ((local(key), value) for key, value in element.attrib.items())
    return {key: value for key, value in found if key not in _OWN_ATTRIBUTES}


def _appearance(element: ET.Element) -> tuple[str, ...]:
    text = element.get("appearance")
    if not text:
        return ()
    if "(" not in text:
        return tuple(text.split())
    words: list[str] = []
    depth, quote, word = 0, "", ""
    for char in f"{text} ":
        if char.isspace() and not depth and not quote:
            words += [word] if word else []
            word = ""
            continue
        word += char
        if quote:
            quote = "" if char == quote else quote
        elif depth and char in "\"'":
            quote = char
        elif char in "()":
            depth = max(0, depth + (1 if char == "(" else -1))
    return (*words, *([word.strip()] if word.strip() else []))
