"""What is unfolded in the tree of places, kept when the rows are read again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from app.ui.widgets.place_model import PlaceModel
from app.ui.widgets.place_tree import PlaceTree

if TYPE_CHECKING:
    from app.inspection.browse import GroupLine

_UNFOLD = 40
"""Communities with no more buildings than this unfold down to the buildings."""


class Folds:
    """Unfolds rows of a tree, fetching what is below them."""

    def __init__(self, tree: PlaceTree, model: PlaceModel) -> None:
        self.tree, self.model = tree, model

    def unfolded(self) -> set[str]:
        """Return the keys of what is unfolded."""
        keys: set[str] = set()
        for row in range(self.model.rowCount()):
            top = self.model.index(row, 0)
            if self.tree.isExpanded(top):
                place = self.model.place(top)
                keys.add(place.key if place else "")
                for below in range(self.model.rowCount(top)):
                    index = self.model.index(below, 0, top)
                    inner = self.model.place(index)
                    if inner is not None and self.tree.isExpanded(index):
                        keys.add(inner.key)
        return keys

    def unfold(self, keys: set[str], groups: list[GroupLine], *, first: bool) -> None:
        """Unfold these keys; ``first``: if there are none, the first group with buildings."""
        if not keys and first:
            top = next((group for group in groups if group.found), None)
            if top is not None:
                self._unfold_community(f"@{top.id}", top.found)
            return
        for key in sorted(keys, key=lambda key: self.model.index_of(key).isValid(), reverse=True):
            index = self.model.index_of(key)
            if index.isValid():
                self.expand(key)
        for key in keys:  # areas are known once their community was read
            self.expand(key)

    def _unfold_community(self, key: str, buildings: int) -> None:
        self.expand(key)
        index = self.model.index_of(key)
        spare = _UNFOLD
        for row in range(self.model.rowCount(index)):
            inner = self.model.place(self.model.index(row, 0, index))
            if inner is not None and inner.level == "area" and spare > 0:
                self.expand(inner.key)
                spare -= self.model.rowCount(self.model.index(row, 0, index))

    def expand(self, key: str) -> None:
        """Unfold one row if it is there."""
        index = self.model.index_of(key)
        if index.isValid():
            if self.model.rowCount(index) == 0 and self.model.canFetchMore(index):
                self.model.fetchMore(index)
            self.tree.expand(index)

    def reveal(self, place: str, above: list[tuple[UUID, str, str]]) -> None:
        """Make a building's row current, unfolding what it lies in."""
        for key, level, _name in above:
            if level in ("community", "area"):
                self.expand(f"@{key}")
        area = next((key for key, level, _name in above[::-1] if level == "area"), None)
        index = self.model.index_of(f"@{area}")
        while not self.model.index_of(place).isValid() and self.model.canFetchMore(index):
            self.model.fetchMore(index)
        self.tree.show_place(place)
