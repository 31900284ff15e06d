"""待补, 退回的: records that reviewers sent back, with what is wanted and until when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.exchange.receipts import states
from app.i18n import _, ngettext
from app.inspection import browse
from app.inspection.returned_places import returned_places
from app.ui.field.shown import building_row
from app.ui.words import word

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from app.inspection.review.fields import Review
    from app.ui.widgets.place_model import Place


def returned_rows(session: Any) -> list[Place]:
    """List them, those wanted back first before the others; in a worker thread."""
    rows = []
    known = returned_places(session)
    for place, review in known.items():
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
                replace(
                    row,
                    state="returned",
                    facts=" · ".join(part for part in (row.facts, said) if part),
                    right=right,
                ),
            )
        )
    rows += _awaited(session, known)
    return [row for _until, _name, row in sorted(rows, key=lambda one: one[:2])]


def _awaited(session: Any, known: Mapping[UUID, Review]) -> list[tuple[str, str, Place]]:
    """Return those of which so far a receipt alone tells; the remarks come in a task package."""
    rows = []
    for place, where in states.returned_places(session).items():
        line = browse.line(session, place) if place not in known else None
        if line is None:
            continue
        row = building_row(line, with_where=True)
        said = _("the remarks come with the hub's next task package")
        said = f"{where.reason}；{said}" if where.reason else said
        right = word("returned")
        rows.append(("9999", line.name, replace(row, state="returned", facts=said, right=right)))
    return rows


def _said(review: Review) -> str:
    texts = [one.text for one in review.remarks if one.text]
    if review.note:
        texts.append(review.note)
    if not texts and review.paths:
        count = len(review.paths)
        words = "{count} question to look at again", "{count} questions to look at again"
        return ngettext(*words, count).format(count=count)
    return "；".join(texts) or _("to be looked at again as a whole")
