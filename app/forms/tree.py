"""The node tree that expressions read: an XML document, small and quick to walk.

An element without child nodes keeps its text itself (`Node.text`); only XPath's ``text()`` and
``node()`` ever ask for the text node below it, and get one that is made on demand. Elements keep
their children in one list, and by name once somebody asked. Document order is numbered lazily: a
change of structure only marks the document, the next sort renumbers it.

Relevance is a flag per node, already inherited (`set_relevant` keeps it so): the text of a node
that is not relevant reads as empty in expressions, and stays in `Node.text`.

Repeat instances are sibling elements of one name. `clone` makes an instance from a template and a
repeat instance from another; the copies keep the slots that `Document.number_slots` gave, so that a
path without repeats is one list access (`app.forms.xpath.Env.slots`).
"""

from __future__ import annotations

from app.forms.branches import copy_into, set_relevant
from app.forms.kinds import (
    ATTRIBUTE,
    COMMENT,
    DOCUMENT,
    ELEMENT,
    INSTRUCTION,
    NAMESPACE,
    TEXT,
    XML_NS,
)
from app.forms.node import LeafText, Node


class Document(Node):
    """The root of a tree.

    Attributes:
        slots: Elements by `Node.slot`; empty until `number_slots`.
        generation: Grows with every change of structure, so that caches can notice it.
    """

    __slots__ = ("_numbered", "generation", "slots")

    def __init__(self) -> None:
        super().__init__(DOCUMENT)
        self.slots: list[Node] = []
        self.generation = 0
        self._numbered = -1

    @property
    def root(self) -> Node:
        """The document element."""
        for child in self.children:
            if child.kind == ELEMENT:
                return child
        raise ValueError("a document without an element")

    def changed(self) -> None:
        """Note that nodes were added or removed."""
        self.generation += 1

    def renumber(self) -> None:
        """Bring `Node.order` up to date; attributes come between an element and its children."""
        if self._numbered == self.generation:
            return
        order = 0
        stack: list[Node] = [self]
        while stack:
            node = stack.pop()
            node.order = order
            order += 1
            if node.attributes:
                for attribute in node.attributes.values():
                    attribute.order = order
                    order += 1
            if node.children:
                stack.extend(reversed(node.children))
            elif node.kind == ELEMENT:
                order += 1  # kept free for the text node of a leaf
        self._numbered = self.generation

    def number_slots(self) -> list[Node]:
        """Give every element a slot in document order; return `slots`."""
        self.slots = list(self.root.walk())
        for slot, node in enumerate(self.slots):
            node.slot = slot
        return self.slots

    def clone(self) -> Document:
        """Return a deep copy; its nodes keep their slots, its `slots` is for the caller to fill."""
        copy = Document()
        copy_into(self, copy, Node)
        return copy


def element(name: str, text: str = "", *, ns: str = "", prefix: str = "") -> Node:
    """Make a detached element."""
    return Node(ELEMENT, name, ns, prefix, text)


def in_order(nodes: list[Node]) -> list[Node]:
    """Return the nodes without duplicates and in document order; nodes of several trees by tree."""
    if len(nodes) < 2:
        return nodes
    roots: dict[int, int] = {}
    keys: dict[int, tuple[int, int, int]] = {}
    unique: list[Node] = []
    for node in nodes:
        if id(node) in keys:
            continue
        top = node
        while top.parent is not None:
            top = top.parent
        tree = roots.get(id(top))
        if tree is None:
            tree = roots[id(top)] = len(roots)
            if isinstance(top, Document):
                top.renumber()
        if isinstance(node, LeafText) and node.parent is not None:
            keys[id(node)] = (tree, node.parent.order, 1 << 30)
        else:
            keys[id(node)] = (tree, node.order, 0)
        unique.append(node)
    unique.sort(key=lambda node: keys[id(node)])
    return unique


__all__ = [
    "ATTRIBUTE",
    "COMMENT",
    "DOCUMENT",
    "ELEMENT",
    "INSTRUCTION",
    "NAMESPACE",
    "TEXT",
    "XML_NS",
    "Document",
    "Node",
    "element",
    "in_order",
    "set_relevant",
]
