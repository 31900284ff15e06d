"""The rows of the tree of places, read beside the GUI thread, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from PySide6.QtCore import QObject

from app.ui.field.shown import building_row, group_row
from app.ui.lazy import lazy
from app.ui.widgets.place_model import Place, PlaceModel

if TYPE_CHECKING:
    from app.inspection import browse
    from app.inspection.browse import GroupLine, PlaceLine
    from app.ui.desk import Desk

    _Read = tuple[PlaceLine | None, list[GroupLine], list[PlaceLine]]

if not TYPE_CHECKING:
    browse = lazy("app.inspection.browse")


class _Page(NamedTuple):
    """What was read for one row of one generation of the tree."""

    generation: int
    key: str
    offset: int
    own: PlaceLine | None
    groups: list[GroupLine]
    lines: list[PlaceLine]


class TreeRows(QObject):
    """Makes the rows of communities, and with them what reads the rows below.

    Args:
        desk: Whose workspace.
        model: Where the rows go.
        state: Tells the filter in use when rows are read.

    Attributes:
        found: How many buildings the filter lets through, by the key of their group.
    """

    def __init__(self, desk: Desk, model: PlaceModel, state: Callable[[], str]) -> None:
        super().__init__(model)
        self._desk, self._model, self._chosen = desk, model, state
        self.found: dict[str, int] = {}

    def community(self, group: GroupLine) -> Place:
        """Return the row of a community."""
        row = group_row("community", group)
        self.found[row.key] = group.found
        return replace(row, children=partial(self._ask, _areas, group.id))

    def _ask(
        self,
        read: Callable[[Any, UUID, int, str], _Read],
        group: UUID,
        offset: int,
    ) -> None:
        state, generation = self._chosen(), self._model.generation

        def work(session: Any) -> _Page:
            return _Page(generation, f"@{group}", offset, *read(session, group, offset, state))

        self._desk.read(work, self._come, "rows")

    def _come(self, page: _Page) -> None:
        if page.generation != self._model.generation:
            return
        rows = [building_row(page.own)] if page.own is not None else []
        for group in page.groups:
            row = group_row("area", group)
            self.found[row.key] = group.found
            rows.append(replace(row, children=partial(self._ask, _buildings, group.id)))
        rows += [building_row(line) for line in page.lines]
        self._model.fill(page.key, page.offset, rows)


def _areas(session: Any, community: UUID, offset: int, state: str) -> _Read:
    if offset:
        return None, [], []
    groups = browse.areas(session, community, state)
    return browse.line(session, community) if not state else None, groups, []


def _buildings(session: Any, area: UUID, offset: int, state: str) -> _Read:
    own = browse.line(session, area) if not state else None
    extra = 1 if own is not None else 0
    lines = browse.buildings(session, area, state, max(0, offset - extra))
    return own if not offset else None, [], lines


def line_values(line: PlaceLine, *, with_where: bool) -> dict[str, object]:
    """Return what a building's row shows anew after its state or counts changed."""
    row = building_row(line, with_where=with_where)
    names = ("state", "facts", "right", "done", "total", "mark", "name")
    return {name: getattr(row, name) for name in names}
