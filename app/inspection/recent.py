"""Recent buildings, and how far communities, areas and people are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.inspection import browse
from app.models.derived import Progress, StepRow
from app.models.tables import Inspection, Place

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from app.inspection.browse import PlaceLine

COMMUNITY, AREA, PERSON = "community", "area", "person"
_LOOKED_AT = 2000
"""So many steps of the journal are looked through for recent buildings."""


@dataclass(frozen=True)
class ShareLine:
    """How far something is; of a person ``total`` is what was begun."""

    name: str
    done: int
    total: int


def recent(session: Session, most: int = 8) -> list[PlaceLine]:
    """List the buildings that somebody worked at on this computer, the latest first."""
    latest = (
        select(StepRow.subject, StepRow.act)
        .where(StepRow.kind == "inspection")
        .order_by(StepRow.act.desc())
        .limit(_LOOKED_AT)
        .subquery()
    )
    query = (
        select(Inspection.place)
        .join(latest, latest.c.subject == Inspection.id)
        .join(Place, Place.id == Inspection.place)
        .where(Inspection.deleted.is_(False), Place.deleted.is_(False))
        .group_by(Inspection.place)
        .order_by(func.max(latest.c.act).desc())
        .limit(most)
    )
    places: list[UUID] = [one for one in session.scalars(query) if one is not None]
    return browse.lines(session, places)


def shares(session: Session, by: str) -> list[ShareLine]:
    """Say how far each community, area or person is.

    Args:
        session: To read with.
        by: `COMMUNITY`, `AREA` (in roster order) or `PERSON` (those with most done first).
    """
    if by == COMMUNITY:
        return [ShareLine(one.name, one.done, one.total) for one in browse.communities(session)]
    done = func.count().filter(Progress.state == "done")
    if by == PERSON:
        query = (
            select(Progress.inspector, done, func.count())
            .join(Inspection, Inspection.id == Progress.inspection)
            .where(Inspection.deleted.is_(False), Progress.inspector.is_not(None))
            .group_by(Progress.inspector)
            .order_by(done.desc(), Progress.inspector)
        )
        return [ShareLine(str(name), int(n), int(of)) for name, n, of in session.execute(query)]
    building, area = aliased(Place), aliased(Place)
    areas = (
        select(area.name, done, func.count())
        .select_from(building)
        .join(area, area.id == building.parent)
        .outerjoin(Progress, Progress.place == building.id)
        .where(building.level == "building", building.deleted.is_(False))
        .group_by(area.id)
        .order_by(area.sort_key, area.id)
    )
    return [ShareLine(name or "", int(n), int(of)) for name, n, of in session.execute(areas)]
