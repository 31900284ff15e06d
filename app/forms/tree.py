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

from collections.abc import Iterator, Sequence

DOCUMENT, ELEMENT, ATTRIBUTE, TEXT, COMMENT, INSTRUCTION, NAMESPACE = range(7)
XML_NS = "http://www.w3.org/XML/1998/namespace"


class Node:
    """One node of any kind.

    Attributes:
        kind: One of the constants of this module.
        name: Local name of an element or attribute, target of a processing instruction, prefix of
            a namespace node; else empty.
        ns: Namespace URI, empty for none.
        prefix: Prefix as it was written.
        text: Text of an element without children, of an attribute, comment, text or instruction.
        parent: The element or document above; also set for attributes.
        children: Child nodes without attributes; `()` for a leaf. Change through the methods only.
        attributes: By (namespace, local name), or None.
        declared: Namespaces declared on this element by prefix, or None.
        relevant: False when the node or one above is not relevant.
        own_relevant: Relevance of the node itself, as last set.
        type: Data type named by the form (``date``, ``int`` …); empty when unknown.
        slot: Number of the template element it was copied from, -1 for none.
        order: Place in document order; see `Document.renumber`.
        data: For the owner of the tree, untouched here and not copied.
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

    # --- reading ---------------------------------------------------------------------------

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
        return node if isinstance(node, Document) else None

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
            leaf = self._leaf = _LeafText(self)
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

    # --- changing --------------------------------------------------------------------------

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
        return _copy(self, Node(self.kind))


class _LeafText(Node):
    """The text node of a leaf element; its text is the element's."""

    __slots__ = ()

    def __init__(self, element: Node) -> None:
        super().__init__(TEXT)
        self.parent = element

    def string(self) -> str:
        return self.parent.string() if self.parent is not None else ""


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
        _copy(self, copy)
        return copy


def _copy(source: Node, target: Node) -> Node:
    stack = [(source, target)]
    while stack:
        old, new = stack.pop()
        new.name, new.ns, new.prefix, new.text = old.name, old.ns, old.prefix, old.text
        new.type, new.slot, new.declared = old.type, old.slot, old.declared
        if old.attributes:
            new.attributes = {}
            for key, attribute in old.attributes.items():
                twin = Node(ATTRIBUTE, attribute.name, attribute.ns, attribute.prefix)
                twin.text, twin.type, twin.parent = attribute.text, attribute.type, new
                new.attributes[key] = twin
        if old.children:
            new.children = copies = []
            for child in old.children:
                twin = Node(child.kind)
                twin.parent = new
                copies.append(twin)
                stack.append((child, twin))
    return target


def element(name: str, text: str = "", *, ns: str = "", prefix: str = "") -> Node:
    """Make a detached element."""
    return Node(ELEMENT, name, ns, prefix, text)


def set_relevant(node: Node, relevant: bool) -> list[Node]:
    """Set a node's own relevance and pass the inherited one down.

    Returns:
        Nodes (elements and attributes) whose inherited relevance changed, in no given order.
    """
    node.own_relevant = relevant
    above = node.parent is None or node.parent.relevant
    changed: list[Node] = []
    stack = [(node, above and relevant)]
    while stack:
        current, now = stack.pop()
        if current.relevant == now:
            continue
        current.relevant = now
        changed.append(current)
        if current.attributes:
            stack.extend((a, now and a.own_relevant) for a in current.attributes.values())
        for child in current.children:
            inherited = now and child.own_relevant
            if child.relevant == inherited:
                continue
            if child.children or child.attributes:
                stack.append((child, inherited))
            else:
                child.relevant = inherited
                changed.append(child)
    return changed


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
        if isinstance(node, _LeafText) and node.parent is not None:
            keys[id(node)] = (tree, node.parent.order, 1 << 30)
        else:
            keys[id(node)] = (tree, node.order, 0)
        unique.append(node)
    unique.sort(key=lambda node: keys[id(node)])
    return unique
