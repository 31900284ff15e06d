"""One node of the tree that expressions read; see `app.forms.tree`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

from app.forms.branches import copy_into, set_relevant
from app.forms.kinds import ATTRIBUTE, DOCUMENT, ELEMENT, TEXT

if TYPE_CHECKING:
    from app.forms.tree import Document


class Node:
    """One node of any kind.

    Attributes:
        kind: One of `app.forms.kinds`.
        name: Local name, target of a processing instruction or prefix of a namespace node.
        ns: Namespace URI, empty for none; prefix: as it was written.
        text: Text of an element without children, of an attribute, comment, text or instruction.
        parent: The element or document above; also set for attributes.
        children: Without attributes; `()` for a leaf. Change through the methods only.
        attributes: By (namespace, local name), or None.
        declared: Namespaces declared on this element by prefix, or None.
        relevant: False when the node or one above is not relevant; own_relevant: its own.
        type: Data type named by the form (``date``, ``int`` …); empty when unknown.
        slot: Number of the template element it was copied from, -1 for none.
        order: Place in document order; see `Document.renumber`.
        data: For the owner of the tree; not copied.
    """

    __slots__ = (
        "_by_name",
        "_leaf",
        "attributes",
        "children",
        "data",
        "declared",
        "kind",
        "name",
        "ns",
        "order",
        "own_relevant",
        "parent",
        "prefix",
        "relevant",
        "slot",
        "text",
        "type",
    )

    def __init__(
        self, kind: int, name: str = "", ns: str = "", prefix: str = "", text: str = ""
    ) -> None:
        self.kind = kind
        self.name = name
        self.ns = ns
        self.prefix = prefix
        self.text = text
        self.parent: Node | None = None
        self.children: list[Node] | tuple[()] = ()
        self.attributes: dict[tuple[str, str], Node] | None = None
        self.declared: dict[str, str] | None = None
        self.relevant = True
        self.own_relevant = True
        self.type = ""
        self.slot = -1
        self.order = 0
        self.data: object = None
        self._by_name: dict[str, list[Node]] | None = None
        self._leaf: Node | None = None

    def __repr__(self) -> str:
        return f"<{self.path() or '/'}>"

    @property
    def qname(self) -> str:
        """Name with its prefix as written."""
        return f"{self.prefix}:{self.name}" if self.prefix else self.name

    @property
    def document(self) -> Document | None:
        """The document this node stands in, None while it is detached."""
        node = self
        while node.parent is not None:
            node = node.parent
        return cast("Document", node) if node.kind == DOCUMENT else None

    def string(self) -> str:
        """Return the XPath string value; what is not relevant reads as empty."""
        if not self.relevant:
            return ""
        if not self.children:
            return self.text
        parts: list[str] = []
        stack = list(reversed(self.children))
        while stack:
            node = stack.pop()
            if node.kind > TEXT or not node.relevant:
                continue
            if node.children:
                stack.extend(reversed(node.children))
            else:
                parts.append(node.text)
        return "".join(parts)

    def nodes(self) -> Sequence[Node]:
        """Return the child nodes, with the text node that a leaf stands for."""
        if self.children or self.kind != ELEMENT or not self.text:
            return self.children
        leaf = self._leaf
        if leaf is None:
            leaf = self._leaf = LeafText(self)
        return (leaf,)

    def named(self, name: str) -> Sequence[Node]:
        """Return the child elements with this local name, whatever their namespace."""
        index = self._by_name
        if index is None:
            index = {}
            for child in self.children:
                if child.kind == ELEMENT:
                    index.setdefault(child.name, []).append(child)
            self._by_name = index
        return index.get(name, ())

    def child(self, name: str) -> Node | None:
        """Return the first child element with this local name."""
        found = self.named(name)
        return found[0] if found else None

    def elements(self) -> Iterator[Node]:
        """Yield the child elements."""
        return (child for child in self.children if child.kind == ELEMENT)

    def descend(self, names: Sequence[str]) -> list[Node]:
        """Return all elements reached by child steps of these local names."""
        found = [self]
        for name in names:
            found = [child for node in found for child in node.named(name)]
        return found

    def walk(self) -> Iterator[Node]:
        """Yield this node and every element below it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(child for child in reversed(node.children) if child.kind == ELEMENT)

    def attribute(self, name: str, ns: str = "") -> str | None:
        """Return the value of an attribute, None when it is absent."""
        found = self.attributes.get((ns, name)) if self.attributes else None
        return None if found is None else found.text

    def path(self) -> str:
        """Return the path of local names, such as ``/data/a`` or ``/data/@id``."""
        parts: list[str] = []
        node: Node | None = self
        while node is not None and node.kind != DOCUMENT:
            parts.append("@" + node.name if node.kind == ATTRIBUTE else node.name)
            node = node.parent
        return "".join("/" + part for part in reversed(parts))

    def position(self) -> int:
        """Return the 1-based place among the siblings of the same name."""
        if self.parent is None:
            return 1
        place = 0
        for sibling in self.parent.named(self.name):
            if sibling.ns == self.ns:
                place += 1
            if sibling is self:
                return place
        return 1

    def append(self, child: Node) -> Node:
        """Add a detached node as the last child and return it."""
        return self.insert(len(self.children), child)

    def insert(self, index: int, child: Node) -> Node:
        """Add a detached node before the child at ``index`` and return it.

        Text that this element kept as a leaf becomes a text node of its own.
        """
        if not isinstance(self.children, list):
            self.children = []
            if self.kind == ELEMENT and self.text:
                first = Node(TEXT, text=self.text)
                first.parent = self
                self.children.append(first)
                index += 1
            self.text = ""
        self.children.insert(index, child)
        child.parent = self
        if not self.relevant:
            set_relevant(child, child.own_relevant)
        self._changed()
        return child

    def insert_after(self, sibling: Node, child: Node) -> Node:
        """Add a detached node directly after an existing child."""
        return self.insert(self.children.index(sibling) + 1, child)

    def remove(self, child: Node) -> None:
        """Detach a child."""
        if isinstance(self.children, list):
            self.children.remove(child)
            if not self.children:
                self.children = ()
        child.parent = None
        self._changed()

    def set_attribute(self, name: str, value: str, ns: str = "", prefix: str = "") -> Node:
        """Set or add an attribute and return its node."""
        if self.attributes is None:
            self.attributes = {}
        node = self.attributes.get((ns, name))
        if node is None:
            node = Node(ATTRIBUTE, name, ns, prefix)
            node.parent = self
            self.attributes[ns, name] = node
            self._changed()
        node.text = value
        return node

    def _changed(self) -> None:
        self._by_name = None
        document = self.document
        if document is not None:
            document.changed()

    def clone(self) -> Node:
        """Return a detached deep copy with slots and types, everything relevant again."""
        return copy_into(self, Node(self.kind), Node)


class LeafText(Node):
    """The text node of a leaf element; its text is the element's."""

    __slots__ = ()

    def __init__(self, element: Node) -> None:
        super().__init__(TEXT)
        self.parent = element

    def string(self) -> str:
        return self.parent.string() if self.parent is not None else ""
