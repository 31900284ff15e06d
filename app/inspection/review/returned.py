"""Which records are returned (已退回), in words that may lie open on a stick.

The remarks themselves travel as changes, in a package; a receipt is read by whoever finds it, and
so says only how much there is to look at, and until when.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from app.i18n import _, ngettext
from app.inspection.review.fields import RETURNED, reviews_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.inspection.review.fields import Review


class Back(NamedTuple):
    """A record that goes back to its inspector.

    Attributes:
        record: The inspection; ``reason``: how much is to be looked at again, and until when.
    """

    record: UUID
    reason: str


def returned_records(session: Session, _device: UUID | None = None) -> list[Back]:
    """List the records that reviewers returned; a receipt takes from it what its device wrote."""
    return [
        Back(record, _reason(review))
        for record, review in sorted(reviews_of(session).items(), key=lambda one: one[0].bytes)
        if review.state == RETURNED
    ]


def _reason(review: Review) -> str:
    count = len(review.paths)
    words = (
        ngettext(
            "{count} question to look at again", "{count} questions to look at again", count
        ).format(count=count)
        if count
        else _("to be looked at again as a whole")
    )
    return (
        _("{words}, until {day}").format(words=words, day=review.until) if review.until else words
    )
