"""Where the tiles of the gallery are: arithmetic over groups, so that 20,000 cost nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize

if TYPE_CHECKING:
    from app.inspection.photo.gallery import Group


@dataclass(frozen=True)
class Placed:
    """A group and where it begins.

    Attributes:
        first: Number of its first photo among all.
        top: Pixels from the top of everything.
    """

    group: Group
    first: int
    top: int


class Layout:
    """Columns of tiles under headings.

    Attributes:
        columns: Tiles in a row.
        cell: Size of a tile with its gap.
        height: Of everything, in pixels.
        count: Photos in all groups.
    """

    def __init__(
        self, groups: Sequence[Group], width: int, head: int, tile: QSize, edge: int
    ) -> None:
        room = max(tile.width(), width - 2 * edge)
        self.columns = max(1, room // tile.width())
        wide = room // self.columns
        self.cell = QSize(wide, round(tile.height() * wide / tile.width()))
        self.head, self.edge = head, edge
        self.placed: list[Placed] = []
        top = first = 0
        for group in groups:
            self.placed.append(Placed(group, first, top))
            rows = -(-len(group.photos) // self.columns)
            top += head + rows * self.cell.height()
            first += len(group.photos)
        self.height, self.count = top, first
        self._tops = [one.top for one in self.placed]
        self._firsts = [one.first for one in self.placed]

    def shown(self, top: int, bottom: int) -> Iterator[tuple[Placed, range]]:
        """Yield the groups between two heights with the numbers of their photos shown there."""
        at = max(0, bisect_right(self._tops, top) - 1)
        tall = self.cell.height()
        for placed in self.placed[at:]:
            if placed.top >= bottom:
                return
            below = placed.top + self.head
            low = max(0, (top - below) // tall) * self.columns
            high = max(0, -(-(bottom - below) // tall)) * self.columns
            count = len(placed.group.photos)
            yield placed, range(placed.first + min(low, count), placed.first + min(high, count))

    def rect(self, number: int) -> QRect:
        """Return where a photo is, from the top of everything."""
        placed = self.group_of(number)
        row, column = divmod(number - placed.first, self.columns)
        x = self.edge + column * self.cell.width()
        y = placed.top + self.head + row * self.cell.height()
        return QRect(x, y, self.cell.width(), self.cell.height())

    def group_of(self, number: int) -> Placed:
        """Return the group that a photo is in."""
        return self.placed[bisect_right(self._firsts, number) - 1]

    def at(self, x: int, y: int) -> int:
        """Return the number of the photo at a point, or -1."""
        found = bisect_right(self._tops, y) - 1
        if found < 0:
            return -1
        placed = self.placed[found]
        row, column = (
            (y - placed.top - self.head) // self.cell.height(),
            (x - self.edge) // self.cell.width(),
        )
        if row < 0 or not 0 <= column < self.columns:
            return -1
        inside = row * self.columns + column
        return placed.first + inside if inside < len(placed.group.photos) else -1

    def step(self, number: int, rows: int) -> int:
        """Return the photo so many rows below or above, in the next group where one ends."""
        placed = self.group_of(number)
        column = (number - placed.first) % self.columns
        to = number + rows * self.columns
        last = placed.first + len(placed.group.photos) - 1
        if placed.first <= to <= last:
            return to
        at = self._firsts.index(placed.first)
        if rows > 0:
            last_row = (last - placed.first) // self.columns
            if (number - placed.first) // self.columns < last_row:
                return last
            if at + 1 >= len(self.placed):
                return number
            below = self.placed[at + 1]
            return below.first + min(column, len(below.group.photos) - 1)
        if at == 0:
            return number
        above = self.placed[at - 1]
        count = len(above.group.photos)
        start = (count - 1) // self.columns * self.columns
        return above.first + min(start + column, count - 1)
