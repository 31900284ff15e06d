"""What opening a place writes by itself: it travels, yet nobody has inspected anything there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_

from app.models.tables import Change
from app.models.values import decode

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

ABOUT = ("place", "form_id", "form_hash", "round")
ROSTER = "roster"
"""Source of an answer: the roster (名册)."""
EARLIER = "earlier:"
"""Source of an answer: the record of an earlier round, which follows."""
_IMPORTED = '"basis":"imported","from":"'


def is_opening(kind: str, field: str, value: str) -> bool:
    """Tell whether a change is one that opening a place writes.

    The record says what it is about and which checklist it is made with, and what roster and last
    campaign know stands in it as 别人的资料.

    Args:
        kind: Of the record.
        field: What the change says.
        value: Canonical JSON.
    """
    if kind != "inspection":
        return False
    if field in ABOUT:
        return True
    if not field.startswith("/") or _IMPORTED not in value:
        return False
    said = decode(value)
    source = said.get("from") if isinstance(said, dict) else None
    return isinstance(source, str) and (source == ROSTER or source.startswith(EARLIER))


def opening() -> ColumnElement[bool]:
    """Return `is_opening` as a condition on changes."""
    others = Change.value.contains(_IMPORTED, autoescape=True)
    known = and_(
        others,
        or_(
            Change.value.endswith(f'"from":"{ROSTER}"}}', autoescape=True),
            Change.value.contains(f'"from":"{EARLIER}', autoescape=True),
        ),
    )
    return and_(
        Change.kind == "inspection",
        or_(Change.field.in_(ABOUT), and_(Change.field.startswith("/"), known)),
    )
