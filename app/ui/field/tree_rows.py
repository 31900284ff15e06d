"""The rows of the tree of places, read from the workspace a page at a time as they are unfolded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from app.ui.field.shown import building_row, group_row
from app.ui.lazy import lazy
from app.ui.widgets.place_model import Place

if TYPE_CHECKING:
    from app.inspection import browse
    from app.inspection.browse import GroupLine, PlaceLine
    from app.ui.desk import Desk

if not TYPE_CHECKING:
    browse = lazy("app.inspection.browse")


class TreeRows:
    """Makes the rows of communities, and with them what reads the rows below.

    Args:
        desk: Whose workspace.
        state: Tells the filter in use when rows are read.
    """

    def __init__(self, desk: Desk, state: Callable[[], str]) -> None:
        self._desk, self._chosen = desk, state

    @property
    def _state(self) -> str:
        return self._chosen()

    def community(self, group: GroupLine) -> Place:
        """Return the row of a community."""
        row = group_row("community", group)
        return replace(row, children=partial(self._areas, group.id))

    def _areas(self, community: UUID, offset: int) -> list[Place]:
        if offset:
            return []
        with self._desk.workspace.reading() as session:
            groups = browse.areas(session, community, self._state)
            own = browse.line(session, community) if not self._state else None
        rows = [building_row(own)] if own is not None else []
        for group in groups:
            rows.append(
                replace(group_row("area", group), children=partial(self._buildings, group.id))
            )
        return rows

    def _buildings(self, area: UUID, offset: int) -> list[Place]:
        with self._desk.workspace.reading() as session:
            own = browse.line(session, area) if not self._state else None
            extra = 1 if own is not None else 0
            lines = browse.buildings(session, area, self._state, max(0, offset - extra))
        rows = [building_row(own)] if own is not None and not offset else []
        return rows + [building_row(line) for line in lines]


def line_values(line: PlaceLine, *, with_where: bool) -> dict[str, object]:
    """Return what a building's row shows anew after its state or counts changed."""
    row = building_row(line, with_where=with_where)
    names = ("state", "facts", "right", "done", "total", "mark", "name")
    return {name: getattr(row, name) for name in names}
