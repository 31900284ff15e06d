"""How each inspection counts towards each indicator, after what people judged."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import derived
from app.reports.city.keys import key_of
from app.reports.facts import Finding, Key, Verdict, Visit


def verdicts_of(
    session: Session,
    visits: dict[Key, Visit],
    by_place: dict[tuple[Key, str], list[Finding]],
) -> Iterable[Verdict]:
    """Read how each inspection counts towards each indicator.

    Args:
        session: Only reads.
        visits: The inspections of the campaign, by id; others are passed over.
        by_place: The findings of a place and an indicator, with what people judged of them.
    """
    model = derived.Verdict
    query = select(
        key_of(model.inspection),
        model.indicator,
        model.outcome,
        model.why,
    )
    for key, indicator, outcome, why in session.execute(query):
        visit = visits.get(key)
        if visit is None:
            continue
        place, form = visit.place, visit.form_id
        if visit.state != "done":
            yield Verdict(place, form, indicator, "unfinished", reasons(why))
            continue
        verdict = Verdict(place, form, indicator, outcome, reasons(why))
        if outcome == "problem":
            verdict = _judged(verdict, by_place.get((place, indicator), ()), visit)
        yield verdict


def _judged(verdict: Verdict, findings: Iterable[Finding], visit: Visit) -> Verdict:
    """Take back a problem whose findings a person dismissed.

    What else is open about the indicator is not kept once a problem was found, so that anything
    open in the inspection leaves it undecided: never 无问题 by guess.
    """
    marks = {finding.mark for finding in findings}
    if not marks or "" in marks:
        return verdict
    doubt = visit.undecidable or visit.not_reached or visit.conflicts or visit.waiting
    return verdict._replace(outcome="undecided" if "disputed" in marks or doubt else "clear")


@lru_cache(maxsize=4096)
def reasons(why: str | None) -> tuple[tuple[str, str], ...]:
    """Read the JSON list of items with their reasons; what is not understood stays readable.

    Args:
        why: A list of ``[item, reason]`` pairs or of objects with ``item`` and ``reason``.
    """
    if not why or why == "[]":
        return ()
    return tuple(_reason(entry) for entry in json.loads(why))


def _reason(entry: Any) -> tuple[str, str]:
    if isinstance(entry, dict):
        return str(entry.get("item", "")), str(entry.get("reason", ""))
    if isinstance(entry, list) and len(entry) >= 2:
        return str(entry[0]), str(entry[1])
    return str(entry), ""
