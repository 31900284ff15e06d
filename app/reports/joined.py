"""Places that are one building, in lists: counted once; where two inspections differ, undecided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from app.inspection.conflict.joined import joined
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

    Where one building was inspected twice, a finding that only one of them made is in conflict.
    """
    if not same:
        return findings
    doubled = _doubled(visits.values())
    made = {(_place(one, same), one.rule, one.inspection) for one in findings}
    found = []
    for one in findings:
        place = _place(one, same)
        others = doubled.get((place, one.form_id), set()) - {one.inspection}
        agreed = all((place, one.rule, other) in made for other in others)
        mark = one.mark or ("" if agreed else "disputed")
        found.append(one._replace(place=place, mark=mark))
    return found


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


def _place(finding: Finding, same: Same) -> Key:
    return same.get(finding.place, finding.place)


def _rank(visit: Visit) -> tuple[bool, int, Key]:
    return visit.state == "done", visit.date_ms or 0, visit.inspection


def _doubled(visits: Iterable[Visit]) -> dict[tuple[Key, str], set[Key]]:
    done: dict[tuple[Key, str], set[Key]] = {}
    for visit in visits:
        if visit.state == "done":
            done.setdefault((visit.place, visit.form_id), set()).add(visit.inspection)
    return {key: ids for key, ids in done.items() if len(ids) > 1}
