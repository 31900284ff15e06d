"""The place tree's rows: plain values in, a Qt model out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.i18n import _
from app.ui.words import STATES, word

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

PLACE_ROLE = Qt.ItemDataRole.UserRole + 1
"""Returns the `Place` of a row."""


@dataclass(frozen=True)
class Place:
    """One row of the tree.

    Attributes:
        key: What the caller knows it by; unique in the tree.
        level: ``community``, ``area`` or ``building`` (also unit and household).
        name: Shown name.
        state: Code of the place state; only buildings have one.
        facts: One line of facts, such as 6层·砖混·24套.
        right: Count or word at the right edge.
        done: How many below or within are done.
        total: Out of how many.
        mark: Severity of its worst finding, painted before ``right``.
        children: Rows beneath, or a function that reads the next page of them from an offset,
            asked when the row unfolds and again near the end of what is there; empty: no more;
            None: they come later, by `PlaceModel.fill`.
    """

    key: str
    level: str
    name: str
    state: str = ""
    facts: str = ""
    right: str = ""
    done: int = 0
    total: int = 0
    mark: str = ""
    children: Sequence[Place] | Callable[[int], Sequence[Place] | None] = field(
        default=(), compare=False
    )


@dataclass
class _Node:
    place: Place
    parent: _Node | None
    row: int
    children: list[_Node] | None = None
    more: bool = False


def spoken(place: Place) -> str:
    """Return what a screen reader says for a row."""
    parts = [place.name, place.facts]
    if place.state in STATES:
        parts.append(word(place.state))
    if place.total:
        parts.append(_("{done} of {total}").format(done=place.done, total=place.total))
    if place.right and place.right != word_or_empty(place.state):
        parts.append(place.right)
    return ", ".join(part for part in parts if part)


def word_or_empty(state: str) -> str:
    """Return the word of a state, or nothing for none."""
    return word(state) if state in STATES else ""


class PlaceModel(QAbstractItemModel):
    """Places as a tree; what a row holds is read when it unfolds.

    Attributes:
        generation: How often all rows were replaced; rows read for an earlier one are not wanted.

    Signals:
        filled(key): Rows beneath this one are there, or there are no more.
    """

    filled = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.generation = 0
        self._top: list[_Node] = []
        self._known: dict[str, _Node] = {}

    def set_places(self, places: Sequence[Place]) -> None:
        """Show these rows at the top and forget all others."""
        self.beginResetModel()
        self._known = {}
        self.generation += 1
        self._top = self._nodes(places, None)
        self.endResetModel()

    def update_place(self, key: str, **values: Any) -> None:
        """Change what one row shows; a row not read yet is left alone."""
        node = self._known.get(key)
        if node is not None:
            node.place = replace(node.place, **values)
            index = self.createIndex(node.row, 0, node)
            self.dataChanged.emit(index, index)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all rows that were read."""
        return tuple(self._known)

    def index_of(self, key: str) -> QModelIndex:
        """Return where a row is; invalid if it was not read yet."""
        node = self._known.get(key)
        return QModelIndex() if node is None else self.createIndex(node.row, 0, node)

    def place(self, index: Index) -> Place | None:
        """Return what a row shows."""
        node = self._node(index)
        return node.place if node is not None else None

    def _nodes(self, places: Sequence[Place], parent: _Node | None, first: int = 0) -> list[_Node]:
        nodes = [_Node(place, parent, row) for row, place in enumerate(places, first)]
        self._known.update((node.place.key, node) for node in nodes)
        for node in nodes:
            if callable(node.place.children):
                node.more = True
            else:
                node.children = self._nodes(node.place.children, node)
        return nodes

    def _node(self, index: Index) -> _Node | None:
        node = index.internalPointer() if index.isValid() else None
        return node if isinstance(node, _Node) else None

    def _rows(self, index: Index) -> list[_Node]:
        node = self._node(index)
        if node is None:
            return [] if index.isValid() else self._top
        return node.children or []  # `fetchMore` reads those that are not there yet

    # Overrides of Qt

    def rowCount(self, parent: Index = ROOT) -> int:
        return len(self._rows(parent))

    def columnCount(self, _parent: Index = ROOT) -> int:
        return 1

    def hasChildren(self, parent: Index = ROOT) -> bool:
        node = self._node(parent)
        if node is None:
            return bool(self._top) and not parent.isValid()
        return node.children is None or bool(node.children)  # unread ones are shown as foldable

    def canFetchMore(self, parent: Index) -> bool:
        # The first page only: Qt asks at each layout, and would read on until all is there.
        node = self._node(parent)
        return node is not None and node.more and node.children is None

    def has_more(self, index: Index) -> bool:
        """Tell whether a further page of the rows beneath a row can be read."""
        node = self._node(index)
        return node is not None and node.more

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self.read_on(parent)

    def read_on(self, parent: Index) -> None:
        """Read the next page of the rows beneath a row."""
        node = self._node(parent)
        if node is None or not node.more or not callable(node.place.children):
            return
        there = node.children or []
        places = node.place.children(len(there))
        node.more = False
        if places is not None:
            self._append(node, places)

    def fill(self, key: str, offset: int, places: Sequence[Place]) -> None:
        """Add rows that were read beside the GUI thread, behind the first ``offset`` ones."""
        node = self._known.get(key)
        if node is not None and not node.more and len(node.children or []) == offset:
            self._append(node, places)
            self.filled.emit(key)

    def _append(self, node: _Node, places: Sequence[Place]) -> None:
        there = node.children or []
        node.more = bool(places)
        if places:
            last = len(there) + len(places) - 1
            self.beginInsertRows(self.createIndex(node.row, 0, node), len(there), last)
        node.children = there + self._nodes(places, node, len(there))
        if places:
            self.endInsertRows()

    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        rows = self._rows(parent)
        if column != 0 or not 0 <= row < len(rows):
            return QModelIndex()
        return self.createIndex(row, 0, rows[row])

    def parent(self, index: Index | None = None) -> Any:
        if index is None:
            return super().parent()
        node = self._node(index)
        if node is None or node.parent is None:
            return QModelIndex()
        return self.createIndex(node.parent.row, 0, node.parent)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        place = self.place(index)
        if place is None:
            return None
        if role == PLACE_ROLE:
            return place
        if role == Qt.ItemDataRole.DisplayRole:
            return place.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(place)
        return None
