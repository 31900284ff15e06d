"""What of a row of the flat tables nobody has decided, so that no cell of it looks settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from typing import TYPE_CHECKING

from app.inspection.conflict.twins import twins
from app.reports.city.unsettled import CONFLICT, CONTESTED, RECORD, WAITING
from app.reports.facts import City, Key, Place, Visit
from app.reports.lookups import indicators

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace


class Undecided:
    """What is not decided about the places of a city and their records."""

    def __init__(self, city: City, workspace: Workspace, session: Session) -> None:
        self._city = city
        self._twice: dict[Key, set[str]] = {}
        for one in twins(workspace, session):
            for record in (one.key.subject, *one.twins):
                self._twice.setdefault(record.bytes, set()).add(one.key.field)
        self._judged = Counter(one.inspection for one in city.findings if "verdict" in one.doubts)

    def twice(self, visit: Visit) -> Container[str]:
        """Return the paths that another record of the same building answers differently."""
        return self._twice.get(visit.inspection, ())

    def words(self, place: Place, visit: Visit | None) -> str:
        """Return what people still have to decide about a place and its record; empty: nothing."""
        parts = _of_place(place)
        if visit is not None:
            parts.append(visit.unsettled)
            if differing := len(self._twice.get(visit.inspection, ())):
                parts.append(f"{differing} 处两份记录不一样")
            if judged := self._judged[visit.inspection]:
                parts.append(f"{judged} 个问题的审核有冲突")
        return "，".join(part for part in parts if part)

    def nothing_found(self, place: Place, visit: Visit | None) -> bool:
        """Tell whether 0 problems may be said: finished, every indicator decided, no doubt."""
        if visit is None or visit.state != "done" or visit.unsettled:
            return False
        if self._twice.get(visit.inspection) or self._judged[visit.inspection]:
            return False
        outcomes = {
            verdict.outcome
            for one in indicators("housing")
            if (verdict := self._city.verdicts.get((place.id, one.code))) is not None
        }
        return bool(outcomes) and outcomes <= {"clear", "not_applicable"}


def _of_place(place: Place) -> list[str]:
    parts = [f"名册{CONTESTED}"] if RECORD in place.doubts else []
    for word in (CONFLICT, WAITING):
        if count := sum(one == word for one in place.doubts.values()):
            parts.append(f"名册 {count} 项{word}")
    return parts
