"""Opening a building's checklist beside the GUI thread, and evaluating the one that is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from app.errors import AppError
from app.i18n import N_
from app.inspection import browse
from app.inspection.browse import PlaceLine
from app.inspection.derive import derive, stale_of
from app.inspection.photo.photos import PhotoRow, photos_of
from app.inspection.remarks import remarks_of
from app.inspection.visit import Visit
from app.ui.field.outline import Part, outline

if TYPE_CHECKING:
    from app.workspace import Workspace


@dataclass(frozen=True)
class Opened:
    """A visit with all that its panes show at first."""

    visit: Visit
    line: PlaceLine
    above: list[tuple[UUID, str, str]]
    photos: list[PhotoRow]
    parts: list[Part]
    remarks: dict[str, str] = field(default_factory=dict)


def open_visit(workspace: Workspace, place: UUID, person: str) -> Opened:
    """Open or begin the inspection of a place; runs in the writer's lane.

    Raises:
        AppError: The place is gone or has no checklist, or the workspace cannot be written.
    """
    stale = stale_of(workspace, place)  # before a new one is begun: that one counts as it is
    visit = Visit.begin(workspace, place, person=person)
    if visit.inspection in stale:
        derive(workspace, [visit.inspection])  # a problem is told when it is left
    photos = photos_of(workspace, visit.inspection)
    with workspace.reading() as session:
        line = browse.line(session, place)
        above = browse.ancestors(session, place)
        remarks = remarks_of(session, visit.inspection)
    if line is None:
        raise AppError(N_("This place is not in the roster any more."))
    named = [(key, level, name) for key, level, name in above]
    return Opened(visit, line, named, photos, outline(visit), remarks)


def evaluate(workspace: Workspace, inspection: UUID) -> None:
    """Derive findings and progress of one inspection; runs in the writer's lane."""
    evaluate_all(workspace, [inspection])


def evaluate_all(workspace: Workspace, inspections: Iterable[UUID]) -> None:
    """Derive findings and progress of some inspections; runs in the writer's lane."""
    problems = derive(workspace, list(inspections)).problems
    if problems:
        raise problems[0]
