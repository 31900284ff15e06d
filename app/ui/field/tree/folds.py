"""What is unfolded in the tree of places, kept when the rows are read again.

Rows come later than they are asked for, since they are read beside the GUI thread: what is to be
unfolded among them, and the building that is to be shown, waits for them here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from app.ui.widgets.place_model import PlaceModel
from app.ui.widgets.place_tree import PlaceTree

if TYPE_CHECKING:
    from app.inspection.browse import GroupLine
    from app.ui.field.tree.rows import TreeRows

_UNFOLD = 40
"""Communities with no more buildings than this unfold down to the buildings."""


class Folds(QObject):
    """Unfolds rows of a tree, fetching what is below them."""

    def __init__(self, tree: PlaceTree, model: PlaceModel, rows: TreeRows) -> None:
        super().__init__(tree)
        self.tree, self.model, self._rows = tree, model, rows
        self._wanted: set[str] = set()
        self._first = ""
        self._target = ""
        self._chain: list[str] = []
        model.filled.connect(self._filled)
        tree.current_changed.connect(self._moved)

    def unfolded(self) -> set[str]:
        """Return the keys of what is unfolded, or will be when its rows are there."""
        keys = set(self._wanted)
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
        self._wanted, self._first = set(keys), ""
        if not keys and first:
            top = next((group for group in groups if group.found), None)
            if top is not None:
                self._first = f"@{top.id}"
                self.expand(self._first)
        for key in keys:
            self._unfold_known(key)

    def _unfold_known(self, key: str) -> None:
        if self.model.index_of(key).isValid():
            self._wanted.discard(key)
            self.expand(key)

    def _filled(self, key: str) -> None:
        """Go on with what waited for these rows."""
        index = self.model.index_of(key)
        inner = [
            place.key
            for row in range(self.model.rowCount(index))
            if (place := self.model.place(self.model.index(row, 0, index))) is not None
        ]
        if key == self._first:  # as many areas as fill a screen
            self._first = ""
            spare = _UNFOLD
            for below in inner:
                if below.startswith("@") and spare > 0:
                    self.expand(below)
                    spare -= self._rows.found.get(below, 0)
        for below in inner if self._wanted else ():
            if below in self._wanted:
                self._unfold_known(below)
        if self._target:
            self._go_on()

    def expand(self, key: str) -> None:
        """Unfold one row if it is there."""
        index = self.model.index_of(key)
        if index.isValid():
            if self.model.rowCount(index) == 0 and self.model.canFetchMore(index):
                self.model.fetchMore(index)
            self.tree.expand(index)

    def reveal(self, place: str, above: list[tuple[UUID, str, str]]) -> None:
        """Make a building's row current, unfolding what it lies in."""
        self._target = place
        self._chain = [f"@{key}" for key, level, _name in above if level in ("community", "area")]
        self._go_on()

    def _go_on(self) -> None:
        for key in self._chain:
            if not self.tree.isExpanded(self.model.index_of(key)):
                self.expand(key)
        if self.model.index_of(self._target).isValid():
            place, self._target = self._target, ""
            self.tree.show_place(place)
            return
        self.tree.clearSelection()  # until its row is there no other one is marked
        lowest = self.model.index_of(self._chain[-1]) if self._chain else self.model.index_of("")
        if self.model.has_more(lowest):
            self.model.read_on(lowest)

    def _moved(self, key: str) -> None:
        """Lead nobody away who has gone elsewhere meanwhile."""
        if key != self._target:
            self._target = ""
