"""Paths with positions or keys, such as ``/data/room[2]/area`` or ``/data/room[k3f]/area``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.forms.errors import FormError
from app.forms.schema import local_path
from app.forms.state import State
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.instance import Instance
    from app.forms.tree import Node

_STEP = re.compile(r"(@?[^/\[\]]+)(?:\[([^\[\]]*)\])?")
KEY = re.compile(r"[^\s/\[\]]{1,64}")


def steps(path: str) -> list[tuple[str, str]]:
    """Split a path into local names, each with what stands in its brackets.

    Raises:
        FormError: It is not such a path.
    """
    if not path.startswith("/"):
        raise FormError(N_("{path} is not a path of this form"), path=path)
    found: list[tuple[str, str]] = []
    for part in path[1:].split("/"):
        match = _STEP.fullmatch(part.strip())
        if match is None:
            raise FormError(N_("{path} is not a path of this form"), path=path)
        found.append((local_path(match[1]), (match[2] or "").strip()))
    return found


def find(instance: Instance, path: str) -> Node | None:
    """Return the node at a path, the first instance where a repeat step has no brackets."""
    schema = instance.definition.schema
    spec = schema.by_key.get(path) or schema.by_key.get(local_path(path))
    if spec is not None and not spec.repeats and spec.index >= 0:
        return instance.document.slots[spec.index]
    node: Node | None = None
    for name, mark in steps(path):
        if node is None:
            root = instance.document.root
            node = root if root.name == name else None
        elif name.startswith("@"):
            attributes = node.attributes or {}
            node = next((a for a in attributes.values() if a.name == name[1:]), None)
        else:
            node = pick(node.named(name), mark)
        if node is None:
            return None
    return node


def pick(nodes: object, mark: str) -> Node | None:
    """Choose among repeat instances by 1-based position or by key."""
    found: list[Node] = list(nodes)  # type: ignore[call-overload]
    if not mark:
        return found[0] if found else None
    if mark.isdigit():
        place = int(mark)
        return found[place - 1] if 1 <= place <= len(found) else None
    for node in found:
        if isinstance(node.data, State) and node.data.key == mark:
            return node
    return None
