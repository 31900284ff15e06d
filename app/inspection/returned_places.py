"""Places whose records reviewers sent back, with what is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.inspection.review.fields import RETURNED, Review, reviews_of
from app.models.tables import Inspection

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def returned_places(session: Session) -> dict[UUID, Review]:
    """Return what was said of each; of several records of a place the one wanted back soonest."""
    back = {one: said for one, said in reviews_of(session).items() if said.state == RETURNED}
    if not back:
        return {}
    query = select(Inspection.id, Inspection.place).where(Inspection.id.in_(list(back)))
    found: dict[UUID, Review] = {}
    for record, place in session.execute(query):
        if place is None:
            continue
        before, review = found.get(place), back[record]
        if before is None or (review.until or "9999") < (before.until or "9999"):
            found[place] = review
    return found
