"""Where to go again (复访), with how far each inspection is; what is stale is derived before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.inspection.derive import derive
from app.inspection.outcomes import Revisit, revisits
from app.models.derived import Progress, Stale

if TYPE_CHECKING:
    from app.workspace import Workspace


@dataclass(frozen=True)
class RevisitLine:
    """A place to go to again, and how far its inspection is."""

    revisit: Revisit
    state: str
    answered: int
    relevant: int


def revisit_lines(workspace: Workspace) -> list[RevisitLine]:
    """List where to go again, the most urgent first."""
    with workspace.reading() as session:
        stale = list(session.scalars(select(Stale.inspection)))
    if stale:
        derive(workspace, stale)
    with workspace.reading() as session:
        found = revisits(session)
        inspections = [one.inspection for one in found]
        query = select(Progress).where(Progress.inspection.in_(inspections))
        far = {row.inspection: row for row in session.scalars(query)}
        return [
            RevisitLine(one, row.state, row.answered, row.relevant)
            for one in found
            if (row := far.get(one.inspection)) is not None
        ]
