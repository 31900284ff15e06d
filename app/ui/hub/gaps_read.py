"""What the gap finder found, read in one go beside the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from app.ui.hub.gap_lines import GapLine, gap_lines
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.exchange import gaps, trust
    from app.exchange.inbox import card as inbox_card
    from app.inspection import whereabouts
    from app.workspace import Workspace
else:
    gaps = lazy("app.exchange.gaps")
    inbox_card = lazy("app.exchange.inbox.card")
    trust = lazy("app.exchange.trust")
    whereabouts = lazy("app.inspection.whereabouts")


class FoundGaps(NamedTuple):
    """Lines of the gap finder.

    Attributes:
        number: Which reading it is.
        checked: Devices, photos and buildings that were looked at.
    """

    number: int
    lines: list[GapLine]
    campaign: str
    checked: tuple[int, int, int]


def read_gaps(session: Any, workspace: Workspace, number: int, days: int) -> FoundGaps:
    """Look for gaps; a laptop is silent after so many days."""
    info = workspace.campaign()
    found = gaps.find_gaps(session, workspace, days=days)
    places = {one.place for one in found.photos}
    places |= {one.place for one in (*found.twice, *found.strangers)}
    places |= {place for place, _name in found.never}
    paths = whereabouts.place_paths(session, places)
    where = {one: path for one, path in paths.items() if one is not None}
    names = {
        one: "·".join(part for part in two if part)
        for one, two in inbox_card.people(session).items()
    }
    names |= {one.keys.device: one.keys.name for one in trust.devices(session)}
    lines = gap_lines(found, where, names)
    checked = gaps.checked(session, workspace)
    return FoundGaps(number, lines, (info.name or "") if info else "", checked)
