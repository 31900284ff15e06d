"""What has one value for the whole campaign: its names, its counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.reports.filing.columns import Cell, FlatTable

if TYPE_CHECKING:
    from app.reports.facts import City


def single_values(city: City, tables: Iterable[FlatTable]) -> dict[str, Cell]:
    """Return what has one value for the whole campaign."""
    campaign = city.campaign
    open_places = {visit.place for visit in city.visits.values() if visit.unsettled}
    open_places |= {one.place for one in city.findings if "finding" in one.doubts}
    open_places |= {one.id for one in city.places.values() if one.doubts}
    done = sum(
        1 for one in city.buildings
        if (seen := city.visits.get((one.id, "housing"))) and seen.state == "done"
    )  # fmt: skip
    counted = [one for one in city.findings if not one.mark]  # as the lists count
    troubled = {one.place for one in counted}
    return {
        "campaign.name": campaign.name,
        "campaign.city": campaign.city,
        "campaign.round": campaign.doubts.get("round") or campaign.round,
        "campaign.data_date": campaign.data_date,
        "count.communities": len(city.communities),
        "count.areas": sum(len(one.areas) for one in city.communities),
        "count.buildings": len(city.buildings),
        "count.done": done,
        "count.findings": len(counted),
        "count.troubled": sum(1 for one in city.buildings if one.id in troubled),
        "count.unsettled": sum(1 for one in city.buildings if one.id in open_places),
    }
