"""What expressions see beside their context node: one `Env` per instance, owned by one thread."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from app.forms.tree import Document, Node

if TYPE_CHECKING:
    from app.forms.xpath.values import Value


class Scope:
    """What the expressions of one form know of its primary instance when they are compiled.

    Attributes:
        template: The primary instance as the form declares it; its slots are numbered here.
        repeats: Paths of the elements that may occur several times, such as ``/data/room``.
        paths: First template element of each path of local names.
        known: What the compiler remembers from one expression to the next.
    """

    def __init__(
        self,
        template: Document,
        repeats: Collection[str] = (),
        numbered: Iterable[tuple[str, Node]] | None = None,
    ) -> None:
        """Read a template.

        Args:
            template: The primary instance.
            repeats: Paths of the repeats.
            numbered: Path and element by slot, where the slots are given already.
        """
        self.template = template
        self.repeats = frozenset(repeats)
        self.paths: dict[str, Node] = {}
        self.known: dict[object, object] = {}
        self._several: set[str] = set()
        if numbered is None:
            template.number_slots()
            numbered = _paths(template)
        self._count = len(template.slots)
        paths = self.paths
        for path, node in numbered:
            if paths.setdefault(path, node) is not node:
                self._several.add(path)

    def unique(self, path: str) -> bool:
        """Whether the template has one element at most at a path."""
        return path not in self._several

    def adopt(self, document: Document) -> None:
        """Give a document that was not cloned from the template its slots and data types.

        Every element gets the slot of the template element of the same path; elements that the
        template does not know keep none.
        """
        for path, node in _paths(document):
            known = self.paths.get(path)
            node.slot = -1 if known is None else known.slot
            node.type = "" if known is None else known.type

    def slots_of(self, document: Document) -> list[Node | None]:
        """Return the elements of an instance by slot; the first of several, None for missing."""
        slots: list[Node | None] = [None] * self._count
        for node in document.root.walk():
            if node.slot >= 0 and slots[node.slot] is None:
                slots[node.slot] = node
        return slots

    def repeats_above(self, path: str) -> list[str]:
        """Return the repeats that a path stands in, outermost first; itself if it is one."""
        parts = path.split("/")
        above = ("/".join(parts[:end]) for end in range(2, len(parts) + 1))
        return [place for place in above if place in self.repeats]


def _paths(document: Document) -> Iterator[tuple[str, Node]]:
    stack = [(document.root, "/" + document.root.name)]
    while stack:
        node, path = stack.pop()
        yield path, node
        below = [(child, f"{path}/{child.name}") for child in node.elements()]
        stack.extend(reversed(below))


class Env:
    """Surroundings of evaluation.

    Attributes:
        root: The node that absolute paths start from, usually the instance's document.
        slots: Elements of the instance by slot, None for missing ones; see `Scope.slots_of`.
        instances: The node above the root element of each secondary instance, by id: the
            ``<instance>`` element or a document.
        now: Called for ``now()`` and ``today()``; gives an aware time.
        timezone: Zone in which dates without an offset are meant and times are written.
        language: Language of month and day names, such as ``zh`` or ``en``.
        itext: Text of an itext id in the active language, for ``jr:itext``.
        choice_name: Called with (value, path text of the question, context node) for
            ``jr:choice-name``.
        functions: Further functions by name, called with values already evaluated (text, number,
            boolean, list of nodes, `DateValue`); ``pulldata`` here replaces the built-in one.
        version: Version of the form, for ``version()``.
        properties: Metadata by name in small letters and digits, for ``property()``.
        random: Source of ``random()``, ``uuid()`` and of shuffles without a seed.
        current: Context node of the whole expression, for ``current()``. Set by `Expression`.
        position, size: Of the context in its predicate, for ``position()`` and ``last()``.
        indexes: Lookup tables of secondary instances, made when first needed.
    """

    __slots__ = (
        "choice_name",
        "current",
        "functions",
        "indexes",
        "instances",
        "itext",
        "language",
        "now",
        "position",
        "properties",
        "random",
        "root",
        "scope",
        "size",
        "slots",
        "timezone",
        "version",
    )

    def __init__(
        self,
        root: Node,
        *,
        scope: Scope | None = None,
        instances: Mapping[str, Node] | None = None,
        now: Callable[[], datetime] | None = None,
        timezone: tzinfo | None = None,
        language: str = "",
        itext: Callable[[str], str] | None = None,
        choice_name: Callable[[str, str, Node], str] | None = None,
        functions: Mapping[str, Callable[..., Value]] | None = None,
        rng: random.Random | None = None,
    ) -> None:
        self.root = root
        self.scope = scope
        self.slots: Sequence[Node | None] = ()
        if scope is not None and isinstance(root, Document):
            self.slots = scope.slots_of(root)
        self.instances: Mapping[str, Node] = instances if instances is not None else {}
        self.timezone: tzinfo = timezone or datetime.now().astimezone().tzinfo or UTC
        self.now = now or (lambda: datetime.now(self.timezone))
        self.language = language
        self.itext = itext
        self.choice_name = choice_name
        self.functions: Mapping[str, Callable[..., Value]] = functions or {}
        self.version = ""
        self.properties: Mapping[str, str] = {}
        self.random = rng or random.SystemRandom()
        self.current: Node = root
        self.position = 1
        self.size = 1
        self.indexes: dict[object, object] = {}
