"""The places that a roster is compared with: found by code, by name and by first code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.inspection.roster.plan import PlaceRow, full_code
from app.inspection.roster.read import Line
from app.inspection.roster.values import name_key
from app.models.ids import place_id
from app.models.values import Json


@dataclass
class Node:
    """A place as the workspace and the roster have it together.

    Attributes:
        row: What the workspace has; None: new.
        line: Its own line in the roster.
        fields: What the roster says of it.
        claims: What lines below it say of it, and in which row first.
        named: It came with the roster, for a line of its own or for one below it.
        seen: It stands above a line.
    """

    id: UUID
    level: str
    name: str
    code: str
    parent: Node | None
    row: PlaceRow | None = None
    line: Line | None = None
    fields: dict[str, Json] = field(default_factory=dict)
    claims: dict[str, tuple[Json, int]] = field(default_factory=dict)
    named: bool = False
    seen: bool = False

    @property
    def path(self) -> str:
        return f"{self.parent.path} / {self.name}" if self.parent else self.name


class KnownPlaces:
    """The places of a campaign by id, code and name: those there are, and those a roster adds.

    Attributes:
        nodes: All of them by id.
        by_code: By full code.
        by_name: By parent, level and `name_key`.
        levels: Levels of which there are places before the roster adds any.
    """

    def __init__(self, existing: Iterable[PlaceRow], campaign: UUID) -> None:
        self.campaign = campaign
        self.nodes: dict[UUID, Node] = {}
        self.by_code: dict[str, Node] = {}
        self.by_name: dict[tuple[UUID | None, str, str], Node] = {}
        rows = list(existing)
        self._gone = {row.id for row in rows if row.deleted}
        self._gone_codes = {row.code: row.id for row in rows if row.deleted and row.code}
        live = {row.id: row for row in rows if not row.deleted}
        for row in live.values():
            self._known(row, live)
        self.levels = {row.level for row in live.values()}

    def _known(self, row: PlaceRow, live: Mapping[UUID, PlaceRow]) -> Node:
        if row.id in self.nodes:
            return self.nodes[row.id]
        node = Node(row.id, row.level, row.name, row.code, None, row)
        self.nodes[row.id] = node  # before its parent, so that a cycle of parents ends here
        above = live.get(row.parent) if row.parent else None
        node.parent = self._known(above, live) if above else None
        self._index(node)
        return node

    def _index(self, node: Node) -> None:
        self.nodes[node.id] = node
        if node.code:
            self.by_code.setdefault(node.code, node)
        above = node.parent.id if node.parent else None
        self.by_name.setdefault((above, node.level, name_key(node.name)), node)

    def seek(self, parent: Node | None, level: str, name: str) -> Node | None:
        """Return the place of a name below a parent, as its name, code or first code says."""
        found = self.by_name.get((parent.id if parent else None, level, name_key(name)))
        if found is None:
            code = full_code(parent.code if parent else "", name)
            found = self.by_code.get(code) or self.nodes.get(place_id(self.campaign, code))
        return found if found is not None and found.level == level else None

    def is_gone(self, parent: Node | None, name: str, code: str = "") -> bool:
        """Tell whether this place was there and has been removed."""
        code = code or full_code(parent.code if parent else "", name)
        return code in self._gone_codes or place_id(self.campaign, code) in self._gone

    def new(self, parent: Node | None, level: str, name: str, code: str) -> Node:
        """Add a place that only the roster knows."""
        full = code or full_code(parent.code if parent else "", name)
        node = Node(place_id(self.campaign, full), level, name, full, parent, named=True)
        self._index(node)
        return node

    def rename(self, node: Node, parent: Node | None, name: str) -> None:
        """Give a place, known by its code, the name and parent that the roster has for it."""
        if name_key(name) != name_key(node.name):
            node.name = name
        node.parent = parent
        above = parent.id if parent else None
        self.by_name.setdefault((above, node.level, name_key(name)), node)
