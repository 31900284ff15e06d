"""Counts made again in the database, apart from the rows that lists are written from."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import derived, tables
from app.reports.appraisal_list import appraisal_candidates
from app.reports.city.campaign import scope_of
from app.reports.city.keys import key_of
from app.reports.facts import City
from app.reports.lookups import LEVEL_OF_FORM


def check_city(session: Session, city: City) -> None:
    """Make sure that nothing fell out between database and lists; a difference is a bug."""
    begun = [visit for visit in city.visits.values() if visit.state != "not_started"]
    pairs = [
        ("buildings", len(city.buildings), count_buildings(session, city)),
        (
            "appraisals",
            sum(bool(found) for found, _verdict in appraisal_candidates(city).values()),
            count_appraisals(session, city),
        ),
    ]
    for form_id, level in LEVEL_OF_FORM.items():
        here = [one for one in begun if one.form_id == form_id]
        listed = sum(city.places[one.place].level == level for one in here)
        pairs.append((form_id, listed, count_started(session, city, form_id, level)))
    for what, listed, stored in pairs:
        if listed != stored:
            raise AssertionError(f"{what}: {listed} in the lists, {stored} in the database")


def count_findings(session: Session, city: City, form_id: str | None = None) -> int:
    """Count in the database what a ledger must hold, apart from the rows it was written from."""
    query = (
        select(func.count())
        .select_from(derived.Finding)
        .join(tables.Inspection, tables.Inspection.id == derived.Finding.inspection)
        .join(tables.Place, tables.Place.id == tables.Inspection.place)
        .where(*scope_of(city.campaign), tables.Place.deleted.is_(False))
        .where(key_of(tables.Place.campaign) == city.campaign.id)
    )
    if form_id is not None:
        query = query.where(tables.Inspection.form_id == form_id)
    return session.scalar(query) or 0


def count_appraisals(session: Session, city: City) -> int:
    """Count in the database the buildings that have a finding asking for appraisal."""
    dismissed = select(tables.Judgement.id).where(
        tables.Judgement.verdict == "dismissed",
        tables.Judgement.deleted.is_(False),
        tables.Judgement.contested.is_(False),
        tables.Judgement.id.not_in(
            select(tables.Cell.subject).where(
                tables.Cell.kind == "judgement",
                tables.Cell.field == "verdict",
                tables.Cell.conflict.is_(True) | tables.Cell.waiting.is_(True),
            )
        ),
    )
    query = (
        select(func.count(tables.Inspection.place.distinct()))
        .select_from(derived.Finding)
        .join(tables.Inspection, tables.Inspection.id == derived.Finding.inspection)
        .join(tables.Place, tables.Place.id == tables.Inspection.place)
        .where(*scope_of(city.campaign), tables.Place.deleted.is_(False))
        .where(key_of(tables.Place.campaign) == city.campaign.id)
        .where(tables.Inspection.form_id == "housing")
        .where(derived.Finding.appraisal.is_(True), derived.Finding.id.not_in(dismissed))
    )
    return session.scalar(query) or 0


def count_started(session: Session, city: City, form_id: str, level: str) -> int:
    """Count in the database the places of a level that somebody has begun to inspect."""
    query = (
        select(func.count(tables.Place.id.distinct()))
        .select_from(derived.Progress)
        .join(tables.Inspection, tables.Inspection.id == derived.Progress.inspection)
        .join(tables.Place, tables.Place.id == tables.Inspection.place)
        .where(*scope_of(city.campaign), tables.Place.deleted.is_(False))
        .where(key_of(tables.Place.campaign) == city.campaign.id, tables.Place.level == level)
        .where(tables.Inspection.form_id == form_id, derived.Progress.state != "not_started")
    )
    return session.scalar(query) or 0


def count_buildings(session: Session, city: City) -> int:
    """Count the buildings of the campaign in the database."""
    query = (
        select(func.count())
        .select_from(tables.Place)
        .where(key_of(tables.Place.campaign) == city.campaign.id, tables.Place.deleted.is_(False))
        .where(tables.Place.level == "building")
    )
    return session.scalar(query) or 0
