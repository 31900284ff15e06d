"""What people still have to decide: fields in conflict or waiting, records deleted and edited."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.models import tables
from app.reports.city.keys import key_of
from app.reports.facts import Key

CONFLICT, WAITING, CONTESTED = "有冲突", "等前面的包", "删与改碰头"
RECORD = "*"
"""The field under which a record itself stands."""
Marks = Mapping[str, str]
_NOTHING: Marks = MappingProxyType({})


class Unsettled:
    """Marks by record and field; small, as few fields of a city are in doubt at a time."""

    def __init__(self, session: Session) -> None:
        self._found: dict[tuple[str, Key], dict[str, str]] = {}
        cell = tables.Cell
        # Written as the partial indexes are, so that no million of settled cells is read. What is
        # both, is in conflict: that can be decided here.
        for where, word in (("cell.waiting = 1", WAITING), ("cell.conflict = 1", CONFLICT)):
            query = select(cell.kind, key_of(cell.subject), cell.field).where(text(where))
            for kind, subject, field in session.execute(query):
                self._found.setdefault((kind, subject), {})[field] = word
        for kind, table in tables.PROJECTIONS.items():
            for subject in session.scalars(select(key_of(table.id)).where(table.contested)):
                self._found.setdefault((kind, subject), {})[RECORD] = CONTESTED

    def of(self, kind: str, subject: Key) -> Marks:
        """Return the marks of one record by field; `RECORD` for the record itself."""
        return self._found.get((kind, subject), _NOTHING)
