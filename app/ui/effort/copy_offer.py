"""What the line over the questions offers to copy, worked out beside the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.inspection.effort import copying
from app.inspection.visit import Visit

if TYPE_CHECKING:
    from uuid import UUID

    from app.workspace import Workspace


def offer(
    workspace: Workspace, inspection: UUID, place: UUID, person: str
) -> tuple[Any, int, list[Any]] | None:
    """Say what could be copied and from where; runs beside the GUI thread."""
    with workspace.reading() as session:
        found = copying.neighbours(session, place)
    if not found:
        return None
    visit = Visit.open(workspace, inspection, person=person)
    first, lines = copying.preview(visit)
    return (first, len(lines), found[1:]) if lines else None
