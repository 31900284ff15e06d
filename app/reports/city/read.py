"""Reads one campaign whole: what all lists are written from."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from sqlalchemy.orm import Session

from app.reports.city.campaign import refuse_stale, scope_of, the_campaign
from app.reports.city.findings import findings_of
from app.reports.city.places import places_of, visits_of
from app.reports.city.unsettled import Unsettled
from app.reports.city.verdicts import verdicts_of
from app.reports.facts import City, Finding, Key
from app.reports.joined import contradicted, of_one, one_verdict, one_visit, same_places
from app.reports.roster import arrange, locate
from app.reports.text import natural_key


def read_city(session: Session, campaign: UUID | None = None) -> City:
    """Read all that the lists need.

    Args:
        session: A session on the workspace's database; only reads.
        campaign: Which campaign; `None` when there is only one.

    Raises:
        AppError: No such campaign, several to choose from, or findings that are not up to date.
    """
    unsettled = Unsettled(session)
    chosen = the_campaign(session, campaign, unsettled)
    refuse_stale(session)
    same = same_places(session)
    every = {place.id: place for place in places_of(session, chosen.id, unsettled)}
    places = {  # what lies in a joined area lies in the one that it counts as
        key: place._replace(parent=same.get(place.parent, place.parent) if place.parent else None)
        for key, place in every.items()
        if same.get(key) not in every
    }
    communities = arrange(places.values())
    at, order = locate(communities, places)
    scope = scope_of(chosen)
    made = [of_one(visit, same) for visit in visits_of(session, scope, every)]
    by_inspection = {visit.inspection: visit for visit in made}
    visits = one_visit(made)
    found = findings_of(session, scope, every, by_inspection, unsettled)
    findings = contradicted(found, by_inspection, same)
    rule_key = lru_cache(natural_key)
    findings.sort(key=lambda one: (order[one.place], rule_key(one.rule), one.id))
    by_place: dict[tuple[Key, str], list[Finding]] = {}
    for finding in findings:
        by_place.setdefault((finding.place, finding.indicator), []).append(finding)
    verdicts = one_verdict(verdicts_of(session, by_inspection, by_place))
    return City(chosen, communities, places, findings, visits, verdicts, by_place, at, order)
