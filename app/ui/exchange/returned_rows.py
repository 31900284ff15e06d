"""待补, 退回的: records that reviewers sent back, with what is wanted and until when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.i18n import _
from app.inspection import browse
from app.inspection.review_fields import RETURNED, reviews_of
from app.ui.field.shown import building_row
from app.ui.words import word

if TYPE_CHECKING:
    from app.inspection.review_fields import Review
    from app.ui.widgets.place_model import Place


def returned_rows(session: Any) -> list[Place]:
    """List them, those wanted back first before the others; in a worker thread."""
    from sqlalchemy import select

    from app.models.tables import Inspection

    back = {one: said for one, said in reviews_of(session).items() if said.state == RETURNED}
    if not back:
        return []
    of = session.execute(
        select(Inspection.id, Inspection.place).where(Inspection.id.in_(list(back)))
    )
    found: dict[Any, Review] = {}
    for record, place in of:
        if place is not None:
            found[place] = _sooner(found.get(place), back[record])
    rows = []
    for place, review in found.items():
        line = browse.line(session, place)
        if line is None:
            continue
        row = building_row(line, with_where=True)
        said = _said(review)
        right = _("until {day}").format(day=review.until) if review.until else word("returned")
        rows.append(
            (
                review.until or "9999",
                line.name,
                replace(row, state="returned", facts=said, right=right),
            )
        )
    return [row for _until, _name, row in sorted(rows, key=lambda one: one[:2])]


def _said(review: Review) -> str:
    texts = [one.text for one in review.remarks if one.text]
    if review.note:
        texts.append(review.note)
    return "；".join(texts) or _("to be looked at again as a whole")


def _sooner(one: Review | None, other: Review) -> Review:
    if one is None:
        return other
    return min(one, other, key=lambda review: review.until or "9999")
