"""Places whose records reviewers sent back, with what is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.i18n import ngettext
from app.inspection.review.fields import KIND, RETURNED, Review, reviews_of
from app.models.tables import Cell, Inspection
from app.models.values import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def back_words(count: int) -> str:
    """Say how many places are to be looked at again."""
    return ngettext(
        "{count} place was returned; it opens at the question that is wanted.",
        "{count} places were returned; each opens at the question that is wanted.",
        count,
    ).format(count=count)


def returned_among(session: Session, places: Sequence[UUID]) -> set[UUID]:
    """Return those of some places (one page of a list) that have a returned record."""
    query = (
        select(Inspection.place)
        .join(Cell, Cell.subject == Inspection.id)
        .where(Inspection.place.in_(list(places)))
        .where(Cell.kind == KIND, Cell.field == "state", Cell.value == canonical(RETURNED))
    )
    return {place for place in session.scalars(query) if place is not None}
