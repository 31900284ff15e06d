"""Places that are one building, in lists: counted once; where two inspections differ, undecided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from app.inspection.conflict.joined import joined
from app.inspection.conflict.once import doubled, once
from app.reports.facts import Finding, Key, Verdict, Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Same = Mapping[Key, Key]


def same_places(session: Session) -> dict[Key, Key]:
    """Map the id of each joined place to that of the one it counts as."""
    return {place.bytes: chief.bytes for place, chief in joined(session).items()}


def of_one(found: Visit, same: Same) -> Visit:
    """Return a visit under the place that its own counts as."""
    return found._replace(place=same.get(found.place, found.place))


def one_visit(visits: Iterable[Visit]) -> dict[tuple[Key, str], Visit]:
    """Choose one visit of each place and form: a finished one, then the latest."""
    chosen: dict[tuple[Key, str], Visit] = {}
    for visit in visits:
        key = (visit.place, visit.form_id)
        known = chosen.get(key)
        if known is None or _rank(visit) > _rank(known):
            chosen[key] = visit
    return chosen


def contradicted(findings: list[Finding], visits: Mapping[Key, Visit], same: Same) -> list[Finding]:
    """Return findings under the places that theirs count as.

    Where one building was inspected twice, what both found counts once; what only one of them
    found is in conflict.
    """
    if not same:
        return findings
    records = doubled(
        (visit.place, visit.form_id, visit.inspection)
        for visit in visits.values()
        if visit.state == "done"
    )
    groups: dict[tuple[Key, str, str], dict[Key, list[Finding]]] = {}
    found = []
    for one in findings:
        place = same.get(one.place, one.place)
        moved = one._replace(place=place)
        if one.inspection in records.get((place, one.form_id), ()):
            group = groups.setdefault((place, one.form_id, one.rule), {})
            group.setdefault(one.inspection, []).append(moved)
        else:
            found.append(moved)
    for (place, form_id, _rule), by_record in groups.items():
        for told, lacking in once(by_record, len(records[place, form_id]), _quantity):
            mark = told[0].mark or ("disputed" if lacking else "")
            photos = sum(one.photos for one in told)
            doubts = {**told[0].doubts, "finding": "有冲突"} if lacking else told[0].doubts
            found.append(told[0]._replace(mark=mark, photos=photos, doubts=doubts))
    return found


def _quantity(one: Finding) -> Decimal | None:
    return one.quantity


def one_verdict(verdicts: Iterable[Verdict]) -> dict[tuple[Key, str], Verdict]:
    """Return one verdict of each place and indicator; two that differ leave it undecided."""
    found: dict[tuple[Key, str], Verdict] = {}
    for verdict in verdicts:
        key = (verdict.place, verdict.indicator)
        known = found.get(key)
        if known is None or known.outcome == "unfinished":
            found[key] = verdict
        elif verdict.outcome not in (known.outcome, "unfinished"):
            found[key] = known._replace(outcome="undecided", why=(*known.why, *verdict.why))
    return found


def _rank(visit: Visit) -> tuple[bool, int, Key]:
    return visit.state == "done", visit.date_ms or 0, visit.inspection
